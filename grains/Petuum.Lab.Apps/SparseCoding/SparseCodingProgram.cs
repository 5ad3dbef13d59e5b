using Petuum.Lab.Apps.Batches;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.SparseCoding;

/// <summary>
/// Sparse coding, data-parallel: minimise ‖X − SB‖² + λ‖S‖₁ with ‖B_k‖ ≤ c for every atom. See the folder's README.
/// </summary>
public sealed class SparseCodingProgram : FactorProgram
{
    private const string Atoms = "dictionary";

    /// <summary>A dictionary for the rows of <paramref name="data"/>, whose labels do not matter.</summary>
    /// <param name="data">X.</param>
    /// <param name="options">Rank, λ, c, passes and share.</param>
    /// <param name="staleness">
    /// s of the table of atoms, which divides steps by 1 + s; null if it is unbounded, which counts as 4.
    /// </param>
    /// <param name="seed">The seed of the first atoms.</param>
    /// <param name="start">Tables to go on from; null to start afresh.</param>
    public SparseCodingProgram(
        RegressionData data, SparseCodingOptions options, Seed seed, int? staleness = 0, Model? start = null)
        : base(data, options, staleness, RuleOf(options), Atoms, seed, start)
    {
    }

    /// <summary>One where only one worker's rows are.</summary>
    /// <param name="part">These rows of X.</param>
    /// <param name="options">Rank, λ, c, passes and share.</param>
    /// <param name="staleness">
    /// s of the table of atoms, which divides steps by 1 + s; null if it is unbounded, which counts as 4.
    /// </param>
    /// <param name="facts">What the program over all rows has written.</param>
    public SparseCodingProgram(RegressionData part, SparseCodingOptions options, StateReader facts, int? staleness = 0)
        : base(part, options, staleness, RuleOf(options), Atoms, facts)
    {
    }

    /// <inheritdoc/>
    public override string Name => "sparse-coding";

    /// <summary>B of a model, to code rows with.</summary>
    public static FactorModel ModelOf(Model model, int rank, double lambda, double radius) =>
        new(model, RuleOf(rank, lambda, radius));

    private static FactorRule RuleOf(SparseCodingOptions options) =>
        RuleOf(options.Rank, options.Lambda, options.Radius);

    private static FactorRule RuleOf(int rank, double lambda, double radius) =>
        new(rank, lambda, IsNonNegative: false, radius);
}
