using System.Runtime.InteropServices;
using Petuum.Lab.Datasets.IO;

namespace Petuum.Lab.Datasets.Formats;

/// <summary>
/// Ratings in their four forms. A timestamp is required to be there where the form has one, and is not kept.
/// </summary>
internal sealed class RatingsReader(
    LineReader lines, DataFormat format, CsvHeader? header, RatingsColumns columns, UsersPart? users)
{
    private const int IdDigitsMax = 18;
    private readonly List<long> _users = [];
    private readonly List<long> _items = [];
    private readonly List<double> _values = [];
    private readonly bool _isInOrder = columns == new RatingsColumns(0, 1, 2);
    private readonly (int Least, int Most, string Text) _form = FormOf(format, header, columns);

    /// <summary>Reads a part of a file's lines, or of a whole file's users.</summary>
    public static Ratings Read(
        DataSource source, DataFormat format, DataPart part, DataOptions options, UsersPart? users = null)
    {
        CsvHeader? header = format == DataFormat.RatingsCsv ? CsvHeader.Read(source, options) : null;
        RatingsColumns columns = RatingsColumns.Find(source, header);
        using LineReader lines = source.ReadLines(part);
        return new RatingsReader(lines, format, header, columns, users).Read(part.IsWhole && users is null);
    }

    private Ratings Read(bool isWhole)
    {
        while (lines.MoveNextData())
        {
            if (header?.IsAt(lines) != true)
            {
                if (!TryReadPlainly(lines.Line))
                {
                    ReadRating(lines.Line);
                }
            }
        }

        return _values.Count == 0 && isWhole
            ? throw lines.FileError("no rating", "pass a file with at least one line that is not a comment")
            : Ratings.FromIds(
                CollectionsMarshal.AsSpan(_users), CollectionsMarshal.AsSpan(_items), _values.ToArray());
    }

    private void Add(long user, long item, double value)
    {
        if (users?.Keeps(user) != false)
        {
            _users.Add(user);
            _items.Add(item);
            _values.Add(value);
        }
    }

    /// <summary>
    /// Reads the usual line: user, item and rating first, ids without a sign, nothing between quotes. False, with
    /// nothing read, for every other.
    /// </summary>
    private bool TryReadPlainly(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> separator = format switch
        {
            DataFormat.RatingsTab => "\t"u8,
            DataFormat.RatingsColons => "::"u8,
            DataFormat.RatingsCsv when _isInOrder => ","u8,
            _ => default,
        };
        ReadOnlySpan<byte> padded = lines.PaddedLine;
        int position = 0;
        if (separator.IsEmpty
            || !TryReadId(line, padded, separator, ref position, out long user)
            || !TryReadId(line, padded, separator, ref position, out long item)
            || !Numbers.TryRead(padded, ref position, out double value))
        {
            return false;
        }

        ReadOnlySpan<byte> rest = line[position..];
        bool isPlain = (rest.IsEmpty || rest.StartsWith(separator)) && !rest.Contains((byte)'"');
        int count = 3 + (rest.Length > 0 ? rest.Count(separator) : 0);
        if (!isPlain || count < _form.Least || count > _form.Most)
        {
            return false;
        }

        Add(user, item, value);
        return true;
    }

    private static bool TryReadId(
        ReadOnlySpan<byte> line,
        ReadOnlySpan<byte> padded,
        ReadOnlySpan<byte> separator,
        ref int position,
        out long id)
    {
        ulong digits = 0;
        int end = Numbers.ReadDigits(padded, position, ref digits);
        bool isPlain = end > position && end - position <= IdDigitsMax && line[end..].StartsWith(separator);
        position = end + separator.Length;
        id = (long)digits;
        return isPlain;
    }

    private void ReadRating(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> user = default, item = default, rating = default;
        ReadOnlySpan<byte> rest = line;
        bool more = true;
        int column = 0;
        for (; more; column++)
        {
            ReadOnlySpan<byte> field = NextField(ref rest, out more);
            user = column == columns.User ? field : user;
            item = column == columns.Item ? field : item;
            rating = column == columns.Rating ? field : rating;
        }

        RequireColumns(column);
        if (!Numbers.TryParse(user, out long userId))
        {
            throw IdError("user", user);
        }

        if (!Numbers.TryParse(item, out long itemId))
        {
            throw IdError("item", item);
        }

        if (!Numbers.TryParse(rating, out double value))
        {
            throw lines.Error(Numbers.Problem("the rating", rating), "write ratings as finite decimal numbers");
        }

        Add(userId, itemId, value);
    }

    private ReadOnlySpan<byte> NextField(scoped ref ReadOnlySpan<byte> rest, out bool more)
    {
        if (format == DataFormat.RatingsCsv)
        {
            return NextCsvField(ref rest, out more);
        }

        int end = format switch
        {
            DataFormat.RatingsTab => rest.IndexOf((byte)'\t'),
            DataFormat.RatingsColons => rest.IndexOf("::"u8),
            _ => rest.IndexOfAny((byte)' ', (byte)'\t'),
        };
        more = end >= 0;
        ReadOnlySpan<byte> field = more ? rest[..end] : rest;
        rest = !more ? [] : rest[(end + (format == DataFormat.RatingsColons ? 2 : 1))..];
        if (format == DataFormat.RatingsTriplets)
        {
            rest = rest[Numbers.SkipBlanks(rest, 0)..];
        }

        return field.Trim((byte)' ');
    }

    private static ReadOnlySpan<byte> NextCsvField(scoped ref ReadOnlySpan<byte> rest, out bool more)
    {
        CsvLine fields = new(rest);
        fields.MoveNext();
        rest = fields.Rest;
        more = !fields.Ended;
        return fields.Field;
    }

    private void RequireColumns(int count)
    {
        if (count < _form.Least || count > _form.Most)
        {
            throw lines.Error($"{count} {(count == 1 ? "column" : "columns")} in a rating", $"a line has {_form.Text}");
        }
    }

    /// <summary>How many columns a line has.</summary>
    private static (int Least, int Most, string Text) FormOf(
        DataFormat format, CsvHeader? header, RatingsColumns columns) => format switch
        {
            DataFormat.RatingsTab => (4, 4, "user, item, rating and timestamp between tabs"),
            DataFormat.RatingsColons => (3, 4, "user::item::rating::timestamp"),
            DataFormat.RatingsTriplets => (3, 3, "'user item rating'"),
            _ when header!.Names is not null => (header.Columns, header.Columns, "as many columns as the header"),
            _ => (Math.Max(columns.User, Math.Max(columns.Item, columns.Rating)) + 1, int.MaxValue, "user,item,rating"),
        };

    private DataFormatException IdError(string who, ReadOnlySpan<byte> field) => field.IsEmpty
        ? lines.Error($"the {who} id is missing", "every line has a user, an item and a rating")
        : lines.Error(
            $"the {who} id is {Numbers.Quote(field)}, which is not an integer of 64 bits",
            "number users and items by integers");
}

