using Petuum.Lab.Datasets.IO;

namespace Petuum.Lab.Datasets.Formats;

/// <summary>Blei's LDA-C: <c>entries word:count word:count …</c> a line, words counted from 0.</summary>
internal sealed class LdaCReader(LineReader lines, int? columns)
{
    private const string Form = "a line is 'entries word:count …', for example 2 0:3 17:1";
    private readonly List<int> _offsets = [0];
    private readonly List<int> _word = [];
    private readonly List<int> _count = [];
    private int _words;

    public static Documents Read(DataSource source, DataPart part, DataOptions options)
    {
        string[]? vocabulary = options.VocabularyPath is { } path ? VocabularyReader.Read(path) : null;
        using LineReader lines = source.ReadLines(part);
        return new LdaCReader(lines, options.Columns ?? vocabulary?.Length).Read(part, vocabulary);
    }

    /// <summary>
    /// Whether a line can be one of this format: a number and that many pairs of whole numbers. Many LIBSVM lines can
    /// too; <paramref name="hasZero"/> says whether it has word 0, which a LIBSVM line has not.
    /// </summary>
    public static bool Fits(ReadOnlySpan<byte> line, ref bool hasZero)
    {
        ReadOnlySpan<byte> first = Numbers.WordAt(line, 0);
        if (!Numbers.TryParse(first, out long entries))
        {
            return false;
        }

        long found = 0;
        for (int at = Numbers.SkipBlanks(line, first.Length); at < line.Length; found++)
        {
            ReadOnlySpan<byte> pair = Numbers.WordAt(line, at);
            if (!TryPair(pair, out long word, out _))
            {
                return false;
            }

            hasZero |= word == 0;
            at = Numbers.SkipBlanks(line, at + pair.Length);
        }

        return found == entries;
    }

    private Documents Read(DataPart part, string[]? vocabulary)
    {
        while (lines.MoveNextData())
        {
            ReadDocument(lines.Line);
        }

        if (_offsets.Count == 1 && part.IsWhole)
        {
            throw lines.FileError("no document", "pass a file with at least one line that is not a comment");
        }

        return DocumentRows.Build(
            lines, 0, columns ?? _words, _offsets.ToArray(), _word.ToArray(), _count.ToArray(),
            vocabulary?.Length == (columns ?? _words) ? vocabulary : null);
    }

    private void ReadDocument(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> first = Numbers.WordAt(line, 0);
        if (!Numbers.TryParse(first, out long entries) || entries < 0)
        {
            throw lines.Error($"{Numbers.Quote(first)} is not the number of entries", Form);
        }

        long found = 0;
        for (int at = Numbers.SkipBlanks(line, first.Length); at < line.Length; found++)
        {
            ReadOnlySpan<byte> pair = Numbers.WordAt(line, at);
            if (!TryPair(pair, out long word, out long count))
            {
                throw lines.Error($"{Numbers.Quote(pair)} is not word:count", Form);
            }

            Add(word, count);
            at = Numbers.SkipBlanks(line, at + pair.Length);
        }

        if (found != entries)
        {
            throw lines.Error($"{found} entries, where the line says {entries}", "mend the line");
        }

        _offsets.Add(_word.Count);
    }

    private void Add(long word, long count)
    {
        int most = columns ?? (int.MaxValue - 1);
        if (word < 0 || word >= most)
        {
            throw lines.Error(
                $"word {word}, not from 0 to {most - 1}", "words start at 0; check vocabulary, --columns and the line");
        }

        if (count is < 1 or > int.MaxValue)
        {
            throw lines.Error($"count {count} of word {word}", "leave entries of count 0 out");
        }

        _words = Math.Max(_words, (int)word + 1);
        _word.Add((int)word);
        _count.Add((int)count);
    }

    private static bool TryPair(ReadOnlySpan<byte> pair, out long word, out long count)
    {
        int colon = pair.IndexOf((byte)':');
        (word, count) = (0, 0);
        return colon > 0
            && Numbers.TryParse(pair[..colon], out word)
            && Numbers.TryParse(pair[(colon + 1)..], out count);
    }
}
