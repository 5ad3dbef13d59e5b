using System.Text;
using Petuum.Lab.Datasets.IO;

namespace Petuum.Lab.Datasets.Formats;

/// <summary>A vocabulary: a word a line, in the order of their numbers. Any line is a word, even <c>#</c>.</summary>
internal static class VocabularyReader
{
    public static string[] Read(string path)
    {
        using LineReader lines = DataSource.Open(path).ReadLines(DataPart.Whole);
        List<string> words = [];
        while (lines.MoveNext())
        {
            if (lines.Line.Contains((byte)0))
            {
                throw lines.Error("binary data", "pass a text file, plain or gzip");
            }

            words.Add(Encoding.UTF8.GetString(lines.Line));
        }

        return [.. words];
    }

    /// <summary>Reads a vocabulary of so many words.</summary>
    /// <param name="path">The file; null for none.</param>
    /// <param name="words">How many words the data have.</param>
    /// <param name="exactly">Whether they may not have fewer than the vocabulary.</param>
    /// <exception cref="DataFormatException">Too few or too many lines.</exception>
    public static string[]? Read(string? path, int words, bool exactly)
    {
        if (path is null)
        {
            return null;
        }

        string[] read = Read(path);
        return read.Length == words || (!exactly && read.Length > words)
            ? read
            : throw new DataFormatException(
                path, 0, $"{read.Length} words, where the data have {words}",
                "pass the vocabulary that belongs to the data, a word a line");
    }
}
