namespace Petuum.Lab.Datasets;

/// <summary>What is learnt from: rows of features, ratings, or bags of words.</summary>
/// <param name="Rows">Rows of features with labels; null for others.</param>
/// <param name="Ratings">Ratings; null for others.</param>
/// <param name="TestRatings">Ratings held out; null if there are none.</param>
/// <param name="Description">In a few words: <c>ratings 2000 × 1000, 100000 given</c>.</param>
public sealed record LoadedData(RegressionData? Rows, Ratings? Ratings, Ratings? TestRatings, string Description)
{
    /// <summary>What is divided among workers: rows, users, or documents.</summary>
    public int Samples => Rows?.Rows ?? Ratings?.Users ?? Documents!.Count;

    /// <summary>Bags of words; null for others.</summary>
    public Documents? Documents { get; init; }

    /// <summary>Documents held out, over the words of <see cref="Documents"/>; null if there are none.</summary>
    public Documents? TestDocuments { get; init; }

    /// <summary>Rows to be tested on, maybe of another number of features; null if there are none.</summary>
    public RegressionData? TestRows { get; init; }

    /// <summary>Pairs of rows that files give; null if there are none.</summary>
    public (RowPairs Similar, RowPairs Dissimilar)? Pairs { get; init; }

    /// <summary>Features; null where there are no rows of them.</summary>
    public int? Features => Rows?.Columns;

    /// <summary>Rows of features.</summary>
    public static LoadedData Of(RegressionData rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return new LoadedData(
            rows, null, null, $"{rows.Rows} rows × {rows.Columns} features, {rows.Features.NonzeroCount} nonzeros");
    }

    /// <summary>Ratings.</summary>
    public static LoadedData Of(Ratings ratings)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        return new LoadedData(
            null, ratings, null, $"ratings {ratings.Users} × {ratings.Items}, {ratings.Count} given");
    }

    /// <summary>Bags of words.</summary>
    public static LoadedData Of(Documents documents)
    {
        ArgumentNullException.ThrowIfNull(documents);
        return new LoadedData(
            null, null, null,
            $"{documents.Count} documents, {documents.Words} words, {documents.Tokens} tokens")
        {
            Documents = documents,
        };
    }
}
