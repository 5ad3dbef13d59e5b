using System.Text.Json.Serialization;

namespace Petuum.Lab.Analysis.Results;

/// <summary>
/// <c>summary.json</c>: how a run came out. Totals are over the whole run and all workers. Members that a file lacks
/// are empty, even if a reader hands in null for them.
/// </summary>
public sealed record RunSummary
{
    /// <summary>How it ended.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>What the spec expected.</summary>
    public Expectation Expect { get; init; }

    /// <summary>
    /// Why, in a sentence: who waits for whom, which checker failed and how to replay it. Empty if sound.
    /// </summary>
    public string Reason { get; init => field = value ?? ""; } = "";

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

    /// <summary>The program's final metrics.</summary>
    [JsonConverter(typeof(MetricsConverter))]
    public IReadOnlyList<Metric> Metrics { get; init => field = value ?? []; } = [];

    /// <summary>Seconds spent computing.</summary>
    public required double ComputeSeconds { get; init; }

    /// <summary>Seconds spent waiting.</summary>
    public required double WaitSeconds { get; init; }

    /// <summary>Seconds spent handing messages to the network.</summary>
    public required double SendSeconds { get; init; }

    /// <summary>The mean lag over all reads, as <see cref="LagRecord"/> defines it; NaN if nothing was read.</summary>
    public required double MeanLag { get; init; }

    /// <summary>SHA-256 over the uncompressed event log, in hexadecimal; null if none was kept.</summary>
    public string? EventLogHash { get; init; }

    /// <summary>SHA-256 over the final model, in hexadecimal; null if none was kept.</summary>
    public string? ModelHash { get; init; }

    /// <summary>What checkers, validators and analysers had to say about this run.</summary>
    public IReadOnlyList<Finding> Findings { get; init => field = value ?? []; } = [];

    /// <summary>Waiting as a fraction of computing, waiting and sending; 0 if there was none of them.</summary>
    [JsonIgnore]
    public double WaitFraction => Fraction(ComputeSeconds, WaitSeconds, SendSeconds);

    /// <summary>Findings that are more than notes.</summary>
    [JsonIgnore]
    public int Warnings => Findings.Count(finding => finding.Severity > Severity.Note);

    internal static double Fraction(double compute, double wait, double send)
    {
        double all = compute + wait + send;
        return all > 0 ? wait / all : 0;
    }
}
