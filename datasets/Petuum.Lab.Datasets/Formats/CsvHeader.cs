using Petuum.Lab.Datasets.IO;

namespace Petuum.Lab.Datasets.Formats;

/// <summary>What the first line of a CSV file says. Every worker reads it, whichever its part.</summary>
internal sealed record CsvHeader(int Columns, IReadOnlyList<string>? Names, long LineOffset)
{
    /// <summary>Reads the header, or counts the columns of the first line of data.</summary>
    public static CsvHeader Read(DataSource source, DataOptions options)
    {
        using LineReader lines = source.ReadLines(DataPart.Whole);
        if (!lines.MoveNextData())
        {
            throw lines.FileError("no line of data", "pass a file with at least one line that is not a comment");
        }

        bool hasHeader = options.HasHeader ?? CsvLine.LooksLikeHeader(lines.Line) ?? throw lines.Error(
            "the first line is neither column names nor numbers", "mend it, or say --header yes or --header no");
        List<string>? names = hasHeader ? CsvLine.Names(lines.Line) : null;
        CsvHeader header = new(CsvLine.CountFields(lines.Line), names, lines.LineOffset);
        return !hasHeader || lines.MoveNextData()
            ? header
            : throw lines.FileError("a header and no line of data", "pass a file with at least one row");
    }

    /// <summary>Whether the reader's current line is the header and not data.</summary>
    public bool IsAt(LineReader lines) => Names is not null && lines.LineOffset == LineOffset;

    /// <summary>A complaint about the header's line.</summary>
    public DataFormatException Error(DataSource source, string problem, string remedy) =>
        new(source.Path, source.CountLinesBefore(LineOffset) + 1, problem, remedy);
}
