using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.MatrixFactorisation;

/// <summary>
/// What a factorisation predicts: user i rates item j w_iᵀh_j, summed in single precision in the order of
/// <see cref="Kernels.Dot"/>. Rows may be longer than <paramref name="rank"/>: what adaptive steps keep comes after.
/// </summary>
/// <param name="model">Tables <c>users</c> and <c>items</c>.</param>
/// <param name="rank">K.</param>
public sealed class MfModel(Model model, int rank)
{
    /// <summary>Users whose ratings can be predicted: 0 … Users − 1.</summary>
    public int Users => model.Tables[MfProgram.UserTable.Index].Rows;

    /// <summary>Items whose ratings can be predicted: 0 … Items − 1.</summary>
    public int Items => model.Tables[MfProgram.ItemTable.Index].Rows;

    /// <summary>w_i, K floats.</summary>
    public ReadOnlySpan<float> User(int user) => model.Dense<float>(MfProgram.UserTable, user)[..rank];

    /// <summary>h_j, K floats.</summary>
    public ReadOnlySpan<float> Item(int item) => model.Dense<float>(MfProgram.ItemTable, item)[..rank];

    /// <summary>The rating that a user is predicted to give an item, by their indices.</summary>
    public double Predict(int user, int item) => Kernels.Dot(User(user), Item(item));

    /// <summary>√ of the mean squared error over some ratings of these users and items; 0 if there are none.</summary>
    public double RootMeanSquareError(Ratings ratings)
    {
        double squares = 0;
        for (int n = 0; n < ratings.Count; n++)
        {
            double error = ratings.Value[n] - Predict(ratings.User[n], ratings.Item[n]);
            squares += error * error;
        }

        return Math.Sqrt(squares / Math.Max(1, ratings.Count));
    }
}
