using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Svm;

/// <summary>
/// A worker: it has the dual variables α of its rows. In a round it takes its latest move by the step γ that the
/// scheduler found for it, and descends on its next batch, from the weights that it reads and what it has done itself
/// since; Σ δ_i y_i x_i of the new move goes to the scheduler.
/// </summary>
internal sealed class SvmWorker : IWorkerProgram
{
    private readonly SvmData _data;
    private readonly SvmOptions _options;
    private readonly IndexRange _mine;
    private readonly SvmBatches _batches;
    private readonly double[] _alpha;
    private readonly double[] _before;
    private readonly double[] _targets;
    private readonly double[] _start;
    private readonly double[] _point;
    private readonly List<OwnMove> _own = [];
    private double[] _move;

    public SvmWorker(SvmData data, SvmOptions options, IndexRange mine, SvmBatches batches)
    {
        (_data, _options, _mine, _batches) = (data, options, mine, batches);
        _alpha = new double[mine.Count];
        _before = new double[SvmBatches.BatchOf(mine.Count, options.Share)];
        _targets = new double[_before.Length];
        (_start, _point, _move) = (new double[data.Width], new double[data.Width], new double[data.Width]);
    }

    /// <inheritdoc/>
    public void DeclareReads(in WorkUnit unit, ReadSet reads)
    {
        if (SvmOrder.From(unit.Items.Span).Descends)
        {
            reads.AddRange(SvmTables.Weights, 0, SvmTables.RowsFor(_data.Width));
        }
    }

    /// <inheritdoc/>
    public void Push(in WorkUnit unit, RowView rows, PushOutput output)
    {
        SvmOrder order = SvmOrder.From(unit.Items.Span);
        if (!order.Descends)
        {
            return;
        }

        Take(order);
        _batches.Next();
        ReadOnlySpan<int> batch = _batches.Rows;
        for (int n = 0; n < batch.Length; n++)
        {
            _before[n] = _alpha[batch[n] - _mine.Start];
        }

        StartFrom(rows.DenseRange<double>(0, SvmTables.RowsFor(_data.Width)));
        _start.CopyTo(_point, 0);
        BatchMove move = SvmKernels.Descend(
            _data, _options, order.Damping, batch, _before.AsSpan(0, batch.Length), _targets, _point);
        for (int feature = 0; feature < _move.Length; feature++)
        {
            _move[feature] = (_point[feature] - _start[feature]) / order.Damping;
        }

        SvmReport.AddTo(output, move, _move);
        output.Report((2 * move.Nonzeros) + _move.Length, samples: batch.Length);
    }

    /// <inheritdoc/>
    public void Save(StateWriter state)
    {
        _batches.Save(state);
        state.WriteSpan<double>(_alpha);
        state.WriteSpan<double>(_before);
        state.WriteSpan<double>(_targets);
        state.WriteSpan<double>(_move);
        state.Write(_own.Count);
        foreach (OwnMove own in _own)
        {
            state.Write(own.Round);
            state.WriteSpan<double>(own.Weights);
        }
    }

    /// <inheritdoc/>
    public void Load(StateReader state)
    {
        _batches.Load(state);
        state.ReadSpan<double>(_alpha);
        state.ReadSpan<double>(_before);
        state.ReadSpan<double>(_targets);
        state.ReadSpan<double>(_move);
        _own.Clear();
        for (int left = state.Read<int>(); left > 0; left--)
        {
            _own.Add(new OwnMove(state.Read<int>(), state.ReadArray<double>()));
        }
    }

    /// <summary>α ← α + γδ for the present batch, and what that did to w, which reads may not contain yet.</summary>
    private void Take(in SvmOrder order)
    {
        ReadOnlySpan<int> batch = _batches.Rows;
        for (int n = 0; n < batch.Length; n++)
        {
            double taken = _before[n] + (order.Step * (_targets[n] - _before[n]));
            _alpha[batch[n] - _mine.Start] =
                order.Step == 1 ? _targets[n] : Math.Min(Math.Max(taken, 0), _options.Bound);
        }

        if (order.Round > 0)
        {
            foreach (ref double weight in _move.AsSpan())
            {
                weight *= order.Step;
            }

            _own.Add(new OwnMove(order.Round - 1, _move));
            _move = new double[_move.Length];
        }
    }

    /// <summary>w as it was read, each row with the own moves that it does not contain.</summary>
    private void StartFrom(ReadOnlySpan<double> read)
    {
        int stride = SvmTables.WeightsPerRow + 1;
        int oldest = int.MaxValue;
        for (int first = 0, at = 0; first < _start.Length; first += SvmTables.WeightsPerRow, at += stride)
        {
            Span<double> part = _start.AsSpan(first, Math.Min(SvmTables.WeightsPerRow, _start.Length - first));
            read.Slice(at, part.Length).CopyTo(part);
            int contained = (int)read[at + SvmTables.WeightsPerRow];
            oldest = Math.Min(oldest, contained);
            foreach (OwnMove own in _own)
            {
                for (int n = 0; own.Round >= contained && n < part.Length; n++)
                {
                    part[n] += own.Weights[first + n];
                }
            }
        }

        _own.RemoveAll(own => own.Round < oldest);
    }

    /// <summary>What a move of this worker did to w.</summary>
    private readonly record struct OwnMove(int Round, double[] Weights);
}
