using Petuum.Lab.Core;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.MatrixFactorisation;

/// <summary>
/// Matrix factorisation by data-parallel SGD ([E], [K]): minimise Σ_observed [(r_ij − w_iᵀh_j)² + λ(‖w_i‖² + ‖h_j‖²)],
/// both factors in tables of single-precision rows. See the folder's README.
/// </summary>
public sealed class MfProgram : IProgram
{
    /// <summary>Rows w_i.</summary>
    public static readonly TableId UserTable = new(0);

    /// <summary>Rows h_j.</summary>
    public static readonly TableId ItemTable = new(1);

    private readonly MfOptions _options;
    private readonly Ratings? _test;
    private readonly MfData _data;
    private readonly Ratings _ratings;
    private IndexRange[] _parts = [];

    /// <summary>
    /// A factorisation of <paramref name="ratings"/>; the first factors depend on <paramref name="seed"/>.
    /// </summary>
    /// <param name="ratings">What is to be approximated.</param>
    /// <param name="test">Held-out ratings over the same users and items, for <c>test_rmse</c>; null if there are
    /// none.</param>
    /// <param name="options">Rank, λ, step and share.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="start">Factors to go on from; users and items that it has not start at random. Null: all
    /// do.</param>
    public MfProgram(Ratings ratings, Ratings? test, MfOptions options, Seed seed, MfStart? start = null)
    {
        (_ratings, _test, _options) = (ratings, test, options);
        _data = new MfData(ratings);
        double bound = options.InitialScale / Math.Sqrt(options.Rank);
        RowShape shape = new(ElementType.Float, RowKind.Dense, options.Rank);
        IRowInitializer users = new UniformInitializer(seed.Split("first user factors"), -bound, bound);
        IRowInitializer items = new UniformInitializer(seed.Split("first item factors"), -bound, bound);
        if (start is not null)
        {
            (users, items) = (start.Users(ratings, users), start.Items(ratings, items));
        }

        Tables =
        [
            new TableDefinition(UserTable, "users", ratings.Users, shape, Sharding.Hash, Initializer: users),
            new TableDefinition(ItemTable, "items", ratings.Items, shape, Sharding.Hash, Initializer: items),
        ];
    }

    /// <inheritdoc/>
    public string Name => "mf";

    /// <inheritdoc/>
    public IReadOnlyList<TableDefinition> Tables { get; }

    /// <inheritdoc/>
    public bool IsModelParallel => false;

    /// <inheritdoc/>
    public IWorkerProgram CreateWorker(WorkerId worker, int workers, Seed seed)
    {
        if (_parts.Length != workers)
        {
            _parts = Partition.UsersByRatings(_ratings, workers);
        }

        return new MfWorker(_options, _data, _parts[worker.Index], seed.Split("worker", worker.Index));
    }

    /// <inheritdoc/>
    /// <exception cref="InvariantException">Always: the program is data-parallel.</exception>
    public IScheduleProgram CreateScheduler(int workers, Seed seed) =>
        throw new InvariantException("matrix factorisation by SGD has no scheduler.");

    /// <inheritdoc/>
    /// <remarks>Gap: how far the objective fell since the previous evaluation, relative to it; ∞ if it rose.</remarks>
    public Evaluation Evaluate(Model model, Evaluation? previous)
    {
        double squares = 0;
        double penalty = 0;
        for (int user = 0; user < _data.Users; user++)
        {
            ReadOnlySpan<float> w = model.Dense<float>(UserTable, user);
            ReadOnlySpan<int> items = _data.ItemsOf(user);
            ReadOnlySpan<float> values = _data.ValuesOf(user);
            for (int n = 0; n < items.Length; n++)
            {
                double error = values[n] - Kernels.Dot(w, model.Dense<float>(ItemTable, items[n]));
                squares += error * error;
            }

            penalty += Weight(_data.CountOf(user)) * Kernels.Dot(w, w);
        }

        for (int item = 0; item < _data.Items; item++)
        {
            ReadOnlySpan<float> h = model.Dense<float>(ItemTable, item);
            penalty += Weight(_data.ItemCounts[item]) * Kernels.Dot(h, h);
        }

        double objective = squares + (_options.Lambda * penalty);
        double gap = previous is null ? double.NaN
            : objective > previous.Objective ? double.PositiveInfinity
            : (previous.Objective - objective) / previous.Objective;
        List<Metric> metrics = [new("train_rmse", Math.Sqrt(squares / Math.Max(1, _data.Count)))];
        if (_test is not null)
        {
            metrics.Add(new Metric("test_rmse", RootMeanSquare(_test, model)));
        }

        return new Evaluation(objective, gap, metrics);
    }

    /// <summary>How often a row counts in the penalty.</summary>
    private double Weight(int ratings) => _options.Regularisation == Regularisation.PerRow ? 1 : ratings;

    private static double RootMeanSquare(Ratings ratings, Model model)
    {
        double squares = 0;
        for (int n = 0; n < ratings.Count; n++)
        {
            double error = ratings.Value[n] - Kernels.Dot(
                model.Dense<float>(UserTable, ratings.User[n]), model.Dense<float>(ItemTable, ratings.Item[n]));
            squares += error * error;
        }

        return Math.Sqrt(squares / Math.Max(1, ratings.Count));
    }
}
