using Petuum.Lab.Core.Jobs;

namespace Petuum.Lab.Core.Scheduling;

/// <summary>How items are picked.</summary>
public enum SchedulingKind
{
    /// <summary>One after the other, with a stride.</summary>
    RoundRobin,

    /// <summary>Uniformly, without replacement (Shotgun).</summary>
    Random,

    /// <summary>By weight, without replacement.</summary>
    Priority,

    /// <summary>Uniform candidates, of which nearly independent ones are kept ([K] S_RRP).</summary>
    Dependency,

    /// <summary>Candidates by weight, of which nearly independent ones are kept (SAP, STRADS).</summary>
    PriorityAndDependency,

    /// <summary>Every worker its own block of items, always the same.</summary>
    StaticPartition,

    /// <summary>Blocks of items go round the workers.</summary>
    Rotation,

    /// <summary>The heaviest item first, to the worker with the least to do.</summary>
    HeavyFirst,
}

/// <summary>The three published weights (PAPERS G2), of an item whose value β was last changed by Δβ.</summary>
public enum PriorityWeight
{
    /// <summary>β² + η ([K] Fig. 6); the first draws are uniform, as β starts at 0.</summary>
    SquaredValue,

    /// <summary>
    /// (Δβ)² + η ([S16] Alg. 2, which has η = 0; then an item that did not change is not picked again). Counts once
    /// every
    /// item was touched.
    /// </summary>
    SquaredChange,

    /// <summary>
    /// |Δβ| + base (the STRADS code): base is a factor times the mean of the weights that are not zero, and 0.1 while
    /// at
    /// most 10 are not. Counts once every item was touched.
    /// </summary>
    AbsoluteChange,
}

/// <summary>
/// How a schedule program picks items. A kind ignores what it has no use for; null stands for the published number.
/// </summary>
/// <param name="Kind">The policy.</param>
/// <param name="Stride">
/// Round-robin: the step from one pick to the next, at least 1; the next larger number that has no common divisor with
/// the
/// number of items is used.
/// </param>
/// <param name="Weight">Priority: which weight.</param>
/// <param name="Eta">Priority: η ≥ 0, what is added to β² or (Δβ)². With η &gt; 0 no item is forgotten.</param>
/// <param name="BaseFactor">Priority: the factor of |Δβ| + base, &gt; 0; the STRADS code has 0.01, its Lasso runs
/// 0.1.</param>
/// <param name="CandidateFactor">Dependency: L′ = this × L candidates are drawn for L picks, at least 1.</param>
/// <param name="Theta">Dependency: θ in 0 … 1; picks have |x_jᵀx_k| ≤ θ, columns having length 1.</param>
public sealed record SchedulingOptions(
    SchedulingKind Kind,
    int? Stride,
    PriorityWeight? Weight,
    double? Eta,
    double? BaseFactor,
    double? CandidateFactor,
    double? Theta)
{
    /// <summary>
    /// The numbers of the papers and their code: in order, |Δβ| + 0.1 × mean, L′ = 2 L, θ = 0.1; η = 10⁻⁶, which no
    /// paper states.
    /// </summary>
    public static SchedulingOptions AsPublished(SchedulingKind kind) =>
        new(kind, Stride: 1, PriorityWeight.AbsoluteChange, Eta: 1e-6, BaseFactor: 0.1, CandidateFactor: 2, Theta: 0.1);

    /// <summary>
    /// True if the items go to workers, one worker each; otherwise every worker gets all that are picked.
    /// </summary>
    public bool IsAssignment => SchedulingPolicies.IsAssignment(Kind);

    /// <summary>True if pairs of items are checked.</summary>
    public bool ChecksDependencies => SchedulingPolicies.Uses(Kind, SchedulingKeys.Theta);

    /// <summary>The numbers of the papers where nothing else is said.</summary>
    internal SchedulingOptions InUse
    {
        get
        {
            SchedulingOptions published = AsPublished(Kind);
            return new SchedulingOptions(
                Kind,
                Stride ?? published.Stride,
                Weight ?? published.Weight,
                Eta ?? published.Eta,
                BaseFactor ?? published.BaseFactor,
                CandidateFactor ?? published.CandidateFactor,
                Theta ?? published.Theta);
        }
    }

    /// <summary>Refuses options that no policy can be made of.</summary>
    /// <exception cref="PlanException">Says what is wrong and the remedy.</exception>
    public SchedulingOptions Validated()
    {
        PlanException.Require(
            Enum.IsDefined(Kind),
            $"scheduling kind {Kind}",
            $"use one of {string.Join(", ", SchedulingPolicies.Names)}");
        PlanException.Require(
            Weight is null || Enum.IsDefined(Weight.Value),
            $"priority weight {Weight}",
            $"use one of {string.Join(", ", SchedulingPolicies.WeightNames)}");
        PlanException.Require(Stride is null or >= 1, $"stride {Stride}", "use at least 1");
        PlanException.Require(Eta is null or (>= 0 and < double.PositiveInfinity), $"eta {Eta}", "use 0 or more");
        PlanException.Require(BaseFactor is null or (> 0 and < double.PositiveInfinity), $"base factor {BaseFactor}",
            "use more than 0, as 0.1");
        PlanException.Require(
            CandidateFactor is null or (>= 1 and <= 1e6),
            $"{CandidateFactor} candidates for each item to be picked",
            "use at least 1, as 2");
        PlanException.Require(Theta is null or (>= 0 and <= 1), $"theta {Theta}", "use 0 … 1: it bounds a correlation");
        return this;
    }

}
