namespace Petuum.Lab.Apps.MatrixFactorisation.LeastSquares;

/// <summary>Table <c>gram</c>: K rows WᵀW of the users' factors, then K rows HᵀH of the items'.</summary>
internal static class AlsGram
{
    /// <summary>The first row of a side.</summary>
    public static int FirstRow(bool ofUsers, int rank) => ofUsers ? 0 : rank;

    /// <summary>sums ← sums + sign·ffᵀ for one factor; K × K values row by row.</summary>
    public static void Add(ReadOnlySpan<float> factor, double sign, Span<double> sums)
    {
        for (int row = 0; row < factor.Length; row++)
        {
            double scale = sign * factor[row];
            Span<double> target = sums.Slice(row * factor.Length, factor.Length);
            for (int column = 0; column < target.Length; column++)
            {
                target[column] += scale * factor[column];
            }
        }
    }
}
