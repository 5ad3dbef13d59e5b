using Petuum.Lab.Core;
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
    private readonly float[] _users = Copy(model, MfProgram.UserTable, rank);
    private readonly float[] _items = Copy(model, MfProgram.ItemTable, rank);

    /// <summary>Users whose ratings can be predicted: 0 … Users − 1.</summary>
    public int Users => _users.Length / rank;

    /// <summary>Items whose ratings can be predicted: 0 … Items − 1.</summary>
    public int Items => _items.Length / rank;

    /// <summary>w_i, K floats.</summary>
    public ReadOnlySpan<float> User(int user) => _users.AsSpan(user * rank, rank);

    /// <summary>h_j, K floats.</summary>
    public ReadOnlySpan<float> Item(int item) => _items.AsSpan(item * rank, rank);

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

    private static float[] Copy(Model model, TableId table, int rank)
    {
        float[] factors = new float[model.Tables[table.Index].Rows * rank];
        for (int row = 0; row < model.Tables[table.Index].Rows; row++)
        {
            model.Dense<float>(table, row)[..rank].CopyTo(factors.AsSpan(row * rank));
        }

        return factors;
    }
}
