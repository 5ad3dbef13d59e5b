using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Core.Options;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.MatrixFactorisation;

/// <summary>
/// Matrix factorisation. Trained by rotation with adaptive steps, unless another form is asked for. A constant step
/// fits
/// the ratings: at γ·|r| ≪ 1 a step cannot throw a factor further than the rating it answers to, whatever the scale.
/// </summary>
public sealed class MfDescriptor : ProgramDescriptor<MfOptions>
{
    /// <summary>The original id of every user; not there if they are 0, 1, ….</summary>
    public const string UserIds = "user-ids";

    /// <summary>The original id of every item; not there if they are 0, 1, ….</summary>
    public const string ItemIds = "item-ids";

    /// <summary>The mean of the ratings learnt from; one value.</summary>
    public const string Mean = "mean";

    private const double StepOfUnitRatings = 0.05;
    private const double DataParallelDecay = 0.97;
    private const string Rotation = "rotation";

    /// <inheritdoc/>
    public override string Name => "mf";

    /// <inheritdoc/>
    public override string Description => "factors of ratings: Σ (r − wᵀh)² + λ(‖w‖² + ‖h‖²) over what is rated";

    /// <inheritdoc/>
    public override IReadOnlyList<(string Arguments, string Does)> Examples =>
    [
        ("--data ratings.csv --model factors", "until an epoch gains less than 0.1 %"),
        ("--data ratings.csv --test held-out.csv --rank 20 --model factors", "with an error on other ratings"),
        ("--data more.csv --from factors --epochs 5 --model factors", "go on, with its options"),
        ("--data ratings.csv --epochs 13 --json", "thirteen epochs; the results as one JSON object"),
    ];

    /// <inheritdoc/>
    public override DataKind Data => DataKind.Ratings;

    /// <inheritdoc/>
    public override Section<MfOptions> Options => MfOptions.Section;

    /// <inheritdoc/>
    public override double? Tolerance => 1e-3;

    /// <inheritdoc/>
    public override int Epochs => 200;

    /// <inheritdoc/>
    public override IReadOnlyList<(string Key, string Yaml)> Defaults(string? form) => form switch
    {
        null or Rotation =>
        [
            ("form", Rotation), ("rank", "20"), ("lambda", "0.02"), ("step-rule", "adaptive"), ("init-scale", "auto"),
        ],
        "ccd" => [("rank", "20"), ("lambda", "0.02"), ("init-scale", "auto")],
        "als" => [("rank", "20"), ("lambda", "0.1"), ("init-scale", "auto")],
        _ => [("rank", "20"), ("lambda", "0.02"), ("step", "0.01"), ("share", "0.1")],
    };

