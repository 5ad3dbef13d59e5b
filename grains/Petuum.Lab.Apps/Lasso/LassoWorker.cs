using Petuum.Lab.Core;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Lasso;

/// <summary>
/// A worker's rows of X, and the residual r = y − Xβ^(p) for the β^(p) it has folded into it. It reads exactly the rows
/// of
/// β that were scheduled and whose commit it has not seen: their stamp tells, whatever the consistency. Where β does
/// not start at 0 it reads all of it first.
/// </summary>
internal sealed class LassoWorker : IWorkerProgram
{
    /// <summary>
    /// The residual is computed afresh when folding has touched this many times all of the worker's nonzeros.
    /// </summary>
    private const int PassesBeforeRecomputing = 100;

    /// <summary>The stamp of a row that starts with something and was not read yet; below that of any row.</summary>
    private const int NotRead = -1;
    private readonly SparseMatrix _columns;
    private readonly double[] _labels;
    private readonly double[] _squaredNorms;
    private readonly double[] _residual;
    private readonly double[] _folded;
    private readonly int[] _seenStamp;
    private readonly int[] _dueStamp;
    private readonly List<int> _outstanding = [];
    private long _foldedNonzeros;

    public LassoWorker(SparseMatrix columns, ReadOnlySpan<double> labels, bool isWarm)
    {
        _columns = columns;
        _labels = labels.ToArray();
        _residual = labels.ToArray();
        _folded = new double[columns.Columns];
        _seenStamp = new int[columns.Columns];
        _dueStamp = new int[columns.Columns];
        _squaredNorms = new double[columns.Columns];
        for (int item = 0; item < _squaredNorms.Length; item++)
        {
            _squaredNorms[item] = ColumnKernels.SquaredNorm(columns.Column(item));
        }

        if (isWarm)
        {
            Array.Fill(_seenStamp, NotRead);
            _outstanding.AddRange(Enumerable.Range(0, columns.Columns));
        }
    }

    public void DeclareReads(in WorkUnit unit, ReadSet reads)
    {
        foreach (int item in _outstanding)
        {
            reads.Add(LassoProgram.Beta, item);
        }
    }

    public void Push(in WorkUnit unit, RowView rows, PushOutput output)
    {
        long work = Fold(rows);
        long samples = 0;
        foreach (int item in unit.Items.Span)
        {
            SparseVector column = _columns.Column(item);
            output.AddResult(ColumnKernels.Dot(column, _residual) + (_squaredNorms[item] * _folded[item]));
            samples += column.Count;
            Expect(item, unit.Round + 1);
        }

        output.Report(work + samples, samples);
    }

    public void Save(StateWriter state)
    {
        state.WriteSpan<double>(_residual);
        state.WriteSpan<double>(_folded);
        state.WriteSpan<int>(_seenStamp);
        state.WriteSpan<int>(_dueStamp);
        state.WriteSpan<int>(_outstanding.ToArray());
        state.Write(_foldedNonzeros);
    }

    public void Load(StateReader state)
    {
        Restore(state.ReadArray<double>(), _residual);
        Restore(state.ReadArray<double>(), _folded);
        Restore(state.ReadArray<int>(), _seenStamp);
        Restore(state.ReadArray<int>(), _dueStamp);
        _outstanding.Clear();
        _outstanding.AddRange(state.ReadArray<int>());
        _foldedNonzeros = state.Read<long>();
    }

    /// <summary>r ← r − x_j (β_j − β_j^(p)) for every row read that is newer; returns the nonzeros touched.</summary>
    private long Fold(RowView rows)
    {
        long touched = 0;
        for (int index = 0; index < rows.Count; index++)
        {
            int item = rows.Read(index).Row;
            ReadOnlySpan<double> row = rows.Dense<double>(index);
            int stamp = (int)row[BetaRow.Stamp];
            if (stamp <= _seenStamp[item])
            {
                continue;
            }

            _seenStamp[item] = stamp;
            double change = row[BetaRow.Value] - _folded[item];
            if (change != 0)
            {
                SparseVector column = _columns.Column(item);
                ColumnKernels.AddTo(_residual, column, -change);
                _folded[item] = row[BetaRow.Value];
                touched += column.Count;
            }
        }

        _outstanding.RemoveAll(item => _seenStamp[item] >= _dueStamp[item]);
        _foldedNonzeros += touched;
        long due = PassesBeforeRecomputing * (long)_columns.NonzeroCount;
        return _foldedNonzeros <= due ? touched : touched + Recompute();
    }

    /// <summary>The pull of this round will write the item's row: it is read until it has.</summary>
    private void Expect(int item, int stamp)
    {
        if (_dueStamp[item] <= _seenStamp[item])
        {
            _outstanding.Add(item);
        }

        _dueStamp[item] = stamp;
    }

    /// <summary>r ← y − Xβ^(p), free of what rounding has added up.</summary>
    private long Recompute()
    {
        _labels.CopyTo(_residual, 0);
        long touched = _labels.Length;
        for (int item = 0; item < _folded.Length; item++)
        {
            if (_folded[item] != 0)
            {
                SparseVector column = _columns.Column(item);
                ColumnKernels.AddTo(_residual, column, -_folded[item]);
                touched += column.Count;
            }
        }

        _foldedNonzeros = 0;
        return touched;
    }

    private static void Restore<T>(T[] from, T[] to)
    {
        Invariant.Require(from.Length == to.Length, $"a state of {from.Length} values, where {to.Length} belong.");
        from.CopyTo(to, 0);
    }
}
