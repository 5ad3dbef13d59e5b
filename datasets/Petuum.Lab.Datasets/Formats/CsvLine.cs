using System.Text;
using Petuum.Lab.Datasets.IO;

namespace Petuum.Lab.Datasets.Formats;

/// <summary>The fields of one comma-separated line, RFC 4180 quotes included, as spans without a copy.</summary>
internal ref struct CsvLine(ReadOnlySpan<byte> line)
{
    /// <summary>What follows the field and its comma.</summary>
    public ReadOnlySpan<byte> Rest { get; private set; } = line;

    /// <summary>Whether the field is the last one.</summary>
    public bool Ended { get; private set; }

    /// <summary>The field, without its blanks and quotes; doubled quotes within are left doubled.</summary>
    public ReadOnlySpan<byte> Field { get; private set; }

    /// <summary>Goes to the next field; a line of n commas has n + 1.</summary>
    public bool MoveNext()
    {
        if (Ended)
        {
            return false;
        }

        ReadOnlySpan<byte> trimmed = Rest.TrimStart((byte)' ');
        int end;
        if (trimmed is [(byte)'"', ..])
        {
            int quote = ClosingQuote(trimmed);
            int comma = quote < 0 ? -1 : trimmed[quote..].IndexOf((byte)',');
            end = comma < 0 ? Rest.Length : Rest.Length - trimmed.Length + quote + comma;
        }
        else
        {
            end = Rest.IndexOf((byte)',');
            end = end < 0 ? Rest.Length : end;
        }

        Field = Unquote(Rest[..end].Trim((byte)' '));
        Ended = end == Rest.Length;
        Rest = Ended ? [] : Rest[(end + 1)..];
        return true;
    }

    /// <summary>The number of fields.</summary>
    public static int CountFields(ReadOnlySpan<byte> line)
    {
        int count = 0;
        CsvLine fields = new(line);
        while (fields.MoveNext())
        {
            count++;
        }

        return count;
    }

    /// <summary>The fields as text: a header's names.</summary>
    public static List<string> Names(ReadOnlySpan<byte> line)
    {
        List<string> names = [];
        CsvLine fields = new(line);
        while (fields.MoveNext())
        {
            names.Add(Encoding.UTF8.GetString(fields.Field).Replace("\"\"", "\"", StringComparison.Ordinal));
        }

        return names;
    }

    /// <summary>
    /// Whether the first line names the columns (no field is a number) or is data (all are). Null when it is neither.
    /// </summary>
    public static bool? LooksLikeHeader(ReadOnlySpan<byte> line)
    {
        int numbers = 0;
        int names = 0;
        CsvLine fields = new(line);
        while (fields.MoveNext())
        {
            bool isNumber = Numbers.TryParse(fields.Field, out double _);
            numbers += isNumber ? 1 : 0;
            names += isNumber ? 0 : 1;
        }

        return names == 0 ? false : numbers == 0 ? true : null;
    }

    private static int ClosingQuote(ReadOnlySpan<byte> quoted)
    {
        for (int at = 1; at < quoted.Length; at++)
        {
            if (quoted[at] == '"')
            {
                if (at + 1 == quoted.Length || quoted[at + 1] != '"')
                {
                    return at;
                }

                at++;
            }
        }

        return -1;
    }

    private static ReadOnlySpan<byte> Unquote(ReadOnlySpan<byte> field) =>
        field is [(byte)'"', .., (byte)'"'] ? field[1..^1] : field;
}
