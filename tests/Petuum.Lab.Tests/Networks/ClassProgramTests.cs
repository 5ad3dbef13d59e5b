using Petuum.Lab.Apps.Dnn;
using Petuum.Lab.Apps.Mlr;
using Petuum.Lab.Apps.Networks;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;
using Petuum.Lab.Datasets.Generators;
using Petuum.Lab.Simulation;
using Petuum.Lab.Simulation.Stragglers;
using Petuum.Lab.Tests.Lasso;

namespace Petuum.Lab.Tests.Networks;

/// <summary>Softmax regression and networks as programs: what they find, and under which consistency.</summary>
public sealed class ClassProgramTests
{
    private static readonly ClassesProblem Planted = NetworkCase.Planted(samples: 800, features: 10, classes: 5);

    private static readonly (ClassData Train, ClassData Test) Data = NetworkCase.Split(Planted.Data);

    public static TheoryData<string, int> Programs => new()
    {
        { "mlr", 0 }, { "mlr", 2 }, { "mlr", 8 }, { "mlr factors", 0 }, { "mlr factors", 2 }, { "mlr factors", 8 },
        { "dnn", 0 }, { "dnn", 2 }, { "dnn", 8 },
    };

    [Theory]
    [MemberData(nameof(Programs))]
    public void PlantedClasses_AreTold_UnderEveryStalenessAndStraggler(string name, int staleness)
    {
        foreach (var (straggler, model) in LassoCase.Stragglers)
        {
            JobPlan plan = NetworkCase.Plan(Create(name, 4, staleness), 4, clocks: 150, new Ssp(staleness));
            JobResult result = LassoCase.Run(plan, model, seed: (ulong)straggler.Length);
            Assert.Equal(JobOutcome.Completed, result.Outcome);
            Assert.InRange(
                NetworkCase.MetricOf(result, "test_accuracy"), Planted.TruthAccuracy() - 0.03, 1);
        }
    }

    [Fact]
    public void Network_TellsClassesOfSeveralCentres_WhichNoLinearModelDoes()
    {
        (ClassData train, ClassData test) = NetworkCase.Split(
            NetworkCase.Planted(samples: 2000, features: 4, classes: 3, centres: 4, seed: 5).Data);
        DnnProgram network = new(train, test, NetworkCase.Dnn with { Hidden = [32] }, new Seed(1));
        MlrProgram linear = new(train, test, NetworkCase.Mlr, new Seed(1));
        double Accuracy(IProgram program) => NetworkCase.MetricOf(
            LassoCase.Run(NetworkCase.Plan(program, 2, clocks: 400, new Bsp())), "test_accuracy");
        (double deep, double flat) = (Accuracy(network), Accuracy(linear));
        Assert.True(deep > flat + 0.15, $"network {deep}, linear {flat}");
        Assert.InRange(deep, 0.88, 1);
    }

    [Theory]
    [InlineData(Activation.Relu)]
    [InlineData(Activation.Sigmoid)]
    [InlineData(Activation.Tanh)]
    public void Network_LearnsAlike_FromFeaturesOfAnyScale(Activation activation)
    {
        double[] losses = [.. new[] { 1, 1e-3, 1e3 }.Select(factor =>
        {
            double[] values = [.. Planted.Data.Features.Values.ToArray().Select(value => value * factor)];
            SparseMatrix scaled = SparseMatrix.FromCompressed(
                SparseLayout.Rows, Planted.Data.Rows, Planted.Data.Columns, Planted.Data.Features.Offsets.ToArray(),
                Planted.Data.Features.Indices.ToArray(), values);
            ClassData data = new(new RegressionData(scaled, Planted.Data.Labels.ToArray()));
            DnnProgram program = new(data, null, NetworkCase.Dnn with { Activation = activation }, new Seed(2));
            return LassoCase.Run(NetworkCase.Plan(program, 2, clocks: 60, new Bsp())).Evaluation!.Objective;
        })];
        Assert.InRange(losses[0], 0, 0.5);
        Assert.Equal(losses[0], losses[1], 0.02 * losses[0]);
        Assert.Equal(losses[0], losses[2], 0.02 * losses[0]);
    }

    [Theory]
    [InlineData(1, 1000)]
    [InlineData(3, 1000)]
    [InlineData(4, 7)]
    public void Factors_GiveTheModelOfTheMatrix(int workers, int syncEvery)
    {
        MlrOptions options = NetworkCase.Mlr with { Form = MlrForm.Factors, SyncEvery = syncEvery };
        MlrProgram factors = new(Data.Train, Data.Test, options, new Seed(1), new MlrRun(workers, 0));
        MlrProgram matrix = new(Data.Train, Data.Test, NetworkCase.Mlr, new Seed(1));
        float[] Weights(MlrProgram program) =>
            new MlrModel(LassoCase.Run(NetworkCase.Plan(program, workers, clocks: 40, new Bsp())).Model!).Weights;
        (float[] one, float[] other) = (Weights(matrix), Weights(factors));
        if (syncEvery > 40)
        {
            Assert.Equal(one, other);
        }

        double difference = one.Zip(other, (x, y) => Math.Abs((double)x - y)).Max();
        Assert.InRange(difference, 0, 1e-5);
    }

