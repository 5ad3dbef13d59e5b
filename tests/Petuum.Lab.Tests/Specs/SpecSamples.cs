using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Options;
using Petuum.Lab.Datasets;
using Petuum.Lab.Simulation;
using Petuum.Lab.Simulation.Stragglers;
using Petuum.Lab.Specs;

namespace Petuum.Lab.Tests.Specs;

/// <summary>Random valid specs that between them use every key.</summary>
internal sealed class SpecSamples : SpecChance
{
    private readonly DataSamples _data;
    private readonly ProgramSamples _programs;

    public SpecSamples(ulong seed)
        : this(new Seed(seed).CreateGenerator())
    {
    }

    private SpecSamples(Pcg32 chance)
        : base(chance)
    {
        _data = new DataSamples(chance);
        _programs = new ProgramSamples(chance);
    }

    public RunSpec Draw()
    {
        DataKind kind = Of(DataKind.Regression, DataKind.Ratings, DataKind.Documents);
        ProgramChoice program = _programs.Draw(kind);
        bool hasRows = kind == DataKind.Regression;
        bool isEager = Coin();
        bool isVap = !isEager && !hasRows && Coin();
        ApplyMode apply = isVap || Coin() ? ApplyMode.Arrival : ApplyMode.Clocked;
        return new RunSpec
        {
            Name = Of("a", "1", "E2.quick_x-y", "no", "1e3"),
            Question = Coin() ? "" : Text(),
            Program = program,
            Data = _data.Draw(kind, program.Descriptor.TakesPairs),
            Cluster = Cluster(),
            Consistency = Consistency(isEager, isVap, program, kind, apply),
            Apply = apply,
            Communication = apply == ApplyMode.Arrival && !isVap && Coin() ? Communication() : null,
            PipelineDepth = program.IsModelParallel ? Of(1, 4) : 1,
            UnitsPerRound = program.IsModelParallel ? 1 : Of(1, 8),
            Stop = new StopSpec
            {
                Clocks = Of(20, int.MaxValue),
                Tolerance = Coin() ? Positive() : null,
                Objective = Coin() ? -Positive() : null,
                DivergenceFactor = 1.5 + Positive(),
            },
            EvaluateEvery = Of(1, 7),
            Seeds = Of<ValueList<ulong>>([0], [3, ulong.MaxValue]),
            Sweep = [],
            Checkers = Coin(),
            EventLog = Coin(),
            Trace = Coin() ? new TraceSpec { FromClock = Of(0, 5), ToClock = Coin() ? 9 : null } : null,
            Expect = Of(Expectation.Converges, Expectation.Diverges, Expectation.Stuck),
            Reproduces = Coin() ? Reproduction() : null,
        };
    }

    private ClusterSpec Cluster() => new()
    {
        Workers = Of(1, 3),
        Shards = Of(1, 5),
        Placement = Of(ShardPlacement.Dedicated, ShardPlacement.OnWorkers),
        Network = Coin() ? null : new NetworkSpec
        {
            LatencyMicros = Of<LatencyOptions>(
                new ConstantLatencyOptions(Of(0, 250)),
                new UniformLatencyOptions(5, 50),
                new ExponentialLatencyOptions { MeanMicros = 5 + Positive(), FloorMicros = Of(0, 2.5) },
                new LogNormalLatencyOptions { MeanMicros = Positive(), Sigma = Share() }),
            BandwidthMbps = Coin() ? null : 0.5 + Positive(),
            MessageMicros = Of(0, 3),
            Ordered = Coin(),
        },
        Compute = new ComputeSpec { MicrosPerUnit = Of(0, Positive()), MicrosPerRound = Of(0, 77) },
        Stragglers = Of<ValueList<StragglerOptions>>([], [Straggler()], [Straggler(), Straggler()]),
    };

    private StragglerOptions Straggler() => Of<StragglerOptions>(
        new SlowWorkerOptions { DelayPercent = Positive() },
        new DisruptedOptions
        {
            Intensity = Positive(),
            PeriodMicros = Of(1, 5_000_000_000),
            Probability = Share()
        },
        new PowerLawOptions { Alpha = 2.5 + Positive() },
        new PersistentOptions { Share = Share(), Speed = Of(1, 0.5) },
        new TraceOptions { File = AFile });

    private ConsistencySpec Consistency(bool isEager, bool isVap, ProgramChoice program, DataKind kind, ApplyMode apply)
    {
        PolicyOptions all = isVap ? Policy("vap") : isEager ? Policy("essp")
            : Policy(Of(apply == ApplyMode.Clocked ? "bsp" : "ssp", "ssp", "asp"));
        (string table, string? other) = kind switch
        {
            DataKind.Ratings => ("items", "users"),
            DataKind.Documents => ("topics", "words"),
            _ => (program.TableNames[^1], null),
        };
        TablePolicy own = new(table, Policy("ssp"));
        return new ConsistencySpec
        {
            Policy = all.Policy,
            Staleness = all.Staleness,
            V0 = all.V0,
            Tables = program.Descriptor is OwnReference || Coin() ? []
                : other is null || apply == ApplyMode.Arrival ? [own]
                : [own, new TablePolicy(other, Policy("bsp"))],
        };
    }

    private PolicyOptions Policy(string policy) => new()
    {
        Policy = policy,
        Staleness = policy switch
        {
            "ssp" => Of(new Staleness(0), new Staleness(40), Staleness.Unbounded),
            "essp" => new Staleness(Of(0, 3)),
            _ => null,
        },
        V0 = policy == "vap" ? Positive() : null,
    };

    private CommunicationSpec Communication() => new()
    {
        BandwidthMbps = 1 + Positive(),
        BurstKb = 1 + Positive(),
        Rows = Of(1, 100),
        Priority = Of(Enum.GetValues<CommunicationPriority>()),
    };

    private ReproductionSpec Reproduction() => new()
    {
        Id = Text(),
        Claim = Text(),
        Paper = Text(),
        Rules = Of<ValueList<RuleSpec>>([Rule()], [Rule(), Rule()]),
        Charts = Of<ValueList<ChartSpec>>([], [Chart()]),
        Full = Of<ValueList<NamedText>>([], [new NamedText("stop.clocks", "400"), new NamedText("seeds", "[1, 2]")]),
    };

    private RuleSpec Rule() => new()
    {
        Measure = Text(),
        Of = Names(),
        Over = Names(),
        With = Names(),
        Comparison = Of(RuleComparison.AtLeast, RuleComparison.AtMost),
        Threshold = Of(-1, Positive()),
        Decides = Of(RuleStrength.Shape, RuleStrength.Size),
    };

    private ChartSpec Chart() => new()
    {
        Kind = Of("line", "stacked-bar", "histogram", "heat-map", "gantt"),
        Title = Text(),
        X = Text(),
        Y = Text(),
        Series = Coin() ? null : Text(),
        LogX = Coin(),
        LogY = Coin(),
        With = Names(),
    };

    private ValueList<NamedText> Names() => Of<ValueList<NamedText>>(
        [], [new NamedText(Text(), Text())], [new NamedText("consistency.staleness", "4"), new NamedText("b", Text())]);
}
