using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Linear;

/// <summary>
/// What models of linear scores are saved with, so that they can be applied whatever program made them.
/// </summary>
public static class LinearVectors
{
    /// <summary>β in the units of the data.</summary>
    public const string Coefficients = "coefficients";

    /// <summary>What is added to xᵀβ; one value.</summary>
    public const string Intercept = "intercept";

    /// <summary>The labels of the classes as the data have them, ascending.</summary>
    public const string Classes = "classes";

    /// <summary>The duality gap, as a share of the objective at β = 0, at which training ends by default.</summary>
    public const double GapTolerance = 1e-4;

    /// <summary>The vectors of coefficients and an intercept.</summary>
    public static IReadOnlyList<ModelVector> Of(double[] coefficients, double intercept) =>
        [new ModelVector(Coefficients, coefficients), new ModelVector(Intercept, new[] { intercept })];

    /// <summary>β of a saved model.</summary>
    /// <exception cref="DataFormatException">There is none.</exception>
    public static double[] CoefficientsOf(SavedModel saved)
    {
        ArgumentNullException.ThrowIfNull(saved);
        return saved.Vector<double>(
            Coefficients, saved.Vectors.TryGetValue(Coefficients, out NpyArray? found) ? found.Rows : 0);
    }

    /// <summary>What is added to xᵀβ in a saved model.</summary>
    /// <exception cref="DataFormatException">There is none.</exception>
    public static double InterceptOf(SavedModel saved)
    {
        ArgumentNullException.ThrowIfNull(saved);
        return saved.Vector<double>(Intercept, 1)[0];
    }

    /// <summary>The predictor of a model that tells two classes apart by the sign of a score.</summary>
    internal static Predictor TwoClasses(SavedModel saved, ScoreColumn column)
    {
        double[] classes = saved.Vector<double>(Classes, 2);
        return new BinaryPredictor(
            CoefficientsOf(saved), InterceptOf(saved), (classes[0], classes[1]), column);
    }
}
