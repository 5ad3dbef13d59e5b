using System.Globalization;

namespace Petuum.Lab.Datasets;

/// <summary>How often a label occurs.</summary>
public sealed record LabelCount(double Label, int Count);

/// <summary>What is known about the labels and features of samples.</summary>
public sealed record RegressionInfo
{
    /// <summary>Samples.</summary>
    public required int Rows { get; init; }

    /// <summary>Features.</summary>
    public required int Columns { get; init; }

    /// <summary>Values that are not zero.</summary>
    public required int Nonzeros { get; init; }

    /// <summary>Nonzeros ÷ (rows × columns); 0 for no cells.</summary>
    public required double Density { get; init; }

    /// <summary>The smallest label.</summary>
    public required double LabelMin { get; init; }

    /// <summary>The largest label.</summary>
    public required double LabelMax { get; init; }

    /// <summary>
    /// The classes in ascending order, when the labels are at most <see cref="DatasetInfo.ClassesMax"/> different
    /// integers; else empty.
    /// </summary>
    public required IReadOnlyList<LabelCount> Classes { get; init; }
}

/// <summary>What is known about ratings.</summary>
public sealed record RatingsInfo
{
    /// <summary>Users with a rating.</summary>
    public required int Users { get; init; }

    /// <summary>Items with a rating.</summary>
    public required int Items { get; init; }

    /// <summary>Ratings.</summary>
    public required int Count { get; init; }

    /// <summary>Ratings ÷ (users × items).</summary>
    public required double Density { get; init; }

    /// <summary>The mean rating.</summary>
    public required double Mean { get; init; }

    /// <summary>The smallest rating.</summary>
    public required double Min { get; init; }

    /// <summary>The largest rating.</summary>
    public required double Max { get; init; }

    /// <summary>Ratings whose user rated the same item on an earlier line.</summary>
    public required int Duplicates { get; init; }
}

/// <summary>What is known about bags of words.</summary>
public sealed record DocumentsInfo
{
    /// <summary>Documents.</summary>
    public required int Documents { get; init; }

    /// <summary>Documents without a word.</summary>
    public required int Empty { get; init; }

    /// <summary>Words that there may be.</summary>
    public required int Words { get; init; }

    /// <summary>Pairs of a document and a word of it.</summary>
    public required int Entries { get; init; }

    /// <summary>The sum of all counts.</summary>
    public required int Tokens { get; init; }
}

/// <summary>
/// What <c>lab data info</c> says about a file. One of <see cref="Regression"/>, <see cref="Ratings"/> and
/// <see cref="Documents"/> is set.
/// </summary>
public sealed record DatasetInfo
{
    /// <summary>Integer labels of at most this many kinds are counted as classes.</summary>
    public const int ClassesMax = 20;

    /// <summary>The file, as it was named.</summary>
    public required string Path { get; init; }

    /// <summary>The format's name, such as <c>ratings-tab</c>.</summary>
    public required string Format { get; init; }

    /// <summary>Whether it is gzip.</summary>
    public required bool Compressed { get; init; }

    /// <summary>SHA-256 of the uncompressed bytes (<see cref="DataFile.Fingerprint()"/>).</summary>
    public required string Fingerprint { get; init; }

    /// <summary>For samples.</summary>
    public RegressionInfo? Regression { get; init; }

    /// <summary>For ratings.</summary>
    public RatingsInfo? Ratings { get; init; }

    /// <summary>For bags of words.</summary>
    public DocumentsInfo? Documents { get; init; }

