using Petuum.Lab.Core.Options;

namespace Petuum.Lab.Datasets.Generators;

/// <summary>How far neighbouring features follow each other.</summary>
public enum LassoCorrelation
{
    /// <summary>M is drawn for every entry: all neighbours correlate, by about ½.</summary>
    PerEntry,

    /// <summary>
    /// M is drawn once for a column: chains of strongly correlated features, independent of each other.
    /// </summary>
    PerColumn,
}

/// <summary>What to generate. The defaults are those of the STRADS paper (PAPERS D0).</summary>
public sealed record LassoOptions
{
    /// <summary>The options as specs and <c>lab data generate</c> know them.</summary>
    public static Section<LassoOptions> Section { get; } = new(
        new LassoOptions(),
        [
            new Field<LassoOptions, int>(
                "samples", "rows", Ranges.Count, s => s.Samples, (s, v) => s with { Samples = v }),
            new Field<LassoOptions, int>(
                "features", "columns", Ranges.Count, s => s.Features, (s, v) => s with { Features = v }),
            new Field<LassoOptions, double>(
                "follow-probability", "how likely a feature builds on the one before", Ranges.Chance,
                s => s.FollowProbability,
                (s, v) => s with { FollowProbability = v }) { IsRequired = false, Alias = "follow" },
            new Field<LassoOptions, LassoCorrelation>(
                "correlation", "whether following is drawn for entries or columns",
                new Choice<LassoCorrelation>(
                    ("per-entry", LassoCorrelation.PerEntry), ("per-column", LassoCorrelation.PerColumn)),
                s => s.Correlation, (s, v) => s with { Correlation = v }) { IsRequired = false },
            new Field<LassoOptions, int>(
                "true-coefficients", "coefficients that are not 0", new Whole<int>(0, int.MaxValue),
                s => s.TrueCoefficients, (s, v) => s with { TrueCoefficients = v }) { IsRequired = false },
            new Field<LassoOptions, double>(
                "coefficient-value", "what they are", new Real(double.NegativeInfinity, double.PositiveInfinity),
                s => s.CoefficientValue,
                (s, v) => s with { CoefficientValue = v }) { IsRequired = false, Alias = "coefficient" },
            new Field<LassoOptions, double>(
                "noise", "standard deviation of the labels' noise", Ranges.NotNegative,
                s => s.Noise, (s, v) => s with { Noise = v }) { IsRequired = false },
            new Field<LassoOptions, int?>(
                "nonzeros-per-column", "nonzeros of each column, or 'all'", new MaybeValue<int>(Ranges.Count, "all"),
                s => s.NonzerosPerColumn, (s, v) => s with { NonzerosPerColumn = v }) { IsRequired = false },
        ],
        static (lasso, node) =>
        {
            OptionNode? given = node.Find("true-coefficients");
            if (lasso.TrueCoefficients > lasso.Features && (node.NeedsAll || given is not null))
            {
                throw (given ?? node).Error(
                    $"{lasso.TrueCoefficients} true coefficients of {lasso.Features} features",
                    "set 'true-coefficients' to at most 'features'");
            }

            if (lasso.NonzerosPerColumn > lasso.Samples)
            {
                throw (node.Find("nonzeros-per-column") ?? node).Error(
                    $"{lasso.NonzerosPerColumn} nonzeros in columns of {lasso.Samples} samples",
                    "write at most 'samples', or 'all'");
            }

            Ranges.RefuseHuge((long)lasso.Features * (lasso.NonzerosPerColumn ?? lasso.Samples), node, "features");
        });

    /// <summary>Rows of X.</summary>
    public int Samples { get; init; } = 1000;

    /// <summary>Columns of X.</summary>
    public int Features { get; init; } = 2000;

    /// <summary>P(M = 1): how likely a feature builds on the one before.</summary>
    public double FollowProbability { get; init; } = 0.5;

    /// <summary>What M is drawn for.</summary>
    public LassoCorrelation Correlation { get; init; } = LassoCorrelation.PerEntry;

    /// <summary>How many coefficients of β_true are not 0.</summary>
    public int TrueCoefficients { get; init; } = 100;

    /// <summary>What those coefficients are.</summary>
    public double CoefficientValue { get; init; } = 10;

    /// <summary>The standard deviation of the noise in y.</summary>
    public double Noise { get; init; } = 1;

    /// <summary>
    /// Nonzeros in every column, 1 … Samples; null for a dense X. A sparse column that follows its neighbour takes over
    /// its rows, and adds to its values.
    /// </summary>
    public int? NonzerosPerColumn { get; init; }
}
