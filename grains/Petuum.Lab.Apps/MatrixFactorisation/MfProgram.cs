using Petuum.Lab.Apps.Batches;
using Petuum.Lab.Apps.MatrixFactorisation.Descent;
using Petuum.Lab.Apps.MatrixFactorisation.LeastSquares;
using Petuum.Lab.Apps.Parts;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.MatrixFactorisation;

/// <summary>
/// Matrix factorisation by SGD, data-parallel ([E], [K]) or by rotation ([S16]), or by coordinate descent (STRADS):
/// minimise Σ_observed [(r_ij − w_iᵀh_j)² + λ(‖w_i‖² + ‖h_j‖²)], both factors in tables of single-precision rows. See
/// the folder's README.
/// </summary>
public sealed class MfProgram : IPartedProgram
{
    /// <summary>Rows w_i.</summary>
    public static readonly TableId UserTable = new(0);

    /// <summary>Rows h_j.</summary>
    public static readonly TableId ItemTable = new(1);

    /// <summary>Coordinate descent: what goes round with each item.</summary>
    public static readonly TableId ColumnTable = new(2);

    /// <summary>Least squares: WᵀW and HᵀH.</summary>
    public static readonly TableId GramTable = new(2);

    private readonly MfOptions _options;
    private readonly Ratings? _test;
    private readonly MfData _data;
    private readonly Ratings _ratings;
    private readonly Seed _seed;
    private readonly RatingScale _scale;
    private readonly MfWeights _weights;
    private readonly Lock _cutting = new();
    private IndexRange[] _parts = [];
    private AlsData? _alternating;
    private MfGrid? _grid;
    private MfLambdas? _lambdas;

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
    /// <exception cref="PlanException">The options do not fit one another or the ratings.</exception>
    public MfProgram(Ratings ratings, Ratings? test, MfOptions options, Seed seed, MfStart? start = null)
        : this(ratings, test, options, seed, new MfData(ratings), RatingScale.Of(ratings), start)
    {
    }

    /// <summary>A factorisation where only some users' ratings are.</summary>
    /// <param name="part">Those ratings, over all users and items.</param>
    /// <param name="options">Options.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="facts">What the program over all ratings has written.</param>
    public MfProgram(Ratings part, MfOptions options, Seed seed, StateReader facts)
        : this(
            part, test: null, options, seed,
            new MfData(part, facts.ReadArray<int>(), facts.ReadArray<int>()),
            new RatingScale(facts.Read<double>(), facts.Read<double>()),
            start: null)
    {
    }

    private MfProgram(
        Ratings ratings, Ratings? test, MfOptions options, Seed seed, MfData data, RatingScale scale, MfStart? start)
    {
        (_ratings, _test, _options) = (ratings, test, options.ValidatedFor(ratings));
        (_data, _weights) = (data, new MfWeights(options, data));
        (_seed, _scale) = (seed, scale);
        RowShape shape = new(ElementType.Float, RowKind.Dense, options.Columns);
        IRowInitializer users = _scale.Users(options, seed.Split("first user factors"));
        IRowInitializer items = _scale.Items(options, seed.Split("first item factors"));
        if (start is not null)
        {
            (users, items) = (start.Users(ratings, options, users), start.Items(ratings, options, items));
        }

        bool isRevised = options.StepRule == StepRule.AdaRevision;
        (ServerRule rule, double step) =
            isRevised ? (ServerRule.AdaRevision, options.StepInUse * _scale.FactorOf(options.Rank))
                : (ServerRule.Add, 0);
        Tables =
        [
            new TableDefinition(UserTable, "users", ratings.Users, shape, Sharding.Hash, rule, users, step),
            new TableDefinition(ItemTable, "items", ratings.Items, shape, Sharding.Hash, rule, items, step),
            .. TablesOfForm(),
        ];
    }

    /// <inheritdoc/>
    public string Name => "mf";

