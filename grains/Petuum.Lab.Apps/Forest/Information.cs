using Petuum.Lab.Core.Numbers;

namespace Petuum.Lab.Apps.Forest;

/// <summary>
/// n·log₂ n in whole units of 2⁻²⁴ bits. Entropies are sums and differences of these, and sums of integers are exact:
/// neither the order in which samples are counted nor the way there changes a gain.
/// </summary>
internal sealed class Information
{
    private const double UnitsPerBit = 1 << 24;
    private const double Ln2 = 0.693147180559945309417;
    private readonly long[] _terms;

    /// <summary>Up to a number of draws.</summary>
    public Information(int draws)
    {
        _terms = new long[draws + 1];
        for (int n = 2; n <= draws; n++)
        {
            _terms[n] = (long)Math.Floor((n * DeterministicMath.Log(n) / Ln2 * UnitsPerBit) + 0.5);
        }
    }

    /// <summary>The term of every n.</summary>
    public ReadOnlySpan<long> Terms => _terms;

    /// <summary>Units as bits.</summary>
    public static double Bits(long units) => units / UnitsPerBit;

    /// <summary>A gain of no more than this may be rounding: 3 + 3 · classes terms, each half a unit off.</summary>
    public static long Rounding(int classes) => 2L * (classes + 1);

    /// <summary>Σ n_c·log₂ n_c.</summary>
    public long Of(ReadOnlySpan<int> counts)
    {
        long sum = 0;
        foreach (int count in counts)
        {
            sum += _terms[count];
        }

        return sum;
    }
}
