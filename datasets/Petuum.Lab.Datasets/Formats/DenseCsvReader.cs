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
        using LineReader lines = source.ReadLines(part);
        SparseRowBuilder rows = new(() => lines.Progress);
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
        rows.Reserve(header.Columns);
        double label = 0;
        ReadOnlySpan<byte> line = lines.Line;
        int position = 0;
        for (int column = 0; column < header.Columns; column++)
        {
            bool isLast = column + 1 == header.Columns;
            double value = ReadValue(lines, header, column, ref position);
            if (position == line.Length != isLast)
            {
                int count = CsvLine.CountFields(line);
                throw lines.Error(
                    $"{count} columns where the first line has {header.Columns}",
                    "give every row the same number of columns");
            }

            position++;
            if (column == labelColumn)
            {
                label = value;
            }
            else
            {
                rows.Add(column < labelColumn ? column : column - 1, value);
            }
        }

        return label;
    }

    /// <summary>
    /// The number of the field at <paramref name="position"/>, which then is that of its comma or of the line's end.
    /// </summary>
    private static double ReadValue(LineReader lines, CsvHeader header, int column, ref int position)
    {
        ReadOnlySpan<byte> line = lines.Line;
        int start = position;
        if (Numbers.TryRead(lines.PaddedLine, ref position, out double value)
            && (position == line.Length || line[position] == ','))
        {
            return value;
        }

        CsvLine fields = new(line[start..]);
        fields.MoveNext();
        position = fields.Ended ? line.Length : line.Length - fields.Rest.Length - 1;
        return Numbers.TryParse(fields.Field, out value)
            ? value
            : throw lines.Error(Numbers.Problem(NameOf(header, column), fields.Field), Remedy(line));
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

        bool isNumber = int.TryParse(wanted, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
            out int number);
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
