using Petuum.Lab.Datasets.IO;

namespace Petuum.Lab.Datasets.Formats;

/// <summary>
/// Writes rows of pixels and their labels as idx; square images where the features are a square number.
/// </summary>
internal static class IdxWriter
{
    private const double ScaleMax = 255;

    /// <summary>Writes the labels beside the images, then the images.</summary>
    /// <exception cref="DataFormatException">A feature is not k/255, or a label not k, of a k in 0 … 255.</exception>
    public static void Write(string path, RegressionData data)
    {
        if (data.Columns == 0)
        {
            throw new DataFormatException(path, 0, "images of no pixels", "choose data with features");
        }

        string labels = LabelsReader.PathBeside(path, DataFormat.Idx);
        AtomicTextFile.Write(labels, file => WriteLabels(path, file, data));
        AtomicTextFile.Write(path, file => WriteImages(path, file, data));
    }

    private static void WriteLabels(string path, AtomicTextFile file, RegressionData data)
    {
        WriteHeader(file, [data.Rows]);
        foreach (double label in data.Labels)
        {
            file.Write(ToByte(path, label, 1, "label"));
        }
    }

    private static void WriteImages(string path, AtomicTextFile file, RegressionData data)
    {
        int side = (int)Math.Sqrt(data.Columns);
        WriteHeader(
            file, side * side == data.Columns ? [data.Rows, side, side] : [data.Rows, 1, data.Columns]);
        for (int row = 0; row < data.Rows; row++)
        {
            SparseVector pixels = data.Features.Row(row);
            int next = 0;
            for (int column = 0; column < data.Columns; column++)
            {
                bool isStored = next < pixels.Count && pixels.Indices[next] == column;
                file.Write(isStored ? ToByte(path, pixels.Values[next++], ScaleMax, "feature") : (byte)0);
            }
        }
    }

    private static void WriteHeader(AtomicTextFile file, ReadOnlySpan<int> sizes)
    {
        file.Write([0, 0, IdxFile.UnsignedByte, (byte)sizes.Length]);
        foreach (int size in sizes)
        {
            file.Write([(byte)(size >> 24), (byte)(size >> 16), (byte)(size >> 8), (byte)size]);
        }
    }

    private static byte ToByte(string path, double value, double scale, string what)
    {
        double whole = Math.Round(value * scale);
        return whole is >= 0 and <= byte.MaxValue && whole / scale == value
            ? (byte)whole
            : throw new DataFormatException(
                path, 0, $"a {what} of {value}, where idx holds bytes{(scale == 1 ? "" : ", of 0 … 1 in 255 steps")}",
                "write it as libsvm, matrix-market or dense-csv");
    }
}
