namespace Petuum.Lab.Apps.MatrixFactorisation.LeastSquares;

/// <summary>
/// Table <c>gram</c>: row 0 is WᵀW of the users' factors, row 1 HᵀH of the items', K × K values row by row. One row
/// each, so that what a reader sees of it is of one moment, and so the Gram matrix of some factors.
/// </summary>
internal static class AlsGram
{
    /// <summary>Rows of the table.</summary>
    public const int Rows = 2;

    /// <summary>The row of a side.</summary>
    public static int RowOf(bool ofUsers) => ofUsers ? 0 : 1;

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
