using Petuum.Lab.Datasets.IO;

namespace Petuum.Lab.Datasets.Formats;

/// <summary>
/// The labels that stand beside a file of features: one number for each row, as MatrixMarket, idx or one a line.
/// </summary>
internal static class LabelsReader
{
    /// <summary>
    /// The labels' file of a file of features: <c>a.y.mtx</c> for <c>a.mtx</c>, <c>a-labels-idx1-ubyte</c> for
    /// <c>a-images-idx3-ubyte</c>, the same with <c>.gz</c>.
    /// </summary>
    public static string PathBeside(string featuresPath, DataFormat format)
    {
        string ending = DataFormats.HasGzipName(featuresPath) ? featuresPath[^3..] : "";
        string name = featuresPath[..^ending.Length];
        if (format == DataFormat.Idx && IdxFile.IsImagesName(name))
        {
            return IdxFile.LabelsName(name) + ending;
        }

        string extension = Path.GetExtension(name);
        string standard = format == DataFormat.Idx ? IdxFile.Extension : ".mtx";
        return $"{name[..^extension.Length]}.y{(extension.Length == 0 ? standard : extension)}{ending}";
    }

    /// <summary>Finds the labels' file, wished for or beside the features.</summary>
    public static DataSource Open(string featuresPath, DataFormat format, string? labelPath)
    {
        string path = labelPath ?? PathBeside(featuresPath, format);
        string what = format == DataFormat.Idx ? "an idx file of images" : "a MatrixMarket file";
        return labelPath is not null || File.Exists(path)
            ? DataSource.Open(path)
            : throw new DataFormatException(
                featuresPath, 0, $"{what} has no labels, and there are none beside it",
                $"put them into {Path.GetFileName(path)} or pass --labels FILE");
    }

    /// <summary>The labels of all rows; they are also what says how many rows a matrix may claim to have.</summary>
    public static double[] Read(DataSource source) =>
        IdxFile.IsIdx(source) ? IdxReader.ReadVector(source)
            : IsMatrix(source) ? MatrixMarketReader.ReadVector(source)
            : ReadLines(source);

    private static bool IsMatrix(DataSource source)
    {
        using LineReader lines = source.ReadLines(DataPart.Whole);
        return lines.MoveNext() && MatrixMarketReader.IsBanner(lines.Line);
    }

    private static double[] ReadLines(DataSource source)
    {
        List<double> labels = [];
        using LineReader lines = source.ReadLines(DataPart.Whole);
        while (lines.MoveNextData())
        {
            if (!Numbers.TryParse(lines.Line, out double label))
            {
                throw lines.Error(Numbers.Problem("the label", lines.Line), "write one number a line");
            }

            labels.Add(label);
        }

        return labels.ToArray();
    }
}
