using Petuum.Lab.Datasets.Formats;
using Petuum.Lab.Datasets.IO;

namespace Petuum.Lab.Datasets;

/// <summary>
/// Writes data so that reading it gives the same data, to the bit. Files appear whole or not at all; a name in
/// <c>.gz</c> is compressed.
/// </summary>
public static class DataWriter
{
    /// <summary>
    /// Writes samples. MatrixMarket and idx take a second file for the labels, <c>X.y.mtx</c> beside <c>X.mtx</c>.
    /// </summary>
    /// <exception cref="DataFormatException">
    /// A format of ratings, no samples (no format can say so), values that are not those of pixels as idx, or a path
    /// that cannot be written.
    /// </exception>
    public static void Write(string path, RegressionData data, DataFormat format)
    {
        RequireKind(path, format, DataKind.Regression);
        RequireSome(path, data.Rows, "sample");
        switch (format)
        {
            case DataFormat.LibSvm:
                AtomicTextFile.Write(path, text => WriteLibSvm(text, data));
                break;
            case DataFormat.MatrixMarket:
                AtomicTextFile.Write(LabelsReader.PathBeside(path, format), text => WriteLabels(text, data));
                AtomicTextFile.Write(path, text => WriteCoordinates(text, data.Features));
                break;
            case DataFormat.Idx:
                IdxWriter.Write(path, data);
                break;
            default:
                AtomicTextFile.Write(path, text => WriteDenseCsv(text, data));
                break;
        }
    }

    /// <summary>
    /// Writes ratings with their original ids. Users and items without a rating are not in any file. Where the form has
    /// a timestamp it is 0.
    /// </summary>
    /// <exception cref="DataFormatException">
    /// A format of samples, no ratings (no format can say so), or a path that cannot be written.
    /// </exception>
    public static void Write(string path, Ratings data, DataFormat format)
    {
        RequireKind(path, format, DataKind.Ratings);
        RequireSome(path, data.Count, "rating");
        AtomicTextFile.Write(path, text => WriteRatings(text, data, format));
    }

    /// <summary>
    /// Writes bags of words. LDA-C does not say how many words there are; neither form holds a vocabulary: see
    /// <see cref="WriteVocabulary"/>.
    /// </summary>
    /// <exception cref="DataFormatException">
    /// A format of another kind, no documents or no words, or a path that cannot be written.
    /// </exception>
    public static void Write(string path, Documents data, DataFormat format)
    {
        RequireKind(path, format, DataKind.Documents);
        RequireSome(path, data.Entries, "word");
        AtomicTextFile.Write(path, text =>
        {
            if (format == DataFormat.Docword)
            {
                WriteDocword(text, data);
            }
            else
            {
                WriteLdaC(text, data);
            }
        });
    }

    /// <summary>Writes a vocabulary, a word a line.</summary>
    /// <exception cref="DataFormatException">The path cannot be written.</exception>
    public static void WriteVocabulary(string path, IReadOnlyList<string> words) => AtomicTextFile.Write(path, text =>
    {
        foreach (string word in words)
        {
            text.Write(System.Text.Encoding.UTF8.GetBytes(word));
            text.Write((byte)'\n');
        }
    });

    private static void WriteDocword(AtomicTextFile text, Documents data)
    {
        foreach (int number in (ReadOnlySpan<int>)[data.Count, data.Words, data.Entries])
        {
            text.Write(number);
            text.Write((byte)'\n');
        }

        for (int document = 0; document < data.Count; document++)
        {
            for (int entry = data.Offsets[document]; entry < data.Offsets[document + 1]; entry++)
            {
                text.Write(document + 1L);
                text.Write((byte)' ');
                text.Write(data.Word[entry] + 1L);
                text.Write((byte)' ');
                text.Write((long)data.Times[entry]);
                text.Write((byte)'\n');
            }
        }
    }

    private static void WriteLdaC(AtomicTextFile text, Documents data)
    {
        for (int document = 0; document < data.Count; document++)
        {
            text.Write((long)data.WordsOf(document).Length);
            for (int entry = data.Offsets[document]; entry < data.Offsets[document + 1]; entry++)
            {
                text.Write((byte)' ');
                text.Write((long)data.Word[entry]);
                text.Write((byte)':');
                text.Write((long)data.Times[entry]);
            }

            text.Write((byte)'\n');
        }
    }

