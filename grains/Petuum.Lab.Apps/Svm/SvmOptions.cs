using Petuum.Lab.Core.Options;

namespace Petuum.Lab.Apps.Svm;

/// <summary>The loss of a row at margin m = y·wᵀx.</summary>
public enum SvmLoss
{
    /// <summary>max(0, 1 − m): LIBLINEAR's L1 loss.</summary>
    Hinge,

    /// <summary>max(0, 1 − m)²: LIBLINEAR's L2 loss.</summary>
    SquaredHinge,
}

/// <summary>Options of the linear support vector machine.</summary>
public sealed record SvmOptions
{
    /// <summary>The options as specs, help and <c>lab train</c> know them.</summary>
    public static Section<SvmOptions> Section { get; } = new(
        new SvmOptions(),
        [
            new Field<SvmOptions, double>(
                "cost", "C, the weight of the losses", new Real(0, double.PositiveInfinity, aboveMinimum: true),
                s => s.Cost, (s, v) => s with { Cost = v }) { IsRequired = false },
            new Field<SvmOptions, SvmLoss>(
                "loss", "what a row costs: max(0, 1 - margin) with 'l1', its square with 'l2'",
                new Choice<SvmLoss>(("l1", SvmLoss.Hinge), ("l2", SvmLoss.SquaredHinge)),
                s => s.Loss, (s, v) => s with { Loss = v }) { IsRequired = false },
            new Field<SvmOptions, double>(
                "bias", "the value of one more feature of every row; 0: there is none",
                new Real(0, double.PositiveInfinity),
                s => s.Bias, (s, v) => s with { Bias = v }) { IsRequired = false },
            new Field<SvmOptions, double>(
                "share", "the share of its rows that a worker takes up in a clock",
                new Real(0, 1, aboveMinimum: true),
                s => s.Share, (s, v) => s with { Share = v }) { IsRequired = false },
        ]);

    /// <summary>C &gt; 0, the weight of the sum of losses; that of the release.</summary>
    public double Cost { get; init; } = 0.1;

    /// <summary>The loss.</summary>
    public SvmLoss Loss { get; init; }

    /// <summary>The value of a feature that every row has besides its own, at least 0; 0: no such feature.</summary>
    public double Bias { get; init; }

    /// <summary>
    /// Share of its rows that a worker takes up in a round, above 0, at most 1. Moves of small batches disturb one
    /// another least; a whole pass takes many times the passes (README).
    /// </summary>
    public double Share { get; init; } = 0.0625;

    /// <summary>What the squared hinge adds to the dual's diagonal, 1/(2C); 0 for the hinge.</summary>
    internal double Diagonal => Loss == SvmLoss.Hinge ? 0 : 0.5 / Cost;

    /// <summary>U, the largest α: C for the hinge, ∞ for the squared hinge.</summary>
    internal double Bound => Loss == SvmLoss.Hinge ? Cost : double.PositiveInfinity;
}
