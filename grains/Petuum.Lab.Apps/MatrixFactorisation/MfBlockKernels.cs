using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Petuum.Lab.Core;

namespace Petuum.Lab.Apps.MatrixFactorisation;

/// <summary>A rating of a cell: places of its rows within the cell's ranges of users and of items.</summary>
internal readonly record struct MfRating(int User, int Item, float Value);

/// <summary>
/// What a row carries besides its factor: λ, G (the accumulated squared gradient of adaptive steps) and ‖factor‖².
/// </summary>
internal record struct MfRowState(float Lambda, float Squares, float Norm);

/// <summary>
/// The numbers of a step rule: γ, and κ, by which adaptive steps weigh a squared gradient; 0 where steps are constant.
/// </summary>
internal readonly record struct MfStep(float Size, float SquaresWeight);

/// <summary>
/// SGD over the ratings of a cell, one after the other, in single precision. For a rating r of rows w and h, everything
/// on the right from before the rating:
/// <code>
/// e = r − wᵀh
/// w ← w·(1 − γ_w·λ_w) + h·(γ_w·e)        h ← h·(1 − γ_h·λ_h) + w·(γ_h·e)
///
/// constant:   γ_w = γ_h = γ
/// adaptive:   γ_w = a·q      γ_h = b·q      a = γ / √G_w      b = γ / √G_h
///             q = 1 / (1 + (a·(‖h‖² + λ_w) + b·(‖w‖² + λ_h)))
///             G_w ← G_w + κ·e²·‖h‖²      G_h ← G_h + κ·e²·‖w‖²
/// </code>
/// e·h and e·w are the gradients of a rating's error, of which G is a weighted sum of squares (AdaGrad). q is what
/// makes adaptive steps safe: as in implicit SGD, an update takes away less than the whole error however long γ is.
/// ‖w‖² and ‖h‖² are kept up to date by the update's own coefficients, ‖a·w + b·h‖² = a²‖w‖² + 2ab·wᵀh + b²‖h‖², and
/// are summed anew when rows are loaded. Order of sums, the same for every rank and CPU: rows are padded with zeros to
/// whole vectors of 8; wᵀh is the sum of the vectors' products from first to last, lane by lane, and then
/// ((0+4)+(2+6))+((1+5)+(3+7)) over the lanes. Multiply and add are separate.
/// </summary>
internal static class MfBlockKernels
{
    private interface IWidth
    {
        static abstract int Vectors { get; }
    }

    private interface IRule
    {
        static abstract bool IsAdaptive { get; }
    }

    /// <summary>
    /// Learns from ratings in the order given; <paramref name="users"/> and
    /// <paramref name="items"/> hold the rows that ratings mean.
    /// </summary>
    public static void Learn(
        ReadOnlySpan<MfRating> ratings, MfBlockRows users, MfBlockRows items, MfStep step)
    {
        Invariant.Require(users.Rank == items.Rank, $"users of rank {users.Rank}, items of {items.Rank}.");
        if (step.SquaresWeight > 0)
        {
            Learn<Adaptive>(ratings, users, items, step);
        }
        else
        {
            Learn<Constant>(ratings, users, items, step);
        }
    }

    /// <summary>((0+4)+(2+6))+((1+5)+(3+7)) over the lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float AddLanes(Vector256<float> lanes)
    {
        Vector128<float> four = lanes.GetLower() + lanes.GetUpper();
        Vector128<float> two = four + Vector128.Shuffle(four, Vector128.Create(2, 3, 2, 3));
        return two.ToScalar() + two.GetElement(1);
    }

    /// <summary>The squared norm of a padded row, summed as wᵀh is.</summary>
    public static float SquaredNorm(ReadOnlySpan<float> padded)
    {
        ref float first = ref MemoryMarshal.GetReference(padded);
        Vector256<float> sum = default;
        for (int column = 0; column < padded.Length; column += Vector256<float>.Count)
        {
            Vector256<float> values = Vector256.LoadUnsafe(ref first, (nuint)column);
            sum += values * values;
        }

        return AddLanes(sum);
    }

