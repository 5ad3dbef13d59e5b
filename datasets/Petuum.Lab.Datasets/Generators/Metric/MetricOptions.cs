using Petuum.Lab.Core.Options;

namespace Petuum.Lab.Datasets.Generators;

/// <summary>What to generate.</summary>
public sealed record MetricOptions
{
    /// <summary>The options as specs and <c>lab data generate</c> know them.</summary>
    public static Section<MetricOptions> Section { get; } = new(
        new MetricOptions(),
        [
            new Field<MetricOptions, int>(
                "samples", "rows", Ranges.Count, s => s.Samples, (s, v) => s with { Samples = v }),
            new Field<MetricOptions, int>(
                "features", "columns", Ranges.Count, s => s.Features, (s, v) => s with { Features = v }),
            new Field<MetricOptions, int>(
                "classes", "classes, whose centres are drawn from N(0, 1)", Ranges.Count,
                s => s.Classes, (s, v) => s with { Classes = v }),
            new Field<MetricOptions, int>(
                "rank", "dimensions in which classes differ", Ranges.Count, s => s.Rank, (s, v) => s with { Rank = v }),
            new Field<MetricOptions, double>(
                "spread", "standard deviation of a class in those", Ranges.NotNegative,
                s => s.Spread, (s, v) => s with { Spread = v }) { IsRequired = false },
            new Field<MetricOptions, double>(
                "nuisance", "standard deviation of all rows in the others", Ranges.NotNegative,
                s => s.Nuisance, (s, v) => s with { Nuisance = v }) { IsRequired = false },
        ],
        static (metric, node) =>
        {
            if (metric.Rank > metric.Features)
            {
                throw (node.Find("rank") ?? node).Error(
                    $"classes differ in {metric.Rank} of {metric.Features} dimensions", "write at most 'features'");
            }

            Ranges.RefuseHuge((long)metric.Samples * metric.Features, node, "features");
        });

    /// <summary>Rows.</summary>
    public int Samples { get; init; } = 2000;

    /// <summary>Columns.</summary>
    public int Features { get; init; } = 20;

    /// <summary>Classes, which labels tell.</summary>
    public int Classes { get; init; } = 5;

    /// <summary>Dimensions in which classes differ, at most <see cref="Features"/>.</summary>
    public int Rank { get; init; } = 5;

    /// <summary>The standard deviation of a class in those, at least 0; its centre is from N(0, 1).</summary>
    public double Spread { get; init; } = 0.2;

    /// <summary>The standard deviation of all rows in the others, at least 0.</summary>
    public double Nuisance { get; init; } = 3;
}
