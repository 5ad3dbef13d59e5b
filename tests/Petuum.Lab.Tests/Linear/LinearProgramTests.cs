using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Apps.Linear;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;
using Petuum.Lab.Simulation;
using Petuum.Lab.Tests.Lasso;
using Petuum.Lab.Tests.Simulation;

namespace Petuum.Lab.Tests.Linear;

public sealed class LinearProgramTests
{
    [Theory]
    [InlineData("lasso", 0)]
    [InlineData("lasso", 2)]
    [InlineData("logistic", 0)]
    [InlineData("logistic", 2)]
    public void Run_EndsAtTheOptimum_ForAnyWorkersAndStragglers(string name, int staleness)
    {
        LinearLoss loss = LinearCase.Loss(name);
        foreach (int workers in new[] { 1, 2, 4 })
        {
            foreach ((string stragglers, IStragglerModel model) in LassoCase.Stragglers.Take(staleness == 0 ? 6 : 3))
            {
                LinearProgram program = new(LinearCase.Of(loss), loss, LinearCase.Options(), staleness);
                JobPlan plan = LinearCase.ToTheEnd(LinearCase.Plan(program, workers, staleness));
                JobResult result = LassoCase.Run(plan, model);
                string run = $"{name}, {workers} workers, s = {staleness}, {stragglers}: {result.Outcome}";
                Assert.True(result.Outcome == JobOutcome.Converged, run);
                double violation = new ReferenceLinear(program).LargestViolation(program.CoefficientsOf(result.Model!));
                Assert.True(violation <= LinearCase.Tolerance, $"{run}, violation {violation}");
            }
        }
    }

    [Theory]
    [InlineData(ApplyMode.Clocked, 3)]
    [InlineData(ApplyMode.Arrival, 1)]
    [InlineData(ApplyMode.Arrival, 2)]
    public void Run_EndsAtTheOptimum_WithAPipelineAndOnArrival(ApplyMode apply, int depth)
    {
        foreach (int staleness in new[] { 0, 2 })
        {
            LinearProgram program = new(LassoCase.Data, LinearLoss.Squares, LinearCase.Options(), staleness);
            JobPlan plan = LinearCase.ToTheEnd(LinearCase.Plan(program, 3, staleness, apply)) with
            {
                PipelineDepth = depth,
            };
            JobResult result = LassoCase.Run(plan, LassoCase.Stragglers[3].Model);
            Assert.Equal(JobOutcome.Converged, result.Outcome);
            Assert.True(new ReferenceLinear(program).LargestViolation(program.CoefficientsOf(result.Model!))
                <= LinearCase.Tolerance);
        }
    }

    [Theory]
    [InlineData("lasso", 4)]
    [InlineData("lasso", 16)]
    [InlineData("logistic", 4)]
    [InlineData("logistic", 8)]
    public void Objective_HardlyRises_HoweverMuchBlocksHaveInCommon(string name, int workers)
    {
        LinearLoss loss = LinearCase.Loss(name);
        LinearProgram program = new(
            loss.Classifies ? LinearCase.A9a : Alike(samples: 30, features: 16), loss, LinearCase.Options(0.02));
        EventRecorder evaluations = new(
            happened => happened.Kind == RunEventKind.Evaluated,
            happened => ((Evaluation)happened.Payload!).Objective);
        JobPlan plan = LinearCase.Plan(program, workers, 0, clocks: 60) with { EvaluateEvery = 1 };
        LassoCase.Run(plan, observer: evaluations);
        double[] objectives = [.. evaluations.Events.Select(happened => (double)happened.Payload!)];
        for (int clock = 1; clock < objectives.Length; clock++)
        {
            double smallest = objectives[..clock].Min();
            Assert.True(
                objectives[clock] <= 1.1 * smallest, $"{objectives[clock]} at clock {clock}, {smallest} before");
        }
    }

    [Theory]
    [InlineData("lasso")]
    [InlineData("logistic")]
    public void Run_Converges_WhereAllColumnsAreAlike(string name)
    {
        LinearLoss loss = LinearCase.Loss(name);
        RegressionData data = Alike(samples: 30, features: 16);
        foreach (int workers in new[] { 2, 4, 8, 16 })
        {
            foreach (int staleness in new[] { 0, 2 })
            {
                LinearProgram program = new(
                    loss.Classifies ? LinearCase.Signs(data) : data, loss, LinearCase.Options(), staleness);
                JobPlan plan = LinearCase.Plan(program, workers, staleness) with { EvaluateEvery = 1 };
                JobResult result = LassoCase.Run(
                    plan with { Stop = plan.Stop with { Tolerance = 1e-3 } },
                    LassoCase.Stragglers[1].Model);
                Assert.True(
                    result.Outcome == JobOutcome.Converged,
                    $"{name}, {workers} workers, s = {staleness}: {result.Outcome}, gap {result.Evaluation!.Gap}");
            }
        }
    }

