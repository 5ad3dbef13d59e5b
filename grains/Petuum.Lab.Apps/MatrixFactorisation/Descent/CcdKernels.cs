using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Petuum.Lab.Core.Numbers;

namespace Petuum.Lab.Apps.MatrixFactorisation.Descent;

/// <summary>
/// The arithmetic of a cell. A user's sums over a cell are in single precision by lanes of eight, place n of them in
/// lane n mod 8 while whole eights last, added as <see cref="MfBlockKernels.AddLanes"/> does, the tail after them; over
/// cells, and an item's, in double precision in the order of the ratings. An error of the sums is one of the second
/// order in the objective, which is flat at the minimiser.
/// </summary>
internal static class CcdKernels
{
    /// <summary>The minimiser Σrh / (Σh² + λ) of one variable; what it was where nothing is known of it.</summary>
    public static float Minimiser(double product, double squares, double lambda, float otherwise) =>
        squares + lambda > 0 ? (float)(product / (squares + lambda)) : otherwise;

    /// <summary>r ← r − wᵀh, all ranks at once.</summary>
    public static void Open(in CcdCell cell, ReadOnlySpan<float> users, ReadOnlySpan<float> items, int rank)
    {
        for (int user = 0; user < cell.Users; user++)
        {
            ReadOnlySpan<float> w = users.Slice(user * rank, rank);
            (int start, int end) = cell.Of(user);
            for (int n = start; n < end; n++)
            {
                cell.Residuals[n] -= Kernels.Dot(w, items.Slice(cell.Items[n] * rank, rank));
            }
        }
    }

    /// <summary>The last rank's part goes from the residual, the next one's comes back: r ← (r − w′h′) + wh.</summary>
    public static void Exchange(in CcdCell cell, in CcdFactors before, in CcdFactors now)
    {
        for (int user = 0; user < cell.Users; user++)
        {
            (float gone, float back) = (before.Users[user], now.Users[user]);
            (int start, int end) = cell.Of(user);
            ReadOnlySpan<int> items = cell.Items[start..end];
            Span<float> residuals = cell.Residuals[start..end];
            for (int n = 0; n < items.Length; n++)
            {
                residuals[n] = residuals[n] - (gone * before.Items[items[n]]) + (back * now.Items[items[n]]);
            }
        }
    }

    /// <summary>Adds Σ_j r_ij h_j and Σ_j h_j² over a cell to the sums of its users.</summary>
    public static void AddToUsers(
        in CcdCell cell, ReadOnlySpan<float> items, Span<double> products, Span<double> squares)
    {
        ref float h = ref MemoryMarshal.GetReference(items);
        for (int user = 0; user < cell.Users; user++)
        {
            (int start, int end) = cell.Of(user);
            ReadOnlySpan<int> places = cell.Items[start..end];
            ReadOnlySpan<float> residuals = cell.Residuals[start..end];
            ref float r = ref MemoryMarshal.GetReference(residuals);
            (Vector256<float> product, Vector256<float> square) = (default, default);
            int n = 0;
            for (; n <= places.Length - Vector256<float>.Count; n += Vector256<float>.Count)
            {
                Vector256<float> factors = Gather(ref h, places.Slice(n, Vector256<float>.Count));
                product += Vector256.LoadUnsafe(ref r, (nuint)n) * factors;
                square += factors * factors;
            }

            (float productSum, float squareSum) = (MfBlockKernels.AddLanes(product), MfBlockKernels.AddLanes(square));
            for (; n < places.Length; n++)
            {
                float factor = items[places[n]];
                productSum += residuals[n] * factor;
                squareSum += factor * factor;
            }

            products[user] += productSum;
            squares[user] += squareSum;
        }
    }

    /// <summary>
    /// Adds Σ_i r_ij w_i and Σ_i w_i² over a cell to the sums of its items: two of them an item, side by side.
    /// </summary>
    public static void AddToItems(in CcdCell cell, ReadOnlySpan<float> users, Span<double> sums)
    {
        for (int user = 0; user < cell.Users; user++)
        {
            double w = users[user];
            double squared = w * w;
            (int start, int end) = cell.Of(user);
            ReadOnlySpan<int> items = cell.Items[start..end];
            ReadOnlySpan<float> residuals = cell.Residuals[start..end];
            for (int n = 0; n < items.Length; n++)
            {
                int at = 2 * items[n];
                sums[at] += residuals[n] * w;
                sums[at + 1] += squared;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Gather(ref float from, ReadOnlySpan<int> places) => Vector256.Create(
        Unsafe.Add(ref from, places[0]), Unsafe.Add(ref from, places[1]),
        Unsafe.Add(ref from, places[2]), Unsafe.Add(ref from, places[3]),
        Unsafe.Add(ref from, places[4]), Unsafe.Add(ref from, places[5]),
        Unsafe.Add(ref from, places[6]), Unsafe.Add(ref from, places[7]));
}

/// <summary>One column of both factors: a worker's users', and a block's items'.</summary>
internal readonly ref struct CcdFactors(ReadOnlySpan<float> users, ReadOnlySpan<float> items)
{
    /// <summary>w_t.</summary>
    public readonly ReadOnlySpan<float> Users = users;

    /// <summary>h_t.</summary>
    public readonly ReadOnlySpan<float> Items = items;
}
