using CsvHelper;

namespace Petuum.Lab.Analysis.Results;

/// <summary>
/// One line of <c>workers.csv</c>: where one member of the cluster spent its time, over the whole run.
/// </summary>
[CsvRecord]
public sealed partial record WorkerRecord
{
    /// <summary>The role of a worker in <see cref="Role"/>.</summary>
    public const string Worker = "worker";

    /// <summary>The role of a server shard in <see cref="Role"/>.</summary>
    public const string Shard = "shard";

    /// <summary>The role of a scheduler in <see cref="Role"/>.</summary>
    public const string Scheduler = "scheduler";

    /// <summary><c>worker</c>, <c>shard</c> or <c>scheduler</c>.</summary>
    [CsvColumn("role")]
    public required string Role { get; init; }

    /// <summary>Which of its role, from 0.</summary>
    [CsvColumn("index")]
    public required int Index { get; init; }

    /// <summary>Rounds completed; 0 for those that have no clock of their own.</summary>
    [CsvColumn("clocks")]
    public required int Clocks { get; init; }

    /// <summary>Seconds spent computing (a shard: applying updates and answering).</summary>
    [CsvColumn("compute_seconds")]
    public required double ComputeSeconds { get; init; }

    /// <summary>Seconds spent waiting.</summary>
    [CsvColumn("wait_seconds")]
    public required double WaitSeconds { get; init; }

    /// <summary>Seconds spent handing messages to the network.</summary>
    [CsvColumn("send_seconds")]
    public required double SendSeconds { get; init; }

    /// <summary>Messages sent.</summary>
    [CsvColumn("messages_sent")]
    public required long MessagesSent { get; init; }

    /// <summary>Messages received.</summary>
    [CsvColumn("messages_received")]
    public required long MessagesReceived { get; init; }

    /// <summary>Bytes sent.</summary>
    [CsvColumn("bytes_sent")]
    public required long BytesSent { get; init; }

    /// <summary>Bytes received.</summary>
    [CsvColumn("bytes_received")]
    public required long BytesReceived { get; init; }
}

/// <summary>One line of <c>lags.csv</c>: how many reads of a table saw a lag (PAPERS E2).</summary>
/// <param name="Table">The table that was read.</param>
/// <param name="Lag">
/// The newest round of which <em>all</em> updates were in the row, minus the round that the reader was in. −1:
/// everything up to the previous round was there (BSP always reads this); −1 − s: as stale as staleness s allows; 0 and
/// more: the reader's own round, or later ones, were already complete. A row that is complete to clock k (it holds the
/// rounds 0 … k − 1), read in round c, has the lag k − 1 − c.
/// </param>
/// <param name="Count">Reads of one row each.</param>
[CsvRecord]
public sealed partial record LagRecord(
    [property: CsvColumn("table")] string Table,
    [property: CsvColumn("lag")] int Lag,
    [property: CsvColumn("count")] long Count);

/// <summary>One line of <c>series.csv</c>: a point of a named curve that a program or a run wants shown.</summary>
/// <param name="Series">The curve's name: <c>variables converged per clock</c>.</param>
/// <param name="X">Horizontal.</param>
/// <param name="Y">Vertical.</param>
[CsvRecord]
public sealed partial record SeriesRecord(
    [property: CsvColumn("series")] string Series,
    [property: CsvColumn("x")] double X,
    [property: CsvColumn("y")] double Y);