    /// <inheritdoc/>
    public IReadOnlyList<TableDefinition> Tables { get; }

    /// <inheritdoc/>
    public bool IsModelParallel => _options.Form is MfForm.Rotation or MfForm.CoordinateDescent;

    /// <inheritdoc/>
    public bool IsParted => _options.Form is MfForm.DataParallel or MfForm.Rotation;

    /// <inheritdoc/>
    public long FactsBytes => (sizeof(int) * (2L + _data.Users + _data.Items)) + (2 * sizeof(double));

    /// <inheritdoc/>
    /// <exception cref="PlanException">A rotation of fewer blocks than workers.</exception>
    public IReadOnlyList<IndexRange> PartsOf(int workers) => _options.Form == MfForm.Rotation
        ? [.. Enumerable.Range(0, workers).Select(GridFor(workers).UsersOf)]
        : PartsFor(workers);

    /// <inheritdoc/>
    public void SaveFacts(int workers, StateWriter facts)
    {
        facts.WriteSpan<int>(_data.UserCounts);
        facts.WriteSpan<int>(_data.ItemCounts);
        facts.Write(_scale.Mean);
        facts.Write(_scale.Spread);
    }

    /// <inheritdoc/>
    /// <exception cref="PlanException">A rotation of fewer blocks than workers.</exception>
    public IWorkerProgram CreateWorker(WorkerId worker, int workers, Seed seed) => _options.Form switch
    {
        MfForm.Rotation => new MfBlockWorker(
            _options,
            GridFor(workers),
            new MfCells(GridFor(workers), _data, worker.Index, _seed),
            new MfSteps(_options, _scale),
            _lambdas!,
            worker.Index),
        MfForm.CoordinateDescent => new CcdWorker(_options, GridFor(workers), _data, _weights, worker.Index),
        MfForm.LeastSquares => new AlsWorker(_options, AlternatingFor(workers), _weights, worker.Index),
        _ => new MfWorker(
            _options,
            _data,
            PartsFor(workers)[worker.Index],
            new MfSteps(_options, _scale),
            seed.Split("worker", worker.Index)),
    };

    /// <inheritdoc/>
    /// <exception cref="InvariantException">The program is data-parallel.</exception>
    /// <exception cref="PlanException">A rotation of fewer blocks than workers.</exception>
    public IScheduleProgram CreateScheduler(int workers, Seed seed)
    {
        Invariant.Require(IsModelParallel, "data-parallel matrix factorisation has no scheduler.");
        int blocks = MfGrid.BlocksFor(_options, workers);
        return _options.Form == MfForm.Rotation
            ? new MfRotation(workers, blocks, _options.ChunksInUse)
            : new CcdRotation(workers, blocks);
    }

    /// <inheritdoc/>
    /// <remarks>Gap: how far the objective fell since the previous evaluation, relative to it; ∞ if it rose.</remarks>
    public Evaluation Evaluate(Model model, Evaluation? previous)
    {
        if (_options.Form == MfForm.LeastSquares)
        {
            return EvaluatePreferences(model, previous);
        }

        (double squares, double penalty, double? test) = IsModelParallel ? Measure(model) : MeasureAsPublished(model);
        double objective = squares + (_options.Lambda * penalty);
        List<Metric> metrics = [new("train_rmse", Math.Sqrt(squares / Math.Max(1, _data.Count)))];
        if (test is { } error)
        {
            metrics.Add(new Metric("test_rmse", error));
        }

        return new Evaluation(objective, BatchProgram.RelativeFall(objective, previous), metrics);
    }

