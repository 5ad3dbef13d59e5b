using Petuum.Lab.Core.Jobs;

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
    /// <summary>C of the release.</summary>
    public const double DefaultCost = 0.1;

    /// <summary>
    /// The share of several workers: moves of small batches disturb one another least; a whole pass takes many times
    /// the passes (README).
    /// </summary>
    public const double DefaultShare = 0.0625;

    /// <summary>C &gt; 0, the weight of the sum of losses.</summary>
    public required double Cost { get; init; }

    /// <summary>The loss.</summary>
    public required SvmLoss Loss { get; init; }

    /// <summary>The value of a feature that every row has besides its own, at least 0; 0: no such feature.</summary>
    public double Bias { get; init; }

    /// <summary>Share of its rows that a worker takes up in a round, above 0, at most 1.</summary>
    public required double Share { get; init; }

    /// <summary>What the squared hinge adds to the dual's diagonal, 1/(2C); 0 for the hinge.</summary>
    internal double Diagonal => Loss == SvmLoss.Hinge ? 0 : 0.5 / Cost;

    /// <summary>U, the largest α: C for the hinge, ∞ for the squared hinge.</summary>
    internal double Bound => Loss == SvmLoss.Hinge ? Cost : double.PositiveInfinity;

    /// <summary>Refuses options that cannot work.</summary>
    /// <exception cref="PlanException">Says what is wrong and the remedy.</exception>
    public SvmOptions Validated()
    {
        Check(Cost is > 0 and < double.PositiveInfinity, $"cost {Cost}", "use more than 0");
        Check(Bias is >= 0 and < double.PositiveInfinity, $"bias {Bias}", "use 0 or more");
        Check(Share is > 0 and <= 1, $"share {Share}", "use more than 0 and at most 1");
        return this;
    }

    internal static void Check(bool holds, string problem, string remedy)
    {
        if (!holds)
        {
            throw new PlanException(problem, remedy);
        }
    }
}
