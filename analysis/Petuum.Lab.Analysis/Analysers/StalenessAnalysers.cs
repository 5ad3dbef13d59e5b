using Petuum.Lab.Analysis.Results;

namespace Petuum.Lab.Analysis.Analysers;

/// <summary>Several stalenesses compared where nothing is ever late: they cannot differ much past 1.</summary>
public sealed class StalenessWithoutDelay : IAnalyser
{
    /// <inheritdoc/>
    public IEnumerable<Finding> Analyse(SweepResults sweep)
    {
        string[] compared =
        [
            .. sweep.Runs
                .Select(run => run.Manifest.Conditions)
                .Where(conditions => conditions is { Stragglers: RunConditions.None, Network: RunConditions.None })
                .Select(conditions => conditions.Staleness?.ToString() ?? "unbounded")
                .Distinct(StringComparer.Ordinal),
        ];
        if (compared.Length > 1)
        {
            yield return new Finding(
                Severity.Warning,
                "staleness-without-delay",
                $"staleness {string.Join(", ", compared)} are compared without a straggler and without a network model",
                "name a straggler or a network model in the spec; among equals staleness changes next to nothing");
        }
    }
}

/// <summary>Staleness was allowed but never happened: every read saw the same lag.</summary>
public sealed class NothingWasStale : IAnalyser
{
    /// <inheritdoc/>
    public IEnumerable<Finding> Analyse(SweepResults sweep)
    {
        var fresh = new List<string>();
        foreach (Configuration configuration in sweep.Configurations)
        {
            if (configuration.Runs.All(run => run.Manifest.Conditions.Staleness is not 0 && HasOneLag(run.Lags)))
            {
                fresh.Add(configuration.Label);
            }
        }

        if (fresh.Count > 0)
        {
            yield return new Finding(
                Severity.Warning,
                "nothing-was-stale",
                $"staleness was allowed, but all reads had the same lag: {Phrases.Join(fresh)}",
                "make some workers slower or the network slower, or say in the text that staleness was not exercised");
        }
    }

    private static bool HasOneLag(IReadOnlyList<LagRecord> lags)
    {
        int[] seen = [.. lags.Where(lag => lag.Count > 0).Select(lag => lag.Lag).Distinct()];
        return seen.Length == 1;
    }
}

/// <summary>A barrier at which the workers spent more than nine tenths of their time.</summary>
public sealed class WaitDominated : IAnalyser
{
    private const double WaitFractionMax = 0.9;

    /// <inheritdoc/>
    public IEnumerable<Finding> Analyse(SweepResults sweep)
    {
        foreach (Configuration configuration in sweep.Configurations)
        {
            double least = configuration.Runs.Min(run => run.Summary.WaitFraction);
            bool barrier = configuration.Runs.All(run => run.Manifest.Conditions.Staleness == 0);
            if (barrier && least > WaitFractionMax)
            {
                yield return new Finding(
                    Severity.Warning,
                    "wait-dominated",
                    $"{configuration.Label}: at staleness 0 the workers waited for {least:P0} of their time",
                    "speed-ups over this flatter; give each clock more work, fewer workers or a faster network");
            }
        }
    }
}
