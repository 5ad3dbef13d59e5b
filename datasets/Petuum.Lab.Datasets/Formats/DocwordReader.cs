using Petuum.Lab.Datasets.IO;

namespace Petuum.Lab.Datasets.Formats;

/// <summary>
/// UCI bag-of-words: three lines with the numbers of documents, words and entries, then <c>document word count</c> a
/// line, counted from 1, in any order.
/// </summary>
internal sealed class DocwordReader(LineReader lines, DataPart part)
{
    private const string Form = "a line is 'document word count', whole numbers, the first two from 1";
    private readonly List<int> _document = [];
    private readonly List<int> _word = [];
    private readonly List<int> _count = [];

    public static Documents Read(DataSource source, DataPart part, DataOptions options)
    {
        using LineReader lines = source.ReadLines(DataPart.Whole);
        return new DocwordReader(lines, part).Read(options);
    }

    /// <summary>Whether the next four lines of data may be such a file's first.</summary>
    public static bool IsAtStart(LineReader data)
    {
        Span<long> numbers = stackalloc long[3];
        for (int line = 0; line < 3; line++)
        {
            if ((line > 0 && !data.MoveNextData()) || Integers(data.Line, numbers) != 1)
            {
                return false;
            }
        }

        return data.MoveNextData() && Integers(data.Line, numbers) == 3;
    }

    private Documents Read(DataOptions options)
    {
        int documents = ReadHeader("documents");
        int words = ReadHeader("words");
        int entries = ReadHeader("entries");
        IndexRange kept = Partition.ByCount(documents, part);
        Span<long> numbers = stackalloc long[3];
        int read = 0;
        for (; lines.MoveNextData(); read++)
        {
            if (Integers(lines.Line, numbers) != 3)
            {
                throw lines.Error($"{Numbers.Quote(lines.Line)} is not an entry", Form);
            }

            RequireRange("document", numbers[0], documents);
            RequireRange("word", numbers[1], words);
            RequireRange("count", numbers[2], int.MaxValue);
            if (read == entries)
            {
                throw lines.Error($"more entries than the {entries} of line 3", "mend line 3, or cut the file");
            }

            if (kept.Contains((int)numbers[0] - 1))
            {
                _document.Add((int)numbers[0] - 1 - kept.Start);
                _word.Add((int)numbers[1] - 1);
                _count.Add((int)numbers[2]);
            }
        }

        if (read < entries)
        {
            throw lines.FileError(
                $"{read} entries, where line 3 says {entries}", "fetch the file again, or mend line 3");
        }

        return Build(kept, words, VocabularyReader.Read(options.VocabularyPath, words, exactly: true));
    }

    private int ReadHeader(string what)
    {
        Span<long> numbers = stackalloc long[3];
        if (!lines.MoveNextData())
        {
            throw lines.FileError($"the number of {what} is missing", "begin with documents, words and entries");
        }

        return Integers(lines.Line, numbers) == 1 && numbers[0] is >= 0 and < int.MaxValue
            ? (int)numbers[0]
            : throw lines.Error(
                $"{Numbers.Quote(lines.Line)} is not the number of {what}",
                "begin with three lines: documents, words, entries");
    }

    private void RequireRange(string what, long value, int most)
    {
        if (value < 1 || value > most)
        {
            throw lines.Error(
                $"{what} {value}, not from 1 to {most}",
                what == "count" ? "leave entries of count 0 out" : "numbers start at 1; mend the header or the line");
        }
    }

    private Documents Build(IndexRange kept, int words, string[]? vocabulary)
    {
        int[] offsets = new int[kept.Count + 1];
        foreach (int document in _document)
        {
            offsets[document + 1]++;
        }

        for (int document = 0; document < kept.Count; document++)
        {
            offsets[document + 1] += offsets[document];
        }

        int[] next = offsets[..^1];
        (int[] word, int[] count) = (new int[_word.Count], new int[_word.Count]);
        for (int entry = 0; entry < word.Length; entry++)
        {
            int place = next[_document[entry]]++;
            (word[place], count[place]) = (_word[entry], _count[entry]);
        }

        return DocumentRows.Build(lines, kept.Start, words, offsets, word, count, vocabulary);
    }

    /// <summary>The integers of a line, at most as many as there is room for; −1 if it has anything else.</summary>
    private static int Integers(ReadOnlySpan<byte> line, Span<long> numbers)
    {
        int found = 0;
        for (int at = 0; at < line.Length; found++)
        {
            ReadOnlySpan<byte> word = Numbers.WordAt(line, at);
            if (found == numbers.Length || !Numbers.TryParse(word, out numbers[found]))
            {
                return -1;
            }

            at = Numbers.SkipBlanks(line, at + word.Length);
        }

        return found;
    }
}

/// <summary>Entries of documents, put into order.</summary>
internal static class DocumentRows
{
    /// <summary>Sorts the words of every document; takes the arrays over.</summary>
    /// <exception cref="DataFormatException">A word twice in a document, or too many tokens.</exception>
    public static Documents Build(
        LineReader lines, int first, int words, int[] offsets, int[] word, int[] count, string[]? vocabulary)
    {
        long tokens = 0;
        for (int document = 0; document < offsets.Length - 1; document++)
        {
            Span<int> own = word.AsSpan(offsets[document]..offsets[document + 1]);
            own.Sort(count.AsSpan(offsets[document]..offsets[document + 1]));
            for (int entry = 0; entry < own.Length; entry++)
            {
                if (entry > 0 && own[entry] == own[entry - 1])
                {
                    throw lines.FileError(
                        $"document {first + document + 1} has word {own[entry] + 1} (counted from 1) twice",
                        "add the counts up");
                }

                tokens += count[offsets[document] + entry];
            }
        }

        return tokens <= Array.MaxLength
            ? new Documents(words, offsets, word, count, vocabulary)
            : throw lines.FileError($"{tokens} tokens exceed one array", "read it in more parts");
    }
}