    private static void Learn<TRule>(ReadOnlySpan<MfRating> ratings, MfBlockRows users, MfBlockRows items, MfStep step)
        where TRule : struct, IRule
    {
        switch (users.Stride / Vector256<float>.Count)
        {
            case 1:
                Narrow<TRule, One>(ratings, users, items, step);
                break;
            case 2:
                Narrow<TRule, Two>(ratings, users, items, step);
                break;
            case 3:
                Narrow<TRule, Three>(ratings, users, items, step);
                break;
            case 4:
                Narrow<TRule, Four>(ratings, users, items, step);
                break;
            default:
                Wide<TRule>(ratings, users, items, step);
                break;
        }
    }

    /// <summary>Ranks up to 32: both rows stay in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Narrow<TRule, TWidth>(
        ReadOnlySpan<MfRating> ratings, MfBlockRows users, MfBlockRows items, MfStep step)
        where TRule : struct, IRule
        where TWidth : struct, IWidth
    {
        ref float firstUser = ref MemoryMarshal.GetReference(users.Values);
        ref float firstItem = ref MemoryMarshal.GetReference(items.Values);
        ref MfRowState firstUserState = ref MemoryMarshal.GetReference(users.States);
        ref MfRowState firstItemState = ref MemoryMarshal.GetReference(items.States);
        foreach (ref readonly MfRating rating in ratings)
        {
            ref float w = ref Unsafe.Add(ref firstUser, (nint)rating.User * (8 * TWidth.Vectors));
            ref float h = ref Unsafe.Add(ref firstItem, (nint)rating.Item * (8 * TWidth.Vectors));
            Vector256<float> w0 = Vector256.LoadUnsafe(ref w), h0 = Vector256.LoadUnsafe(ref h);
            Vector256<float> w1 = Load(ref w, 1), h1 = Load(ref h, 1);
            Vector256<float> w2 = Load(ref w, 2), h2 = Load(ref h, 2);
            Vector256<float> w3 = Load(ref w, 3), h3 = Load(ref h, 3);
            Factors by = Advance<TRule>(
                rating.Value,
                AddLanes(Product(w0, h0, w1, h1, w2, h2, w3, h3)),
                ref Unsafe.Add(ref firstUserState, rating.User),
                ref Unsafe.Add(ref firstItemState, rating.Item),
                step);
            Store(ref w, ref h, 0, w0, h0, by);
            Store(ref w, ref h, 1, w1, h1, by);
            Store(ref w, ref h, 2, w2, h2, by);
            Store(ref w, ref h, 3, w3, h3, by);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector256<float> Load(ref float row, int vector) =>
            vector < TWidth.Vectors ? Vector256.LoadUnsafe(ref row, (nuint)(8 * vector)) : default;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector256<float> Product(
            Vector256<float> a0,
            Vector256<float> b0,
            Vector256<float> a1,
            Vector256<float> b1,
            Vector256<float> a2,
            Vector256<float> b2,
            Vector256<float> a3,
            Vector256<float> b3)
        {
            Vector256<float> sum = a0 * b0;
            sum = TWidth.Vectors > 1 ? sum + (a1 * b1) : sum;
            sum = TWidth.Vectors > 2 ? sum + (a2 * b2) : sum;
            return TWidth.Vectors > 3 ? sum + (a3 * b3) : sum;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Store(
            ref float w, ref float h, int vector, Vector256<float> oldW, Vector256<float> oldH, in Factors by)
        {
            if (vector < TWidth.Vectors)
            {
                ((oldW * by.KeepW) + (oldH * by.PullW)).StoreUnsafe(ref w, (nuint)(8 * vector));
                ((oldH * by.KeepH) + (oldW * by.PullH)).StoreUnsafe(ref h, (nuint)(8 * vector));
            }
        }
    }

    /// <summary>Any rank: two passes over the rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Wide<TRule>(ReadOnlySpan<MfRating> ratings, MfBlockRows users, MfBlockRows items, MfStep step)
        where TRule : struct, IRule
    {
        int stride = users.Stride;
        ref float firstUser = ref MemoryMarshal.GetReference(users.Values);
        ref float firstItem = ref MemoryMarshal.GetReference(items.Values);
        foreach (ref readonly MfRating rating in ratings)
        {
            ref float w = ref Unsafe.Add(ref firstUser, (nint)rating.User * stride);
            ref float h = ref Unsafe.Add(ref firstItem, (nint)rating.Item * stride);
            Vector256<float> dot = default;
            for (int i = 0; i < stride; i += 8)
            {
                dot += Vector256.LoadUnsafe(ref w, (nuint)i) * Vector256.LoadUnsafe(ref h, (nuint)i);
            }

            Factors by = Advance<TRule>(
                rating.Value,
                AddLanes(dot),
                ref users.States[rating.User],
                ref items.States[rating.Item],
                step);
            for (int i = 0; i < stride; i += 8)
            {
                Vector256<float> x = Vector256.LoadUnsafe(ref w, (nuint)i);
                Vector256<float> y = Vector256.LoadUnsafe(ref h, (nuint)i);
                ((x * by.KeepW) + (y * by.PullW)).StoreUnsafe(ref w, (nuint)i);
                ((y * by.KeepH) + (x * by.PullH)).StoreUnsafe(ref h, (nuint)i);
            }
        }
    }

    /// <summary>What an adaptive step multiplies the rows with; adds to G and keeps ‖w‖² and ‖h‖² up to date.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Factors Adapt(float rating, float dot, ref MfRowState w, ref MfRowState h, MfStep step)
    {
        // Lane 0 is w's, lane 1 is h's; where the other row's norm is meant, lanes are swapped.
        float error = rating - dot;
        Vector128<float> lambda = Pair(w.Lambda, h.Lambda);
        Vector128<float> squares = Pair(w.Squares, h.Squares);
        Vector128<float> norm = Pair(w.Norm, h.Norm);
        Vector128<float> other = Vector128.Shuffle(norm, Vector128.Create(1, 0, 2, 3));
        Vector128<float> length = Vector128.Create(step.Size) / Vector128.Sqrt(squares);
        Vector128<float> taken = length * (other + lambda);
        length *= Vector128.Create(1 / (1 + (taken.ToScalar() + taken.GetElement(1))));
        Vector128<float> keep = Vector128<float>.One - (length * lambda);
        Vector128<float> pull = length * Vector128.Create(error);
        squares += Vector128.Create(step.SquaresWeight * (error * error)) * other;
        norm = (keep * keep * norm) + (keep * pull * Vector128.Create(2 * dot)) + (pull * pull * other);
        (w.Squares, h.Squares) = (squares.ToScalar(), squares.GetElement(1));
        (w.Norm, h.Norm) = (norm.ToScalar(), norm.GetElement(1));
        return new Factors(keep.ToScalar(), pull.ToScalar(), keep.GetElement(1), pull.GetElement(1));
    }

    /// <summary>Two numbers; the other lanes are 1, so that they stay harmless.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Pair(float first, float second) =>
        Vector128<float>.One.WithElement(0, first).WithElement(1, second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Factors Advance<TRule>(float rating, float dot, ref MfRowState w, ref MfRowState h, MfStep step)
        where TRule : struct, IRule
    {
        if (TRule.IsAdaptive)
        {
            return Adapt(rating, dot, ref w, ref h, step);
        }

        float pull = step.Size * (rating - dot);
        return new Factors(1 - (step.Size * w.Lambda), pull, 1 - (step.Size * h.Lambda), pull);
    }

    /// <summary>w ← w·KeepW + h·PullW, h ← h·KeepH + w·PullH.</summary>
    public readonly record struct Factors(float KeepW, float PullW, float KeepH, float PullH);

    private readonly struct Constant : IRule
    {
        public static bool IsAdaptive => false;
    }

    private readonly struct Adaptive : IRule
    {
        public static bool IsAdaptive => true;
    }

    private readonly struct One : IWidth
    {
        public static int Vectors => 1;
    }

    private readonly struct Two : IWidth
    {
        public static int Vectors => 2;
    }

    private readonly struct Three : IWidth
    {
        public static int Vectors => 3;
    }

    private readonly struct Four : IWidth
    {
        public static int Vectors => 4;
    }
}
