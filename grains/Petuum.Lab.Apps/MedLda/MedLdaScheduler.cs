using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;

namespace Petuum.Lab.Apps.MedLda;

/// <summary>
/// Asks all workers to draw, and draws every class's η from its Gaussian posterior given what they drew. After burn-in
/// the posteriors' means are averaged.
/// </summary>
internal sealed class MedLdaScheduler(MedLdaOptions options, int classes, Seed seed) : IScheduleProgram
{
    /// <summary>The item of a round in which workers draw; in others they rest.</summary>
    public const int Draw = 1;

    /// <summary>Numbers of a worker's answer before its sums.</summary>
    private const int Heads = 2;

    private readonly MarginPosterior _posterior = new(options.Topics);
    private readonly double[] _means = new double[classes * options.Topics];
    private readonly double[] _sums = new double[Heads + (classes * MarginPosterior.WidthOf(options.Topics))];
    private readonly double[] _mean = new double[options.Topics];
    private int _rounds;
    private bool _isAwaiting;

    /// <inheritdoc/>
    public void Schedule(int round, RowView rows, ScheduleOutput output)
    {
        output.Broadcast(new[] { _isAwaiting ? 0 : Draw });
        output.Report(1);
        _isAwaiting = true;
    }

    /// <inheritdoc/>
    public void Pull(in WorkUnit unit, PushResults results, RowView rows, PullOutput output)
    {
        if (unit.Items.Span[0] != Draw)
        {
            return;
        }

        Array.Clear(_sums);
        for (int worker = 0; worker < results.Count; worker++)
        {
            ReadOnlySpan<double> own = results[worker];
            for (int place = 0; place < _sums.Length; place++)
            {
                _sums[place] += own[place];
            }
        }

        _rounds++;
        _isAwaiting = false;
        int width = MarginPosterior.WidthOf(options.Topics);
        for (int of = 0; of < classes; of++)
        {
            Span<double> row = output.Put<double>(MedLdaTables.Classifier, of);
            Pcg32 chance = seed.Split("classifier", ((long)_rounds * classes) + of).CreateGenerator();
            _posterior.Draw(_sums.AsSpan(Heads + (of * width), width), chance, _mean, row[..options.Topics]);
            Average(_means.AsSpan(of * options.Topics, options.Topics));
            _means.AsSpan(of * options.Topics, options.Topics).CopyTo(row[options.Topics..]);
        }

        Span<double> margins = output.Put<double>(MedLdaTables.Margins, 0);
        (margins[0], margins[1], margins[2]) = (_rounds, _sums[0], _sums[1]);
        long cube = (long)options.Topics * options.Topics * options.Topics / 3;
        output.Report(classes * (cube + (results.Count * (long)width)), samples: 0);
    }

    /// <inheritdoc/>
    public void Save(StateWriter state)
    {
        state.WriteSpan<double>(_means);
        state.Write(_rounds);
        state.Write(_isAwaiting);
    }

    /// <inheritdoc/>
    public void Load(StateReader state)
    {
        state.ReadSpan<double>(_means);
        _rounds = state.Read<int>();
        _isAwaiting = state.Read<bool>();
    }

    /// <summary>Within burn-in the latest mean counts alone, after it all since.</summary>
    private void Average(Span<double> means)
    {
        double weight = 1.0 / Math.Max(1, _rounds - options.BurnIn);
        for (int topic = 0; topic < means.Length; topic++)
        {
            means[topic] += weight * (_mean[topic] - means[topic]);
        }
    }
}
