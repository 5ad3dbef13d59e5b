using Petuum.Lab.Core.Options;
using Petuum.Lab.Apps.Svm;

namespace Petuum.Lab.Experiments.Specs.Keys;

/// <summary>The keys of support vector machines.</summary>
internal static class SvmKeys
{
    /// <summary>Of <c>name: svm</c>.</summary>
    public static readonly Section<SvmSpec> Svm = new(
        SpecDefaults.Svm,
        [
            new Field<SvmSpec, double>(
                "cost", "C, the weight of the losses", new Real(0, double.PositiveInfinity, aboveMinimum: true),
                s => s.Cost, (s, v) => s with { Cost = v }) { IsRequired = false },
            new Field<SvmSpec, SvmLoss>(
                "loss", "what a row costs: max(0, 1 - margin) with 'l1', its square with 'l2'",
                new Choice<SvmLoss>(("l1", SvmLoss.Hinge), ("l2", SvmLoss.SquaredHinge)),
                s => s.Loss, (s, v) => s with { Loss = v }) { IsRequired = false },
            new Field<SvmSpec, double>(
                "bias", "the value of one more feature of every row; 0: there is none",
                new Real(0, double.PositiveInfinity),
                s => s.Bias, (s, v) => s with { Bias = v }) { IsRequired = false },
            new Field<SvmSpec, double>(
                "share", "the share of its rows that a worker takes up in a clock",
                new Real(0, 1, aboveMinimum: true),
                s => s.Share, (s, v) => s with { Share = v }) { IsRequired = false },
        ]);
}
