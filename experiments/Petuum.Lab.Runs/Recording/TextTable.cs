namespace Petuum.Lab.Runs;

/// <summary>A table of plain text: columns as wide as their widest cell, two blanks between them, no colours.</summary>
internal sealed class TextTable(params (string Title, bool IsNumber)[] columns)
{
    private readonly List<string[]> _rows = [];

    /// <summary>Adds a line; one text a column.</summary>
    public void Add(params string[] cells) => _rows.Add(cells);

    /// <summary>Writes titles, a rule and the lines.</summary>
    public void Write(TextWriter output)
    {
        int[] widths = [.. columns.Select((column, index) =>
            _rows.Select(row => row[index].Length).Append(column.Title.Length).Max())];
        WriteLine(output, [.. columns.Select(column => column.Title)], widths);
        WriteLine(output, [.. widths.Select(width => new string('─', width))], widths);
        foreach (string[] row in _rows)
        {
            WriteLine(output, row, widths);
        }
    }

    private void WriteLine(TextWriter output, string[] cells, int[] widths)
    {
        IEnumerable<string> padded = cells.Select((cell, index) =>
            columns[index].IsNumber ? cell.PadLeft(widths[index]) : cell.PadRight(widths[index]));
        output.WriteLine(string.Join("  ", padded).TrimEnd());
    }
}
