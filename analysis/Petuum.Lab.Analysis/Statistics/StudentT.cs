namespace Petuum.Lab.Analysis.Statistics;

/// <summary>
/// Student's t for whole degrees of freedom, by the finite sums of Abramowitz and Stegun 26.7.3 and 26.7.4; from
/// + − × ÷ √ alone, so that every machine gives the same result.
/// </summary>
public static class StudentT
{
    private const int DegreesMax = 10_000;

    /// <summary>The probability that |t| is at most <paramref name="t"/>.</summary>
    /// <param name="t">A value ≥ 0.</param>
    /// <param name="degrees">The degrees of freedom ≥ 1; above 10,000 they count as 10,000.</param>
    /// <exception cref="ArgumentOutOfRangeException">Either is out of its range.</exception>
    public static double Within(double t, int degrees)
    {
        if (!(t >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(t), t, "The bound of |t| must be at least 0.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(degrees, 1);
        int nu = Math.Min(degrees, DegreesMax);
        double cosineSquared = nu / (nu + (t * t));
        double sine = double.IsPositiveInfinity(t * t) ? 1 : t / Math.Sqrt(nu + (t * t));
        if (nu % 2 == 0)
        {
            return sine * Series(first: 1, firstFactor: 1, cosineSquared, (nu / 2) - 1);
        }

        double angle = ArcTangent(t / Math.Sqrt(nu));
        double cosine = Math.Sqrt(cosineSquared);
        double terms = nu == 1 ? 0 : sine * Series(cosine, firstFactor: 2, cosineSquared, (nu - 3) / 2);
        return 2 / Math.PI * (angle + terms);
    }

    /// <summary>The bound that |t| stays below with probability <paramref name="confidence"/>.</summary>
    /// <param name="confidence">In (0, 1), such as 0.95.</param>
    /// <param name="degrees">The degrees of freedom ≥ 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">Either is out of its range.</exception>
    public static double Critical(double confidence, int degrees)
    {
        if (!(confidence > 0 && confidence < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "A confidence lies between 0 and 1.");
        }

        double low = 0;
        double high = 1;
        while (Within(high, degrees) < confidence && high < 1e150)
        {
            low = high;
            high *= 2;
        }

        while (true)
        {
            double middle = low + ((high - low) / 2);
            if (middle <= low || middle >= high)
            {
                return high;
            }

            (low, high) = Within(middle, degrees) < confidence ? (middle, high) : (low, middle);
        }
    }

    /// <summary>
    /// first · (1 + f/(f+1)·c + f(f+2)/((f+1)(f+3))·c² + …) with <paramref name="more"/> terms after the 1.
    /// </summary>
    private static double Series(double first, int firstFactor, double cosineSquared, int more)
    {
        double term = first;
        double sum = first;
        for (int k = 0; k < more; k++)
        {
            double factor = firstFactor + (2 * k);
            term *= factor / (factor + 1) * cosineSquared;
            sum += term;
        }

        return sum;
    }

    /// <summary>Halves the angle until the alternating series converges fast.</summary>
    private static double ArcTangent(double x)
    {
        if (x > 1)
        {
            return (Math.PI / 2) - ArcTangent(1 / x);
        }

        int halvings = 0;
        while (x > 0.1)
        {
            x /= 1 + Math.Sqrt(1 + (x * x));
            halvings++;
        }

        double power = x;
        double sum = 0;
        for (int k = 1; k <= 25; k += 2)
        {
            sum += power / k;
            power *= -x * x;
        }

        return sum * (1 << halvings);
    }
}
