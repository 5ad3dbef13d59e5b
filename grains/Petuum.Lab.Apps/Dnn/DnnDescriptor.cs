using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Apps.Networks;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Options;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Dnn;

/// <summary>Networks of one hidden layer, unless others are asked for.</summary>
public sealed class DnnDescriptor : MinibatchDescriptor<DnnOptions>
{
    /// <inheritdoc/>
    public override string Name => DnnProgram.ProgramName;

    /// <inheritdoc/>
    public override string Description =>
        "classes by a network, convolutional or not: the mean of −ln softmax(last layer)";

    /// <inheritdoc/>
    public override Section<DnnOptions> Options => DnnOptions.Section;

    /// <inheritdoc/>
    public override IReadOnlyList<(string Key, string Yaml)> Defaults(string? form) =>
    [
        ("hidden", "[128]"), ("activation", "relu"), ("step", "0.06"), ("step-decay", "0.9"), ("momentum", "0.9"),
        ("batch", "256"),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<ModelVector> Vectors(IProgram program, LoadedData data, Model model)
    {
        DnnProgram network = (DnnProgram)program;
        return
        [
            new ModelVector(Classes, network.Classes.ToArray()),
            new ModelVector(Features, new[] { (double)network.Shape.Features }),
        ];
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Tables(DnnOptions options) =>
        [.. DnnProgram.TableNames(options.Convolutions.Count + options.Hidden.Count + 1)];

    /// <inheritdoc/>
    protected override IProgram Create(DnnOptions options, ProgramInput input, ClassData rows, ClassData? test)
    {
        DnnProgram fresh = new(rows, test, options, input.Seed);
        return input.Start is { } saved
            ? new DnnProgram(rows, test, options, input.Seed, Layers(saved, fresh.Tables, rows.Classes))
            : fresh;
    }

    /// <inheritdoc/>
    protected override IProgram CreatePart(DnnOptions options, ProgramInput part, StateReader facts) =>
        new DnnProgram(part.Data.Rows!, options, part.Seed, facts);

    /// <inheritdoc/>
    /// <remarks>Layers that cannot be are refused when the program is made.</remarks>
    protected override int RowsOfLargestTable(DnnOptions options, LoadedData data)
    {
        try
        {
            DnnShape shape = options.ShapeFor(data.Features!.Value, classes: 2);
            return Enumerable.Range(0, shape.Layers).Max(shape.Inputs);
        }
        catch (PlanException)
        {
            return 1;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="DataFormatException">The tables are not those of the layers.</exception>
    protected override Predictor Predict(DnnOptions options, SavedModel saved)
    {
        DnnModel model = new(saved.Model, ShapeOf(options, saved));
        return new ClassPredictor(model, ClassesOf(saved, model.Classes));
    }

    private DnnShape ShapeOf(DnnOptions options, SavedModel saved)
    {
        IReadOnlyList<string> names = Tables(options);
        List<TableDefinition> tables =
            [.. Enumerable.Range(0, names.Count).Select(n => saved.Table(n, names[n], ElementType.Float))];
        double features = saved.Vector<double>(Features, 1)[0];
        try
        {
            DnnShape shape = options.ShapeFor((int)features, tables[^1].Shape.Columns);
            saved.Require(
                tables.All(table => table.Shape.Columns == shape.Outputs(table.Id.Index / 2)
                    && table.Rows == (table.Id.Index % 2 == 0 ? shape.Inputs(table.Id.Index / 2) : 1)),
                "its tables are not those of its layers",
                SavedModel.Remedy);
            return shape;
        }
        catch (PlanException failure)
        {
            throw saved.Error(failure.Problem, SavedModel.Remedy);
        }
    }
}
