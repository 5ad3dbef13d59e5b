using Petuum.Lab.Core.Options;

namespace Petuum.Lab.Datasets.Generators;

/// <summary>What to generate.</summary>
public sealed record ClassesOptions
{
    /// <summary>The options as specs and <c>lab data generate</c> know them.</summary>
    public static Section<ClassesOptions> Section { get; } = new(
        new ClassesOptions(),
        [
            new Field<ClassesOptions, int>(
                "samples", "rows", Ranges.Count, s => s.Samples, (s, v) => s with { Samples = v }),
            new Field<ClassesOptions, int>(
                "features", "columns", Ranges.Count, s => s.Features, (s, v) => s with { Features = v }),
            new Field<ClassesOptions, int>(
                "classes", "classes", Ranges.Count, s => s.Classes, (s, v) => s with { Classes = v }),
            new Field<ClassesOptions, int>(
                "centres-per-class", "centres of each class; with more than one no linear model tells them apart",
                Ranges.Count, s => s.CentresPerClass, (s, v) => s with { CentresPerClass = v })
                { IsRequired = false, Alias = "centres" },
            new Field<ClassesOptions, double>(
                "separation", "the expected distance of two centres in standard deviations of the noise",
                Ranges.NotNegative,
                s => s.Separation, (s, v) => s with { Separation = v }) { IsRequired = false },
        ],
        static (classes, node) =>
        {
            Ranges.RefuseHuge((long)classes.Classes * classes.CentresPerClass, node, "classes");
            Ranges.RefuseHuge(
                Math.Max(classes.Samples, (long)classes.Classes * classes.CentresPerClass) * classes.Features,
                node,
                "features");
        });

    /// <summary>Rows.</summary>
    public int Samples { get; init; } = 1000;

    /// <summary>Features.</summary>
    public int Features { get; init; } = 20;

    /// <summary>Classes, with the labels 0 … Classes − 1.</summary>
    public int Classes { get; init; } = 10;

    /// <summary>Centres of each class; with more than one, no linear model tells the classes apart.</summary>
    public int CentresPerClass { get; init; } = 1;

    /// <summary>
    /// The expected distance of two centres, measured by the noise's standard deviation in one direction.
    /// </summary>
    public double Separation { get; init; } = 5;
}
