using CsvHelper;

namespace Petuum.Lab.Analysis.Results;

/// <summary>
/// Columns that a spec or a program names, beside the fixed ones of a file. A name that is also a fixed column's (or
/// empty) carries a prefix in the header, and so does one that already starts with it: no name can be mistaken for
/// another.
/// </summary>
internal sealed class CsvColumns(string prefix, IReadOnlyList<string> reserved)
{
    /// <summary>The name in the header.</summary>
    public string ToHeader(string name) =>
        name.Length == 0 || reserved.Contains(name) || name.StartsWith(prefix, StringComparison.Ordinal)
            ? prefix + name
            : name;

    /// <summary>The name that was given to <see cref="ToHeader"/>.</summary>
    public string FromHeader(string header) =>
        header.StartsWith(prefix, StringComparison.Ordinal) ? header[prefix.Length..] : header;

    /// <summary>All names that occur, in the order of their first occurrence.</summary>
    /// <exception cref="ArgumentException">A name occurs twice on a line.</exception>
    public static List<string> Union(IEnumerable<IEnumerable<string>> lines)
    {
        var order = new List<string>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (IEnumerable<string> line in lines)
        {
            seen.Clear();
            foreach (string name in line)
            {
                if (!seen.Add(name))
                {
                    throw new ArgumentException($"the name '{name}' occurs twice on one line", nameof(lines));
                }

                if (known.Add(name))
                {
                    order.Add(name);
                }
            }
        }

        return order;
    }

    /// <summary>The index of a fixed column.</summary>
    public static int Find(IReadOnlyList<string> headers, string name)
    {
        int index = FindOrMinusOne(headers, name);
        return index >= 0 ? index : throw new FormatException($"there is no column '{name}'");
    }

    /// <summary>The index of a column that may be missing.</summary>
    public static int FindOrMinusOne(IReadOnlyList<string> headers, string name)
    {
        for (int index = 0; index < headers.Count; index++)
        {
            if (headers[index] == name)
            {
                return index;
            }
        }

        return -1;
    }

    /// <summary>
    /// Writes the metrics of a line under the columns <paramref name="names"/>, empty where it has none.
    /// </summary>
    public static void WriteMetrics(CsvWriter csv, IReadOnlyList<string> names, IReadOnlyList<Metric> metrics)
    {
        foreach (string name in names)
        {
            double? value = null;
            foreach (Metric metric in metrics)
            {
                value = metric.Name == name ? metric.Value : value;
            }

            csv.WriteField(value);
        }
    }

    /// <summary>Reads the metrics of the current line from the columns given; an empty field is no metric.</summary>
    public IReadOnlyList<Metric> ReadMetrics(CsvReader csv, IReadOnlyList<int> columns)
    {
        var metrics = new List<Metric>(columns.Count);
        foreach (int column in columns)
        {
            if (!csv.IsEmpty(column))
            {
                metrics.Add(new Metric(FromHeader(csv.Headers[column]), csv.Parse<double>(column)));
            }
        }

        return metrics;
    }
}