    [Fact]
    public void Factors_CostBytesBySum_WhereTheMatrixCostsThemByProduct()
    {
        long Bytes(int classes, MlrForm form)
        {
            ClassData data = new(NetworkCase.Planted(samples: 400, features: 50, classes).Data);
            MlrOptions options = NetworkCase.Mlr with { Batch = 4, Form = form, SyncEvery = 1000 };
            SimulatedCluster cluster = LassoCase.Cluster(NoStragglers.Instance);
            JobPlan plan = NetworkCase.Plan(
                new MlrProgram(data, null, options, new Seed(1), new MlrRun(4, 0)), 4, clocks: 20, new Bsp());
            Assert.Equal(
                JobOutcome.Completed,
                cluster.RunAsync(plan, NullObserver.Instance, CancellationToken.None).GetAwaiter().GetResult().Outcome);
            return cluster.Accounting.BytesSent;
        }

        (double few, double many) = (Bytes(10, MlrForm.Factors), Bytes(80, MlrForm.Factors));
        (double fewByMatrix, double manyByMatrix) = (Bytes(10, MlrForm.Matrix), Bytes(80, MlrForm.Matrix));
        Assert.InRange(many / few, 1, (80 + 50.0) / (10 + 50.0));
        Assert.InRange(manyByMatrix / fewByMatrix, 6.5, 8);
        Assert.True(many < manyByMatrix / 8, $"{many} bytes of factors, {manyByMatrix} of matrices");
    }

    [Fact]
    public void LongSteps_ThatConvergeInStep_AreReportedAsDivergedWithoutABound()
    {
        DnnOptions options = NetworkCase.Dnn with { Step = 0.3, StepDecay = 1 };
        JobResult Run(ConsistencyPolicy policy) => LassoCase.Run(
            NetworkCase.Plan(new DnnProgram(Data.Train, Data.Test, options, new Seed(1)), 8, 300, policy) with
            {
                EvaluateEvery = 10,
                Apply = policy is Asp ? ApplyMode.Arrival : ApplyMode.Clocked,
            },
            new Persistent(0.5, 0.1));
        JobResult inStep = Run(new Bsp());
        JobResult unbounded = Run(new Asp());
        Assert.Equal(JobOutcome.Completed, inStep.Outcome);
        Assert.InRange(NetworkCase.MetricOf(inStep, "test_accuracy"), 0.9, 1);
        Assert.True(
            unbounded.Outcome == JobOutcome.Diverged
            || unbounded.Evaluation!.Objective > 2 * inStep.Evaluation!.Objective,
            $"{unbounded.Outcome} at {unbounded.Evaluation!.Objective}, in step {inStep.Evaluation!.Objective}");
    }

    [Fact]
    public void Labels_KeepTheirNames_AndOthersAreUnknown()
    {
        RegressionData train = new(SparseMatrix.FromDense(3, 2, [1, 0, 0, 1, 1, 1]), [7, -1, 7]);
        ClassData data = new(train);
        Assert.Equal([-1.0, 7], data.Classes.ToArray());
        Assert.Equal([1, 0, 1], data.Labels.ToArray());
        RegressionData others = new(SparseMatrix.FromDense(2, 3, [1, 2, 3, 4, 5, 6]), [5, -1]);
        ClassData test = new(others, data.Classes, data.Features);
        Assert.Equal([ClassData.UnknownClass, 0], test.Labels.ToArray());
        Assert.Equal([4, 5, 0, 0, 0, 0, 0, 0], test.RowsAt(1, 1).ToArray());
    }

    [Theory]
    [InlineData(1.5, 2, "whole numbers")]
    [InlineData(3, 3, "at least two classes")]
    public void LabelsThatAreNoClasses_AreRefused(double first, double second, string remedy)
    {
        RegressionData data = new(SparseMatrix.FromDense(2, 1, [1, 2]), [first, second]);
        Assert.Contains(
            remedy, Assert.Throws<PlanException>(() => new ClassData(data)).Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Epoch_VisitsEverySampleOnce_WhateverTheUnits()
    {
        for (int units = 1; units <= 4; units++)
        {
            WorkerSamples samples = new(Data.Train, worker: 1, workers: 3, batch: 30, new Seed(4));
            List<float> seen = [];
            for (int round = 13; round < 33; round++)
            {
                for (int unit = 0; unit < units; unit++)
                {
                    ReadOnlySpan<float> batch = samples.Batch(new WorkUnit(round, unit, default, units), out _);
                    for (int at = 0; at < batch.Length; at += samples.Stride)
                    {
                        seen.Add(batch[at]);
                    }
                }
            }

            float[] mine = [.. Enumerable.Range(200, 200).Select(row => Data.Train.RowsAt(row, 1)[0])];
            Assert.Equal(mine.Order(), seen.Order());
        }
    }

    private static IProgram Create(string name, int workers, int staleness) => name switch
    {
        "mlr" => new MlrProgram(Data.Train, Data.Test, NetworkCase.Mlr, new Seed(1)),
        "dnn" => new DnnProgram(Data.Train, Data.Test, NetworkCase.Dnn, new Seed(1)),
        _ => new MlrProgram(
            Data.Train,
            Data.Test,
            NetworkCase.Mlr with { Form = MlrForm.Factors },
            new Seed(1),
            new MlrRun(workers, staleness)),
    };
}
