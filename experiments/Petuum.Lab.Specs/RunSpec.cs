using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Options;

namespace Petuum.Lab.Specs;

/// <summary>
/// Everything about a run, or about the product of runs of a sweep. Immutable; equal specs mean equal runs.
/// </summary>
public sealed record RunSpec
{
    /// <summary>What the experiment is called: its folder under <c>results/</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What one wants to know, in free text; may be empty.</summary>
    public required string Question { get; init; }

    /// <summary>What is learnt.</summary>
    public required ProgramChoice Program { get; init; }

    /// <summary>From what.</summary>
    public required DataSpec Data { get; init; }

    /// <summary>On what machines.</summary>
    public required ClusterSpec Cluster { get; init; }

    /// <summary>What reads may miss.</summary>
    public required ConsistencySpec Consistency { get; init; }

    /// <summary>When shards apply updates.</summary>
    public required ApplyMode Apply { get; init; }

    /// <summary>Managed communication; null if everything goes at the clock's end.</summary>
    public required CommunicationSpec? Communication { get; init; }

    /// <summary>Rounds under way at once, at least 1.</summary>
    public required int PipelineDepth { get; init; }

    /// <summary>Work units that a data-parallel worker splits a round into, at least 1.</summary>
    public required int UnitsPerRound { get; init; }

    /// <summary>When a run is over.</summary>
    public required StopSpec Stop { get; init; }

    /// <summary>Clocks between evaluations, at least 1.</summary>
    public required int EvaluateEvery { get; init; }

    /// <summary>One run for each, of each combination of swept values.</summary>
    public required ValueList<ulong> Seeds { get; init; }

    /// <summary>What is varied, in file order; empty for a single configuration.</summary>
    public required ValueList<SweepAxis> Sweep { get; init; }

    /// <summary>Whether checkers watch every event.</summary>
    public required bool Checkers { get; init; }

    /// <summary>Whether <c>events.jsonl.gz</c> is written.</summary>
    public required bool EventLog { get; init; }

    /// <summary>The clocks drawn in <c>trace.json</c>; null for no trace.</summary>
    public required TraceSpec? Trace { get; init; }

    /// <summary>The outcome that is sound.</summary>
    public required Expectation Expect { get; init; }

    /// <summary>The claim of a paper that the runs are held against; null if there is none.</summary>
    public required ReproductionSpec? Reproduces { get; init; }
}

/// <summary>When a run is over; as <see cref="Petuum.Lab.Core.Jobs.StopRule"/>.</summary>
public sealed record StopSpec
{
    /// <summary>It ends at this clock at the latest, at least 1.</summary>
    public required int Clocks { get; init; }

    /// <summary>It has converged when the program's gap is at most this, above 0; null for no such test.</summary>
    public required double? Tolerance { get; init; }

    /// <summary>It has converged when the objective is at most this; null for no such test.</summary>
    public required double? Objective { get; init; }

    /// <summary>It has diverged when the objective exceeds this many times the first one, above 1.</summary>
    public required double DivergenceFactor { get; init; }
}

/// <summary>The clocks that <c>trace.json</c> draws.</summary>
public sealed record TraceSpec
{
    /// <summary>The first clock drawn, at least 0.</summary>
    public required int FromClock { get; init; }

    /// <summary>The first clock not drawn, above <see cref="FromClock"/>; null draws to the end.</summary>
    public required int? ToClock { get; init; }
}

/// <summary>One dimension of a sweep.</summary>
/// <param name="Key">The dotted key (<c>consistency.staleness</c>), or <c>cases</c> for values that set several
/// keys.</param>
/// <param name="Values">In file order, at least one.</param>
public sealed record SweepAxis(string Key, ValueList<SweepValue> Values);

/// <summary>One value of a dimension.</summary>
/// <param name="Text">What columns and labels say: the value as written, or its name.</param>
/// <param name="Assignments">The keys it sets.</param>
public sealed record SweepValue(string Text, ValueList<SweepAssignment> Assignments);

/// <summary>A key set to a value.</summary>
/// <param name="Key">The dotted key.</param>
/// <param name="Yaml">The value in YAML's flow style, on one line.</param>
public sealed record SweepAssignment(string Key, string Yaml);
