using Petuum.Lab.Core;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Scheduling;

namespace Petuum.Lab.Apps.Lasso;

/// <summary>
/// Picks the variables of a round, and sets them: β_j ← S(Σ_p z_p[j], λ) / ‖x_j‖², z in worker order.
/// </summary>
internal sealed class LassoScheduler(
    LassoData data, double lambda, int parallelism, ISchedulingPolicy policy, bool isWarm) : IScheduleProgram
{
    private readonly double[] _beta = new double[data.Columns.Columns];
    private readonly bool[] _inFlight = new bool[data.Columns.Columns];
    private readonly List<int> _picked = [];

    /// <summary>Where β does not start at 0, the first round reads it.</summary>
    public void DeclareReads(int round, ReadSet reads)
    {
        if (isWarm && round == 0)
        {
            reads.AddRange(LassoProgram.Beta, 0, _beta.Length);
        }
    }

    public void Schedule(int round, RowView rows, ScheduleOutput output)
    {
        for (int index = 0; index < rows.Count && round == 0; index++)
        {
            _beta[index] = rows.Dense<double>(index)[BetaRow.Value];
        }

        _picked.Clear();
        output.Report(policy.Pick(round, parallelism, _inFlight, _picked));
        if (_picked.Count == 0)
        {
            return;
        }

        foreach (int item in _picked)
        {
            Invariant.Require(!_inFlight[item], $"variable {item} was picked for round {round} while in flight.");
            _inFlight[item] = true;
        }

        output.Broadcast(_picked.ToArray());
    }

    public void Pull(in WorkUnit unit, PushResults results, RowView rows, PullOutput output)
    {
        ReadOnlySpan<int> items = unit.Items.Span;
        for (int index = 0; index < items.Length; index++)
        {
            double sum = 0;
            for (int worker = 0; worker < results.Count; worker++)
            {
                sum += results[worker][index];
            }

            int item = items[index];
            double norm = data.SquaredNorms[item];
            double before = _beta[item];
            _beta[item] = norm > 0 ? ColumnKernels.SoftThreshold(sum, lambda) / norm : 0;
            _inFlight[item] = false;
            policy.Observe(item, before, _beta[item]);
            Span<double> row = output.Put<double>(LassoProgram.Beta, item);
            row[BetaRow.Value] = _beta[item];
            row[BetaRow.Stamp] = unit.Round + 1;
        }

        output.Report((long)items.Length * results.Count, samples: 0);
    }

    public void Save(StateWriter state)
    {
        state.WriteSpan<double>(_beta);
        state.WriteSpan<bool>(_inFlight);
        policy.Save(state);
    }

    public void Load(StateReader state)
    {
        state.ReadArray<double>().CopyTo(_beta, 0);
        state.ReadArray<bool>().CopyTo(_inFlight, 0);
        policy.Load(state);
    }
}
