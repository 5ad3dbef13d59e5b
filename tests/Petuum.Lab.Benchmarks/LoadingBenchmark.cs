using System.Globalization;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Benchmarks;

/// <summary>
/// Megabytes a second from a file to data in memory, on one core, for every format; the file is in the system's cache.
/// The reference reads the same bytes and adds them up.
/// </summary>
public static class LoadingBenchmark
{
    private const int Rows = 60_000;
    private const int Columns = 2_000;
    private const int PerRow = 60;
    private const int RatingCount = 2_000_000;
    private const int DenseColumns = 60;

    /// <summary>Measures and prints a table.</summary>
    public static void Run(TextWriter output)
    {
        string folder = Directory.CreateTempSubdirectory("petuum-lab-loading-").FullName;
        try
        {
            Measurement.Print(output, [.. Measurements(folder)]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<Measurement> Measurements(string folder)
    {
        string PathOf(string name) => Path.Combine(folder, name);
        RegressionData rows = Generate(value => Math.Round(value, 4), Columns, PerRow);
        DataWriter.Write(PathOf("short.libsvm"), rows, DataFormat.LibSvm);
        DataWriter.Write(PathOf("ones.libsvm"), Generate(_ => 1, Columns, PerRow), DataFormat.LibSvm);
        DataWriter.Write(PathOf("long.libsvm"), Generate(value => value, Columns, PerRow), DataFormat.LibSvm);
        DataWriter.Write(PathOf("x.mtx"), rows, DataFormat.MatrixMarket);
        DataWriter.Write(
            PathOf("x.csv"), Generate(value => Math.Round(value, 4), DenseColumns, DenseColumns), DataFormat.DenseCsv);
        Ratings ratings = Generate();
        DataWriter.Write(PathOf("r.data"), ratings, DataFormat.RatingsTab);
        DataWriter.Write(PathOf("r.csv"), ratings, DataFormat.RatingsCsv);

        yield return Reference("reference: read the file, add up its bytes", PathOf("short.libsvm"));
        yield return Samples("libsvm, values of four decimals", PathOf("short.libsvm"));
        yield return Samples("libsvm, values all 1", PathOf("ones.libsvm"));
        yield return Samples("libsvm, values of 16 or 17 digits", PathOf("long.libsvm"));
        yield return Samples("matrix-market", PathOf("x.mtx"));
        yield return Samples("dense-csv", PathOf("x.csv"));
        yield return RatingsOf("ratings-tab", PathOf("r.data"));
        yield return RatingsOf("ratings-csv", PathOf("r.csv"));
        long size = new FileInfo(PathOf("short.libsvm")).Length;
        yield return new Measurement("transposition of the first", "bytes of its file", () =>
        {
            _ = rows.Features.ToColumns();
            return size;
        });
    }

    private static Measurement Reference(string name, string path) => new(name, "bytes", () =>
    {
        byte[] bytes = File.ReadAllBytes(path);
        long sum = 0;
        foreach (byte value in bytes)
        {
            sum += value;
        }

        return sum > 0 ? bytes.Length : 0;
    });

    private static Measurement Samples(string name, string path) => new(name, "bytes", () =>
    {
        RegressionData data = DataFile.Open(path).ReadRegression();
        return data.Rows > 0 ? new FileInfo(path).Length : 0;
    });

    private static Measurement RatingsOf(string name, string path) => new(name, "bytes", () =>
    {
        Ratings data = DataFile.Open(path).ReadRatings();
        return data.Count > 0 ? new FileInfo(path).Length : 0;
    });

    private static RegressionData Generate(Func<double, double> shape, int columns, int perRow)
    {
        Pcg32 draws = new Seed(5).CreateGenerator();
        int[] offsets = [.. Enumerable.Range(0, Rows + 1).Select(row => row * perRow)];
        int[] indices = new int[Rows * perRow];
        double[] values = new double[indices.Length];
        int stride = columns / perRow;
        for (int entry = 0; entry < indices.Length; entry++)
        {
            indices[entry] = ((entry % perRow) * stride) + draws.NextInt(stride);
            double value = shape(draws.NextDouble(-3, 3));
            values[entry] = value == 0 ? 1 : value;
        }

        double[] labels = [.. Enumerable.Range(0, Rows).Select(row => row % 2 == 0 ? 1.0 : -1.0)];
        return new RegressionData(
            SparseMatrix.FromCompressed(SparseLayout.Rows, Rows, columns, offsets, indices, values), labels);
    }

    private static Ratings Generate()
    {
        Pcg32 draws = new Seed(6).CreateGenerator();
        long[] users = new long[RatingCount];
        long[] items = new long[RatingCount];
        double[] values = new double[RatingCount];
        for (int n = 0; n < RatingCount; n++)
        {
            (users[n], items[n]) = (1 + draws.NextInt(20_000), 1 + draws.NextInt(10_000));
            values[n] = double.Parse($"{1 + draws.NextInt(4)}.{draws.NextInt(2) * 5}", CultureInfo.InvariantCulture);
        }

        return Ratings.FromIds(users, items, values);
    }
}
