using Petuum.Lab.Core;
using Petuum.Lab.Core.Numbers;

namespace Petuum.Lab.Datasets.Generators;

/// <summary>A regression problem whose answer is known.</summary>
public sealed record LassoProblem(RegressionData Data, IReadOnlyList<double> TrueCoefficients);

/// <summary>
/// The synthetic Lasso of the STRADS paper (PAPERS D0): x_i1 ~ U(−2, 2);
/// x_ij = M·(x_i,j−1 + U(−2, 2)) + (1 − M)·U(−2, 2); y = Xβ + noise. Data are as drawn, not standardised.
/// </summary>
public static class LassoGenerator
{
    private const double Reach = 2;

    /// <summary>
    /// Draws a problem. The same options and seed give the same bits everywhere; a column depends only on the columns
    /// before it, so more features leave the first ones as they were.
    /// </summary>
    /// <exception cref="InvariantException">Options that are out of range.</exception>
    public static LassoProblem Generate(LassoOptions options, Seed seed)
    {
        Check(options);
        double[] coefficients = DrawCoefficients(options, seed);
        int perColumn = options.NonzerosPerColumn ?? options.Samples;
        int[] offsets = new int[options.Features + 1];
        int[] indices = new int[(long)options.Features * perColumn];
        double[] values = new double[indices.Length];
        double[] labels = new double[options.Samples];
        ColumnWalk walk = new(options, seed);
        for (int column = 0; column < options.Features; column++)
        {
            Range entries = (column * perColumn)..((column + 1) * perColumn);
            walk.Next(column);
            walk.CopyTo(indices.AsSpan(entries), values.AsSpan(entries));
            offsets[column + 1] = entries.End.Value;
            AddColumn(labels, indices.AsSpan(entries), values.AsSpan(entries), coefficients[column]);
        }

        Pcg32 noise = seed.Split("lasso noise").CreateGenerator();
        foreach (ref double label in labels.AsSpan())
        {
            label += options.Noise * noise.NextGaussian();
        }

        SparseMatrix features = SparseMatrix.FromCompressed(
            SparseLayout.Columns, options.Samples, options.Features, offsets, indices, values);
        return new LassoProblem(new RegressionData(features, labels), coefficients);
    }

    private static void Check(LassoOptions options)
    {
        Invariant.Require(
            options.Samples > 0 && options.Features > 0,
            $"a problem has samples and features, not {options.Samples} × {options.Features}.");
        Invariant.Require(
            options.FollowProbability is >= 0 and <= 1, $"{options.FollowProbability} is not a probability.");
        Invariant.Require(
            options.TrueCoefficients >= 0 && options.TrueCoefficients <= options.Features,
            $"{options.TrueCoefficients} true coefficients among {options.Features} features.");
        Invariant.Require(
            double.IsFinite(options.CoefficientValue) && options.Noise >= 0 && double.IsFinite(options.Noise),
            $"coefficients of {options.CoefficientValue}, noise of {options.Noise}.");
        Invariant.Require(
            options.NonzerosPerColumn is null
                || (options.NonzerosPerColumn > 0 && options.NonzerosPerColumn <= options.Samples),
            $"{options.NonzerosPerColumn} nonzeros in columns of {options.Samples}.");
        Invariant.Require(
            (long)options.Features * (options.NonzerosPerColumn ?? options.Samples) < Array.MaxLength,
            $"{options.Features} columns of {options.NonzerosPerColumn ?? options.Samples} nonzeros exceed one array.");
    }

    private static double[] DrawCoefficients(LassoOptions options, Seed seed)
    {
        int[] order = new int[options.Features];
        for (int column = 0; column < order.Length; column++)
        {
            order[column] = column;
        }

        seed.Split("lasso coefficients").CreateGenerator().Shuffle<int>(order);
        double[] coefficients = new double[options.Features];
        foreach (int column in order.AsSpan(0, options.TrueCoefficients))
        {
            coefficients[column] = options.CoefficientValue;
        }

        return coefficients;
    }

    private static void AddColumn(double[] labels, ReadOnlySpan<int> rows, ReadOnlySpan<double> values,
        double coefficient)
    {
        for (int k = 0; coefficient != 0 && k < rows.Length; k++)
        {
            labels[rows[k]] += values[k] * coefficient;
        }
    }

    /// <summary>
    /// Walks from column to column: every slot holds a row and a value, and either follows or starts anew.
    /// </summary>
    private sealed class ColumnWalk(LassoOptions options, Seed seed)
    {
        private readonly int[] _rows = new int[options.NonzerosPerColumn ?? options.Samples];
        private readonly double[] _values = new double[options.NonzerosPerColumn ?? options.Samples];
        private readonly bool[] _follows = new bool[options.NonzerosPerColumn ?? options.Samples];
        private readonly int[] _usedIn = new int[options.Samples];

        public void Next(int column)
        {
            Pcg32 chance = seed.Split("lasso column", column).CreateGenerator();
            bool columnFollows = chance.NextDouble() < options.FollowProbability;
            for (int slot = 0; slot < _rows.Length; slot++)
            {
                bool follows = options.Correlation == LassoCorrelation.PerColumn
                    ? columnFollows
                    : chance.NextDouble() < options.FollowProbability;
                _follows[slot] = follows && column > 0;
                if (_follows[slot])
                {
                    _usedIn[_rows[slot]] = column + 1;
                }
            }

            for (int slot = 0; slot < _rows.Length; slot++)
            {
                double step = chance.NextDouble(-Reach, Reach);
                _values[slot] = _follows[slot] ? _values[slot] + step : step;
                if (options.NonzerosPerColumn is null)
                {
                    _rows[slot] = slot;
                }
                else if (!_follows[slot])
                {
                    _rows[slot] = DrawFreeRow(chance, column + 1);
                }
            }
        }

        public void CopyTo(Span<int> rows, Span<double> values)
        {
            _rows.CopyTo(rows);
            _values.CopyTo(values);
            rows.Sort(values);
        }

        private int DrawFreeRow(Pcg32 chance, int mark)
        {
            int row = chance.NextInt(_usedIn.Length);
            while (_usedIn[row] == mark)
            {
                row = chance.NextInt(_usedIn.Length);
            }

            _usedIn[row] = mark;
            return row;
        }
    }
}
