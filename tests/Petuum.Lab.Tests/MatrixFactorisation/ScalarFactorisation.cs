using Petuum.Lab.Apps.MatrixFactorisation;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Tests.MatrixFactorisation;

/// <summary>Naive block SGD, one cell after the other, one number after the other.</summary>
internal sealed class ScalarFactorisation
{
    private readonly MfOptions _options;
    private readonly MfGrid _grid;
    private readonly MfCells[] _cells;
    private readonly MfLambdas _lambdas;
    private readonly MfSteps _steps;

    public ScalarFactorisation(Ratings ratings, MfOptions options, int workers, Seed seed)
    {
        MfData data = new(ratings);
        _options = options;
        _grid = new MfGrid(new MfData(ratings), options, workers);
        _cells = [.. Enumerable.Range(0, workers).Select(worker => new MfCells(_grid, data, worker, seed))];
        _lambdas = new MfLambdas(options, data);
        _steps = new MfSteps(options, RatingScale.Of(ratings));
        Tables = [.. new MfProgram(ratings, null, options, seed).Tables.Select(FirstRows)];
    }

    /// <summary>The rows of both tables.</summary>
    public float[][][] Tables { get; }

    public void Run(int rounds)
    {
        for (int round = 0; round < rounds; round++)
        {
            for (int worker = 0; worker < _cells.Length; worker++)
            {
                int block = ((worker * _grid.Blocks / _cells.Length) + (round / _grid.Chunks)) % _grid.Blocks;
                int chunk = round % _grid.Chunks;
                Visit(
                    _cells[worker][block, chunk],
                    _grid.Users(worker, chunk),
                    _grid.Items(block),
                    _steps.At(round / _grid.RoundsPerEpoch));
            }
        }
    }

    /// <summary>One rating, in the documented order of sums; the last entries are G and ‖factor‖².</summary>
    public static void Step(
        Span<float> w, ref MfRowState stateW, Span<float> h, ref MfRowState stateH, float rating, MfStep step)
    {
        float dot = Dot(w, h);
        float error = rating - dot;
        (float a, float b) = (1 - (step.Size * stateW.Lambda), step.Size * error);
        (float c, float d) = (1 - (step.Size * stateH.Lambda), step.Size * error);
        if (step.SquaresWeight > 0)
        {
            (float ww, float hh) = (stateW.Norm, stateH.Norm);
            float stepW = step.Size / MathF.Sqrt(stateW.Squares);
            float stepH = step.Size / MathF.Sqrt(stateH.Squares);
            float share = 1 / (1 + ((stepW * (hh + stateW.Lambda)) + (stepH * (ww + stateH.Lambda))));
            (stepW, stepH) = (stepW * share, stepH * share);
            (a, b) = (1 - (stepW * stateW.Lambda), stepW * error);
            (c, d) = (1 - (stepH * stateH.Lambda), stepH * error);
            stateW.Squares += step.SquaresWeight * (error * error) * hh;
            stateH.Squares += step.SquaresWeight * (error * error) * ww;
            stateW.Norm = (a * a * ww) + (a * b * (2 * dot)) + (b * b * hh);
            stateH.Norm = (c * c * hh) + (c * d * (2 * dot)) + (d * d * ww);
        }

        for (int k = 0; k < w.Length; k++)
        {
            (float oldW, float oldH) = (w[k], h[k]);
            w[k] = (oldW * a) + (oldH * b);
            h[k] = (oldH * c) + (oldW * d);
        }
    }

    /// <summary>Eight lanes, then ((0+4)+(2+6))+((1+5)+(3+7)).</summary>
    public static float Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        float[] lane = new float[8];
        for (int start = 0; start < x.Length; start += 8)
        {
            for (int k = 0; k < 8; k++)
            {
                float product = start + k < x.Length ? x[start + k] * y[start + k] : 0;
                lane[k] += product;
            }
        }

        return (lane[0] + lane[4] + (lane[2] + lane[6])) + (lane[1] + lane[5] + (lane[3] + lane[7]));
    }

    private void Visit(ReadOnlySpan<MfRating> ratings, IndexRange users, IndexRange items, MfStep step)
    {
        (float[][] w, MfRowState[] stateW) = Copy(Tables[0], users, _lambdas.OfUsers(users));
        (float[][] h, MfRowState[] stateH) = Copy(Tables[1], items, _lambdas.OfItems(items));
        foreach (MfRating rating in ratings)
        {
            Step(
                w[rating.User], ref stateW[rating.User], h[rating.Item], ref stateH[rating.Item], rating.Value, step);
        }

        Add(Tables[0], users, w, stateW);
        Add(Tables[1], items, h, stateH);
    }

    private (float[][] Factors, MfRowState[] States) Copy(
        float[][] table, IndexRange rows, ReadOnlySpan<float> lambdas)
    {
        float[][] factors = new float[rows.Count][];
        MfRowState[] states = new MfRowState[rows.Count];
        for (int row = 0; row < rows.Count; row++)
        {
            float[] from = table[rows.Start + row];
            factors[row] = from[.._options.Rank];
            states[row] = from.Length > _options.Rank
                ? new MfRowState(lambdas[row], from[_options.Rank], Dot(factors[row], factors[row]))
                : new MfRowState(lambdas[row], 0, 0);
        }

        return (factors, states);
    }

    /// <summary>A table adds after − before, in single precision.</summary>
    private void Add(float[][] table, IndexRange rows, float[][] after, MfRowState[] states)
    {
        for (int row = 0; row < rows.Count; row++)
        {
            float[] to = table[rows.Start + row];
            for (int k = 0; k < to.Length; k++)
            {
                float new_ = k < _options.Rank ? after[row][k] : states[row].Squares;
                to[k] += new_ - to[k];
            }
        }
    }

    private static float[][] FirstRows(TableDefinition table)
    {
        float[][] rows = new float[table.Rows][];
        for (int row = 0; row < table.Rows; row++)
        {
            rows[row] = new float[table.Shape.Columns];
            table.Initializer!.Initialize<float>(row, rows[row]);
        }

        return rows;
    }
}
