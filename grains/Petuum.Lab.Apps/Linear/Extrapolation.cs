using Petuum.Lab.Core;
using Petuum.Lab.Core.Programs;

namespace Petuum.Lab.Apps.Linear;

/// <summary>
/// Anderson extrapolation of sweeps (Bertrand and Massias 2021): of what the latest sweeps led to, the combination
/// Σ c_i T(β⁽ⁱ⁾), Σ c_i = 1, with the smallest ‖Σ c_i (T(v⁽ⁱ⁾) − v⁽ⁱ⁾)‖, where a sweep leads from v to T(v). The shares
/// come from predictions alone, so workers that have read the same ones find the same, each for its own columns.
/// </summary>
internal sealed class Extrapolation
{
    /// <summary>Sweeps from one extrapolation to the next.</summary>
    public const int Interval = 3;

    /// <summary>Sweeps that are remembered.</summary>
    public const int Capacity = 12;
    private const double Regularisation = 1e-10;
    private readonly List<double[]> _changes = [];
    private readonly List<double[]> _predictions = [];
    private readonly List<double[]> _coefficients = [];
    private double[] _start = [];

    /// <summary>v of the latest combination; empty before the first.</summary>
    public double[] Prediction { get; private set; } = [];

    /// <summary>β of the latest combination, by place in the working set.</summary>
    public double[] Coefficients { get; private set; } = [];

    /// <summary>Forgets all sweeps.</summary>
    public void Clear()
    {
        _start = [];
        _changes.Clear();
        _predictions.Clear();
        _coefficients.Clear();
    }

    /// <summary>A sweep by all workers begins at this prediction.</summary>
    public void Begin(ReadOnlySpan<double> prediction) => _start = prediction.ToArray();

    /// <summary>The sweep that had begun, if any, has led to this prediction, and β on the working set.</summary>
    public void End(ReadOnlySpan<double> prediction, ReadOnlySpan<int> working, ReadOnlySpan<double> beta)
    {
        if (_start.Length == 0)
        {
            return;
        }

        if (_changes.Count == Capacity)
        {
            _changes.RemoveAt(0);
            _predictions.RemoveAt(0);
            _coefficients.RemoveAt(0);
        }

        double[] coefficients = new double[working.Length];
        for (int index = 0; index < working.Length; index++)
        {
            coefficients[index] = beta[working[index]];
        }

        for (int sample = 0; sample < _start.Length; sample++)
        {
            _start[sample] = prediction[sample] - _start[sample];
        }

        _changes.Add(_start);
        _predictions.Add(prediction.ToArray());
        _coefficients.Add(coefficients);
        _start = [];
    }

    /// <summary>Combines what is remembered; false, and nothing, if that is too little or it fails.</summary>
    public bool TryCombine()
    {
        double[] shares = [];
        bool can = _changes.Count > 1 && TrySolve(out shares);
        if (can)
        {
            Prediction = Combine(_predictions, shares);
            Coefficients = Combine(_coefficients, shares);
        }

        return can;
    }

    public void Save(StateWriter state)
    {
        state.Write(_changes.Count);
        for (int index = 0; index < _changes.Count; index++)
        {
            state.WriteSpan<double>(_changes[index]);
            state.WriteSpan<double>(_predictions[index]);
            state.WriteSpan<double>(_coefficients[index]);
        }

        state.WriteSpan<double>(_start);
        state.WriteSpan<double>(Prediction);
        state.WriteSpan<double>(Coefficients);
    }

    public void Load(StateReader state)
    {
        Clear();
        int count = state.Read<int>();
        Invariant.Require(count is >= 0 and <= Capacity, $"{count} sweeps, where at most {Capacity} are remembered.");
        for (int index = 0; index < count; index++)
        {
            _changes.Add(state.ReadArray<double>());
            _predictions.Add(state.ReadArray<double>());
            _coefficients.Add(state.ReadArray<double>());
        }

        _start = state.ReadArray<double>();
        Prediction = state.ReadArray<double>();
        Coefficients = state.ReadArray<double>();
    }

    private static double[] Combine(List<double[]> iterates, double[] shares)
    {
        double[] combined = new double[iterates[0].Length];
        for (int index = 0; index < iterates.Count; index++)
        {
            double[] iterate = iterates[index];
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
        int count = _changes.Count;
        double[,] gram = Gram(count);
        shares = new double[count];
        Array.Fill(shares, 1);
        for (int pivot = 0; pivot < count; pivot++)
        {
            if (!(gram[pivot, pivot] > 0))
            {
                return false;
            }

            for (int row = pivot + 1; row < count; row++)
            {
                double factor = gram[row, pivot] / gram[pivot, pivot];
                for (int column = pivot; column < count; column++)
                {
                    gram[row, column] -= factor * gram[pivot, column];
                }

                shares[row] -= factor * shares[pivot];
            }
        }

        double sum = 0;
        for (int row = count - 1; row >= 0; row--)
        {
            for (int column = row + 1; column < count; column++)
            {
                shares[row] -= gram[row, column] * shares[column];
            }

            shares[row] /= gram[row, row];
            sum += shares[row];
        }

        for (int row = 0; row < count; row++)
        {
            shares[row] /= sum;
        }

        return double.IsFinite(sum) && sum != 0;
    }

    private double[,] Gram(int count)
    {
        double[,] gram = new double[count, count];
        double trace = 0;
        for (int row = 0; row < count; row++)
        {
            for (int column = 0; column <= row; column++)
            {
                gram[row, column] = Product(row, column);
                gram[column, row] = gram[row, column];
            }

            trace += gram[row, row];
        }

        for (int row = 0; row < count; row++)
        {
            gram[row, row] += Regularisation * trace;
        }

        return gram;
    }

    private double Product(int first, int second)
    {
        double[] a = _changes[first];
        double[] b = _changes[second];
        double even = 0;
        double odd = 0;
        int sample = 0;
        for (; sample <= a.Length - 2; sample += 2)
        {
            even += a[sample] * b[sample];
            odd += a[sample + 1] * b[sample + 1];
        }

        return even + odd + (sample < a.Length ? a[sample] * b[sample] : 0);
    }
}
