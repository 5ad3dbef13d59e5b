using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Petuum.Lab.Core;

namespace Petuum.Lab.Apps.MatrixFactorisation.LeastSquares;

/// <summary>
/// The normal equations of one row, (G + λI + Σ_j α r_ij h_j h_jᵀ) w = Σ_j (1 + α r_ij) h_j, in double precision:
/// filled, then solved by Cholesky's decomposition. Of the symmetric matrix the lower half counts; rows are padded to
/// whole vectors.
/// </summary>
internal sealed class AlsSystem
{
    private readonly int _rank;
    private readonly int _stride;
    private readonly double[] _matrix;
    private readonly double[] _right;
    private readonly double[] _factor;

    public AlsSystem(int rank)
    {
        _rank = rank;
        _stride = (rank + Vector256<double>.Count - 1) / Vector256<double>.Count * Vector256<double>.Count;
        _matrix = new double[rank * _stride];
        (_right, _factor) = (new double[_stride], new double[_stride]);
    }

    /// <summary>G + λI on the left, K × K values row by row; 0 on the right.</summary>
    public void Begin(ReadOnlySpan<double> gram, double lambda)
    {
        for (int row = 0; row < _rank; row++)
        {
            gram.Slice(row * _rank, _rank).CopyTo(_matrix.AsSpan(row * _stride));
            _matrix[(row * _stride) + row] += lambda;
        }

        Array.Clear(_right);
    }

    /// <summary>One observation: <paramref name="weight"/>·hhᵀ on the left, (1 + weight)·h on the right.</summary>
    public void Add(ReadOnlySpan<float> h, double weight)
    {
        for (int column = 0; column < _rank; column++)
        {
            _factor[column] = h[column];
        }

        AddScaled(_right, 1 + weight, _stride);
        for (int row = 0; row < _rank; row++)
        {
            AddScaled(_matrix.AsSpan(row * _stride), weight * _factor[row], row + 1);
        }
    }

    /// <summary>The solution.</summary>
    /// <exception cref="InvariantException">The matrix is not positive definite.</exception>
    public void Solve(Span<float> solution)
    {
        Decompose();
        for (int row = 0; row < _rank; row++)
        {
            double sum = _right[row];
            for (int column = 0; column < row; column++)
            {
                sum -= _matrix[(row * _stride) + column] * _right[column];
            }

            _right[row] = sum / _matrix[(row * _stride) + row];
        }

        for (int row = _rank - 1; row >= 0; row--)
        {
            double value = _right[row] /= _matrix[(row * _stride) + row];
            for (int column = 0; column < row; column++)
            {
                _right[column] -= _matrix[(row * _stride) + column] * value;
            }

            solution[row] = (float)value;
        }
    }

    /// <summary>A = LLᵀ, row by row, L in A's place.</summary>
    private void Decompose()
    {
        for (int row = 0; row < _rank; row++)
        {
            Span<double> own = _matrix.AsSpan(row * _stride, row + 1);
            for (int column = 0; column <= row; column++)
            {
                ReadOnlySpan<double> other = _matrix.AsSpan(column * _stride, column + 1);
                double sum = own[column];
                for (int k = 0; k < column; k++)
                {
                    sum -= own[k] * other[k];
                }

                if (column < row)
                {
                    own[column] = sum / other[column];
                    continue;
                }

                Invariant.Require(sum > 0, $"pivot {row} of normal equations is {sum}, not positive.");
                own[column] = Math.Sqrt(sum);
            }
        }
    }

    /// <summary>target ← target + scale·h, whole vectors of at least so many places.</summary>
    private void AddScaled(Span<double> target, double scale, int places)
    {
        ref double to = ref MemoryMarshal.GetReference(target);
        ref double from = ref MemoryMarshal.GetArrayDataReference(_factor);
        Vector256<double> by = Vector256.Create(scale);
        for (int place = 0; place < places; place += Vector256<double>.Count)
        {
            (Vector256.LoadUnsafe(ref to, (nuint)place) + (by * Vector256.LoadUnsafe(ref from, (nuint)place)))
                .StoreUnsafe(ref to, (nuint)place);
        }
    }
}
