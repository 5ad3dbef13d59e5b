namespace Petuum.Lab.Analysis.Results;

/// <summary>
/// One line of <c>clocks.csv</c>: where a run stood when a clock was evaluated. Everything counts from the start of the
/// run.
/// </summary>
public sealed record ClockRecord
{
    /// <summary>Rounds completed by every worker.</summary>
    public required int Clock { get; init; }

    /// <summary>Data samples processed so far by all workers.</summary>
    public required long DataProcessed { get; init; }

    /// <summary>Virtual time in seconds; null on runtimes that have none.</summary>
    public double? VirtualSeconds { get; init; }

    /// <summary>Wall time in seconds; null, and no column, for a simulated run.</summary>
    public double? WallSeconds { get; init; }

    /// <summary>Bytes put on the network by everyone.</summary>
    public required long BytesSent { get; init; }

    /// <summary>Messages put on the network by everyone.</summary>
    public required long Messages { get; init; }

    /// <summary>The program's objective; smaller is better.</summary>
    public required double Objective { get; init; }

    /// <summary>Seconds spent computing, summed over the workers.</summary>
    public required double ComputeSeconds { get; init; }

    /// <summary>Seconds spent waiting for rows or for slower workers, summed over the workers.</summary>
    public required double WaitSeconds { get; init; }

    /// <summary>Seconds spent handing messages to the network, summed over the workers.</summary>
    public required double SendSeconds { get; init; }

    /// <summary>What else the program measured; a column each, empty on the lines that lack it.</summary>
    public IReadOnlyList<Metric> Metrics { get; init; } = [];

    /// <summary>
    /// The time of this run's own clock in seconds: virtual if there is one, else wall; NaN if neither.
    /// </summary>
    public double Seconds => VirtualSeconds ?? WallSeconds ?? double.NaN;

    /// <summary>The value of a metric; NaN if this line lacks it.</summary>
    public double MetricOrNaN(string name)
    {
        foreach (Metric metric in Metrics)
        {
            if (metric.Name == name)
            {
                return metric.Value;
            }
        }

        return double.NaN;
    }

    /// <summary>Equal when every column is, metrics included.</summary>
    public bool Equals(ClockRecord? other) =>
        other is not null
        && (Clock, DataProcessed, BytesSent, Messages).Equals(
            (other.Clock, other.DataProcessed, other.BytesSent, other.Messages))
        && (VirtualSeconds, WallSeconds, Objective).Equals((other.VirtualSeconds, other.WallSeconds, other.Objective))
        && (ComputeSeconds, WaitSeconds, SendSeconds).Equals(
            (other.ComputeSeconds, other.WaitSeconds, other.SendSeconds))
        && Metrics.SequenceEqual(other.Metrics);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Clock, DataProcessed, BytesSent, Messages);
}
