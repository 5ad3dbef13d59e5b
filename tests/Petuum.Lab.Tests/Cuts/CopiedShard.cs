using System.Buffers.Binary;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Machines;
using Petuum.Lab.Core.Messages;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Testing.Naive;

namespace Petuum.Lab.Tests.Cuts;

/// <summary>
/// A shard whose cuts are taken a piece at a time, and what a naive list of updates says of it: the rows at each cut,
/// and which of them were written to before they were taken.
/// </summary>
internal sealed class CopiedShard(JobPlan plan, CutSizes sizes) : Outbox
{
    private readonly double[][][] _rows = Models.ToArrays(new(plan.Program.Tables));

    public TableShard Shard { get; } = new(plan, new ShardId(0), new MessagePool()) { CutSizes = sizes };

    /// <summary>All cuts, by the time they were saved.</summary>
    public List<TakenCut> Cuts { get; } = [];

    /// <summary>Those of which something is left to take.</summary>
    public IReadOnlyList<TakenCut> Open => [.. Cuts.Where(cut => !cut.IsClosed)];

    public override void Send(Message message) => message.Release();

    public override void Compute(Endpoint machine, int clock, long work) => Assert.Fail("shards compute nothing.");

    public override void Save(Endpoint machine, int clock, CutState state) => Cuts.Add(new TakenCut(
        clock, (ShardCut)state, Array.ConvertAll(_rows, table => Array.ConvertAll(table, row => row.ToArray()))));

    public override void Emit(in RunEvent happened)
    {
        if (happened.Kind == RunEventKind.UpdateApplied)
        {
            foreach (RowChange change in ((Update)happened.Payload!).Changes)
            {
                Note(change);
            }
        }
    }

    private void Note(RowChange change)
    {
        int table = change.Batch.Table.Index;
        for (int index = 0; index < change.Batch.Count; index++)
        {
            int row = change.Batch.Rows[index];
            foreach (TakenCut cut in Open)
            {
                cut.Write(table, row);
            }

            double[] values = Models.Row(change.Batch, index);
            double[] old = _rows[table][row];
            bool isPut = change.Operation == RowOperation.Put;
            _rows[table][row] = [.. values.Select((value, column) => isPut ? value : old[column] + value)];
        }
    }
}

/// <summary>A cut of a <see cref="CopiedShard"/>, and the rows as they were then.</summary>
internal sealed class TakenCut(int clock, ShardCut state, double[][][] rows)
{
    private readonly HashSet<(int Table, int Row)> _isTaken = [];
    private readonly HashSet<(int Table, int Row)> _isWritten = [];

    public int Clock => clock;

    public double[][][] Rows => rows;

    public List<byte[]> Pieces { get; } = [];

    /// <summary>True when all is taken, or the rest was thrown away.</summary>
    public bool IsClosed { get; private set; }

    public bool IsDropped { get; private set; }

    /// <summary>Rows that were written to while they were not taken yet.</summary>
    public IReadOnlySet<(int Table, int Row)> WrittenEarly => _isWritten;

    public int CopiedEarly => state.CopiedEarly;

    public void Write(int table, int row)
    {
        if (!_isTaken.Contains((table, row)))
        {
            _isWritten.Add((table, row));
        }
    }

    public void Take()
    {
        if (!state.TryTake(out ReadOnlyMemory<byte> piece))
        {
            IsClosed = true;
            return;
        }

        if (Pieces.Count > 0)
        {
            _isTaken.UnionWith(RowsOf(piece.Span));
        }

        Pieces.Add(piece.ToArray());
    }

    public void Drop()
    {
        state.Dispose();
        (IsClosed, IsDropped) = (true, true);
        Assert.False(state.TryTake(out _));
    }

    /// <summary>What a piece of one chunk says that it holds.</summary>
    public static IEnumerable<(int Table, int Row)> RowsOf(ReadOnlySpan<byte> piece)
    {
        int table = BinaryPrimitives.ReadInt32LittleEndian(piece[4..]);
        int slot = BinaryPrimitives.ReadInt32LittleEndian(piece[8..]);
        return Enumerable.Range(slot, BinaryPrimitives.ReadInt32LittleEndian(piece[12..]))
            .Select(row => (table, row));
    }
}