/// <summary>Where a rating's three columns stand, from 0.</summary>
internal readonly record struct RatingsColumns(int User, int Item, int Rating)
{
    private static readonly string[] UserNames = ["userid", "user", "uid"];
    private static readonly string[] ItemNames = ["movieid", "itemid", "item", "movie", "iid", "mid"];
    private static readonly string[] RatingNames = ["rating", "ratings", "score", "stars", "value"];

    /// <summary>By the names in the header; without one user, item, rating in this order.</summary>
    public static RatingsColumns Find(DataSource source, CsvHeader? header)
    {
        if (header?.Names is null)
        {
            return new RatingsColumns(0, 1, 2);
        }

        return Match(header.Names) ?? throw header.Error(
            source,
            $"no columns for user, item and rating among {string.Join(", ", header.Names.Take(20))}",
            "name them userId, movieId (or itemId) and rating");
    }

    /// <summary>The columns by their names, or null when one of them is missing.</summary>
    public static RatingsColumns? Match(IReadOnlyList<string> names)
    {
        RatingsColumns found = new(IndexOf(names, UserNames), IndexOf(names, ItemNames), IndexOf(names, RatingNames));
        return found.User >= 0 && found.Item >= 0 && found.Rating >= 0 ? found : null;
    }

    private static int IndexOf(IReadOnlyList<string> names, string[] known)
    {
        for (int column = 0; column < names.Count; column++)
        {
            string plain = names[column].Replace("_", "", StringComparison.Ordinal)
                .Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant();
            if (Array.IndexOf(known, plain) >= 0)
            {
                return column;
            }
        }

        return -1;
    }
}
