using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Simulation;

namespace Petuum.Lab.Specs;

/// <summary>
/// What a spec says when it does not: only where a choice is harmless or published. Values of required keys stand in
/// for what is read; no run ever has them unread.
/// </summary>
internal static class SpecDefaults
{
    /// <summary>The format is found out.</summary>
    public static FileDataSpec File { get; } = new()
    {
        File = "",
        Format = null,
        ZeroBased = false,
        Columns = null,
        Header = null,
        Label = null,
        Labels = null,
        Vocab = null,
        Test = null,
        Similar = null,
        Dissimilar = null,
        TestShare = 0,
        Seed = 1,
    };

    /// <summary>Unlimited bandwidth, free messages, in order.</summary>
    public static NetworkSpec Network { get; } = new()
    {
        LatencyMicros = new ConstantLatencyOptions(0),
        BandwidthMbps = null,
        MessageMicros = 0,
        Ordered = true,
    };

    /// <summary>A microsecond for a work unit.</summary>
    public static ComputeSpec Compute { get; } = new() { MicrosPerUnit = 1, MicrosPerRound = 0 };

    /// <summary>Uniform machines, an instant network, shards on their own.</summary>
    public static ClusterSpec Cluster { get; } = new()
    {
        Workers = 1,
        Shards = 1,
        Placement = ShardPlacement.Dedicated,
        Network = null,
        Compute = Compute,
        Stragglers = [],
    };

    /// <summary>The same policy for all tables.</summary>
    public static ConsistencySpec Consistency { get; } = new()
    { Tables = [] };

    /// <summary>Bösen's numbers (PAPERS A5), largest relative change first.</summary>
    public static CommunicationSpec Communication { get; } = new()
    {
        BandwidthMbps = 40,
        BurstKb = 100,
        Rows = 100,
        Priority = CommunicationPriority.RelativeMagnitude,
    };

    /// <summary>To the last clock, or until the objective is a thousand times the first.</summary>
    public static StopSpec Stop { get; } =
        new() { Clocks = 1, Tolerance = null, Objective = null, DivergenceFactor = 1000 };

    /// <summary>The whole run.</summary>
    public static TraceSpec Trace { get; } = new() { FromClock = 0, ToClock = null };

    /// <summary>What decides is said by each rule.</summary>
    public static RuleSpec Rule { get; } = new()
    {
        Measure = "",
        Of = [],
        Over = [],
        With = [],
        Comparison = RuleComparison.AtLeast,
        Threshold = 0,
        Decides = RuleStrength.Shape,
    };

    /// <summary>Linear axes, a series for each configuration.</summary>
    public static ChartSpec Chart { get; } = new()
    {
        Kind = "",
        Title = "",
        X = "",
        Y = "",
        Series = null,
        LogX = false,
        LogY = false,
        With = [],
    };

    /// <summary>A claim without charts.</summary>
    public static ReproductionSpec Reproduction { get; } =
        new() { Id = "", Claim = "", Paper = "", Rules = [], Charts = [], Full = [] };

    /// <summary>Checked, reproducible, not logged.</summary>
    public static RunSpec Run { get; } = new()
    {
        Name = "",
        Question = "",
        Program = new ProgramChoice(new OwnReference(""), new OwnOptions([])),
        Data = File,
        Cluster = Cluster,
        Consistency = Consistency,
        Apply = ApplyMode.Clocked,
        Communication = null,
        PipelineDepth = 1,
        UnitsPerRound = 1,
        Stop = Stop,
        EvaluateEvery = 1,
        Seeds = [],
        Sweep = [],
        Checkers = true,
        EventLog = false,
        Trace = null,
        Expect = Expectation.Converges,
        Reproduces = null,
    };
}
