using System.ComponentModel;

namespace Petuum.Lab.Grains;

/// <summary>How a silo runs jobs.</summary>
public sealed class PetuumOptions
{
    /// <summary>
    /// A machine with more unacknowledged bytes than this handles nothing more; a shard or job that has more to handle
    /// holds back who sends.
    /// </summary>
    [Description("a machine with more unacknowledged bytes handles nothing more; nor is a shard or job sent more")]
    public long BytesInFlightMax { get; set; } = 64 << 20;

    /// <summary>A machine with more unacknowledged parcels than this handles nothing more.</summary>
    [Description("a machine with more unacknowledged parcels handles nothing more")]
    public int ParcelsInFlightMax { get; set; } = 256;

    /// <summary>How often a job asks its machines how they are.</summary>
    [Description("how often a job asks its machines how they are")]
    public TimeSpan HeartbeatPeriod { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>A machine that its job has not asked for this long wakes the job.</summary>
    [Description("a machine that its job has not asked for so long wakes the job")]
    public TimeSpan LeasePeriod { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a silo lives between failures on average; decides how often jobs store their state.</summary>
    [Description("how long a silo lives between failures; decides how often jobs store their state")]
    public TimeSpan MeanTimeToFailure { get; set; } = TimeSpan.FromDays(1);

    /// <summary>
    /// So many jobs are listed; of older ones that have ended, records and models are deleted from the storage.
    /// </summary>
    [Description("so many jobs are kept; of older ones that have ended, records and models are deleted")]
    public int JobsKept { get; set; } = 1000;

    /// <summary>
    /// A job that begins anew so often without storing its state in between ends: machines were lost, activations gave
    /// up, a model could not be stored, or its leader died.
    /// </summary>
    [Description("a job that begins anew so often without storing its state in between ends")]
    public int LossesMax { get; set; } = 20;
}
