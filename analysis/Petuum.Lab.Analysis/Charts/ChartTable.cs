using CsvHelper;
using Petuum.Lab.Analysis.Results;

namespace Petuum.Lab.Analysis.Charts;

/// <summary>
/// The data behind a chart, column by column: what a reader downloads, what a screen reader reads, and what a pointer
/// over the chart shows. All columns are equally long.
/// </summary>
public sealed record ChartTable(IReadOnlyList<ChartColumn> Columns)
{
    /// <summary>How many rows there are.</summary>
    public int Rows => Columns.Count == 0 ? 0 : Columns[0].Count;

    /// <summary>
    /// The table as CSV in the format of all result files (see <see cref="CsvFiles"/>). A value that is missing is an
    /// empty field; one that is not a number reads <c>NaN</c>.
    /// </summary>
    public string ToCsv()
    {
        using StringWriter text = new();
        using (CsvWriter csv = CsvWriter.Create(text, CsvFiles.WriterOptions, leaveOpen: true))
        {
            csv.WriteRecord([.. Columns.Select(column => column.Header)]);
            for (int row = 0; row < Rows; row++)
            {
                foreach (ChartColumn column in Columns)
                {
                    column.Write(csv, row);
                }

                csv.EndRecord();
            }
        }

        return text.ToString();
    }
}

/// <summary>One column: texts or numbers.</summary>
public sealed class ChartColumn
{
    private readonly IReadOnlyList<string>? _texts;
    private readonly IReadOnlyList<double?>? _numbers;

    /// <summary>A column of texts.</summary>
    public ChartColumn(string name, IEnumerable<string> texts)
    {
        Header = name;
        _texts = [.. texts];
    }

    /// <summary>A column of numbers; null is a value that is missing.</summary>
    public ChartColumn(string name, IEnumerable<double?> numbers)
    {
        Header = name;
        _numbers = [.. numbers];
    }

    /// <summary>A column of what an axis shows, headed by its label and unit.</summary>
    public ChartColumn(Axis axis, IEnumerable<double?> numbers, string otherwise = "value")
        : this(HeaderOf(axis, otherwise), numbers)
    {
    }

    /// <summary>The name with the unit, such as <c>virtual time (s)</c>.</summary>
    public string Header { get; }

    /// <summary>Whether the column holds numbers.</summary>
    public bool IsNumeric => _numbers is not null;

    /// <summary>How many values there are.</summary>
    public int Count => _numbers?.Count ?? _texts!.Count;

    internal void Write(CsvWriter csv, int row)
    {
        if (_numbers is not null)
        {
            csv.WriteField(_numbers[row]);
        }
        else
        {
            csv.WriteField(_texts![row]);
        }
    }

    private static string HeaderOf(Axis axis, string otherwise)
    {
        string label = axis.Label.Length > 0 ? axis.Label : otherwise;
        return axis.Unit.Length > 0 ? $"{label} ({axis.Unit})" : label;
    }
}

/// <summary>What one seed (or one run) gave, where a chart shows the middle of several.</summary>
/// <param name="Name">Which one: <c>seed 3</c>.</param>
/// <param name="Values">Its values, in the order of what the chart shows; some may be missing at the end.</param>
public sealed record SeedValues(string Name, IReadOnlyList<double> Values)
{
    /// <summary>The names of all seeds that occur, in the order of their first occurrence.</summary>
    internal static string[] Names(IEnumerable<IReadOnlyList<SeedValues>> all) =>
        [.. all.SelectMany(seeds => seeds).Select(seed => seed.Name).Distinct(StringComparer.Ordinal)];

    /// <summary>The value of the seed with a name at a place, or null.</summary>
    internal static double? At(IReadOnlyList<SeedValues> seeds, string name, int index)
    {
        foreach (SeedValues seed in seeds)
        {
            if (seed.Name == name)
            {
                return index < seed.Values.Count ? seed.Values[index] : null;
            }
        }

        return null;
    }
}
