using Petuum.Lab.Core;
using Petuum.Lab.Core.Programs;

namespace Petuum.Lab.Apps.Linear;

/// <summary>
/// Anderson extrapolation of a sequence of sweeps (Bertrand and Massias 2021): of the last iterates the combination
/// Σ c_i β⁽ⁱ⁺¹⁾, Σ c_i = 1, with the smallest ‖Σ c_i (v⁽ⁱ⁺¹⁾ − v⁽ⁱ⁾)‖. The coefficients come from predictions alone,
/// so workers that have read the same ones find the same combination, each for its own columns.
/// </summary>
internal sealed class Extrapolation
{
    /// <summary>Differences that are combined.</summary>
    public const int Depth = 5;
    private const double Regularisation = 1e-10;
    private readonly List<double[]> _predictions = [];
    private readonly List<double[]> _coefficients = [];

    /// <summary>v of the latest combination; empty before the first.</summary>
    public double[] Prediction { get; private set; } = [];

    /// <summary>β of the latest combination, by place in the working set.</summary>
    public double[] Coefficients { get; private set; } = [];

    /// <summary>Forgets the iterates.</summary>
    public void Clear()
    {
        _predictions.Clear();
        _coefficients.Clear();
    }

    /// <summary>An iterate: Xβ, and β on the working set.</summary>
    public void Add(ReadOnlySpan<double> prediction, ReadOnlySpan<int> working, ReadOnlySpan<double> beta)
    {
        if (_predictions.Count > Depth)
        {
            _predictions.RemoveAt(0);
            _coefficients.RemoveAt(0);
        }

        double[] coefficients = new double[working.Length];
        for (int index = 0; index < working.Length; index++)
        {
            coefficients[index] = beta[working[index]];
        }

        _predictions.Add(prediction.ToArray());
        _coefficients.Add(coefficients);
    }

    /// <summary>Combines the iterates and forgets them; false, and nothing, if there are too few or it fails.</summary>
    public bool TryCombine()
    {
        double[] shares = [];
        bool can = _predictions.Count == Depth + 1 && TrySolve(out shares);
        if (can)
        {
            Prediction = Combine(_predictions, shares);
            Coefficients = Combine(_coefficients, shares);
        }

        Clear();
        return can;
    }

    public void Save(StateWriter state)
    {
        state.Write(_predictions.Count);
        for (int index = 0; index < _predictions.Count; index++)
        {
            state.WriteSpan<double>(_predictions[index]);
            state.WriteSpan<double>(_coefficients[index]);
        }

        state.WriteSpan<double>(Prediction);
        state.WriteSpan<double>(Coefficients);
    }

    public void Load(StateReader state)
    {
        Clear();
        int count = state.Read<int>();
        Invariant.Require(count is >= 0 and <= Depth + 1, $"{count} iterates.");
        for (int index = 0; index < count; index++)
        {
            _predictions.Add(state.ReadArray<double>());
            _coefficients.Add(state.ReadArray<double>());
        }

        Prediction = state.ReadArray<double>();
        Coefficients = state.ReadArray<double>();
    }

    private static double[] Combine(List<double[]> iterates, double[] shares)
    {
        double[] combined = new double[iterates[0].Length];
        for (int index = 0; index < Depth; index++)
        {
            double[] iterate = iterates[index + 1];
            for (int entry = 0; entry < combined.Length; entry++)
            {
                combined[entry] += shares[index] * iterate[entry];
            }
        }

        return combined;
    }

    /// <summary>(DᵀD + εI) z = 1 by elimination, c = z / Σz; D has the differences of predictions as columns.</summary>
    private bool TrySolve(out double[] shares)
    {
        double[,] gram = Gram();
        shares = new double[Depth];
        Array.Fill(shares, 1);
        for (int pivot = 0; pivot < Depth; pivot++)
        {
            if (!(gram[pivot, pivot] > 0))
            {
                return false;
            }

            for (int row = pivot + 1; row < Depth; row++)
            {
                double factor = gram[row, pivot] / gram[pivot, pivot];
                for (int column = pivot; column < Depth; column++)
                {
                    gram[row, column] -= factor * gram[pivot, column];
                }

                shares[row] -= factor * shares[pivot];
            }
        }

        double sum = 0;
        for (int row = Depth - 1; row >= 0; row--)
        {
            for (int column = row + 1; column < Depth; column++)
            {
                shares[row] -= gram[row, column] * shares[column];
            }

            shares[row] /= gram[row, row];
            sum += shares[row];
        }

        for (int row = 0; row < Depth; row++)
        {
            shares[row] /= sum;
        }

        return double.IsFinite(sum) && sum != 0;
    }

    private double[,] Gram()
    {
        double[,] gram = new double[Depth, Depth];
        double trace = 0;
        for (int row = 0; row < Depth; row++)
        {
            for (int column = 0; column <= row; column++)
            {
                gram[row, column] = Product(row, column);
                gram[column, row] = gram[row, column];
            }

            trace += gram[row, row];
        }

        for (int row = 0; row < Depth; row++)
        {
            gram[row, row] += Regularisation * trace;
        }

        return gram;
    }

    private double Product(int first, int second)
    {
        (double[] a, double[] b) = (_predictions[first], _predictions[first + 1]);
        (double[] c, double[] d) = (_predictions[second], _predictions[second + 1]);
        double sum = 0;
        for (int sample = 0; sample < a.Length; sample++)
        {
            sum += (b[sample] - a[sample]) * (d[sample] - c[sample]);
        }

        return sum;
    }
}
