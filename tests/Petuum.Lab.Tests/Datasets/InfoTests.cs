using System.Security.Cryptography;
using System.Text;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Datasets;
using Petuum.Lab.Datasets.Generators;

namespace Petuum.Lab.Tests.Datasets;

public sealed class InfoTests : DataTestBase
{
    [Fact]
    public void Info_DescribesSamples()
    {
        RegressionInfo info = DataFile.Open(FileOf("+1 1:2 3:4\n-1 2:0\n-1\n")).Describe().Regression!;

        Assert.Equal((3, 3, 2), (info.Rows, info.Columns, info.Nonzeros));
        Assert.Equal(2.0 / 9, info.Density);
        Assert.Equal((-1, 1), (info.LabelMin, info.LabelMax));
        Assert.Equal([new LabelCount(-1, 2), new LabelCount(1, 1)], info.Classes);
    }

    [Theory]
    [InlineData("1 1:1\n1.5 1:1\n", 0)]
    [InlineData("1 1:1\n2 1:1\n", 2)]
    public void Info_CountsClasses_OnlyOfIntegers(string text, int classes) =>
        Assert.Equal(classes, DataFile.Open(FileOf(text)).Describe().Regression!.Classes.Count);

    [Fact]
    public void Info_CountsNoClasses_WhenThereAreTooManyKinds()
    {
        string text = string.Concat(Enumerable.Range(0, DatasetInfo.ClassesMax + 1).Select(label => $"{label} 1:1\n"));
        Assert.Empty(DataFile.Open(FileOf(text)).Describe().Regression!.Classes);
    }

    [Fact]
    public void Info_DescribesRatings_AndCountsDuplicates()
    {
        RatingsInfo info = DataFile.Open(FileOf("7 1 -2\n9 1 4\n7 1 1\n7 2 0\n7 1 2\n")).Describe().Ratings!;

        Assert.Equal((2, 2, 5, 2), (info.Users, info.Items, info.Count, info.Duplicates));
        Assert.Equal((1, -2, 4), (info.Mean, info.Min, info.Max));
        Assert.Equal(1.25, info.Density);
    }

    [Fact]
    public void Fingerprint_IsOfTheUncompressedBytes()
    {
        byte[] text = Encoding.UTF8.GetBytes("1 2 3\n");
        string expected = Convert.ToHexStringLower(SHA256.HashData(text));

        Assert.Equal(expected, DataFile.Open(FileOf(text)).Fingerprint());
        Assert.Equal(expected, DataFile.Open(FileOf(Gzip(text))).Fingerprint());
    }

    [Fact]
    public void Fingerprint_CoversTheLabels_OfAMatrixMarketFile()
    {
        string path = FileOf("%%MatrixMarket matrix array real general\n1 1\n1\n", "a.mtx");
        FileOf("1\n", "a.y.mtx");
        string one = DataFile.Open(path).Fingerprint();
        FileOf("2\n", "a.y.mtx");

        Assert.NotEqual(one, DataFile.Open(path).Fingerprint());
    }

    [Theory]
    [InlineData("1 0:1\n", false)]
    [InlineData("a,b\n1,2\n", true)]
    public void Format_OfTheUser_WinsOverTheDetectedOne(string text, bool header)
    {
        DataOptions options = new() { Format = DataFormat.DenseCsv, HasHeader = header };
        Assert.Equal(DataFormat.DenseCsv, DataFile.Open(FileOf(text), options).Format);
    }

    [Fact]
    public void Label_IsTheColumn_ThatIsNamedOrNumbered()
    {
        string path = FileOf("\"the \"\"x\"\"\",y,z\n1,2,3\n4,5,6\n");
        foreach ((string? wish, double label, double feature) in new (string?, double, double)[]
            { (null, 3, 1), ("y", 2, 1), ("the \"x\"", 1, 2), ("1", 1, 2), ("-2", 2, 1) })
        {
            RegressionData data = ReadSamples(path, new DataOptions { LabelColumn = wish });
            Assert.Equal((label, feature), (data.Labels[0], data.Features.Row(0).Values[0]));
        }
    }

    [Fact]
    public void MatrixMarket_ReadsEveryForm()
    {
        FileOf("3\n4\n", "a.y.mtx");
        foreach ((string text, double[] cells) in new (string, double[])[]
            {
                ("array real general\n2 2\n1\n2\n3\n4\n", [1, 3, 2, 4]),
                ("array integer symmetric\n2 2\n1\n2\n3\n", [1, 2, 2, 3]),
                ("coordinate real general\n2 2 2\n2 1 5\n1 2 6\n", [0, 6, 5, 0]),
                ("coordinate real symmetric\n2 2 2\n2 1 5\n1 1 6\n", [6, 5, 5, 0]),
                ("coordinate pattern general\n2 2 1\n2 2\n", [0, 0, 0, 1]),
            })
        {
            RegressionData expected = new(SparseMatrix.FromDense(2, 2, cells), [3, 4]);
            Assert.True(DataGen.Same(expected, ReadSamples(FileOf($"%%MatrixMarket matrix {text}", "a.mtx"))), text);
        }
    }

    [Fact]
    public void Samples_ReadAsTheirLicenceFileSays()
    {
        string folder = SampleFolder();
        RegressionInfo a9a = DataFile.Open(Path.Combine(folder, "a9a-1000.libsvm")).Describe().Regression!;
        Assert.Equal((1000, 119, 13_858), (a9a.Rows, a9a.Columns, a9a.Nonzeros));

        LowRankProblem ratings = LowRankRatingsGenerator.Generate(
            new LowRankOptions
            {
                Users = 120,
                Items = 80,
                Rank = 3,
                Ratings = 1800,
                Noise = 0.1,
                PopularitySkew =
                0.8
            }, new Seed(1));
        Assert.True(DataGen.Same(ratings.Ratings, ReadRatings(Path.Combine(folder, "ratings.data"))));

        LassoProblem lasso = LassoGenerator.Generate(
            new LassoOptions { Samples = 100, Features = 200, TrueCoefficients = 10, NonzerosPerColumn = 10 },
                new Seed(1));
        Assert.True(DataGen.Same(lasso.Data, ReadSamples(Path.Combine(folder, "lasso.libsvm"))));
    }

    [Theory]
    [InlineData("a.libsvm.gz", DataKind.Regression, DataFormat.LibSvm)]
    [InlineData("a.csv", DataKind.Ratings, DataFormat.RatingsCsv)]
    [InlineData("u.data", DataKind.Ratings, DataFormat.RatingsTab)]
    public void FileName_SaysTheFormatToWrite(string name, DataKind kind, DataFormat format)
    {
        Assert.Equal(format, DataFormats.FromFileName(name, kind));
        Assert.True(DataFormats.TryParse(DataFormats.NameOf(format), out DataFormat parsed));
        Assert.Equal(format, parsed);
    }

    [Fact]
    public void FileName_IsRefused_WhenItSaysNothing()
    {
        DataFormatException error =
            Assert.Throws<DataFormatException>(() => DataFormats.FromFileName("a.mtx", DataKind.Ratings));
        Assert.Equal(
            "a.mtx: the name's ending does not say how to write ratings; end it in .data, .dat, .csv or .txt "
                + "(and .gz), or pass --format",
            error.Message);
    }

    private static string SampleFolder()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Petuum.Lab.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder!.FullName, "datasets", "samples");
    }
}
