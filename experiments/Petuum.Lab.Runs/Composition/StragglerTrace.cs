using System.Globalization;
using System.Text;
using Petuum.Lab.Datasets;
using Petuum.Lab.Simulation.Stragglers;

namespace Petuum.Lab.Runs;

/// <summary>
/// Reads measured traces: lines of <c>worker,clock,factor</c>, with or without a header, blank lines and # comments.
/// </summary>
internal static class StragglerTrace
{
    /// <summary>The entries, in file order.</summary>
    /// <exception cref="DataFormatException">A line is wrong, or the file cannot be read.</exception>
    public static IReadOnlyList<TraceEntry> Read(string path)
    {
        List<TraceEntry> entries = [];
        int number = 0;
        foreach (string line in Lines(path))
        {
            number++;
            string text = line.Trim();
            bool isHeader = entries.Count == 0 &&
                text.Replace(" ", "", StringComparison.Ordinal) == "worker,clock,factor";
            if (text.Length > 0 && text[0] != '#' && !isHeader)
            {
                entries.Add(Parse(text, path, number));
            }
        }

        return entries;
    }

    private static TraceEntry Parse(string line, string path, int number)
    {
        string[] fields = line.Split(',', StringSplitOptions.TrimEntries);
        return fields.Length == 3 &&
            int.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out int worker) &&
            int.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out int clock) &&
            double.TryParse(fields[2], NumberStyles.Float, CultureInfo.InvariantCulture, out double factor) &&
            double.IsFinite(factor) && factor > 0
            ? new TraceEntry(worker, clock, factor)
            : throw new DataFormatException(
                path, number, $"'{line}' is not an entry of a trace",
                "write worker,clock,factor: two whole numbers from 0 and one above 0");
    }

    private static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path, Encoding.UTF8);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DataFormatException(
                path, 0, "the trace cannot be read", "check the path and the permissions", failure);
        }
    }
}
