using Petuum.Lab.Datasets.IO;

namespace Petuum.Lab.Datasets.Formats;

/// <summary>The labels that stand beside a MatrixMarket file: one number for each row, as MatrixMarket or one a line.</summary>
internal static class LabelsReader
{
    /// <summary>The labels' file of <paramref name="matrixPath"/>: <c>a.y.mtx</c> for <c>a.mtx</c>, the same with <c>.gz</c>.</summary>
    public static string PathBeside(string matrixPath)
    {
        string ending = DataFormats.HasGzipName(matrixPath) ? matrixPath[^3..] : "";
        string name = matrixPath[..^ending.Length];
        string extension = Path.GetExtension(name);
        return $"{name[..^extension.Length]}.y{(extension.Length == 0 ? ".mtx" : extension)}{ending}";
    }

    /// <summary>Finds the labels' file, wished for or beside the matrix.</summary>
    public static DataSource Open(string matrixPath, string? labelPath)
    {
        string path = labelPath ?? PathBeside(matrixPath);
        return labelPath is not null || File.Exists(path)
            ? DataSource.Open(path)
            : throw new DataFormatException(
                matrixPath, 0, "a MatrixMarket file has no labels, and there are none beside it",
                $"put them into {Path.GetFileName(path)} or pass --labels FILE");
    }

    /// <summary>The labels of the rows <paramref name="part"/> of <paramref name="source"/>.</summary>
    public static double[] Read(DataSource source, DataPart part)
    {
        double[] labels = IsMatrix(source) ? ReadMatrix(source) : ReadLines(source);
        IndexRange range = Partition.ByCount(labels.Length, part);
        return labels[range.Start..range.End];
    }

    private static bool IsMatrix(DataSource source)
    {
        using LineReader lines = source.ReadLines(DataPart.Whole);
        return lines.MoveNext() && MatrixMarketReader.IsBanner(lines.Line);
    }

    private static double[] ReadMatrix(DataSource source)
    {
        SparseMatrix matrix = MatrixMarketReader.Read(source, DataPart.Whole);
        if (matrix.Columns != 1)
        {
            throw new DataFormatException(
                source.Path, 0, $"labels in {matrix.Columns} columns", "labels are a matrix of one column");
        }

        SparseVector column = matrix.ToColumns().Column(0);
        double[] labels = new double[matrix.Rows];
        for (int k = 0; k < column.Count; k++)
        {
            labels[column.Indices[k]] = column.Values[k];
        }

        return labels;
    }

    private static double[] ReadLines(DataSource source)
    {
        Growable<double> labels = new();
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
