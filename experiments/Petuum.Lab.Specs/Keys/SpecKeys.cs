using System.Text.Json.Nodes;
using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Options;

namespace Petuum.Lab.Specs.Keys;

/// <summary>
/// The one table of all keys: what the reader understands, what the canonical form writes, and what the schema tells
/// editors.
/// </summary>
internal static class SpecKeys
{
    /// <summary>Keys that say something about all runs, and so cannot be swept.</summary>
    public static readonly string[] NotSwept = ["name", "question", "seeds", "sweep", "reproduces"];

    private const string NamePattern = "^[A-Za-z0-9][A-Za-z0-9._-]*$";

    private static readonly Whole<int> Count = new(1, int.MaxValue);

    private static readonly Section<StopSpec> Stop = new(
        SpecDefaults.Stop,
        [
            new Field<StopSpec, int>("clocks", "the last clock", Count, s => s.Clocks, (s, v) => s with { Clocks = v }),
            new Field<StopSpec, double?>(
                "tolerance", "the gap at which a run has converged, or 'none'",
                new MaybeValue<double>(new Real(0, double.PositiveInfinity, aboveMinimum: true), "none"),
                s => s.Tolerance, (s, v) => s with { Tolerance = v }) { IsRequired = false },
            new Field<StopSpec, double?>(
                "objective", "the objective at which a run has converged, or 'none'",
                new MaybeValue<double>(new Real(double.NegativeInfinity, double.PositiveInfinity), "none"),
                s => s.Objective, (s, v) => s with { Objective = v }) { IsRequired = false },
            new Field<StopSpec, double>(
                "divergence-factor", "a run has diverged beyond this many times its first objective",
                new Real(1, double.PositiveInfinity, aboveMinimum: true),
                s => s.DivergenceFactor, (s, v) => s with { DivergenceFactor = v }) { IsRequired = false },
        ]);

    private static readonly Section<TraceSpec> Trace = new(
        SpecDefaults.Trace,
        [
            new Field<TraceSpec, int>(
                "from-clock", "the first clock drawn", new Whole<int>(0, int.MaxValue),
                s => s.FromClock, (s, v) => s with { FromClock = v }) { IsRequired = false },
            new Field<TraceSpec, int?>(
                "to-clock", "the first clock not drawn, or 'end'", new MaybeValue<int>(Count, "end"),
                s => s.ToClock, (s, v) => s with { ToClock = v }) { IsRequired = false },
        ],
        static (trace, node) =>
        {
            if (trace.ToClock <= trace.FromClock)
            {
                throw node.Find("to-clock")!.Error(
                    $"a trace from clock {trace.FromClock} to clock {trace.ToClock}",
                    "write a larger 'to-clock', or 'end'");
            }
        });