    /// <inheritdoc/>
    public override string Sample(int samples, int width) =>
        $"""
        program: {"{"}name: mf, rank: {width}, lambda: 0.02, step: 0.02, share: 0.5{"}"}
        data: {"{"}generate: ratings, users: {samples}, items: 60, rank: 3, ratings: 2000, noise: 0.1{"}"}
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<ModelVector> Vectors(IProgram program, LoadedData data, Model model)
    {
        Ratings ratings = data.Ratings!;
        double sum = 0;
        foreach (double value in ratings.Value)
        {
            sum += value;
        }

        List<ModelVector> vectors = [new(Mean, new[] { sum / Math.Max(1, ratings.Count) })];
        AddUnlessCounted(vectors, UserIds, ratings.UserIds);
        AddUnlessCounted(vectors, ItemIds, ratings.ItemIds);
        return vectors;
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Tables(MfOptions options) => options.Form switch
    {
        MfForm.CoordinateDescent => ["users", "items", "column"],
        MfForm.LeastSquares => ["users", "items", "gram"],
        _ => ["users", "items"],
    };

    /// <inheritdoc/>
    protected override bool IsModelParallel(MfOptions options) =>
        options.Form is MfForm.Rotation or MfForm.CoordinateDescent;

    /// <inheritdoc/>
    protected override string UnitsKey(MfOptions options) => options.Form == MfForm.Rotation ? "chunks" : "blocks";

    /// <summary>Two workers cannot have one block of items in the same round.</summary>
    protected override OptionProblem? Problem(MfOptions options, int workers, int? features) =>
        options.Blocks < workers
            ? new OptionProblem(
                "blocks", $"{options.Blocks} blocks of items for {workers} workers",
                "use at least as many blocks as workers")
            : null;

    /// <inheritdoc/>
    protected override IProgram Create(MfOptions options, ProgramInput input) => new MfProgram(
        input.Data.Ratings!,
        input.Data.TestRatings,
        options,
        input.Seed,
        input.Start is { } start ? StartOf(options, start) : null);

    /// <inheritdoc/>
    protected override IProgram CreatePart(MfOptions options, ProgramInput part, StateReader facts) =>
        new MfProgram(part.Data.Ratings!, options, part.Seed, facts);

    /// <inheritdoc/>
    protected override MfOptions Fit(MfOptions options, TrainingFacts facts)
    {
        if (options.StepRule == StepRule.AdaRevision)
        {
            return facts.IsGiven("step") ? options : options with { Step = MfOptions.RevisionStep };
        }

        if (options.Form == MfForm.CoordinateDescent)
        {
            // Blocks that rest as long as changes may take: beyond that, sums would be taken before all are there.
            int rounds = 1 + (facts.Staleness ?? 0);
            return rounds == 1 || facts.IsGiven("blocks") ? options : options with { Blocks = facts.Workers * rounds };
        }

        if (options.StepRule != StepRule.Constant || options.Form is not (MfForm.DataParallel or MfForm.Rotation))
        {
            return options;
        }

        bool isRotation = options.Form == MfForm.Rotation;
        double size = RootMeanSquare(facts.Data.Ratings!.Value);
        return options with
        {
            Step = facts.IsGiven("step") ? options.Step : StepOfUnitRatings / Math.Max(1, size),
            StepDecay = isRotation || facts.IsGiven("step-decay") ? options.StepDecay : DataParallelDecay,
            InitialScale = facts.IsGiven("init-scale") ? options.InitialScale : Math.Sqrt(Math.Max(size, 1e-3)),
        };
    }

    /// <inheritdoc/>
    protected override int ClocksPerEpoch(MfOptions options, LoadedData data, int workers)
    {
        int blocks = Math.Max(options.Blocks ?? 0, workers);
        return options.Form switch
        {
            MfForm.Rotation => blocks * options.ChunksInUse,
            MfForm.CoordinateDescent => 2 * options.Rank * options.PassesInUse * blocks,
            MfForm.LeastSquares => 2,
            _ => Math.Max(1, (int)Math.Round(1 / options.ShareInUse)),
        };
    }

    /// <inheritdoc/>
    protected override int RowsOfLargestTable(MfOptions options, LoadedData data) =>
        Math.Max(data.Ratings!.Users, data.Ratings.Items);

    /// <inheritdoc/>
    protected override string AdviceOnDivergence(MfOptions options, int workers)
    {
        string step = $"use a smaller --step (it was {options.Step ?? MfOptions.AdaptiveStep:G3})";
        string lambda = $"a larger --lambda (it was {options.Lambda:G3})";
        return options.Form switch
        {
            MfForm.Rotation => $"{step} or {lambda}",
            MfForm.CoordinateDescent or MfForm.LeastSquares => $"use less staleness or {lambda}",
            _ => $"{step}, or fewer --workers (they were {workers}) or a smaller --share (it was "
                + $"{options.Share:G3}), so that fewer steps are taken without seeing one another",
        };
    }

    /// <inheritdoc/>
    protected override Predictor Predict(MfOptions options, SavedModel saved)
    {
        TableDefinition users = saved.Table(0, "users", ElementType.Float);
        TableDefinition items = saved.Table(1, "items", ElementType.Float);
        saved.Require(
            users.Shape == items.Shape,
            $"users of rank {users.Shape.Columns} and items of rank {items.Shape.Columns}",
            SavedModel.Remedy);
        return new FactorPredictor(
            new MfModel(saved.Model, options.Rank),
            Ids(saved, UserIds, users.Rows),
            Ids(saved, ItemIds, items.Rows),
            options.Form == MfForm.LeastSquares ? null : saved.Vector<double>(Mean, 1)[0]);
    }

    /// <summary>Factors with their users and items.</summary>
    /// <exception cref="DataFormatException">The model is of another program or rank.</exception>
    private MfStart StartOf(MfOptions options, SavedModel start)
    {
        start.RequireProgram(Name);
        RowShape shape = new(ElementType.Float, RowKind.Dense, options.Columns);
        start.RequireTable(0, "users", shape);
        start.RequireTable(1, "items", shape);
        return new MfStart(
            start.Model,
            Ids(start, UserIds, start.Model.Tables[0].Rows),
            Ids(start, ItemIds, start.Model.Tables[1].Rows),
            start.Options<MfOptions>().StepRule);
    }

    /// <summary>The original ids of a table's rows, ascending.</summary>
    /// <exception cref="DataFormatException">There are too few, or they do not ascend.</exception>
    private static long[] Ids(SavedModel saved, string name, int rows)
    {
        if (!saved.Vectors.ContainsKey(name))
        {
            return [.. Enumerable.Range(0, rows)];
        }

        long[] ids = saved.Vector<long>(name, rows);
        for (int row = 1; row < ids.Length; row++)
        {
            if (ids[row] <= ids[row - 1])
            {
                throw new DataFormatException(
                    Path.Combine(saved.Folder, name + NpyFile.Extension), 0,
                    $"id {ids[row]} after {ids[row - 1]}", SavedModel.Remedy);
            }
        }

        return ids;
    }

    private static void AddUnlessCounted(List<ModelVector> vectors, string name, ReadOnlySpan<long> ids)
    {
        for (int row = 0; row < ids.Length; row++)
        {
            if (ids[row] != row)
            {
                vectors.Add(new ModelVector(name, ids.ToArray()));
                return;
            }
        }
    }

    private static double RootMeanSquare(ReadOnlySpan<double> values)
    {
        double squares = 0;
        foreach (double value in values)
        {
            squares += value * value;
        }

        return Math.Sqrt(squares / Math.Max(1, values.Length));
    }
}
