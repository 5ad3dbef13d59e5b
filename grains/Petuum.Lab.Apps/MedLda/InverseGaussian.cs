using Petuum.Lab.Core.Numbers;

namespace Petuum.Lab.Apps.MedLda;

/// <summary>The inverse Gaussian distribution of shape 1.</summary>
internal static class InverseGaussian
{
    /// <summary>
    /// A draw with mean <paramref name="mean"/> &gt; 0 and variance mean³ (Michael, Schucany and Haas 1976), the
    /// smaller root written so that nothing cancels: μ / (1 + t + √(2t + t²)), t = μv/2, v the square of a Gaussian.
    /// </summary>
    public static double Draw(double mean, Pcg32 chance)
    {
        double normal = chance.NextGaussian();
        double t = 0.5 * mean * normal * normal;
        double root = mean / (1 + t + Math.Sqrt((2 * t) + (t * t)));
        return chance.NextDouble() * (mean + root) <= mean ? root : mean / root * mean;
    }
}
