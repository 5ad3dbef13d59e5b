namespace Petuum.Lab.Analysis.Results;

/// <summary>A sweep's runs with what the spec says about them all: what analysers judge and reports show.</summary>
public sealed record SweepResults
{
    /// <summary>The spec's name, which is the folder's.</summary>
    public required string Name { get; init; }

    /// <summary>The heading.</summary>
    public required string Title { get; init; }

    /// <summary>What the sweep is meant to answer, in a sentence; empty if the spec does not say.</summary>
    public string Question { get; init; } = "";

    /// <summary>The spec as it was written, sweep included.</summary>
    public required string SpecYaml { get; init; }

    /// <summary>The hash of the canonical spec, in hexadecimal.</summary>
    public required string SpecHash { get; init; }

    /// <summary>The finished runs, in the order of the sweep.</summary>
    public required IReadOnlyList<RunResults> Runs { get; init; }

    /// <summary>The runs by configuration.</summary>
    public IReadOnlyList<Configuration> Configurations => Configuration.Of(Runs);
}
