using System.Diagnostics;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Benchmarks;

/// <summary>What a <see cref="TableProgram"/> does with rows.</summary>
public enum TableAccess
{
    /// <summary>Reads them from the shard.</summary>
    Read,

    /// <summary>Adds to every value of them.</summary>
    Increment,
}

/// <summary>
/// Goes through a table of floats, round after round, some rows a unit, and does nothing else; times itself from the
/// second pass over the table on, when all memory has been touched and sparse rows are full.
/// </summary>
internal sealed class TableProgram(RowShape shape, int rows, int rowsPerUnit, TableAccess access)
    : IProgram, IWorkerProgram
{
    private static readonly TableId Only = new(0);
    private long _first;
    private long _last;
    private long _seen;
    private int _next;

    public string Name => "tables";

    public IReadOnlyList<TableDefinition> Tables { get; } = [new(Only, "only", rows, shape, Sharding.Range)];

    public bool IsModelParallel => false;

    /// <summary>Rows a second.</summary>
    public double RowsPerSecond => (_seen - rows) / Stopwatch.GetElapsedTime(_first, _last).TotalSeconds;

    public IWorkerProgram CreateWorker(WorkerId worker, int workers, Seed seed) => this;

    public IScheduleProgram CreateScheduler(int workers, Seed seed) => throw new InvariantException("no scheduler.");

    public Evaluation Evaluate(Model model, Evaluation? previous) => new(0, double.NaN, []);

    public void DeclareReads(in WorkUnit unit, ReadSet reads)
    {
        _next = _next + rowsPerUnit <= rows ? _next : 0;
        if (access == TableAccess.Read)
        {
            reads.AddRange(Only, _next, rowsPerUnit);
        }
    }

    public void Push(in WorkUnit unit, RowView view, PushOutput output)
    {
        bool fills = shape.Kind == RowKind.Sparse && _seen < rows;
        if (access == TableAccess.Increment || fills)
        {
            Increment(output);
        }

        _next += rowsPerUnit;
        _last = Stopwatch.GetTimestamp();
        _seen += rowsPerUnit;
        if (_seen <= rows)
        {
            _first = _last;
        }
    }

    public void Save(StateWriter state)
    {
    }

    public void Load(StateReader state)
    {
    }

    private void Increment(PushOutput output)
    {
        if (shape.Kind == RowKind.Dense)
        {
            output.IncrementRange<float>(Only, _next, rowsPerUnit).Fill(1);
            return;
        }

        for (int row = _next; row < _next + rowsPerUnit; row++)
        {
            for (int column = 0; column < shape.Columns; column++)
            {
                output.Increment(Only, row, column, 1f);
            }
        }
    }
}
