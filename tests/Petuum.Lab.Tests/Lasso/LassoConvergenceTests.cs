using Petuum.Lab.Apps.Lasso;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Scheduling;
using Petuum.Lab.Datasets;
using Petuum.Lab.Datasets.Generators;
using Petuum.Lab.Simulation;
using LassoOptions = Petuum.Lab.Apps.Lasso.LassoOptions;

namespace Petuum.Lab.Tests.Lasso;

/// <summary>What a run may be trusted with: it converges where theory says so, and says so where it does not.</summary>
public sealed class LassoConvergenceTests
{
    private static readonly int[] Depths = [1, 2, 4];

    [Theory]
    [InlineData(SchedulingKind.RoundRobin)]
    [InlineData(SchedulingKind.Priority)]
    [InlineData(SchedulingKind.Dependency)]
    [InlineData(SchedulingKind.PriorityAndDependency)]
    public void Lasso_ReachesTheOptimum_AtEveryDepthStalenessAndStragglerModel(SchedulingKind kind)
    {
        List<string> failed = [];
        foreach ((string name, IStragglerModel stragglers) in LassoCase.Stragglers)
        {
            foreach (int depth in Depths)
            {
                foreach ((ConsistencyPolicy consistency, ApplyMode apply) in Consistencies())
                {
                    LassoProgram program = new(LassoCase.Data, LassoCase.Options(kind));
                    JobResult result = LassoCase.Run(LassoCase.Plan(program, consistency, depth, apply), stragglers);
                    double[] beta = LassoProgram.CoefficientsOf(result.Model!);
                    double violation = ReferenceLasso.LargestViolation(LassoCase.Data, program.Lambda, beta);
                    if (result.Outcome != JobOutcome.Converged || !(violation <= LassoCase.Tolerance))
                    {
                        failed.Add($"{name}, depth {depth}, {consistency}, {apply}: {result.Outcome} at {violation}");
                    }
                }
            }
        }

        Assert.Empty(failed);
    }

    [Theory]
    [InlineData(PriorityWeight.SquaredValue, 0.5)]
    [InlineData(PriorityWeight.SquaredChange, 1e-6)]
    public void Lasso_ReachesTheOptimum_WithTheOtherPublishedWeights(PriorityWeight weight, double eta)
    {
        SchedulingKind[] kinds = [SchedulingKind.Priority, SchedulingKind.PriorityAndDependency];
        foreach (SchedulingKind kind in kinds)
        {
            LassoOptions options = LassoCase.Options(kind);
            options = options with { Scheduling = options.Scheduling with { Weight = weight, Eta = eta } };
            foreach (int staleness in (int[])[0, 4])
            {
                LassoProgram program = new(LassoCase.Data, options);
                JobResult result = LassoCase.Run(LassoCase.Plan(program, new Ssp(staleness), 2, ApplyMode.Clocked));
                Assert.Equal(JobOutcome.Converged, result.Outcome);
            }
        }
    }

    [Fact]
    public void Bsp_GivesTheSameBits_WhateverTheNetworkAndTheStragglersDo()
    {
        foreach (SchedulingKind kind in PickingKinds)
        {
            double[]? first = null;
            for (ulong seed = 1; seed <= 3; seed++)
            {
                LassoProgram program = new(LassoCase.Data, LassoCase.Options(kind));
                JobPlan plan = LassoCase.Plan(program, new Bsp(), 2, ApplyMode.Clocked) with { Stop = Clocks(60) };
                JobResult result = LassoCase.Run(plan, LassoCase.Stragglers[(int)seed].Model, seed);
                double[] beta = LassoProgram.CoefficientsOf(result.Model!);
                Assert.Equal(first ??= beta, beta);
            }
        }
    }

    [Fact]
    public void RandomSchedule_Converges_WithinShotgunsSafeParallelism()
    {
        LassoProgram program = new(LassoCase.Data, Random((int)SafeParallelism(LassoCase.Data)));
        JobResult result = LassoCase.Run(LassoCase.Plan(program, new Bsp(), 1, ApplyMode.Clocked));
        Assert.Equal(JobOutcome.Converged, result.Outcome);
    }

    [Fact]
    public void RandomSchedule_DivergesAndSaysSo_BeyondShotgunsSafeParallelism()
    {
        RegressionData correlated = LassoCase.Generate(120, 60, seed: 4, LassoCorrelation.PerColumn, follow: 0.97);
        int parallelism = 24;
        Assert.True(SafeParallelism(correlated) < parallelism / 2.0);
        LassoProgram program = new(correlated, Random(parallelism));
        JobResult result = LassoCase.Run(LassoCase.Plan(program, new Bsp(), 1, ApplyMode.Clocked));
        Assert.Equal(JobOutcome.Diverged, result.Outcome);
        Assert.True(result.Clock < 20_000);
    }

    [Fact]
    public void DependencyFilter_Converges_WhereRandomDiverges()
    {
        RegressionData correlated = LassoCase.Generate(120, 60, seed: 4, LassoCorrelation.PerColumn, follow: 0.97);
        LassoOptions options = Random(24);
        options = options with
        {
            Scheduling = options.Scheduling with { Kind = SchedulingKind.Dependency, Theta = 0.1 },
        };
        JobResult result = LassoCase.Run(
            LassoCase.Plan(new LassoProgram(correlated, options), new Bsp(), 1, ApplyMode.Clocked));
        Assert.Equal(JobOutcome.Converged, result.Outcome);
    }

    [Fact]
    public void Asp_SaysConverged_ExactlyWhenItIs()
    {
        foreach ((_, IStragglerModel stragglers) in LassoCase.Stragglers)
        {
            LassoProgram program = new(LassoCase.Data, LassoCase.Options(SchedulingKind.RoundRobin));
            JobPlan plan = LassoCase.Plan(program, new Asp(), 4, ApplyMode.Arrival);
            JobResult result = LassoCase.Run(plan with { Stop = plan.Stop with { MaxClocks = 1000 } }, stragglers);
            double[] beta = LassoProgram.CoefficientsOf(result.Model!);
            bool optimal = ReferenceLasso.LargestViolation(LassoCase.Data, program.Lambda, beta) <= LassoCase.Tolerance;
            Assert.Equal(optimal, result.Outcome == JobOutcome.Converged);
            Assert.NotEqual(JobOutcome.Completed, result.Outcome);
        }
    }

    internal static SchedulingKind[] PickingKinds { get; } =
    [
        SchedulingKind.RoundRobin, SchedulingKind.Random, SchedulingKind.Priority, SchedulingKind.Dependency,
        SchedulingKind.PriorityAndDependency,
    ];

    internal static StopRule Clocks(int clocks) =>
        new(clocks, Tolerance: null, TargetObjective: null, DivergenceFactor: 1e9);

    private static double SafeParallelism(RegressionData data) =>
        new LassoProgram(data, Random(1)).ShotgunSafeParallelism();

    private static LassoOptions Random(int parallelism) =>
        LassoCase.Options(SchedulingKind.Random) with { Parallelism = parallelism };

    private static IEnumerable<(ConsistencyPolicy Consistency, ApplyMode Apply)> Consistencies()
    {
        foreach (ApplyMode apply in (ApplyMode[])[ApplyMode.Clocked, ApplyMode.Arrival])
        {
            foreach (int staleness in (int[])[0, 1, 4])
            {
                yield return (new Ssp(staleness), apply);
                yield return (new Essp(staleness), apply);
            }
        }
    }
}
