using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Apps.Lasso;
using Petuum.Lab.Apps.MatrixFactorisation;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Experiments.Models;
using Petuum.Lab.Experiments.Specs;

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
        int features = start.Model.Tables[0].Rows;
        Check(
            start,
            features == data.Features,
            $"a model of {features} features, where the data have {data.Features}",
            features > data.Features
                ? $"pass --columns {features} if the last ones are missing"
                : "train without --from");
        return start.Model;
    }

    /// <summary>Factors with their users and items.</summary>
    /// <exception cref="ResultFileException">The model is of another program or rank.</exception>
    public static MfStart Factors(SavedModel start, MfSpec mf)
    {
        Require(start, mf);
        int columns = mf.StepRule == StepRule.Adaptive ? mf.Rank + 1 : mf.Rank;
        RowShape shape = new(ElementType.Float, RowKind.Dense, columns);
        RequireTable(start, 0, "users", shape);
        RequireTable(start, 1, "items", shape);
        return new MfStart(
            start.Model,
            Training.MfTraining.Ids(start, Training.MfTraining.UserIds, start.Model.Tables[0].Rows),
            Training.MfTraining.Ids(start, Training.MfTraining.ItemIds, start.Model.Tables[1].Rows));
    }

    private static void Require(SavedModel start, ProgramSpec program) => Check(
        start,
        start.Header.Program == program.Name,
        $"a model of '{start.Header.Program}', which '{program.Name}' cannot go on from",
        $"pass a model of '{program.Name}', or train without --from");

    private static void RequireTable(SavedModel start, int index, string name, RowShape shape)
    {
        RowShape saved = start.Table(index, name, shape.Element).Shape;
        Check(
            start,
            saved == shape,
            $"its table '{name}' has {saved.Columns} columns, not {shape.Columns}",
            "train with the same options (--rank), or without --from");
    }

    private static void Check(SavedModel start, bool holds, string problem, string remedy)
    {
        if (!holds)
        {
            throw new ResultFileException(start.IndexPath, 0, problem, remedy);
        }
    }
}
