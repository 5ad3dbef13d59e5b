using Petuum.Lab.Apps.Networks;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Mlr;

/// <summary>
/// A worker of sufficient-factor broadcasting: in round c it reads the others' factors of round c − s − 1, brings its
/// replica of the weights up to them, and sends the factors of its own part of the minibatch. Every few rounds the
/// workers bring the weights' table up to date, each some of its rows. Of a round of several units the first does it
/// all.
/// </summary>
internal sealed class MlrFactorWorker : IWorkerProgram
{
    private readonly MlrGradient _gradient;
    private readonly WorkerSamples _samples;
    private readonly MlrSteps _steps;
    private readonly MlrReplica _replica;
    private readonly MlrFactorLayout _layout;
    private readonly int _worker;
    private readonly int[][] _own;
    private readonly int[] _next;

    public MlrFactorWorker(
        MlrGradient gradient, WorkerSamples samples, MlrSteps steps, MlrReplica replica, int worker)
    {
        (_gradient, _samples, _steps, _replica, _worker) = (gradient, samples, steps, replica, worker);
        _layout = replica.Layout;
        _next = new int[_layout.Columns];
        _own = new int[_layout.Slots][];
        for (int slot = 0; slot < _own.Length; slot++)
        {
            _own[slot] = new int[_layout.Columns];
        }
    }

    /// <inheritdoc/>
    public void DeclareReads(in WorkUnit unit, ReadSet reads)
    {
        int round = unit.Round - _layout.Staleness - 1;
        if (round < 0 || unit.Index > 0)
        {
            return;
        }

        for (int worker = 0; worker < _layout.Workers; worker++)
        {
            if (worker != _worker)
            {
                reads.Add(MlrProgram.FactorTable, _layout.RowOf(worker, round));
            }
        }
    }

    /// <inheritdoc/>
    public void Push(in WorkUnit unit, RowView rows, PushOutput output)
    {
        if (unit.Index > 0)
        {
            output.Report(work: 1, samples: 0);
            return;
        }

        Apply(unit.Round - _layout.Staleness - 1, rows);
        if (unit.Round > 0 && unit.Round % _layout.SyncEvery == 0)
        {
            IndexRange mine = Partition.ByCount(_layout.Classes, new DataPart(_worker, _layout.Workers));
            _replica.Synchronise(
                output.IncrementRange<float>(MlrProgram.WeightTable, mine.Start, mine.Count), mine.Start);
        }

        _gradient.Load(_replica.Weights);
        ReadOnlySpan<float> batch =
            _samples.Batch(new WorkUnit(unit.Round, 0, default), out ReadOnlySpan<int> labels);
        ReadOnlySpan<float> factors =
            _gradient.Factors(batch, _samples.Stride, labels, _steps.ScaleAt(unit.Round));
        _layout.Write(unit.Round, labels.Length, factors, batch, _samples.Stride, _next);
        Overwrite(unit.Round, output);
        output.Report(
            work: (1L + _layout.Workers) * labels.Length * _layout.Classes * _layout.Features, samples: labels.Length);
    }

    /// <inheritdoc/>
    public void Save(StateWriter state)
    {
        _replica.Save(state);
        foreach (int[] row in _own)
        {
            state.WriteSpan<int>(row);
        }
    }

    /// <inheritdoc/>
    public void Load(StateReader state)
    {
        _replica.Load(state);
        foreach (int[] row in _own)
        {
            state.ReadSpan<int>(row);
        }
    }

    private void Apply(int round, RowView rows)
    {
        int read = 0;
        for (int worker = 0; round >= 0 && worker < _layout.Workers; worker++)
        {
            _replica.Apply(round, worker == _worker ? _own[round % _layout.Slots] : rows.Dense<int>(read++));
        }
    }

    /// <summary>Sends the difference to what the row holds; sums of integers go round, and so are exact.</summary>
    private void Overwrite(int round, PushOutput output)
    {
        int[] row = _own[round % _layout.Slots];
        Span<int> increment = output.Increment<int>(MlrProgram.FactorTable, _layout.RowOf(_worker, round));
        for (int index = 0; index < row.Length; index++)
        {
            increment[index] = unchecked(_next[index] - row[index]);
        }

        _next.CopyTo(row, 0);
    }
}
