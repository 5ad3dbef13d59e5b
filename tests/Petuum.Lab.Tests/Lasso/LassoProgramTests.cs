using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Apps.Lasso;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Scheduling;
using Petuum.Lab.Datasets;
using LassoOptions = Petuum.Lab.Apps.Lasso.LassoOptions;

namespace Petuum.Lab.Tests.Lasso;

public sealed class LassoProgramTests
{
    [Fact]
    public void Lasso_FindsWhatTheReferenceFinds_OnAnyProblem() =>
        Prop.ForAll(Problems(), problem =>
        {
            LassoOptions options = LassoCase.Options(SchedulingKind.RoundRobin) with
            {
                LambdaRatio = problem.Ratio / 100.0,
                Parallelism = 2,
                Standardize = problem.Standardize,
            };
            LassoProgram program = new(problem.Data, options);
            JobPlan plan = LassoCase.Plan(program, new Bsp(), 1, ApplyMode.Clocked) with { Workers = problem.Workers };
            JobResult result = LassoCase.Run(plan);
            Assert.Equal(JobOutcome.Converged, result.Outcome);
            RegressionData used = new(program.Data.Columns, program.Data.Labels.ToArray());
            double best = ReferenceLasso.Objective(used, program.Lambda, ReferenceLasso.Solve(used, program.Lambda));
            double[] beta = LassoProgram.CoefficientsOf(result.Model!);
            double found = ReferenceLasso.Objective(used, program.Lambda, beta);
            Assert.Equal(1, found / best, 1e-6);
            Assert.Equal(1, found / result.Evaluation!.Objective, 1e-12);
            Assert.Equal(
                ReferenceLasso.LargestViolation(used, program.Lambda, beta), result.Evaluation.Gap, 1e-9);
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(30));

    [Theory]
    [InlineData(SchedulingKind.RoundRobin)]
    [InlineData(SchedulingKind.Random)]
    [InlineData(SchedulingKind.Priority)]
    [InlineData(SchedulingKind.Dependency)]
    [InlineData(SchedulingKind.PriorityAndDependency)]
    public void Load_ContinuesToTheSameBits_WhereverTheProgramsAreRestarted(SchedulingKind kind)
    {
        for (int depth = 1; depth <= 3; depth++)
        {
            double[] whole = Beta(new LassoProgram(LassoCase.Data, LassoCase.Options(kind)), depth);
            double[] restarted = Beta(
                new WrappedProgram(
                    new LassoProgram(LassoCase.Data, LassoCase.Options(kind)),
                    create => new RestartingWorker(create),
                    create => new RestartingScheduler(create)),
                depth);
            Assert.Equal(whole, restarted);
        }

        static double[] Beta(IProgram program, int depth) => LassoProgram.CoefficientsOf(LassoCase.Run(
            LassoCase.Plan(program, new Bsp(), depth, ApplyMode.Clocked) with
            {
                Stop = LassoConvergenceTests.Clocks(50),
            }).Model!);
    }

    [Fact]
    public void Dispatch_KeepsCouplingsWithinTheta_WithRoundsInFlight()
    {
        SchedulingKind[] kinds = [SchedulingKind.Dependency, SchedulingKind.PriorityAndDependency];
        foreach (SchedulingKind kind in kinds)
        {
            LassoProgram program = new(LassoCase.Data, LassoCase.Options(kind));
            DispatchObserver observer = new();
            JobPlan plan = LassoCase.Plan(program, new Ssp(1), 3, ApplyMode.Clocked);
            LassoCase.Run(plan with { Stop = LassoConvergenceTests.Clocks(150) }, observer: observer);
            Assert.Contains(observer.Active, active => active.Length > 3);
            foreach (int[] active in observer.Active)
            {
                for (int a = 0; a < active.Length; a++)
                {
                    for (int b = 0; b < a; b++)
                    {
                        Assert.True(Coupling(program.Data, active[a], active[b]) <= 0.3 + 1e-12);
                    }
                }
            }
        }
    }

    [Fact]
    public void Samples_AreTheNonzerosOfTheScheduledColumns()
    {
        RegressionData data = LassoCase.Generate(50, 20, 8, nonzeros: 7);
        LassoProgram program = new(data, LassoCase.Options(SchedulingKind.Random));
        DispatchObserver observer = new();
        LassoCase.Run(
            LassoCase.Plan(program, new Ssp(2), 2, ApplyMode.Clocked) with { Stop = LassoConvergenceTests.Clocks(40) },
            observer: observer);
        Assert.Equal(40 * 3 * 7, observer.Samples);
        Assert.True(observer.ScheduleWork >= 40 * 3);
        Assert.True(observer.PushWork > observer.Samples);
    }

    [Fact]
    public void Evaluate_CountsWhatChangedSinceThePreviousOne_AndIsPure()
    {
        LassoProgram program = new(LassoCase.Data, LassoCase.Options(SchedulingKind.RoundRobin));
        List<Evaluation> seen = [];
        JobResult result = LassoCase.Run(
            LassoCase.Plan(program, new Bsp(), 1, ApplyMode.Clocked), observer: new EvaluationObserver(seen));
        Assert.Equal(["nonzeros", "kkt", "changed"], seen[0].Metrics.Select(metric => metric.Name));
        Assert.Equal(0, seen[0].Metrics[2].Value);
        Assert.Equal((program.Data.LambdaMax / program.Lambda) - 1, seen[0].Gap, 1e-12);
        Assert.True(seen[1].Metrics[2].Value >= 8);
        Assert.Equal(seen[^1].Metrics, program.Evaluate(result.Model!, seen[^2]).Metrics);
        Assert.Equal(0, program.Evaluate(result.Model!, seen[^1]).Metrics[2].Value);
        Assert.Equal(
            seen[^1].Metrics[0].Value, program.Evaluate(result.Model!, previous: null).Metrics[2].Value);
    }

    [Fact]
    public void Standardize_CentresAndScales_AndOriginalUnitsPredictTheSame()
    {
        double[] dense = [1, 5, 0, 2, 5, 0, 4, 5, 3, 0, 5, -1];
        RegressionData data = new(SparseMatrix.FromDense(4, 3, dense), [1, 2, 4, 3]);
        LassoData standard = new(data, standardize: true);
        Assert.Equal(1, standard.SquaredNorms[0], 1e-12);
        Assert.Equal(0, standard.Columns.Column(1).Count);
        Assert.Equal(0, standard.Labels.ToArray().Sum(), 1e-12);
        double[] beta = [0.7, 9, -0.2];
        (double[] coefficients, double intercept) = standard.InOriginalUnits(beta);
        for (int row = 0; row < 4; row++)
        {
            double centred = 2.5;
            double given = intercept;
            for (int column = 0; column < 3; column++)
            {
                SparseVector x = standard.Columns.Column(column);
                int entry = x.Indices.BinarySearch(row);
                centred += entry < 0 ? 0 : x.Values[entry] * beta[column];
                given += dense[(row * 3) + column] * coefficients[column];
            }

            Assert.Equal(centred, given, 1e-12);
        }
    }

    [Fact]
    public void ShotgunSafeParallelism_IsPOverTheSpectralRadius_WhereThatIsKnown()
    {
        double[] orthogonal = [3, 0, 0, 0, 2, 0, 0, 0, 7, 0, 0, 0];
        double[] equal = [1, 2, -1, 2, 4, -2, 3, 6, -3, 1, 2, -1];
        double[] pairs = [1, 0.6, 0, 0, 0.8, 0, 0, 0, 1, 0, 0, 0];
        Assert.Equal(3, Safe(orthogonal), 1e-9);
        Assert.Equal(1, Safe(equal), 1e-9);
        Assert.Equal(3 / 1.6, Safe(pairs), 1e-6);

        static double Safe(double[] dense) => new LassoProgram(
            new RegressionData(SparseMatrix.FromDense(4, 3, dense), [1, 2, 3, 4]),
            LassoCase.Options(SchedulingKind.Random)).ShotgunSafeParallelism();
    }

    [Fact]
    public void Options_AreRefused_WithProblemAndRemedy()
    {
        LassoOptions good = LassoCase.Options(SchedulingKind.RoundRobin);
        LassoOptions[] bad =
        [
            good with { Lambda = 1 }, good with { LambdaRatio = null }, good with { LambdaRatio = 0 },
            good with { LambdaRatio = 1.1 }, good with { LambdaRatio = null, Lambda = -1 },
            good with { LambdaRatio = null, Lambda = double.NaN }, good with { Parallelism = 0 },
            good with { LambdaRatio = double.NaN }, good with { ChangeTolerance = -1 },
            good with { Scheduling = SchedulingOptions.AsPublished(SchedulingKind.Rotation) },
        ];
        foreach (LassoOptions options in bad)
        {
            PlanException wrong = Assert.Throws<PlanException>(() => new LassoProgram(LassoCase.Data, options));
            Assert.NotEmpty(wrong.Remedy);
        }

        RegressionData zero = new(SparseMatrix.FromDense(2, 1, [1, 1]), [1, -1]);
        Assert.Throws<PlanException>(() => new LassoProgram(zero, good));
    }

    private static double Coupling(LassoData data, int first, int second)
    {
        double[] dense = new double[data.Columns.Rows];
        SparseVector left = data.Columns.Column(first);
        SparseVector right = data.Columns.Column(second);
        for (int entry = 0; entry < left.Count; entry++)
        {
            dense[left.Indices[entry]] = left.Values[entry];
        }

        double sum = 0;
        for (int entry = 0; entry < right.Count; entry++)
        {
            sum += dense[right.Indices[entry]] * right.Values[entry];
        }

        return Math.Abs(sum) / Math.Sqrt(data.SquaredNorms[first] * data.SquaredNorms[second]);
    }

    private static Arbitrary<Problem> Problems() => Arb.From(
        from rows in Gen.Choose(5, 40)
        from columns in Gen.Choose(2, 20)
        from ratio in Gen.Choose(5, 100)
        from workers in Gen.Choose(1, 6)
        from standardize in Gen.Elements(true, false)
        from sparse in Gen.Elements(true, false)
        from seed in Gen.Choose(1, 100_000)
        select new Problem(rows, columns, ratio, workers, standardize, sparse, seed),
        problem => problem.Columns > 2 ? [problem with { Columns = problem.Columns - 1 }] : []);

    private sealed record Problem(
        int Rows, int Columns, int Ratio, int Workers, bool Standardize, bool Sparse, int Seed)
    {
        public RegressionData Data =>
            LassoCase.Generate(Rows, Columns, (ulong)Seed, follow: 0.3, nonzeros: Sparse ? (Rows / 3) + 1 : null);
    }

    /// <summary>What was dispatched and not pulled yet, after every dispatch; and the work that was reported.</summary>
    private sealed class DispatchObserver : IRunObserver
    {
        private readonly Queue<int[]> _inFlight = new();

        public List<int[]> Active { get; } = [];

        public long Samples { get; private set; }

        public long ScheduleWork { get; private set; }

        public long PushWork { get; private set; }

        public void On(in RunEvent happened)
        {
            switch (happened.Kind)
            {
                case RunEventKind.Scheduled:
                    ScheduleOutput output = (ScheduleOutput)happened.Payload!;
                    ScheduleWork += output.Work;
                    _inFlight.Enqueue([.. output.Units.SelectMany(unit => unit.Unit.Items.ToArray())]);
                    Active.Add([.. _inFlight.SelectMany(items => items)]);
                    break;
                case RunEventKind.Pulled:
                    _inFlight.Dequeue();
                    break;
                case RunEventKind.RoundEnded:
                    Samples += happened.Amount;
                    break;
                case RunEventKind.ComputeStarted when happened.Source.Role == Role.Worker:
                    PushWork += happened.Amount;
                    break;
                default:
                    break;
            }
        }
    }

    private sealed class EvaluationObserver(List<Evaluation> seen) : IRunObserver
    {
        public void On(in RunEvent happened)
        {
            if (happened.Kind == RunEventKind.Evaluated)
            {
                seen.Add((Evaluation)happened.Payload!);
            }
        }
    }
}
