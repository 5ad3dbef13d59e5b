using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Tests.Datasets;

public sealed class RoundTripTests : DataTestBase
{
    private static readonly Config Often = Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(100);

    [Theory]
    [InlineData(DataFormat.LibSvm, ".libsvm")]
    [InlineData(DataFormat.LibSvm, ".libsvm.gz")]
    [InlineData(DataFormat.MatrixMarket, ".mtx")]
    [InlineData(DataFormat.MatrixMarket, ".mtx.gz")]
    [InlineData(DataFormat.DenseCsv, ".csv")]
    public void Samples_ReadBackAsTheyWereWritten_InEveryFormat(DataFormat format, string ending) =>
        Prop.ForAll(DataGen.Samples, data =>
        {
            string path = PathOf($"samples{ending}");
            DataWriter.Write(path, data, format);
            return DataGen.Same(data, ReadSamples(path, As(format)));
        }).Check(Often);

    [Theory]
    [InlineData(DataFormat.RatingsTab, ".data")]
    [InlineData(DataFormat.RatingsColons, ".dat")]
    [InlineData(DataFormat.RatingsColons, ".dat.gz")]
    [InlineData(DataFormat.RatingsCsv, ".csv")]
    [InlineData(DataFormat.RatingsTriplets, ".txt")]
    public void Ratings_ReadBackAsTheyWereWritten_InEveryFormat(DataFormat format, string ending) =>
        Prop.ForAll(DataGen.Ratings, data =>
        {
            string path = PathOf($"ratings{ending}");
            DataWriter.Write(path, data, format);
            return DataGen.Same(data, ReadRatings(path));
        }).Check(Often);

    [Fact]
    public void Format_IsDetected_ForEveryFileThatWasWritten() =>
        Prop.ForAll(DataGen.Samples, data =>
        {
            foreach (string ending in (string[])[".mtx", ".csv"])
            {
                string path = PathOf($"samples{ending}");
                DataFormat format = DataFormats.FromFileName(path, DataKind.Regression);
                DataWriter.Write(path, data, format);
                Assert.Equal(format, DataFile.Detect(path));
            }
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(30));

    [Fact]
    public void Matrix_IsTheSame_AfterTurningToColumnsAndBack() =>
        Prop.ForAll(DataGen.Samples, data =>
        {
            SparseMatrix columns = data.Features.ToColumns();
            for (int column = 0; column < data.Columns; column++)
            {
                SparseVector entries = columns.Column(column);
                for (int k = 1; k < entries.Count; k++)
                {
                    Assert.True(entries.Indices[k - 1] < entries.Indices[k]);
                }
            }

            return DataGen.Same(data, new RegressionData(columns, data.Labels.ToArray()));
        }).Check(Often);

    [Fact]
    public void Number_ReadsAsTheNearestDouble_HoweverItIsWritten()
    {
        string[] texts =
        [
            "1", "-0.5", ".5", "5.", "+2", "1e5", "1E-5", "1.7976931348623157e308", "4.9e-324", "0.1",
                "123456789012345678901234567890",
            "9007199254740993", "0.30000000000000004", "1.00000000000000011102230246251565", "2.2250738585072011e-308",
                "-0", "00012",
        ];
        foreach (string text in texts)
        {
            double expected = double.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
            double label = ReadSamples(FileOf($"{text} 1:1\n"), As(DataFormat.LibSvm)).Labels[0];
            Assert.Equal(BitConverter.DoubleToInt64Bits(expected), BitConverter.DoubleToInt64Bits(label));
        }
    }

    [Fact]
    public void Number_ReadsAsTheNearestDouble_ForRandomDecimals() =>
        Prop.ForAll(
            Arb.From(
                from digits in Gen.ArrayOf(Gen.Choose(0, 9))
                from point in Gen.Choose(0, 25)
                from exponent in Gen.Choose(-320, 300)
                from hasExponent in Gen.Elements(true, false)
                let ending = hasExponent ? $"e{exponent}" : ""
                select $"{string.Concat(digits.Take(point))}7.{string.Concat(digits.Skip(point))}{ending}"),
            text =>
            {
                double expected = double.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
                return double.IsInfinity(expected)
                    || ReadSamples(FileOf($"{text}\n", "number"), As(DataFormat.LibSvm)).Labels[0] == expected;
            }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(500));

    [Fact]
    public void Gzip_HasNoTimeInItsHeader_AndTheSameBytesTwice()
    {
        RegressionData data = new(SparseMatrix.FromDense(1, 2, [1, 2]), [3]);
        DataWriter.Write(PathOf("a.libsvm.gz"), data, DataFormat.LibSvm);
        byte[] bytes = File.ReadAllBytes(PathOf("a.libsvm.gz"));
        DataWriter.Write(PathOf("a.libsvm.gz"), data, DataFormat.LibSvm);

        Assert.Equal(bytes, File.ReadAllBytes(PathOf("a.libsvm.gz")));
        Assert.Equal([0x1F, 0x8B], bytes[..2]);
        Assert.Equal([0, 0, 0, 0], bytes[4..8]);
    }

    [Fact]
    public void Writer_LeavesTheOldFileAndNoOther_WhenItFails()
    {
        string path = FileOf("old", "a.libsvm");
        RegressionData empty = new(SparseMatrix.FromDense(0, 2, []), []);

        Assert.Throws<DataFormatException>(() => DataWriter.Write(path, empty, DataFormat.LibSvm));
        Assert.Throws<DataFormatException>(
            () => DataWriter.Write(PathOf("no/such/folder.libsvm"),
                new RegressionData(SparseMatrix.FromDense(1, 1, [1]), [1]), DataFormat.LibSvm));

        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(Folder));
    }
}
