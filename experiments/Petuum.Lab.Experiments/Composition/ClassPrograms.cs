using Petuum.Lab.Apps.Dnn;
using Petuum.Lab.Apps.Forest;
using Petuum.Lab.Apps.Mlr;
using Petuum.Lab.Apps.Networks;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;
using Petuum.Lab.Experiments.Models;
using Petuum.Lab.Experiments.Specs;

namespace Petuum.Lab.Experiments;

/// <summary>Puts programs that learn classes together.</summary>
internal static class ClassPrograms
{
    /// <summary>The program of a spec.</summary>
    /// <exception cref="PlanException">The labels are no classes, or the form does not fit the consistency.</exception>
    /// <exception cref="Petuum.Lab.Analysis.Results.ResultFileException">It cannot go on from that model.</exception>
    public static IProgram Create(RunSpec spec, LoadedData data, Seed seed, SavedModel? start)
    {
        ClassData rows = new(data.Rows!);
        ClassData? test = data.TestRows is null ? null : new ClassData(data.TestRows, rows.Classes, rows.Features);
        switch (spec.Program)
        {
            case MlrSpec mlr:
                MlrOptions options = OptionsOf(mlr, spec);
                MlrModel? weights = start is null
                    ? null
                    : new MlrModel(WarmStart.Layers(
                        start, mlr, [new MlrProgram(rows, test, options, seed).Tables[0]], rows.Classes));
                return new MlrProgram(rows, test, options, seed, weights);
            case DnnSpec dnn:
                DnnProgram fresh = new(rows, test, OptionsOf(dnn), seed);
                return start is null
                    ? fresh
                    : new DnnProgram(
                        rows, test, OptionsOf(dnn), seed, WarmStart.Layers(start, dnn, fresh.Tables, rows.Classes));
            case ForestSpec forest:
                Require(
                    start is null, "a forest that goes on from another: a tree follows from seed and number alone",
                    "train without --from, with as many --trees as are wanted");
                return new ForestProgram(rows, test, OptionsOf(forest), seed);
            default:
                throw new InvalidOperationException($"'{spec.Program.Name}' does not learn classes.");
        }
    }

    /// <summary>The program of a spec where only one worker's samples are.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="part">These samples.</param>
    /// <param name="seed">The program's seed.</param>
    /// <param name="facts">What the program over all samples has written.</param>
    public static IProgram CreatePart(
        RunSpec spec, RegressionData part, Seed seed, StateReader facts) => spec.Program switch
        {
            MlrSpec mlr => new MlrProgram(part, OptionsOf(mlr, spec), seed, facts),
            DnnSpec dnn => new DnnProgram(part, OptionsOf(dnn), seed, facts),
            _ => throw new InvalidOperationException($"'{spec.Program.Name}' is not a program of parts."),
        };

    private static ForestOptions OptionsOf(ForestSpec forest) => new()
    {
        Trees = forest.Trees,
        Depth = forest.Depth,
        Features = forest.Features,
        Share = forest.Share,
        LeafMin = forest.LeafMin,
        Batch = forest.Batch,
    };

    private static MlrOptions OptionsOf(MlrSpec mlr, RunSpec spec)
    {
        MlrOptions options = new()
        {
            Form = mlr.Form ?? MlrForm.Matrix,
            Step = mlr.Step,
            StepDecay = mlr.StepDecay,
            Batch = mlr.Batch,
        };
        if (options.Form == MlrForm.Matrix)
        {
            return options;
        }

        Require(
            spec.Apply == ApplyMode.Clocked,
            "factors with apply mode 'arrival', where a model may lack some of a round's",
            "use apply mode 'clocked', or form matrix");
        int? staleness = Composer.PolicyOf(spec.Consistency, "factors").Staleness;
        Require(
            staleness is not null, "factors without a bound on staleness, of which some would be lost",
            "use bsp, ssp or essp, or form matrix");
        return options with
        {
            Workers = spec.Cluster.Workers,
            Staleness = staleness!.Value,
            SyncEvery = mlr.SyncEvery ?? SpecDefaults.Mlr.SyncEvery!.Value,
        };
    }

    private static void Require(bool holds, string problem, string remedy)
    {
        if (!holds)
        {
            throw new PlanException(problem, remedy);
        }
    }

    /// <summary>The layers of a spec.</summary>
    /// <exception cref="PlanException">They cannot be.</exception>
    public static DnnShape ShapeOf(DnnSpec spec, int features, int classes)
    {
        DnnOptions dnn = OptionsOf(spec);
        return new DnnShape(features, dnn.Hidden, classes, dnn.Activation, dnn.Convolutions, dnn.Image);
    }

    private static DnnOptions OptionsOf(DnnSpec dnn) => new()
    {
        Convolutions = [.. dnn.Convolutions.Select(by => new DnnConvolution(by.Filters, by.Size, by.Pool))],
        Image = dnn.Image.Count == 0 ? null : new DnnImage(dnn.Image[0], dnn.Image[1], dnn.Image[2]),
        Hidden = dnn.Hidden,
        Activation = dnn.Activation,
        Step = dnn.Step,
        StepDecay = dnn.StepDecay,
        Momentum = dnn.Momentum,
        WaitFree = dnn.WaitFree,
        Batch = dnn.Batch,
    };
}
