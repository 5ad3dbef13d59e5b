namespace Petuum.Lab.Grains;

/// <summary>How a silo runs jobs.</summary>
public sealed class PetuumOptions
{
    /// <summary>A machine with more unacknowledged bytes than this computes no further.</summary>
    public long BytesInFlightMax { get; set; } = 64 << 20;

    /// <summary>A machine with more unacknowledged parcels than this computes no further.</summary>
    public int ParcelsInFlightMax { get; set; } = 256;

    /// <summary>How often a job asks its machines how they are.</summary>
    public TimeSpan HeartbeatPeriod { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>A machine that its job has not asked for this long wakes the job.</summary>
    public TimeSpan LeasePeriod { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a silo lives between failures on average; decides how often jobs store their state.</summary>
    public TimeSpan MeanTimeToFailure { get; set; } = TimeSpan.FromDays(1);

    /// <summary>
    /// So many jobs are listed; of older ones that have ended, records and models are deleted from the storage.
    /// </summary>
    public int JobsKept { get; set; } = 1000;

    /// <summary>A job that loses machines so often without storing its state in between ends.</summary>
    public int LossesMax { get; set; } = 20;
}
