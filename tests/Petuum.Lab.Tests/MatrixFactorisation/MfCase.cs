using Petuum.Lab.Apps.MatrixFactorisation;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Datasets;
using Petuum.Lab.Datasets.Generators;
using Petuum.Lab.Simulation;
using Petuum.Lab.Tests.Lasso;

namespace Petuum.Lab.Tests.MatrixFactorisation;

/// <summary>Problems, plans and runs that the tests of matrix factorisation share.</summary>
internal static class MfCase
{
    public static MfOptions Rotation { get; } = new()
    {
        Rank = 3,
        Lambda = 0.02,
        Regularisation = Regularisation.PerRating,
        Step = MfOptions.AdaptiveStep,
        StepDecay = 1,
        Share = 1,
        InitialScale = null,
        Form = MfForm.Rotation,
        StepRule = StepRule.Adaptive,
    };

    /// <summary>Coordinate descent of rank 3.</summary>
    public static MfOptions Descent { get; } = Rotation with
    {
        Form = MfForm.CoordinateDescent,
        StepRule = StepRule.Constant,
    };

    /// <summary>Gradients of a fifth of the ratings a clock, of which shards make steps.</summary>
    public static MfOptions Revision { get; } = Rotation with
    {
        Form = MfForm.DataParallel,
        StepRule = StepRule.AdaRevision,
        Step = MfOptions.RevisionStep,
        Share = 0.2,
    };

    /// <summary>Implicit-feedback ALS of rank 3.</summary>
    public static MfOptions LeastSquares { get; } =
        Descent with { Form = MfForm.LeastSquares, Alpha = 2, Lambda = 0.1 };

    public static Ratings Ratings(int users, int items, int count, ulong seed, double noise = 0.1, double skew = 0) =>
        LowRankRatingsGenerator.Generate(
            new LowRankOptions
            {
                Users = users,
                Items = items,
                Rank = 3,
                Ratings = count,
                Noise = noise,
                PopularitySkew = skew,
            },
            new Seed(seed)).Ratings;

    /// <summary>About nine ratings of ten, and the others.</summary>
    public static (Ratings Train, Ratings Test) Split(Ratings all)
    {
        Pcg32 chance = new Seed(77).CreateGenerator();
        bool[] isTest = Array.ConvertAll(new bool[all.Count], _ => chance.NextInt(10) == 0);
        return (Select(n => !isTest[n]), Select(n => isTest[n]));

        Ratings Select(Func<int, bool> keeps)
        {
            int[] kept = [.. Enumerable.Range(0, all.Count).Where(keeps)];
            return new Ratings(
                Array.ConvertAll(kept, n => all.User[n]),
                Array.ConvertAll(kept, n => all.Item[n]),
                Array.ConvertAll(kept, n => all.Value[n]),
                all.UserIds.ToArray(),
                all.ItemIds.ToArray());
        }
    }

    /// <summary>The same ratings as <paramref name="factor"/> · r + <paramref name="offset"/>.</summary>
    public static Ratings Scaled(Ratings ratings, double factor, double offset) => new(
        ratings.User.ToArray(),
        ratings.Item.ToArray(),
        Array.ConvertAll(ratings.Value.ToArray(), value => (factor * value) + offset),
        ratings.UserIds.ToArray(),
        ratings.ItemIds.ToArray());

    /// <summary>Ratings as implicit feedback: what is below 0 becomes 0.</summary>
    public static Ratings Counts(Ratings ratings) => new(
        ratings.User.ToArray(),
        ratings.Item.ToArray(),
        Array.ConvertAll(ratings.Value.ToArray(), value => Math.Max(0, value)),
        ratings.UserIds.ToArray(),
        ratings.ItemIds.ToArray());

    public static JobPlan Plan(IProgram program, int workers, int clocks, ConsistencyPolicy policy, int depth = 1) =>
        new()
        {
            Program = program,
            Workers = workers,
            Shards = 2,
            Apply = ApplyMode.Clocked,
            Consistency = [.. program.Tables.Select(_ => policy)],
            PipelineDepth = depth,
            UnitsPerRound = 1,
            Communication = null,
            EvaluateEvery = clocks,
            Stop = new StopRule(clocks, Tolerance: null, TargetObjective: null, DivergenceFactor: 1000),
            Seed = new Seed(5),
        };

    public static JobResult Run(
        JobPlan plan, IStragglerModel? stragglers = null, ulong seed = 9, IRunObserver? observer = null) =>
        LassoCase.Run(plan, stragglers, seed, observer);

    /// <summary>The bits of both factors.</summary>
    public static List<int> Bits(Model model)
    {
        List<int> bits = [];
        foreach (TableDefinition table in model.Tables.Take(2))
        {
            for (int row = 0; row < table.Rows; row++)
            {
                bits.AddRange(model.Dense<float>(table.Id, row).ToArray().Select(BitConverter.SingleToInt32Bits));
            }
        }

        return bits;
    }
}
