using System.Globalization;
using Petuum.Lab.Datasets.IO;

namespace Petuum.Lab.Datasets.Formats;

/// <summary>Comma-separated numbers, one column of them the label; zeros are not stored.</summary>
internal static class DenseCsvReader
{
    public static RegressionData Read(DataSource source, DataPart part, DataOptions options)
    {
        CsvHeader header = CsvHeader.Read(source, options);
        int labelColumn = FindLabel(source, header, options.LabelColumn);
        SparseRowBuilder rows = new();
        using LineReader lines = source.ReadLines(part);
        while (lines.MoveNextData())
        {
            if (!header.IsAt(lines))
            {
                rows.EndRow(ReadRow(lines, header, labelColumn, rows));
            }
        }

        return rows.Build(header.Columns - 1);
    }

    private static double ReadRow(LineReader lines, CsvHeader header, int labelColumn, SparseRowBuilder rows)
    {
        double label = 0;
        int column = 0;
        CsvLine fields = new(lines.Line);
        for (; fields.MoveNext() && column < header.Columns; column++)
        {
            if (!Numbers.TryParse(fields.Field, out double value))
            {
                throw lines.Error(Numbers.Problem(NameOf(header, column), fields.Field), Remedy(lines.Line));
            }

            if (column == labelColumn)
            {
                label = value;
            }
            else
            {
                rows.Add(column < labelColumn ? column : column - 1, value);
            }
        }

        int count = CsvLine.CountFields(lines.Line);
        return count == header.Columns ? label : throw lines.Error(
            $"{count} columns where the first line has {header.Columns}", "give every row the same number of columns");
    }

    private static string NameOf(CsvHeader header, int column) => header.Names is null
        ? $"column {column + 1}"
        : $"column {column + 1} ({header.Names[column]})";

    private static string Remedy(ReadOnlySpan<byte> line) => line.Contains((byte)';')
        ? "separate columns by commas and write decimals with a point"
        : "write finite decimal numbers; encode words and fill gaps before";

    private static int FindLabel(DataSource source, CsvHeader header, string? wanted)
    {
        if (wanted is null)
        {
            return header.Columns - 1;
        }

        for (int column = 0; header.Names is not null && column < header.Columns; column++)
        {
            if (header.Names[column] == wanted)
            {
                return column;
            }
        }

        bool isNumber = int.TryParse(wanted, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number);
        if (isNumber && number != 0 && Math.Abs((long)number) <= header.Columns)
        {
            return number > 0 ? number - 1 : header.Columns + number;
        }

        string known = header.Names is null
            ? $"there is no header; number the columns 1 … {header.Columns} or -1 for the last"
            : $"the columns are {string.Join(", ", header.Names.Take(20))}{(header.Columns > 20 ? ", …" : "")}";
        throw header.Error(source, $"no column '{wanted}' for the label", known);
    }
}
