using Petuum.Lab.Core.Options;

namespace Petuum.Lab.Datasets.Generators;

/// <summary>What to generate.</summary>
public sealed record PlantedFactorOptions
{
    /// <summary>The options as specs and <c>lab data generate</c> know them.</summary>
    public static Section<PlantedFactorOptions> Section { get; } = new(
        new PlantedFactorOptions(),
        [
            new Field<PlantedFactorOptions, int>(
                "samples", "rows", Ranges.Count, s => s.Samples, (s, v) => s with { Samples = v }),
            new Field<PlantedFactorOptions, int>(
                "features", "columns", Ranges.Count, s => s.Features, (s, v) => s with { Features = v }),
            new Field<PlantedFactorOptions, int>(
                "rank", "atoms that rows are made of", Ranges.Count, s => s.Rank, (s, v) => s with { Rank = v }),
            new Field<PlantedFactorOptions, bool>(
                "non-negative", "whether nothing is negative", new Switch(),
                s => s.IsNonNegative, (s, v) => s with { IsNonNegative = v }) { IsRequired = false },
            new Field<PlantedFactorOptions, double>(
                "density", "the chance that a value of a code is not 0", new Real(0, 1, aboveMinimum: true),
                s => s.Density, (s, v) => s with { Density = v }) { IsRequired = false },
            new Field<PlantedFactorOptions, double>(
                "noise", "standard deviation of the noise", Ranges.NotNegative,
                s => s.Noise, (s, v) => s with { Noise = v }) { IsRequired = false },
        ],
        static (factors, node) => Ranges.RefuseHuge(
            Math.Max(factors.Samples, (long)factors.Rank) * factors.Features, node, "features"));

    /// <summary>Rows.</summary>
    public int Samples { get; init; } = 1000;

    /// <summary>Columns.</summary>
    public int Features { get; init; } = 30;

    /// <summary>Planted atoms.</summary>
    public int Rank { get; init; } = 10;

    /// <summary>Whether atoms and codes are at least 0.</summary>
    public bool IsNonNegative { get; init; }

    /// <summary>
    /// The chance that a value of a code is not 0 (of an atom too, where nothing is negative), 0 … 1.
    /// </summary>
    public double Density { get; init; } = 0.2;

    /// <summary>
    /// The standard deviation of the noise, at least 0; where nothing is negative, what is below 0 is 0.
    /// </summary>
    public double Noise { get; init; }
}
