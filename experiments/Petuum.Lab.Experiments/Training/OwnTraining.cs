using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;
using Petuum.Lab.Experiments.Models;
using Petuum.Lab.Experiments.Own;
using Petuum.Lab.Experiments.Specs;

namespace Petuum.Lab.Experiments.Training;

/// <summary>
/// A user's own program, which is taken as it is: an epoch is a clock, and all else is up to options.
/// </summary>
internal sealed class OwnTraining : TrainingProgram
{
    private OwnTraining(string name, OwnProgram program) => (Name, Program) = (name, program);

    /// <inheritdoc/>
    public override string Name { get; }

    /// <summary>The type.</summary>
    public OwnProgram Program { get; }

    /// <summary>Loads a program.</summary>
    /// <param name="name"><c>path.dll#Type</c>, as this process finds the file.</param>
    /// <exception cref="SpecException">There is no such file or type, or it is not a program.</exception>
    public static OwnTraining Load(string name) => new(name, OwnProgram.Load(name, Environment.CurrentDirectory));

    /// <inheritdoc/>
    public override string Description => "a program of your own";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Sections => [];

    /// <inheritdoc/>
    public override double? Tolerance => null;

    /// <inheritdoc/>
    public override int Epochs => 100;

    /// <inheritdoc/>
    public override IReadOnlyList<(string Key, string Yaml)> Defaults(string? form = null) => [];

    /// <inheritdoc/>
    public override int ClocksPerEpoch(RunSpec spec, LoadedData data) => 1;

    /// <summary>Not known before the program is made.</summary>
    public override int RowsOfLargestTable(RunSpec spec, LoadedData data) => 1;

    /// <inheritdoc/>
    public override string AdviceOnDivergence(RunSpec spec) => "choose other options";

    /// <inheritdoc/>
    public override IReadOnlyList<ModelVector> Vectors(IProgram program, LoadedData data, Model model) => [];

    /// <inheritdoc/>
    public override Predictor CreatePredictor(SavedModel saved) => new NoPredictor();

    /// <summary>A program of one's own does not say how its model is applied.</summary>
    private sealed class NoPredictor : Predictor
    {
        public override DataKind Kind => DataKind.Regression;

        public override Prediction Apply(RegressionData rows) =>
            new() { Columns = [], Count = 0, Line = _ => [], Scores = [] };
    }
}