    /// <summary>Implicit feedback: how far off preferences of rated pairs are, how held-out items rank.</summary>
    private Evaluation EvaluatePreferences(Model model, Evaluation? previous)
    {
        AlsObjective factors = new(new MfModel(model, _options.Rank), _options.AlphaInUse);
        (double all, double rated) = factors.Errors(_ratings);
        List<Metric> metrics = [new("preference_rmse", Math.Sqrt(rated / Math.Max(1, _data.Count)))];
        if (_test is not null)
        {
            metrics.Add(new Metric("test_rank", factors.Rank(_test, _data)));
        }

        double objective = all + (_options.Lambda * Penalty(new MfObjective(model, _options.Rank)));
        return new Evaluation(objective, BatchProgram.RelativeFall(objective, previous), metrics);
    }

    private (double Squares, double Penalty, double? TestError) Measure(Model model)
    {
        MfObjective factors = new(model, _options.Rank);
        double? test = _test is null ? null : Math.Sqrt(factors.SquaredErrors(_test) / Math.Max(1, _test.Count));
        return (factors.SquaredErrors(_ratings), Penalty(factors), test);
    }

    /// <summary>Σ‖w_i‖² + Σ‖h_j‖², each row as often as it counts.</summary>
    private double Penalty(MfObjective factors)
    {
        double penalty = 0;
        for (int user = 0; user < _data.Users; user++)
        {
            penalty += _weights.OfUser(user) * factors.SquaredNormOfUser(user);
        }

        for (int item = 0; item < _data.Items; item++)
        {
            penalty += _weights.OfItem(item) * factors.SquaredNormOfItem(item);
        }

        return penalty;
    }

    /// <summary>In the order of sums that the reproductions' results were made with.</summary>
    private (double Squares, double Penalty, double? TestError) MeasureAsPublished(Model model)
    {
        MfModel factors = new(model, _options.Rank);
        double squares = 0;
        double penalty = 0;
        for (int user = 0; user < _data.Users; user++)
        {
            ReadOnlySpan<float> w = factors.User(user);
            ReadOnlySpan<int> items = _data.ItemsOf(user);
            ReadOnlySpan<float> values = _data.ValuesOf(user);
            for (int n = 0; n < items.Length; n++)
            {
                double error = values[n] - Kernels.Dot(w, factors.Item(items[n]));
                squares += error * error;
            }

            penalty += _weights.OfUser(user) * Kernels.Dot(w, w);
        }

        for (int item = 0; item < _data.Items; item++)
        {
            ReadOnlySpan<float> h = factors.Item(item);
            penalty += _weights.OfItem(item) * Kernels.Dot(h, h);
        }

        return (squares, penalty, _test is null ? null : factors.RootMeanSquareError(_test));
    }

    /// <summary>Workers may be created at the same time; the first one cuts for all.</summary>
    private MfGrid GridFor(int workers)
    {
        lock (_cutting)
        {
            _lambdas ??= new MfLambdas(_options, _data);
            return _grid = _grid?.Workers == workers ? _grid : new MfGrid(_data, _options, workers);
        }
    }

    private AlsData AlternatingFor(int workers)
    {
        lock (_cutting)
        {
            return _alternating = _alternating?.Users.Length == workers
                ? _alternating
                : AlsData.Cut(_ratings, _data, workers);
        }
    }

    private IndexRange[] PartsFor(int workers)
    {
        lock (_cutting)
        {
            return _parts = _parts.Length == workers ? _parts : Partition.ByWeights(_data.UserCounts, workers);
        }
    }

    private IEnumerable<TableDefinition> TablesOfForm()
    {
        RowShape column = new(ElementType.Double, RowKind.Dense, CcdColumn.Columns);
        return _options.Form switch
        {
            MfForm.CoordinateDescent =>
                [new TableDefinition(ColumnTable, "column", _ratings.Items, column, Sharding.Hash)],
            MfForm.LeastSquares =>
            [
                new TableDefinition(
                    GramTable,
                    "gram",
                    AlsGram.Rows,
                    new RowShape(ElementType.Double, RowKind.Dense, _options.Rank * _options.Rank),
                    Sharding.Hash),
            ],
            _ => [],
        };
    }
}