    /// <summary>Names and values for a table, in order.</summary>
    public IReadOnlyList<(string Name, string Value)> ToTable()
    {
        List<(string, string)> table =
        [
            ("file", Path),
            ("format", Compressed ? $"{Format}, gzip" : Format),
        ];
        if (Regression is { } samples)
        {
            table.AddRange([
                ("rows", Text(samples.Rows)), ("columns", Text(samples.Columns)), ("nonzeros", Text(samples.Nonzeros)),
                ("density", Text(samples.Density)), ("labels", $"{Text(samples.LabelMin)} … {Text(samples.LabelMax)}"),
            ]);
            if (samples.Classes.Count > 0)
            {
                table.Add(("classes",
                    string.Join(", ", samples.Classes.Select(c => $"{Text(c.Label)}: {Text(c.Count)}"))));
            }
        }

        if (Ratings is { } ratings)
        {
            table.AddRange([
                ("users", Text(ratings.Users)), ("items", Text(ratings.Items)), ("ratings", Text(ratings.Count)),
                ("density", Text(ratings.Density)), ("mean rating", Text(ratings.Mean)),
                ("rating range", $"{Text(ratings.Min)} … {Text(ratings.Max)}"),
                    ("duplicates", Text(ratings.Duplicates)),
            ]);
        }

        if (Documents is { } documents)
        {
            table.AddRange([
                ("documents", Text(documents.Documents)), ("empty documents", Text(documents.Empty)),
                ("words", Text(documents.Words)), ("entries", Text(documents.Entries)),
                ("tokens", Text(documents.Tokens)),
            ]);
        }

        table.Add(("fingerprint", $"sha256:{Fingerprint}"));
        return table;
    }

    internal static DatasetInfo Of(DataFile file, RegressionData data)
    {
        double[] labels = data.Labels.ToArray();
        Array.Sort(labels);
        return Of(file) with
        {
            Regression = new RegressionInfo
            {
                Rows = data.Rows,
                Columns = data.Columns,
                Nonzeros = data.Features.NonzeroCount,
                Density = Share(data.Features.NonzeroCount, data.Rows, data.Columns),
                LabelMin = labels.Length == 0 ? 0 : labels[0],
                LabelMax = labels.Length == 0 ? 0 : labels[^1],
                Classes = CountClasses(labels),
            },
        };
    }

    internal static DatasetInfo Of(DataFile file, Ratings data)
    {
        double sum = 0;
        double min = double.PositiveInfinity;
        double max = double.NegativeInfinity;
        foreach (double value in data.Value)
        {
            sum += value;
            min = Math.Min(min, value);
            max = Math.Max(max, value);
        }

        return Of(file) with
        {
            Ratings = new RatingsInfo
            {
                Users = data.Users,
                Items = data.Items,
                Count = data.Count,
                Density = Share(data.Count, data.Users, data.Items),
                Mean = sum / data.Count,
                Min = min,
                Max = max,
                Duplicates = CountDuplicates(data),
            },
        };
    }

    internal static DatasetInfo Of(DataFile file, Documents data)
    {
        int empty = 0;
        for (int document = 0; document < data.Count; document++)
        {
            empty += data.WordsOf(document).IsEmpty ? 1 : 0;
        }

        return Of(file) with
        {
            Documents = new DocumentsInfo
            {
                Documents = data.Count,
                Empty = empty,
                Words = data.Words,
                Entries = data.Entries,
                Tokens = data.Tokens,
            },
        };
    }

    private static DatasetInfo Of(DataFile file) => new()
    {
        Path = file.Path,
        Format = DataFormats.NameOf(file.Format),
        Compressed = file.IsCompressed,
        Fingerprint = file.Fingerprint(),
    };

    private static double Share(int count, int rows, int columns) =>
        rows == 0 || columns == 0 ? 0 : count / ((double)rows * columns);

    private static List<LabelCount> CountClasses(double[] sorted)
    {
        List<LabelCount> classes = [];
        foreach (double label in sorted)
        {
            if (label != Math.Floor(label))
            {
                return [];
            }

            if (classes.Count > 0 && classes[^1].Label == label)
            {
                classes[^1] = classes[^1] with { Count = classes[^1].Count + 1 };
            }
            else if (classes.Count < ClassesMax)
            {
                classes.Add(new LabelCount(label, 1));
            }
            else
            {
                return [];
            }
        }

        return classes;
    }

    private static int CountDuplicates(Ratings data)
    {
        long[] pairs = new long[data.Count];
        for (int n = 0; n < pairs.Length; n++)
        {
            pairs[n] = ((long)data.User[n] << 32) | (uint)data.Item[n];
        }

        Array.Sort(pairs);
        int duplicates = 0;
        for (int n = 1; n < pairs.Length; n++)
        {
            duplicates += pairs[n] == pairs[n - 1] ? 1 : 0;
        }

        return duplicates;
    }

    private static string Text(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Text(double number) => number.ToString("G6", CultureInfo.InvariantCulture);
}
