using Petuum.Lab.Apps.MatrixFactorisation;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Tests.MatrixFactorisation;

/// <summary>
/// Naive coordinate descent, rank by rank, in double precision: a variable's minimiser from the factors alone.
/// </summary>
internal sealed class ScalarDescent
{
    private readonly Ratings _ratings;
    private readonly MfOptions _options;

    public ScalarDescent(Ratings ratings, MfOptions options, Seed seed)
    {
        (_ratings, _options) = (ratings, options);
        IReadOnlyList<TableDefinition> tables = new MfProgram(ratings, null, options, seed).Tables;
        (Users, Items) = (FirstRows(tables[0]), FirstRows(tables[1]));
    }

    public double[][] Users { get; }

    public double[][] Items { get; }

    public double Objective
    {
        get
        {
            double sum = 0;
            int[] ofUser = new int[Users.Length];
            int[] ofItem = new int[Items.Length];
            for (int n = 0; n < _ratings.Count; n++)
            {
                double error = Error(n);
                sum += error * error;
                ofUser[_ratings.User[n]]++;
                ofItem[_ratings.Item[n]]++;
            }

            return sum + Penalty(Users, ofUser) + Penalty(Items, ofItem);
        }
    }

    public void Sweep()
    {
        for (int rank = 0; rank < _options.Rank; rank++)
        {
            for (int pass = 0; pass < _options.Passes; pass++)
            {
                Minimise(Users, Items, _ratings.User.ToArray(), _ratings.Item.ToArray(), rank);
                Minimise(Items, Users, _ratings.Item.ToArray(), _ratings.User.ToArray(), rank);
            }
        }
    }

    private void Minimise(double[][] factors, double[][] others, int[] own, int[] other, int rank)
    {
        for (int row = 0; row < factors.Length; row++)
        {
            double product = 0;
            double squares = 0;
            int count = 0;
            for (int n = 0; n < _ratings.Count; n++)
            {
                if (own[n] == row)
                {
                    double h = others[other[n]][rank];
                    product += (Error(n) + (factors[row][rank] * h)) * h;
                    squares += h * h;
                    count++;
                }
            }

            double lambda = _options.Lambda * (_options.Regularisation == Regularisation.PerRow ? 1 : count);
            if (squares + lambda > 0)
            {
                factors[row][rank] = product / (squares + lambda);
            }
        }
    }

    private double Error(int n)
    {
        double error = _ratings.Value[n];
        for (int rank = 0; rank < _options.Rank; rank++)
        {
            error -= Users[_ratings.User[n]][rank] * Items[_ratings.Item[n]][rank];
        }

        return error;
    }

    private double Penalty(double[][] factors, int[] counts)
    {
        double sum = 0;
        for (int row = 0; row < factors.Length; row++)
        {
            double weight = _options.Regularisation == Regularisation.PerRow ? 1 : counts[row];
            sum += weight * factors[row].Sum(value => value * value);
        }

        return _options.Lambda * sum;
    }

    private static double[][] FirstRows(TableDefinition table)
    {
        double[][] rows = new double[table.Rows][];
        for (int row = 0; row < rows.Length; row++)
        {
            float[] values = new float[table.Shape.Columns];
            table.Initializer!.Initialize<float>(row, values);
            rows[row] = Array.ConvertAll(values, value => (double)value);
        }

        return rows;
    }
}
