using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Apps.MatrixFactorisation;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Datasets;
using Petuum.Lab.Experiments.Models;
using Petuum.Lab.Experiments.Specs;

namespace Petuum.Lab.Experiments.Training;

/// <summary>
/// Matrix factorisation by rotation with adaptive steps, unless another form is asked for. A constant step fits the
/// ratings: at γ·|r| ≪ 1 a step cannot throw a factor further than the rating it answers to, whatever the scale.
/// </summary>
internal sealed class MfTraining : TrainingProgram
{
    /// <summary>The original id of every user; not there if they are 0, 1, ….</summary>
    public const string UserIds = "user-ids";

    /// <summary>The original id of every item; not there if they are 0, 1, ….</summary>
    public const string ItemIds = "item-ids";

    /// <summary>The mean of the ratings learnt from; one value.</summary>
    public const string Mean = "mean";

    private const string StepKey = "program.step";
    private const string StepDecayKey = "program.step-decay";
    private const string BlocksKey = "program.blocks";
    private const string InitialScaleKey = "program.init-scale";
    private const double StepOfUnitRatings = 0.05;
    private const double DataParallelDecay = 0.97;
    private const string Rotation = "rotation";

    /// <inheritdoc/>
    public override string Name => "mf";

    /// <inheritdoc/>
    public override string Description => "factors of ratings: Σ (r − wᵀh)² + λ(‖w‖² + ‖h‖²) over what is rated";

    /// <inheritdoc/>
    public override IReadOnlyList<(string Key, string Yaml)> Defaults(string? form = null) => form switch
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
    public override double? Tolerance => 1e-3;

    /// <inheritdoc/>
    public override int Epochs => 200;

    /// <inheritdoc/>
    public override RunSpec Fit(RunSpec spec, LoadedData data, Predicate<string> isGiven)
    {
        MfSpec mf = (MfSpec)spec.Program;
        if (mf.StepRule == StepRule.AdaRevision)
        {
            return isGiven(StepKey) ? spec : spec with { Program = mf with { Step = MfOptions.RevisionStep } };
        }

        if (mf.Form == MfForm.CoordinateDescent)
        {
            // Blocks that rest as long as changes may take: beyond that, sums would be taken before all are there.
            int rounds = 1 + (spec.Consistency.Staleness?.Bound ?? 0);
            return rounds == 1 || isGiven(BlocksKey)
                ? spec
                : spec with { Program = mf with { Blocks = spec.Cluster.Workers * rounds } };
        }

        if (mf is not { StepRule: null, Form: null or MfForm.Rotation })
        {
            return spec;
        }

        double size = RootMeanSquare(data.Ratings!.Value);
        return spec with
        {
            Program = mf with
            {
                Step = isGiven(StepKey) ? mf.Step : StepOfUnitRatings / Math.Max(1, size),
                StepDecay = mf.Form is not null || isGiven(StepDecayKey) ? mf.StepDecay : DataParallelDecay,
                InitialScale = isGiven(InitialScaleKey) ? mf.InitialScale : Math.Sqrt(Math.Max(size, 1e-3)),
            },
        };
    }

    /// <inheritdoc/>
    public override int ClocksPerEpoch(RunSpec spec, LoadedData data)
    {
        MfSpec mf = (MfSpec)spec.Program;
        int blocks = Math.Max(mf.Blocks ?? 0, spec.Cluster.Workers);
        return mf.Form switch
        {
            MfForm.Rotation => blocks * (mf.Chunks ?? 1),
            MfForm.CoordinateDescent => 2 * mf.Rank * (mf.Passes ?? 1) * blocks,
            MfForm.LeastSquares => 2,
            _ => Math.Max(1, (int)Math.Round(1 / (mf.Share ?? 1))),
        };
    }

    /// <inheritdoc/>
    public override int RowsOfLargestTable(RunSpec spec, LoadedData data) =>
        Math.Max(data.Ratings!.Users, data.Ratings.Items);

    /// <inheritdoc/>
    public override string AdviceOnDivergence(RunSpec spec)
    {
        MfSpec mf = (MfSpec)spec.Program;
        string step = $"use a smaller --step (it was {mf.Step ?? MfOptions.AdaptiveStep:G3})";
        string lambda = $"a larger --lambda (it was {mf.Lambda:G3})";
        return mf.Form switch
        {
            MfForm.Rotation => $"{step} or {lambda}",
            MfForm.CoordinateDescent or MfForm.LeastSquares => $"use less staleness or {lambda}",
            _ => $"{step}, or fewer --workers (they were {spec.Cluster.Workers}) or a smaller --share (it was "
                + $"{mf.Share:G3}), so that fewer steps are taken without seeing one another",
        };
    }

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
    public override Predictor CreatePredictor(SavedModel saved)
    {
        TableDefinition users = saved.Table(0, "users", ElementType.Float);
        TableDefinition items = saved.Table(1, "items", ElementType.Float);
        return users.Shape == items.Shape
            ? new FactorPredictor(
                new MfModel(saved.Model, ((MfSpec)saved.Program).Rank),
                Ids(saved, UserIds, users.Rows),
                Ids(saved, ItemIds, items.Rows),
                IsOfPreferences(saved) ? null : saved.Vector<double>(Mean, 1)[0])
            : throw new ResultFileException(
                saved.IndexPath, 0, $"users of rank {users.Shape.Columns} and items of rank {items.Shape.Columns}",
                ModelFolder.Remedy);
    }

    /// <summary>The original ids of a table's rows, ascending.</summary>
    /// <exception cref="ResultFileException">There are too few, or they do not ascend.</exception>
    public static long[] Ids(SavedModel saved, string name, int rows)
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
                throw new ResultFileException(
                    Path.Combine(saved.Folder, name + NpyFile.Extension), 0,
                    $"id {ids[row]} after {ids[row - 1]}", ModelFolder.Remedy);
            }
        }

        return ids;
    }

    private static bool IsOfPreferences(SavedModel saved) => saved.Program is MfSpec { Form: MfForm.LeastSquares };

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
