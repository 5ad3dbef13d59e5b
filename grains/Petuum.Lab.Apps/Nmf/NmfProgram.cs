using Petuum.Lab.Apps.Batches;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Nmf;

/// <summary>
/// Non-negative matrix factorisation, data-parallel: minimise ‖X − LR‖² with L, R ≥ 0. See the folder's README.
/// </summary>
public sealed class NmfProgram : FactorProgram
{
    private const string Atoms = "parts";

    /// <summary>A factorisation of the rows of <paramref name="data"/>, whose labels do not matter.</summary>
    /// <param name="data">X.</param>
    /// <param name="options">Rank, passes and share.</param>
    /// <param name="staleness">
    /// s of the table of atoms, which divides steps by 1 + s; null if it is unbounded, which counts as 4.
    /// </param>
    /// <param name="seed">The seed of the first atoms.</param>
    /// <param name="start">Tables to go on from; null to start afresh.</param>
    /// <exception cref="PlanException">A value is negative.</exception>
    public NmfProgram(
        RegressionData data, NmfOptions options, Seed seed, int? staleness = 0, Model? start = null)
        : base(data, options, staleness, RuleOf(options.Rank), Atoms, seed, start)
    {
        foreach (double value in data.Features.Values)
        {
            Check(
                value >= 0,
                $"a value of {value} among the features, which sums of non-negative parts cannot approach",
                "use data that are not negative, or sparse-coding");
        }
    }

    /// <summary>A factorisation where only one worker's rows are.</summary>
    /// <param name="part">These rows of X.</param>
    /// <param name="options">Rank, passes and share.</param>
    /// <param name="staleness">
    /// s of the table of atoms, which divides steps by 1 + s; null if it is unbounded, which counts as 4.
    /// </param>
    /// <param name="facts">What the program over all rows has written.</param>
    public NmfProgram(RegressionData part, NmfOptions options, StateReader facts, int? staleness = 0)
        : base(part, options, staleness, RuleOf(options.Rank), Atoms, facts)
    {
    }

    /// <inheritdoc/>
    public override string Name => "nmf";

    /// <summary>R of a model, to code rows with.</summary>
    public static FactorModel ModelOf(Model model, int rank) => new(model, RuleOf(rank));

    private static FactorRule RuleOf(int rank) => new(rank, Lambda: 0, IsNonNegative: true, Radius: null);
}
