using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Apps.Networks;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Options;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Mlr;

/// <summary>Softmax regression.</summary>
public sealed class MlrDescriptor : MinibatchDescriptor<MlrOptions>
{
    private const string FactorTable = "factors";

    /// <inheritdoc/>
    public override string Name => MlrProgram.ProgramName;

    /// <inheritdoc/>
    public override string Description => "classes by softmax regression: the mean of −ln softmax(W·x)";

    /// <inheritdoc/>
    public override Section<MlrOptions> Options => MlrOptions.Section;

    /// <inheritdoc/>
    public override IReadOnlyList<(string Key, string Yaml)> Defaults(string? form) =>
        [("step", "8"), ("step-decay", "0.95"), ("batch", "128")];

    /// <inheritdoc/>
    public override IReadOnlyList<ModelVector> Vectors(IProgram program, LoadedData data, Model model) =>
        [new ModelVector(Classes, ((MlrProgram)program).Classes.ToArray())];

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Tables(MlrOptions options) =>
        options.Form == MlrForm.Factors ? ["weights", FactorTable] : ["weights"];

    /// <inheritdoc/>
    protected override IProgram Create(MlrOptions options, ProgramInput input, ClassData rows, ClassData? test)
    {
        MlrRun run = RunOf(options, input);
        MlrModel? start = input.Start is { } saved
            ? new MlrModel(Layers(
                saved, [new MlrProgram(rows, test, options, input.Seed, run).Tables[0]], rows.Classes))
            : null;
        return new MlrProgram(rows, test, options, input.Seed, run, start);
    }

    /// <inheritdoc/>
    protected override IProgram CreatePart(MlrOptions options, ProgramInput part, StateReader facts) =>
        new MlrProgram(part.Data.Rows!, options, part.Seed, facts, RunOf(options, part));

    /// <inheritdoc/>
    protected override int RowsOfLargestTable(MlrOptions options, LoadedData data) =>
        Math.Max(1, data.Rows!.Labels.ToArray().Distinct().Count());

    /// <inheritdoc/>
    protected override Predictor Predict(MlrOptions options, SavedModel saved)
    {
        saved.Table(0, "weights", ElementType.Float);
        if (saved.Model.Tables.Count > 1)
        {
            saved.Table(1, FactorTable, ElementType.Int);
        }

        MlrModel model = new(saved.Model);
        return new ClassPredictor(model, ClassesOf(saved, model.Classes));
    }

    private static MlrRun RunOf(MlrOptions options, ProgramInput input)
    {
        if (options.Form == MlrForm.Matrix)
        {
            return new MlrRun(input.Workers, 0);
        }

        PlanException.Require(
            input.Apply == ApplyMode.Clocked,
            "factors with apply mode 'arrival', where a model may lack some of a round's",
            "use apply mode 'clocked', or form matrix");
        int? staleness = input.StalenessOf(FactorTable);
        PlanException.Require(
            staleness is not null, "factors without a bound on staleness, of which some would be lost",
            "use bsp, ssp or essp, or form matrix");
        return new MlrRun(input.Workers, staleness!.Value);
    }
}
