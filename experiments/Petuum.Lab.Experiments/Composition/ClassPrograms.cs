using Petuum.Lab.Apps.Dnn;
using Petuum.Lab.Apps.Mlr;
using Petuum.Lab.Apps.Networks;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Experiments.Models;
using Petuum.Lab.Experiments.Specs;

namespace Petuum.Lab.Experiments;

/// <summary>Puts programs that learn classes together.</summary>
internal static class ClassPrograms
{
    /// <summary>The program of a spec.</summary>
    /// <exception cref="Petuum.Lab.Core.Jobs.PlanException">The labels are no classes.</exception>
    /// <exception cref="Petuum.Lab.Analysis.Results.ResultFileException">It cannot go on from that model.</exception>
    public static IProgram Create(RunSpec spec, LoadedData data, Seed seed, SavedModel? start)
    {
        ClassData rows = new(data.Rows!);
        ClassData? test = data.TestRows is null ? null : new ClassData(data.TestRows, rows.Classes, rows.Features);
        ClassProgramSpec program = (ClassProgramSpec)spec.Program;
        IProgram fresh = Create(program, rows, test, seed, start: null);
        return start is null
            ? fresh
            : Create(program, rows, test, seed, WarmStart.Layers(start, program, fresh, rows.Classes.ToArray()));
    }

    private static IProgram Create(
        ClassProgramSpec program, ClassData rows, ClassData? test, Seed seed, Model? start) => program switch
        {
            MlrSpec mlr => new MlrProgram(rows, test, OptionsOf(mlr), seed, start),
            DnnSpec dnn => new DnnProgram(rows, test, OptionsOf(dnn), seed, start),
            _ => throw new InvalidOperationException($"'{program.Name}' does not learn classes."),
        };

    private static MlrOptions OptionsOf(MlrSpec mlr) => new()
    {
        Step = mlr.Step,
        StepDecay = mlr.StepDecay,
        Batch = mlr.Batch,
    };

    private static DnnOptions OptionsOf(DnnSpec dnn) => new()
    {
        Hidden = dnn.Hidden,
        Activation = dnn.Activation,
        Step = dnn.Step,
        StepDecay = dnn.StepDecay,
        Momentum = dnn.Momentum,
        Batch = dnn.Batch,
    };
}