    private static void RequireKind(string path, DataFormat format, DataKind kind)
    {
        if (DataFormats.KindOf(format) != kind)
        {
            string fit = string.Join(", ",
                DataFormats.AllNames.Where((_, k) => DataFormats.KindOf((DataFormat)k) == kind));
            throw new DataFormatException(
                path, 0, $"{DataFormats.KindName(kind)} cannot be written as {DataFormats.NameOf(format)}",
                    $"choose one of {fit}");
        }
    }

    private static void RequireSome(string path, int count, string what)
    {
        if (count == 0)
        {
            throw new DataFormatException(path, 0, $"there is no {what} to write",
                "an empty file could not be read back; choose other data");
        }
    }

    /// <summary>
    /// The first row names the last feature, with value 0 if need be, so that the number of features is read back.
    /// </summary>
    private static void WriteLibSvm(AtomicTextFile text, RegressionData data)
    {
        for (int row = 0; row < data.Rows; row++)
        {
            SparseVector features = data.Features.Row(row);
            text.Write(data.Labels[row]);
            for (int k = 0; k < features.Count; k++)
            {
                WriteFeature(text, features.Indices[k] + 1L, features.Values[k]);
            }

            if (row == 0 && data.Columns > 0 && (features.Count == 0 || features.Indices[^1] < data.Columns - 1))
            {
                WriteFeature(text, data.Columns, 0);
            }

            text.Write((byte)'\n');
        }
    }

    private static void WriteFeature(AtomicTextFile text, long index, double value)
    {
        text.Write((byte)' ');
        text.Write(index);
        text.Write((byte)':');
        text.Write(value);
    }

    private static void WriteCoordinates(AtomicTextFile text, SparseMatrix matrix)
    {
        text.Write("%%MatrixMarket matrix coordinate real general\n"u8);
        WriteLine(text, (byte)' ', matrix.Rows, matrix.Columns, matrix.NonzeroCount);
        for (int row = 0; row < matrix.Rows; row++)
        {
            SparseVector line = matrix.Row(row);
            for (int k = 0; k < line.Count; k++)
            {
                WriteLine(text, (byte)' ', row + 1L, line.Indices[k] + 1L, line.Values[k]);
            }
        }
    }

    private static void WriteLine(AtomicTextFile text, byte separator, long first, long second, double third)
    {
        text.Write(first);
        text.Write(separator);
        text.Write(second);
        text.Write(separator);
        text.Write(third);
        text.Write((byte)'\n');
    }

    private static void WriteLabels(AtomicTextFile text, RegressionData data)
    {
        text.Write("%%MatrixMarket matrix array real general\n"u8);
        text.Write(data.Rows);
        text.Write(" 1\n"u8);
        foreach (double label in data.Labels)
        {
            text.Write(label);
            text.Write((byte)'\n');
        }
    }

    /// <summary>A header x1 … xn, y, then the rows with every zero written out.</summary>
    private static void WriteDenseCsv(AtomicTextFile text, RegressionData data)
    {
        for (int column = 1; column <= data.Columns; column++)
        {
            text.Write((byte)'x');
            text.Write(column);
            text.Write((byte)',');
        }

        text.Write("y\n"u8);
        for (int row = 0; row < data.Rows; row++)
        {
            SparseVector features = data.Features.Row(row);
            int next = 0;
            for (int column = 0; column < data.Columns; column++)
            {
                bool stored = next < features.Count && features.Indices[next] == column;
                text.Write(stored ? features.Values[next++] : 0.0);
                text.Write((byte)',');
            }

            text.Write(data.Labels[row]);
            text.Write((byte)'\n');
        }
    }

    private static void WriteRatings(AtomicTextFile text, Ratings data, DataFormat format)
    {
        (string separator, string end) = format switch
        {
            DataFormat.RatingsTab => ("\t", "\t0\n"),
            DataFormat.RatingsColons => ("::", "::0\n"),
            DataFormat.RatingsCsv => (",", ",0\n"),
            _ => (" ", "\n"),
        };
        byte[] between = System.Text.Encoding.UTF8.GetBytes(separator);
        byte[] behind = System.Text.Encoding.UTF8.GetBytes(end);
        if (format == DataFormat.RatingsCsv)
        {
            text.Write("userId,movieId,rating,timestamp\n"u8);
        }

        for (int n = 0; n < data.Count; n++)
        {
            text.Write(data.UserIds[data.User[n]]);
            text.Write(between);
            text.Write(data.ItemIds[data.Item[n]]);
            text.Write(between);
            text.Write(data.Value[n]);
            text.Write(behind);
        }
    }
}
