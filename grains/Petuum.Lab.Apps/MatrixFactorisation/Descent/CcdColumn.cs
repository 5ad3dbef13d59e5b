namespace Petuum.Lab.Apps.MatrixFactorisation.Descent;

/// <summary>
/// A row of table <c>column</c>: what goes round with an item. In double precision, so that taking a value away and
/// adding another gives the other one.
/// </summary>
internal static class CcdColumn
{
    /// <summary>h_t as it stands.</summary>
    public const int Factor = 0;

    /// <summary>What h of the rank before became.</summary>
    public const int Before = 1;

    /// <summary>Σ_i r_ij w_i of those who had the block in this rotation.</summary>
    public const int Product = 2;

    /// <summary>Σ_i w_i² of them.</summary>
    public const int Squares = 3;

    /// <summary>Columns of the table.</summary>
    public const int Columns = 4;

    /// <summary>One of the values of every row, as floats.</summary>
    public static Span<float> Copy(ReadOnlySpan<double> rows, int column, float[] target)
    {
        Span<float> values = target.AsSpan(0, rows.Length / Columns);
        for (int row = 0; row < values.Length; row++)
        {
            values[row] = (float)rows[(row * Columns) + column];
        }

        return values;
    }
}
