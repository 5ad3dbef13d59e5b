using Petuum.Lab.Apps.Dnn;
using Petuum.Lab.Apps.Mlr;
using Petuum.Lab.Apps.Networks;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;
using Petuum.Lab.Datasets.Generators;
using Petuum.Lab.Tests.MatrixFactorisation;

namespace Petuum.Lab.Tests.Networks;

/// <summary>Problems, options and plans that the tests of class programs share.</summary>
internal static class NetworkCase
{
    public static MlrOptions Mlr { get; } = new() { Step = MlrOptions.DefaultStep, StepDecay = 0.95, Batch = 32 };

    public static DnnOptions Dnn { get; } = new()
    {
        Hidden = [16],
        Activation = Activation.Relu,
        Step = DnnOptions.DefaultStep,
        StepDecay = 0.9,
        Momentum = 0.9,
        Batch = 32,
    };

    public static ClassesProblem Planted(int samples, int features, int classes, int centres = 1, ulong seed = 11) =>
        ClassesGenerator.Generate(
            new ClassesOptions
            {
                Samples = samples,
                Features = features,
                Classes = classes,
                CentresPerClass = centres,
                Separation = 7,
            },
            new Seed(seed));

    /// <summary>The first three quarters to learn from, the others to test on.</summary>
    public static (ClassData Train, ClassData Test) Split(RegressionData data)
    {
        int cut = data.Rows * 3 / 4;
        ClassData train = new(data.SelectRows(new IndexRange(0, cut)));
        RegressionData rest = data.SelectRows(new IndexRange(cut, data.Rows));
        return (train, new ClassData(rest, train.Classes, train.Features));
    }

    public static JobPlan Plan(IProgram program, int workers, int clocks, ConsistencyPolicy policy) =>
        MfCase.Plan(program, workers, clocks, policy) with
        {
            Consistency = [.. program.Tables.Select(_ => policy)],
            Stop = new StopRule(clocks, Tolerance: null, TargetObjective: null, DivergenceFactor: 10),
        };

    public static double MetricOf(JobResult result, string name) =>
        result.Evaluation!.Metrics.Single(metric => metric.Name == name).Value;
}
