using Petuum.Lab.Apps.Batches;
using Petuum.Lab.Core.Options;

namespace Petuum.Lab.Apps.MetricLearning;

/// <summary>Options of distance metric learning.</summary>
public sealed record DmlOptions : BatchOptions
{
    /// <summary>The step that suits most data, from a random start.</summary>
    public const double RecommendedStep = 0.3;

    /// <summary>The step that suits most data, from the directions that neighbours were found in.</summary>
    public const double NeighbourStep = 0.15;

    /// <summary>The options as specs, help and <c>lab train</c> know them.</summary>
    public static Section<DmlOptions> Section { get; } = new(
        new DmlOptions { Share = 0.05 },
        [
            new Field<DmlOptions, int>(
                "rank", "dimensions that rows are mapped to", new Whole<int>(1, 100_000),
                s => s.Rank, (s, v) => s with { Rank = v }),
            new Field<DmlOptions, double>(
                "lambda", "the weight of dissimilar pairs", new Real(0, double.PositiveInfinity),
                s => s.Lambda, (s, v) => s with { Lambda = v }) { IsRequired = false },
            new Field<DmlOptions, double>(
                "step", "the step size, as a share of the first metric's columns",
                new Real(0, double.PositiveInfinity, aboveMinimum: true),
                s => s.Step, (s, v) => s with { Step = v }) { IsRequired = false },
            new Field<DmlOptions, DmlDraw?>(
                "draw",
                "pairs from labels: 'uniform' (without it), or each row and its nearest 'neighbours' of either kind",
                new MaybeValue<DmlDraw>(
                    new Choice<DmlDraw>(("uniform", DmlDraw.Uniform), ("neighbours", DmlDraw.Neighbours)), null),
                s => s.Draw, (s, v) => s with { Draw = v }) { IsRequired = false },
            new Field<DmlOptions, int>(
                "pairs", "pairs of each kind drawn from labels where no files of pairs are given",
                new Whole<int>(1, 100_000_000), s => s.Pairs, (s, v) => s with { Pairs = v }) { IsRequired = false },
            ShareOf<DmlOptions>(),
        ]);

    /// <summary>Rows of L, at least 1.</summary>
    public int Rank { get; init; } = 32;

    /// <summary>λ ≥ 0, the weight of dissimilar pairs; as in [K].</summary>
    public double Lambda { get; init; } = 1;

    /// <summary>
    /// Above 0: η of AdaGrad as a share of the length that a feature's column of L starts with.
    /// </summary>
    public double Step { get; init; } = RecommendedStep;

    /// <summary>How pairs are drawn from labels, where no files of pairs are given; null: uniformly.</summary>
    public DmlDraw? Draw { get; init; }

    /// <summary>Pairs of each kind that are drawn from labels, at least 1, where no files of pairs are given.</summary>
    public int Pairs { get; init; } = 10_000;
}

/// <summary>How pairs are drawn from labels.</summary>
public enum DmlDraw
{
    /// <summary>Any two rows of one label, any two of two ([K]); L starts at random.</summary>
    Uniform,

    /// <summary>A row and its nearest of its own label, and of others; L starts from where they were found.</summary>
    Neighbours,
}
