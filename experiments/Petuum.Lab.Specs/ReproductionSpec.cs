using Petuum.Lab.Core.Options;

namespace Petuum.Lab.Specs;

/// <summary>The claim of a paper, the rules that decide about it, and how it is shown.</summary>
public sealed record ReproductionSpec
{
    /// <summary>The experiment's id in PAPERS: <c>E2</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The claim in a sentence.</summary>
    public required string Claim { get; init; }

    /// <summary>What the paper measured, with its source.</summary>
    public required string Paper { get; init; }

    /// <summary>What decides. All hold: reproduced; those of the shape hold: shape; else not reproduced.</summary>
    public required ValueList<RuleSpec> Rules { get; init; }

    /// <summary>What is drawn, in order; the first one stands in the README.</summary>
    public required ValueList<ChartSpec> Charts { get; init; }

    /// <summary>
    /// What <c>--scale full</c> sets: dotted keys with values in YAML's flow style, as after <c>--set</c>.
    /// </summary>
    public required ValueList<NamedText> Full { get; init; }
}

/// <summary>What is compared with a rule's threshold.</summary>
public enum RuleComparison
{
    /// <summary>The measure is at least the threshold.</summary>
    AtLeast,

    /// <summary>The measure is at most the threshold.</summary>
    AtMost,
}

/// <summary>How much a rule decides.</summary>
public enum RuleStrength
{
    /// <summary>The direction of the effect: without it, the claim is not reproduced.</summary>
    Shape,

    /// <summary>Its size: without it, only the shape is.</summary>
    Size,
}

/// <summary>A number computed from the runs, compared with a threshold.</summary>
public sealed record RuleSpec
{
    /// <summary>The measure's name, such as <c>wait-fraction</c>; who decides knows which there are.</summary>
    public required string Measure { get; init; }

    /// <summary>The runs it is taken over: the swept values they have; empty for all.</summary>
    public required ValueList<NamedText> Of { get; init; }

    /// <summary>The runs it is divided by, if it is a ratio; empty for none.</summary>
    public required ValueList<NamedText> Over { get; init; }

    /// <summary>Further options of the measure.</summary>
    public required ValueList<NamedText> With { get; init; }

    /// <summary>Which side of the threshold is right.</summary>
    public required RuleComparison Comparison { get; init; }

    /// <summary>The threshold.</summary>
    public required double Threshold { get; init; }

    /// <summary>What it decides.</summary>
    public required RuleStrength Decides { get; init; }
}

/// <summary>A text under a name.</summary>
public readonly record struct NamedText(string Name, string Text);

/// <summary>A chart that is asked for.</summary>
public sealed record ChartSpec
{
    /// <summary>The kind: <c>line</c>, <c>stacked-bar</c>, <c>histogram</c>, <c>heat-map</c>, <c>gantt</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>What stands above it.</summary>
    public required string Title { get; init; }

    /// <summary>The column on the x axis.</summary>
    public required string X { get; init; }

    /// <summary>The column on the y axis.</summary>
    public required string Y { get; init; }

    /// <summary>The swept key that tells the series apart; null for all of them.</summary>
    public required string? Series { get; init; }

    /// <summary>Whether x is logarithmic.</summary>
    public required bool LogX { get; init; }

    /// <summary>Whether y is logarithmic.</summary>
    public required bool LogY { get; init; }

    /// <summary>Further options of the kind.</summary>
    public required ValueList<NamedText> With { get; init; }
}