    [Fact]
    public void Run_FindsWhatTheReferenceFinds_OnAnyProblem() =>
        Prop.ForAll(LinearCase.Problems(), problem =>
        {
            LinearProgram program = new(problem.Data, problem.Loss, problem.Options);
            JobPlan plan = LinearCase.ToTheEnd(LinearCase.Plan(program, problem.Workers, problem.Staleness));
            JobResult result = LassoCase.Run(plan, LassoCase.Stragglers[problem.Seed % 6].Model);
            double[] beta = program.CoefficientsOf(result.Model!);
            ReferenceLinear reference = new(program);
            double best = reference.Objective(reference.Solve());
            Assert.Equal(JobOutcome.Converged, result.Outcome);
            Assert.Equal(1, reference.Objective(beta) / best, 1e-9);
            Assert.Equal(1, result.Evaluation!.Objective / reference.Objective(beta), 1e-12);
            Assert.Equal(reference.LargestViolation(beta), result.Evaluation.Metrics[1].Value, 1e-9);
            Assert.Equal(beta.Count(value => value != 0), result.Evaluation.Metrics[0].Value);
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(60));

    [Fact]
    public void Screening_NeverDropsAColumnOfTheOptimum_AndDropsSome()
    {
        int dropped = 0;
        Prop.ForAll(LinearCase.Problems(), problem =>
        {
            LinearProgram program = new(problem.Data, problem.Loss, problem.Options);
            WrappedProgram wrapped = new(program);
            JobPlan plan = LinearCase.Plan(wrapped, problem.Workers, problem.Staleness, clocks: 80);
            LassoCase.Run(plan, LassoCase.Stragglers[problem.Seed % 6].Model);
            double[] best = new ReferenceLinear(program).Solve();
            IndexRange[] ranges = Partition.ByNonzeros(program.Data.Columns, problem.Workers);
            foreach ((int worker, IWorkerProgram saved) in wrapped.Workers)
            {
                HashSet<int> left = LeftOf(saved);
                dropped += ranges[worker].Count - left.Count;
                for (int column = 0; column < ranges[worker].Count; column++)
                {
                    double optimal = best[ranges[worker].Start + column];
                    Assert.True(
                        Math.Abs(optimal) <= 1e-9 || left.Contains(column),
                        $"column {column} of worker {worker} was dropped, and is {optimal} at the optimum.");
                }
            }
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(60));
        Assert.True(dropped > 200, $"{dropped} columns were dropped in all.");
    }

    [Theory]
    [InlineData("lasso")]
    [InlineData("logistic")]
    public void Model_HasTheSameBits_UnderAnotherNetworkAndOtherStragglers(string name)
    {
        double[] first = Beta(name, 0, seed: 9);
        Assert.Contains(first, value => value != 0);
        Assert.Equal(first, Beta(name, 0, seed: 9));
        Assert.Equal(first, Beta(name, 3, seed: 1234));
        Assert.Equal(first, Beta(name, 1, seed: 77));

        static double[] Beta(string name, int stragglers, ulong seed)
        {
            LinearLoss loss = LinearCase.Loss(name);
            LinearProgram program = new(LinearCase.Of(loss), loss, LinearCase.Options());
            JobPlan plan = LinearCase.Plan(program, workers: 3, staleness: 0, clocks: 25);
            return program.CoefficientsOf(LassoCase.Run(plan, LassoCase.Stragglers[stragglers].Model, seed).Model!);
        }
    }

    [Theory]
    [InlineData("lasso", 0)]
    [InlineData("lasso", 2)]
    [InlineData("logistic", 0)]
    [InlineData("logistic", 2)]
    public void Load_ContinuesToTheSameBits_WhereverTheProgramsAreRestarted(string name, int staleness)
    {
        LinearLoss loss = LinearCase.Loss(name);
        LinearProgram program = new(LinearCase.Of(loss), loss, LinearCase.Options(), staleness);
        double[] whole = Beta(program);
        Assert.Contains(whole, value => value != 0);
        Assert.Equal(whole, Beta(new WrappedProgram(
            program, create => new RestartingWorker(create), create => new RestartingScheduler(create))));

        double[] Beta(IProgram run) => program.CoefficientsOf(
            LassoCase.Run(LinearCase.Plan(run, 3, staleness, clocks: 40), LassoCase.Stragglers[1].Model).Model!);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Logistic_LearnsA9a_WithoutTuning(int workers)
    {
        LinearProgram program = new(
            LinearCase.A9a, LinearLoss.Logistic, new LinearOptions { Lambda = 1 });
        JobPlan plan = LinearCase.Plan(program, workers, staleness: 0, clocks: 500) with { EvaluateEvery = 1 };
        JobResult result = LassoCase.Run(plan with { Stop = plan.Stop with { Tolerance = 1e-6 } });
        Assert.Equal(JobOutcome.Converged, result.Outcome);
        Assert.True(result.Clock <= (workers == 1 ? 100 : 400), $"at clock {result.Clock}");
        Assert.True(result.Evaluation!.Metrics[3].Value > 0.85, $"{result.Evaluation.Metrics[3]}");
        double[] scores = LinearPredictions.Scores(LinearCase.A9a.Features, program.CoefficientsOf(result.Model!));
        double[] classes = LinearPredictions.Classes(scores, -1, 1);
        int right = classes.Where((label, row) => label == LinearCase.A9a.Labels[row]).Count();
        Assert.Equal(result.Evaluation.Metrics[3].Value, right / 1000.0);
    }

    [Theory]
    [InlineData("lasso", WorkingSetRule.All, true)]
    [InlineData("logistic", WorkingSetRule.All, false)]
    [InlineData("lasso", WorkingSetRule.Priority, false)]
    public void Policy_DoesNotMatterForTheOptimum(string name, WorkingSetRule rule, bool screening)
    {
        LinearLoss loss = LinearCase.Loss(name);
        LinearProgram program = new(
            LinearCase.Of(loss), loss, LinearCase.Options() with { WorkingSet = rule, Screening = screening });
        JobResult result = LassoCase.Run(LinearCase.ToTheEnd(LinearCase.Plan(program, 2, 0)));
        Assert.Equal(JobOutcome.Converged, result.Outcome);
        Assert.True(new ReferenceLinear(program).LargestViolation(program.CoefficientsOf(result.Model!))
            <= LinearCase.Tolerance);
        Assert.Equal(screening, result.Evaluation!.Metrics[2].Value < program.Data.Columns.Columns);
    }

    [Theory]
    [InlineData("lasso")]
    [InlineData("logistic")]
    public void Run_ThatOverflows_IsSaidToDiverge(string name)
    {
        RegressionData data = new(SparseMatrix.FromDense(3, 1, [1e200, 1, 1]), [1e200, 1, 1e200]);
        LinearLoss loss = LinearCase.Loss(name);
        LinearProgram program = new(
            data, loss, LinearCase.Options() with { LambdaRatio = null, Lambda = 1e-3 });
        JobResult result = LassoCase.Run(LinearCase.ToTheEnd(LinearCase.Plan(program, 2, 0, clocks: 50)));
        Assert.Equal(JobOutcome.Diverged, result.Outcome);
    }

    /// <summary>Columns that are all nearly the same: every two of them correlate by more than 0.999.</summary>
    private static RegressionData Alike(int samples, int features)
    {
        RegressionData noise = LassoCase.Generate(samples, features, seed: 4, follow: 0);
        double[] dense = new double[samples * features];
        for (int row = 0; row < samples; row++)
        {
            SparseVector x = noise.Features.Row(row);
            for (int column = 0; column < features; column++)
            {
                dense[(row * features) + column] = 1 + (row % 3) + (0.01 * x.Values[column]);
            }
        }

        return new RegressionData(SparseMatrix.FromDense(samples, features, dense), noise.Labels.ToArray());
    }

    /// <summary>The columns that a worker has not dropped: the third array of its state.</summary>
    private static HashSet<int> LeftOf(IWorkerProgram worker)
    {
        StateWriter state = new();
        worker.Save(state);
        StateReader reader = new(state.ToArray());
        reader.ReadArray<double>();
        reader.ReadArray<double>();
        return [.. reader.ReadArray<int>()];
    }
}
