using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Datasets;
using Petuum.Lab.Datasets.Generators;
using Petuum.Lab.Tests.Tidy;

namespace Petuum.Lab.Tests.Datasets;

/// <summary>MNIST's idx, and classes of planted centres.</summary>
public sealed class IdxTests : DataTestBase
{
    private static readonly byte[] TwoImages =
        [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 0, 51, 255, 7, 0, 0];

    private static readonly byte[] TwoLabels = [0, 0, 8, 1, 0, 0, 0, 2, 9, 4];

    [Fact]
    public void Pixels_ReadBackAsTheyWereWritten_WholeAndInParts() => Prop.ForAll(
        Arb.From(
            Gen.Choose(1, 6).SelectMany(rows => Gen.Choose(1, 10).SelectMany(columns =>
                Gen.ArrayOf(Gen.Choose(0, 255), rows * columns).SelectMany(pixels =>
                    Gen.ArrayOf(Gen.Choose(0, 255), rows).Select(labels => (rows, columns, pixels, labels))))),
            failing => failing.pixels.Any(pixel => pixel > 0)
                ? [failing with { pixels = [.. failing.pixels.Select(pixel => pixel / 2)] }]
                : []),
        drawn =>
        {
            double[] values = Array.ConvertAll(drawn.pixels, pixel => pixel / 255.0);
            RegressionData data = new(
                SparseMatrix.FromDense(drawn.rows, drawn.columns, values),
                Array.ConvertAll(drawn.labels, label => (double)label));
            foreach (string name in new[] { "a.idx", "b.idx.gz", "c-images-idx3-ubyte.gz" })
            {
                DataWriter.Write(PathOf(name), data, DataFormats.FromFileName(name, DataKind.Regression));
                Assert.Equal(DataFormat.Idx, DataFile.Detect(PathOf(name)));
                Assert.True(DataGen.Same(data, ReadSamples(PathOf(name))));
                RegressionData[] parts =
                    [.. Enumerable.Range(0, 3).Select(n => ReadSamples(PathOf(name), null, new DataPart(n, 3)))];
                Assert.True(DataGen.Same(data, RegressionData.Concat(parts)));
            }
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(40));

    [Fact]
    public void Bytes_AreScaledTo0To1_AndLabelsMayBeText()
    {
        string images = FileOf(TwoImages);
        RegressionData data = ReadSamples(images, new DataOptions { LabelPath = FileOf("9\n4\n") });
        Assert.Equal([0.2, 1, 7 / 255.0], data.Features.Values.ToArray());
        Assert.Equal([1, 2, 0], data.Features.Indices.ToArray());
        Assert.Equal([9.0, 4.0], data.Labels.ToArray());
        Assert.True(DataGen.Same(data, ReadSamples(images, new DataOptions { LabelPath = FileOf(TwoLabels) })));
    }

    [Theory]
    [InlineData(2, 9, "values of type 0x09; unsigned bytes (0x08) are read")]
    [InlineData(3, 1, "1 dimensions, where images have 3; pass the images, and labels as --labels")]
    [InlineData(7, 3, "2 labels for the 3 images")]
    [InlineData(15, 0, "images of 1 × 0 pixels")]
    [InlineData(15, 4, "the file ends within number 2 of what its header says there is; fetch or make the file again")]
    [InlineData(15, 2, "more bytes than the header says")]
    [InlineData(4, 255, "a dimension of 4278190082")]
    public void Images_Complain(int place, byte value, string message)
    {
        byte[] broken = [.. TwoImages];
        broken[place] = value;
        DataOptions options = new() { LabelPath = FileOf(TwoLabels) };
        DataFormatException error =
            Assert.Throws<DataFormatException>(() => ReadSamples(FileOf(broken), options));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DamagedFiles_AreReadOrRefused_AndNothingElse() => Prop.ForAll(
        Arb.From(
            Gen.Choose(0, TwoImages.Length).SelectMany(length =>
                Gen.Choose(0, TwoImages.Length - 1).SelectMany(place =>
                    Gen.Choose(0, 255).Select(value => (length, place, value)))),
            failing => failing.value > 0 ? [failing with { value = failing.value / 2 }] : []),
        drawn =>
        {
            byte[] broken = [.. TwoImages];
            broken[drawn.place] = (byte)drawn.value;
            string path = FileOf(broken[..drawn.length]);
            try
            {
                DataOptions options = new() { LabelPath = FileOf(TwoLabels), Format = DataFormat.Idx };
                Assert.Equal(2, ReadSamples(path, options).Rows);
            }
            catch (DataFormatException complaint)
            {
                Assert.NotEqual("", complaint.Remedy);
            }
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(300));

    [Fact]
    public void Images_WithoutLabels_SayWhereTheyBelong()
    {
        string images = FileOf(TwoImages, "t-images-idx3-ubyte");
        Assert.Equal(
            $"{images}: an idx file of images has no labels, and there are none beside it; put them into "
                + "t-labels-idx1-ubyte or pass --labels FILE",
            Assert.Throws<DataFormatException>(() => ReadSamples(images)).Message);
    }

    [Theory]
    [InlineData(0.3, 1, "a feature of 0.3, where idx holds bytes, of 0 … 1 in 255 steps")]
    [InlineData(1, -1, "a label of -1, where idx holds bytes")]
    public void Writer_RefusesWhatIsNoByte(double feature, double label, string message)
    {
        RegressionData data = new(SparseMatrix.FromDense(1, 1, [feature]), [label]);
        DataFormatException error = Assert.Throws<DataFormatException>(
            () => DataWriter.Write(PathOf("a.idx"), data, DataFormat.Idx));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(PathOf("a.idx")));
    }

    [Fact]
    public void Sample_IsFiveHundredDigits()
    {
        RegressionData digits = ReadSamples(Repository.Path("datasets/samples/mnist-500-images-idx3-ubyte.gz"));
        Assert.Equal((500, 784), (digits.Rows, digits.Columns));
        Assert.Equal([7.0, 2, 1, 0, 4], digits.Labels[..5].ToArray());
    }

    [Fact]
    public void PlantedClasses_AreTheSameForASeed_AndToldApartByTheTruth()
    {
        ClassesOptions options =
            new() { Samples = 500, Features = 6, Classes = 4, Separation = 8, CentresPerClass = 2 };
        ClassesProblem one = ClassesGenerator.Generate(options, new Seed(3));
        Assert.True(DataGen.Same(one.Data, ClassesGenerator.Generate(options, new Seed(3)).Data));
        Assert.False(DataGen.Same(one.Data, ClassesGenerator.Generate(options, new Seed(4)).Data));
        Assert.InRange(one.TruthAccuracy(), 0.97, 1);
        Assert.Equal([0.0, 1, 2, 3], one.Data.Labels.ToArray().Distinct().Order());
        ClassesProblem blurred = ClassesGenerator.Generate(options with { Separation = 0 }, new Seed(3));
        Assert.InRange(blurred.TruthAccuracy(), 0, 0.4);
    }
}
