namespace Petuum.Lab.Analysis.Results;

/// <summary>One line of <c>runs.csv</c>: one run of a sweep.</summary>
public sealed record RunRecord
{
    /// <summary>The run's hash, and the name of its folder.</summary>
    public required string Run { get; init; }

    /// <summary>The swept keys; a column each, between <c>run</c> and <c>seed</c>.</summary>
    public IReadOnlyList<SweptKey> Keys { get; init; } = [];

    /// <summary>The seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>How it ended.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>0 when it came out as its spec expects (<see cref="Verdicts"/>).</summary>
    public required int ExitCode { get; init; }

    /// <summary>Rounds completed by every worker.</summary>
    public required int Clocks { get; init; }

    /// <summary>Data samples processed.</summary>
    public required long DataProcessed { get; init; }

    /// <summary>Virtual time in seconds; null on runtimes that have none.</summary>
    public double? VirtualSeconds { get; init; }

    /// <summary>Bytes put on the network.</summary>
    public required long BytesSent { get; init; }

    /// <summary>Messages put on the network.</summary>
    public required long Messages { get; init; }

    /// <summary>The final objective.</summary>
    public required double Objective { get; init; }

    /// <summary>
    /// The program's final metrics; a column each, between <c>objective</c> and <c>wait_fraction</c>.
    /// </summary>
    public IReadOnlyList<Metric> Metrics { get; init; } = [];

    /// <summary>Waiting as a fraction of the workers' time.</summary>
    public required double WaitFraction { get; init; }

    /// <summary>The mean lag over all reads.</summary>
    public required double MeanLag { get; init; }

    /// <summary>Findings that are more than notes.</summary>
    public required int Warnings { get; init; }

    /// <summary>The line of a run, from its folder's two JSON files.</summary>
    public static RunRecord From(RunManifest manifest, RunSummary summary) => new()
    {
        Run = manifest.Run,
        Keys = manifest.Keys,
        Seed = manifest.Seed,
        Verdict = summary.Verdict,
        ExitCode = Verdicts.ExitCode(summary.Verdict, summary.Expect),
        Clocks = summary.Clocks,
        DataProcessed = summary.DataProcessed,
        VirtualSeconds = summary.VirtualSeconds,
        BytesSent = summary.BytesSent,
        Messages = summary.Messages,
        Objective = summary.Objective,
        Metrics = summary.Metrics,
        WaitFraction = summary.WaitFraction,
        MeanLag = summary.MeanLag,
        Warnings = summary.Warnings,
    };

    /// <summary>Equal when every column is.</summary>
    public bool Equals(RunRecord? other) =>
        other is not null
        && (Run, Seed, Verdict, ExitCode, Clocks) == (
            other.Run, other.Seed, other.Verdict, other.ExitCode, other.Clocks)
        && (DataProcessed, BytesSent, Messages) == (other.DataProcessed, other.BytesSent, other.Messages)
        && Nullable.Equals(VirtualSeconds, other.VirtualSeconds)
        && Objective.Equals(other.Objective)
        && WaitFraction.Equals(other.WaitFraction)
        && MeanLag.Equals(other.MeanLag)
        && Warnings == other.Warnings
        && Keys.SequenceEqual(other.Keys)
        && Metrics.SequenceEqual(other.Metrics);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Run, Seed);
}
