using Petuum.Lab.Core.Numbers;

namespace Petuum.Lab.Apps.MedLda;

/// <summary>
/// What documents say about one class's η (Zhu et al. 2014, eq. 10): precision I + Σ c² z̄z̄ᵀ/λ, and
/// b = Σ c y (λ + cℓ)/λ z̄; the posterior is N(Σb, Σ), Σ the inverse of the precision.
/// </summary>
internal sealed class MarginPosterior(int topics)
{
    private readonly double[] _factor = new double[topics * topics];

    /// <summary>Numbers of a class's sums: the lower triangle row after row, then b.</summary>
    public static int WidthOf(int topics) => (topics * (topics + 1) / 2) + topics;

    /// <summary>Adds a document: a·z̄z̄ᵀ and b·z̄.</summary>
    public static void Add(ReadOnlySpan<double> shares, double a, double b, Span<double> sums)
    {
        int place = 0;
        for (int row = 0; row < shares.Length; row++)
        {
            double scaled = a * shares[row];
            for (int column = 0; column <= row; column++)
            {
                sums[place + column] += scaled * shares[column];
            }

            place += row + 1;
        }

        for (int topic = 0; topic < shares.Length; topic++)
        {
            sums[place + topic] += b * shares[topic];
        }
    }

    /// <summary>The mean Σb, and a draw from N(Σb, Σ), by the Cholesky factor L of the precision: Σb + L⁻ᵀε.</summary>
    public void Draw(ReadOnlySpan<double> sums, Pcg32 chance, Span<double> mean, Span<double> drawn)
    {
        Factorise(sums);
        ReadOnlySpan<double> b = sums[^topics..];
        for (int row = 0; row < topics; row++)
        {
            double value = b[row];
            for (int column = 0; column < row; column++)
            {
                value -= _factor[(row * topics) + column] * mean[column];
            }

            mean[row] = value / _factor[(row * topics) + row];
            drawn[row] = chance.NextGaussian();
        }

        SolveTransposed(mean);
        SolveTransposed(drawn);
        for (int topic = 0; topic < topics; topic++)
        {
            drawn[topic] += mean[topic];
        }
    }

    /// <summary>LLᵀ = I + the triangle.</summary>
    private void Factorise(ReadOnlySpan<double> sums)
    {
        int place = 0;
        for (int row = 0; row < topics; row++)
        {
            Span<double> own = _factor.AsSpan(row * topics, topics);
            for (int column = 0; column <= row; column++)
            {
                ReadOnlySpan<double> other = _factor.AsSpan(column * topics, topics);
                double value = sums[place + column] + (row == column ? 1 : 0)
                    - Kernels.Dot<double>(own[..column], other[..column]);
                own[column] = row == column ? Math.Sqrt(value) : value / other[column];
            }

            place += row + 1;
        }
    }

    /// <summary>x ← L⁻ᵀx.</summary>
    private void SolveTransposed(Span<double> x)
    {
        for (int row = topics - 1; row >= 0; row--)
        {
            double value = x[row];
            for (int below = row + 1; below < topics; below++)
            {
                value -= _factor[(below * topics) + row] * x[below];
            }

            x[row] = value / _factor[(row * topics) + row];
        }
    }
}
