using System.Numerics;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.MatrixFactorisation;

/// <summary>How large ratings are: what first factors and adaptive steps are measured by.</summary>
/// <param name="Mean">μ, their mean; 0 if there are none.</param>
/// <param name="Spread">σ &gt; 0: their standard deviation, or |μ| if all are equal, or 1 if all are 0.</param>
public readonly record struct RatingScale(double Mean, double Spread)
{
    /// <summary>The scale of some ratings, summed in their order.</summary>
    public static RatingScale Of(Ratings ratings)
    {
        double sum = 0;
        foreach (double value in ratings.Value)
        {
            sum += value;
        }

        double mean = sum / Math.Max(1, ratings.Count);
        double squares = 0;
        foreach (double value in ratings.Value)
        {
            squares += (value - mean) * (value - mean);
        }

        double spread = Math.Sqrt(squares / Math.Max(1, ratings.Count));
        return new RatingScale(mean, spread > 1e-6 * Math.Abs(mean) ? spread : mean != 0 ? Math.Abs(mean) : 1);
    }

    /// <summary>√(σ/√K): how large the K values of a factor are about when the factors explain the ratings.</summary>
    internal double FactorOf(int rank) => Math.Sqrt(Spread / Math.Sqrt(rank));

    /// <summary>
    /// First values of users' factors: √(|μ|/K) and a uniform share of ±√(σ/K) around it; with the sign of μ at
    /// the items, so that the first model predicts about the mean.
    /// </summary>
    internal FactorInitializer Users(MfOptions options, Seed seed) => Factors(options, seed, 1);

    /// <inheritdoc cref="Users"/>
    internal FactorInitializer Items(MfOptions options, Seed seed) => Factors(options, seed, Math.Sign(Mean));

    private FactorInitializer Factors(MfOptions options, Seed seed, int sign)
    {
        double centre = options.InitialScale is null ? sign * Math.Sqrt(Math.Abs(Mean) / options.Rank) : 0;
        double reach = options.InitialScale is { } scale
            ? scale / Math.Sqrt(options.Rank)
            : Math.Sqrt(Spread / options.Rank);
        return new FactorInitializer(seed, options.Rank, centre - reach, centre + reach);
    }
}

/// <summary>
/// Factors uniform in [<paramref name="low"/>, <paramref name="high"/>), each row from a seed of its own, as
/// <see cref="UniformInitializer"/> draws them; a column after the rank-th, the
/// accumulated squares of adaptive steps, is 1.
/// </summary>
internal sealed class FactorInitializer(Seed seed, int rank, double low, double high) : IRowInitializer
{
    private readonly UniformInitializer _factors = new(seed, low, high);

    /// <inheritdoc/>
    public void Initialize<T>(int row, Span<T> values)
        where T : unmanaged, INumber<T>
    {
        _factors.Initialize(row, values[..rank]);
        values[rank..].Fill(T.One);
    }
}
