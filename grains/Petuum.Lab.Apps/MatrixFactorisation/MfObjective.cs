using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.MatrixFactorisation;

/// <summary>
/// Errors and norms of a model as the rotation evaluates them: rows padded to whole vectors, dot products in the order
/// of <see cref="MfBlockKernels"/>, everything else in double precision in the order of ratings and rows. Compiled at
/// once at full speed: an evaluation is about as long as a pass of learning.
/// </summary>
internal sealed class MfObjective
{
    private readonly int _stride;
    private readonly float[] _users;
    private readonly float[] _items;

    public MfObjective(Model model, int rank)
    {
        _stride = MfBlockRows.StrideOf(rank);
        _users = Copy(model, MfProgram.UserTable, rank);
        _items = Copy(model, MfProgram.ItemTable, rank);
    }

    /// <summary>Σ (r_ij − w_iᵀh_j)² over some ratings.</summary>
    public double SquaredErrors(Ratings ratings) =>
        SquaredErrors(ratings.User, ratings.Item, ratings.Value, _users, _items, _stride);

    /// <summary>‖w_i‖².</summary>
    public double SquaredNormOfUser(int user) => MfBlockKernels.SquaredNorm(_users.AsSpan(user * _stride, _stride));

    /// <summary>‖h_j‖².</summary>
    public double SquaredNormOfItem(int item) => MfBlockKernels.SquaredNorm(_items.AsSpan(item * _stride, _stride));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double SquaredErrors(
        ReadOnlySpan<int> user,
        ReadOnlySpan<int> item,
        ReadOnlySpan<double> value,
        float[] users,
        float[] items,
        int stride)
    {
        ref float firstUser = ref MemoryMarshal.GetArrayDataReference(users);
        ref float firstItem = ref MemoryMarshal.GetArrayDataReference(items);
        double squares = 0;
        for (int n = 0; n < value.Length; n++)
        {
            ref float w = ref Unsafe.Add(ref firstUser, (nint)user[n] * stride);
            ref float h = ref Unsafe.Add(ref firstItem, (nint)item[n] * stride);
            Vector256<float> sum = default;
            for (int column = 0; column < stride; column += Vector256<float>.Count)
            {
                sum += Vector256.LoadUnsafe(ref w, (nuint)column) * Vector256.LoadUnsafe(ref h, (nuint)column);
            }

            double error = value[n] - MfBlockKernels.AddLanes(sum);
            squares += error * error;
        }

        return squares;
    }

    private float[] Copy(Model model, TableId table, int rank)
    {
        int rows = model.Tables[table.Index].Rows;
        float[] padded = new float[rows * _stride];
        for (int row = 0; row < rows; row++)
        {
            model.Dense<float>(table, row)[..rank].CopyTo(padded.AsSpan(row * _stride));
        }

        return padded;
    }
}
