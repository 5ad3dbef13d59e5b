using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Apps.Lasso;
using Petuum.Lab.Apps.Lda;
using Petuum.Lab.Apps.MatrixFactorisation;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Experiments.Models;
using Petuum.Lab.Experiments.Specs;
using Petuum.Lab.Experiments.Training;

namespace Petuum.Lab.Experiments;

/// <summary>What programs take from a saved model to go on from it.</summary>
internal static class WarmStart
{
    /// <summary>Coefficients for as many features as the data have.</summary>
    /// <exception cref="ResultFileException">The model is of another program, scale or number of features.</exception>
    public static Model Coefficients(SavedModel start, LassoSpec lasso, LoadedData data)
    {
        Require(start, lasso);
        RequireTable(start, 0, "beta", BetaRow.Shape);
        Check(
            start,
            start.Program is LassoSpec before && before.Standardize == lasso.Standardize,
            $"it was trained with 'standardize: {(lasso.Standardize ? "false" : "true")}'",
            "train with the same, or without --from");
        RequireFeatures(start, start.Model.Tables[0].Rows, data);
        return start.Model;
    }

    /// <summary>Factors with their users and items.</summary>
    /// <exception cref="ResultFileException">The model is of another program or rank.</exception>
    public static MfStart Factors(SavedModel start, MfSpec mf)
    {
        Require(start, mf);
        int columns = mf.StepRule is null ? mf.Rank : mf.Rank + 1;
        RowShape shape = new(ElementType.Float, RowKind.Dense, columns);
        RequireTable(start, 0, "users", shape);
        RequireTable(start, 1, "items", shape);
        return new MfStart(
            start.Model,
            MfTraining.Ids(start, MfTraining.UserIds, start.Model.Tables[0].Rows),
            MfTraining.Ids(start, MfTraining.ItemIds, start.Model.Tables[1].Rows),
            (start.Program as MfSpec)?.StepRule ?? StepRule.Constant);
    }

    /// <summary>The counts of a model over as many words as the data have.</summary>
    /// <exception cref="ResultFileException">The model is of another program, size or number of topics.</exception>
    public static LdaModel Topics(SavedModel start, LdaSpec lda, LoadedData data)
    {
        Require(start, lda);
        LdaModel model = LdaTraining.ModelOf(start);
        Check(
            start,
            model.Topics == lda.Topics,
            $"it has {model.Topics} topics, not {lda.Topics}",
            "train with the same options (--topics), or without --from");
        Check(
            start,
            model.Words == data.Documents!.Words,
            $"a model of {model.Words} words, where the data have {data.Documents.Words}",
            "train on data with the same vocabulary, or without --from");
        return model;
    }

    /// <summary>Coefficients for as many features as the data have, of a model of the same loss.</summary>
    /// <exception cref="ResultFileException">The model is of another program or number of features.</exception>
    public static double[] Coefficients(SavedModel start, LinearSpec linear, LoadedData data)
    {
        Require(start, linear);
        double[] coefficients = LinearTraining.CoefficientsOf(start);
        RequireFeatures(start, coefficients.Length, data);
        return coefficients;
    }

    /// <summary>A model of the same features, classes and layers.</summary>
    /// <exception cref="ResultFileException">It is of another program, or has others.</exception>
    public static Model Layers(
        SavedModel start,
        ProgramSpec program,
        IReadOnlyList<TableDefinition> tables,
        ReadOnlySpan<double> classes)
    {
        Tables(start, program, tables);
        double[] own = start.Vector<double>(ClassTraining.Classes, classes.Length);
        Check(
            start, own.AsSpan().SequenceEqual(classes),
            $"its classes are {string.Join(", ", own)}, those of the data {string.Join(", ", classes.ToArray())}",
            "train on data of the same classes, or without --from");
        return start.Model;
    }

    /// <summary>All tables, as the program has them.</summary>
    /// <exception cref="ResultFileException">The model is of another program, or a table of another size.</exception>
    public static Model Tables(SavedModel start, ProgramSpec program, IReadOnlyList<TableDefinition> tables)
    {
        Require(start, program);
        for (int table = 0; table < tables.Count; table++)
        {
            RequireTable(start, table, tables[table].Name, tables[table].Shape);
            int rows = start.Model.Tables[table].Rows;
            Check(
                start,
                rows == tables[table].Rows,
                $"its table '{tables[table].Name}' has {rows} rows, not {tables[table].Rows}",
                "train with the same options on data of the same features, or without --from");
        }

        return start.Model;
    }

    /// <summary>Nothing: the program goes on from what models lack.</summary>
    /// <exception cref="ResultFileException">There is a model.</exception>
    public static void RequireNone(SavedModel? start, ProgramSpec program, string lacking)
    {
        if (start is not null)
        {
            Check(start, false, $"'{program.Name}' would go on from {lacking}", "train without --from");
        }
    }

    private static void Require(SavedModel start, ProgramSpec program) => Check(
        start,
        start.Header.Program == program.Name,
        $"a model of '{start.Header.Program}', which '{program.Name}' cannot go on from",
        $"pass a model of '{program.Name}', or train without --from");

    private static void RequireFeatures(SavedModel start, int features, LoadedData data) => Check(
        start,
        features == data.Features,
        $"a model of {features} features, where the data have {data.Features}",
        features > data.Features
            ? $"pass --columns {features} if the last ones are missing"
            : "train without --from");

    private static void RequireTable(SavedModel start, int index, string name, RowShape shape)
    {
        RowShape saved = start.Table(index, name, shape.Element).Shape;
        Check(
            start,
            saved == shape,
            $"its table '{name}' has {saved.Columns} columns, not {shape.Columns}",
            "train with the same options (--rank, --clusters), or without --from");
    }

    private static void Check(SavedModel start, bool holds, string problem, string remedy)
    {
        if (!holds)
        {
            throw new ResultFileException(start.IndexPath, 0, problem, remedy);
        }
    }
}