    private static readonly Field<RunSpec>[] Fields =
    [
        new Field<RunSpec, string>(
            "name", "the experiment's name: its folder under results/",
            new FreeText(IsName, "letters, digits, '.', '_' and '-'", NamePattern), s => s.Name,
            (s, v) => s with { Name = v }),
        new Field<RunSpec, string>(
            "question", "what one wants to know", new FreeText(mayBeEmpty: true),
            s => s.Question, (s, v) => s with { Question = v }) { IsRequired = false },
        new Field<RunSpec, ProgramChoice>(
            "program", "what is learnt: a section with a 'name'", ProgramShape.Program,
            s => s.Program, (s, v) => s with { Program = v }),
        new Field<RunSpec, DataSpec>(
            "data", "what from: a section with 'file' or 'generate'", DataKeys.Data, s => s.Data,
            (s, v) => s with { Data = v }),
        new Field<RunSpec, ClusterSpec>(
            "cluster", "a section with 'workers' and 'shards'", ClusterKeys.Cluster,
            s => s.Cluster, (s, v) => s with { Cluster = v }),
        new Field<RunSpec, ConsistencySpec>(
            "consistency", "what reads may miss: a section with a 'policy'", ConsistencyKeys.Consistency,
            s => s.Consistency, (s, v) => s with { Consistency = v }),
        new Field<RunSpec, ApplyMode>(
            "apply", "when shards apply updates",
            new Choice<ApplyMode>(("clocked", ApplyMode.Clocked), ("arrival", ApplyMode.Arrival)),
            s => s.Apply, (s, v) => s with { Apply = v }) { IsRequired = false },
        new Field<RunSpec, CommunicationSpec?>(
            "communication", "managed communication, or 'none'",
            new MaybeReference<CommunicationSpec>(ConsistencyKeys.Communication, "none"),
            s => s.Communication, (s, v) => s with { Communication = v }) { IsRequired = false },
        new Field<RunSpec, int>(
            "pipeline-depth", "rounds under way at once", new Whole<int>(1, 1_000_000),
            s => s.PipelineDepth, (s, v) => s with { PipelineDepth = v }) { IsRequired = false },
        new Field<RunSpec, int>(
            "units-per-round", "work units that a data-parallel worker splits a round into",
            new Whole<int>(1, 1_000_000),
            s => s.UnitsPerRound, (s, v) => s with { UnitsPerRound = v }) { IsRequired = false },
        new Field<RunSpec, StopSpec>(
            "stop", "when a run is over: a section with 'clocks'", Stop, s => s.Stop, (s, v) => s with { Stop = v }),
        new Field<RunSpec, int>(
            "evaluate-every", "clocks between evaluations", Count,
            s => s.EvaluateEvery, (s, v) => s with { EvaluateEvery = v }) { IsRequired = false },
        new Field<RunSpec, ValueList<ulong>>(
            "seeds", "one run for each", new ListOf<ulong>(new Whole<ulong>(0, ulong.MaxValue), 1, distinct: true),
            s => s.Seeds, (s, v) => s with { Seeds = v }),
        new Field<RunSpec, ValueList<SweepAxis>>(
            "sweep", "keys and the values they take; their product is run", new SweepShape(),
            s => s.Sweep, (s, v) => s with { Sweep = v }) { IsRequired = false },
        new Field<RunSpec, bool>(
            "checkers", "whether promises are checked while it runs", new Switch(),
            s => s.Checkers, (s, v) => s with { Checkers = v }) { IsRequired = false },
        new Field<RunSpec, bool>(
            "event-log", "whether every event is written down", new Switch(),
            s => s.EventLog, (s, v) => s with { EventLog = v }) { IsRequired = false },
        new Field<RunSpec, TraceSpec?>(
            "trace", "the clocks drawn in trace.json, 'on' for all or 'off'", new TraceShape(Trace),
            s => s.Trace, (s, v) => s with { Trace = v }) { IsRequired = false },
        new Field<RunSpec, Expectation>(
            "expect", "the outcome that is sound",
            new Choice<Expectation>(
                ("converges", Expectation.Converges), ("diverges", Expectation.Diverges), ("stuck", Expectation.Stuck)),
            s => s.Expect, (s, v) => s with { Expect = v }) { IsRequired = false },
        new Field<RunSpec, ReproductionSpec?>(
            "reproduces", "the claim of a paper, or 'none'",
            new MaybeReference<ReproductionSpec>(ReproductionKeys.Reproduction, "none"),
            s => s.Reproduces, (s, v) => s with { Reproduces = v }) { IsRequired = false },
    ];

    /// <summary>The whole spec.</summary>
    public static readonly Section<RunSpec> Run = new(SpecDefaults.Run, Fields);

    /// <summary>All dotted keys, in canonical order; names of tables are not among them.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Run.KeysBelow("")];

    /// <summary>All dotted keys that can be swept.</summary>
    public static IReadOnlyList<string> Swept { get; } =
        [.. All.Where(key => !NotSwept.Contains(key.Split('.')[0], StringComparer.Ordinal))];

    /// <summary>
    /// What to do about an unknown key: the nearest one here, else the same one elsewhere, else all there are.
    /// </summary>
    public static string Remedy(string section, string name, IReadOnlyList<string> known)
    {
        if (Suggestions.Nearest(name, known) is { } nearest)
        {
            return $"did you mean '{nearest}'?";
        }

        string[] elsewhere = [.. All.Where(key => key.EndsWith("." + name, StringComparison.Ordinal) || key == name)];
        return elsewhere.Length is > 0 and <= 3
            ? $"did you mean '{string.Join("' or '", elsewhere)}'?"
            : $"{(section.Length == 0 ? "it" : $"'{section}'")} has: {string.Join(", ", known)}";
    }

    private static bool IsName(string name) =>
        name.Length <= 100 && char.IsAsciiLetterOrDigit(name[0]) &&
        name.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-') &&
            !name.EndsWith('.');

    /// <summary><c>on</c>, <c>off</c> or a window of clocks.</summary>
    private sealed class TraceShape(Section<TraceSpec> window) : Shape<TraceSpec?>
    {
        public override TraceSpec? Read(OptionNode node) =>
            node.PlainText is not null ? new Switch().Read(node) ? SpecDefaults.Trace : null : window.Read(node);

        public override OptionValue Write(TraceSpec? value) => value is null ? new Switch().Write(false)
            : window.Write(value);

        public override JsonObject Schema() =>
            new() { ["anyOf"] = new JsonArray(new Switch().Schema(), window.Schema()) };

        public override IEnumerable<string> KeysBelow(string prefix) => window.KeysBelow(prefix);
    }
}
