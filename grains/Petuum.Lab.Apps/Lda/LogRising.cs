using Petuum.Lab.Core.Numbers;

namespace Petuum.Lab.Apps.Lda;

/// <summary>
/// ln Γ(x + n) − ln Γ(x) = Σ_{j &lt; n} ln(x + j), the logarithm of a rising factorial: from a table for small n, from
/// ln Γ beyond.
/// </summary>
internal sealed class LogRising
{
    private const int Tabled = 4096;
    private readonly double _x;
    private readonly double[] _sums = new double[Tabled];
    private readonly double _offset;

    public LogRising(double x)
    {
        _x = x;
        _offset = DeterministicMath.LogGamma(x);
        for (int n = 1; n < Tabled; n++)
        {
            _sums[n] = _sums[n - 1] + DeterministicMath.Log(x + (n - 1));
        }
    }

    /// <summary>For n ≥ 0.</summary>
    public double this[int n] =>
        (uint)n < Tabled ? _sums[n] : DeterministicMath.LogGamma(_x + n) - _offset;

    /// <summary>ln(x), ln(x + 1), …: what the sums grow by.</summary>
    public static double[] Terms(double x, int count)
    {
        double[] terms = new double[count];
        for (int n = 0; n < count; n++)
        {
            terms[n] = DeterministicMath.Log(x + n);
        }

        return terms;
    }
}
