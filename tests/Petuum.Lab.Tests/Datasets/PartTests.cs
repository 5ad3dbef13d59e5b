using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Tests.Datasets;

public sealed class PartTests : DataTestBase
{
    private static readonly Gen<string> LineEnd =
        Gen.Elements("\n", "\r\n", "\n\n", "\r\n\n", "\n# a comment\n", "\n  \r\n");

    /// <summary>
    /// A file of ratings or samples with mixed line ends, with or without one at the end and a byte order mark at the
    /// start.
    /// </summary>
    private static Arbitrary<(string Text, int Parts, bool Compressed)> Files(Gen<string> line) => Arb.From(
        from lines in line.NonEmptyListOf()
        from ends in Gen.ArrayOf(LineEnd, lines.Count)
        from cut in Gen.Elements(true, false)
        from mark in Gen.Elements("", "\uFEFF", "\r\n")
        from parts in Gen.Choose(1, 9)
        from compressed in Gen.Elements(true, false)
        let body = string.Concat(lines.Zip(ends, (text, end) => text + end))
        select (Text: mark + (cut ? body.TrimEnd('\n', '\r') : body), Parts: parts, Compressed: compressed),
        file => file.Parts > 1 ? [(file.Text, file.Parts - 1, file.Compressed)] : []);

    [Fact]
    public void Parts_OfALibSvmFile_AreTheWhole_ForAnyCountAndLineEnds() =>
        Prop.ForAll(
            Files(from label in Gen.Choose(-1, 999) from width in Gen.Choose(0, 5) select $"{label} {Features(width)}"),
            file =>
            {
                byte[] bytes = Encoding.UTF8.GetBytes(file.Text);
                string path = FileOf(file.Compressed ? Gzip(bytes) : bytes, "samples");
                RegressionData whole = ReadSamples(path, As(DataFormat.LibSvm));
                RegressionData[] parts = Enumerable.Range(0, file.Parts)
                    .Select(index => ReadSamples(path, As(DataFormat.LibSvm), new DataPart(index, file.Parts)))
                        .ToArray();
                return DataGen.Same(whole, RegressionData.Concat(parts));
            }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(150));

    /// <summary>Whichever ranges of rows are asked for, they are those of the whole, labels and all.</summary>
    [Fact]
    public void LocatedRows_AreThoseOfTheWhole_InEveryFormat() =>
        Prop.ForAll(
            Files(from label in Gen.Choose(-1, 999) from width in Gen.Choose(0, 5) select $"{label} {Features(width)}"),
            file =>
            {
                byte[] bytes = Encoding.UTF8.GetBytes(file.Text);
                string lines = FileOf(file.Compressed ? Gzip(bytes) : bytes, "samples");
                RegressionData whole = ReadSamples(lines, As(DataFormat.LibSvm));
                (string table, string matrix) = (PathOf("located.csv"), PathOf("located.mtx"));
                DataWriter.Write(table, whole, DataFormat.DenseCsv);
                DataWriter.Write(matrix, whole, DataFormat.MatrixMarket);
                IndexRange[] rows = [.. Enumerable.Range(0, file.Parts)
                    .Select(part => Partition.ByCount(whole.Rows, new DataPart(part, file.Parts)))];
                foreach ((string path, DataFormat format) in new[]
                    { (lines, DataFormat.LibSvm), (table, DataFormat.DenseCsv), (matrix, DataFormat.MatrixMarket) })
                {
                    DataFile data = DataFile.Open(path, As(format));
                    IReadOnlyList<DataPart> parts = data.Locate(rows);
                    for (int part = 0; part < rows.Length; part++)
                    {
                        RegressionData read = data.ReadRegression(parts[part]).WithColumns(whole.Columns);
                        Assert.True(DataGen.Same(whole.SelectRows(rows[part]), read), $"{path} {rows[part]}");
                    }
                }
            }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(100));

    [Fact]
    public void Fingerprint_OfAPart_IsThatOfItsOwnLines()
    {
        DataFile file = DataFile.Open(FileOf("1 1:1\n# a\n2 2:2\n\n3 3:3\n"));
        DataFile other = DataFile.Open(FileOf("1 1:1\n# b\n2 2:2\n\n4 4:4\n"));
        IndexRange[] rows = [new(0, 1), new(1, 2), new(2, 3)];
        bool[] same = [.. file.Locate(rows).Zip(other.Locate(rows))
            .Select(parts => file.Fingerprint(parts.First) == other.Fingerprint(parts.Second))];
        Assert.Equal([false, true, false], same);
        Assert.Throws<DataFormatException>(() => file.Locate([new IndexRange(3, 4)]));
    }

    /// <summary>Which column is which is said by the header, which is nobody's line.</summary>
    [Fact]
    public void Fingerprint_OfAPart_CoversHeaderAndVocabulary()
    {
        Assert.NotEqual(Last(CsvOf("label,b,c\n1,2,3\n4,5,6\n")), Last(CsvOf("b,label,c\n1,2,3\n4,5,6\n")));
        string documents = FileOf("1 0:9\n1 1:1\n", "few.ldac");
        Assert.NotEqual(Last(WithVocabulary("red\nblue\n")), Last(WithVocabulary("red\ngreen\n")));

        string Last(DataFile file) => file.Fingerprint(file.Locate([new IndexRange(1, 2)])[0]);
        DataFile CsvOf(string text) => DataFile.Open(FileOf(text, "some.csv"));
        DataFile WithVocabulary(string words) => DataFile.Open(
            documents, As(DataFormat.LdaC) with { VocabularyPath = FileOf(words, "words.txt") });
    }

    [Theory]
    [InlineData(DataFormat.RatingsTab, "")]
    [InlineData(DataFormat.RatingsCsv, "userId,movieId,rating,timestamp\n")]
    [InlineData(DataFormat.RatingsCsv, "\uFEFF# a comment\r\n\nuserId,movieId,rating,timestamp\r\n")]
    public void Parts_OfARatingsFile_AreTheWhole_ForAnyCountAndLineEnds(DataFormat format, string header)
    {
        string between = format == DataFormat.RatingsTab ? "\t" : ",";
        Prop.ForAll(
            Files(from user in Gen.Choose(-5, 99)
                  from item in Gen.Choose(0,
                5)
                  select $"{user}{between}{item}{between}3.5{between}0"),
            file =>
            {
                byte[] bytes = Encoding.UTF8.GetBytes(header + file.Text.TrimStart('\uFEFF'));
                string path = FileOf(file.Compressed ? Gzip(bytes) : bytes, "ratings");
                Ratings[] parts = Enumerable.Range(0, file.Parts)
                    .Select(index => ReadRatings(path, As(format), new DataPart(index, file.Parts))).ToArray();
                return DataGen.Same(ReadRatings(path), Ratings.Concat(parts));
            }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(100));
    }

    [Theory]
    [InlineData(DataFormat.MatrixMarket, ".mtx")]
    [InlineData(DataFormat.DenseCsv, ".csv")]
    public void Parts_OfFilesWithAHeader_AreTheWhole_ForAnyCount(DataFormat format, string ending) =>
        Prop.ForAll(DataGen.Samples, Gen.Choose(1, 9).ToArbitrary(), (data, count) =>
        {
            string path = PathOf($"samples{ending}");
            DataWriter.Write(path, data, format);
            IEnumerable<RegressionData> parts = Enumerable.Range(0, count)
                .Select(index => ReadSamples(path, part: new DataPart(index, count)));
            return DataGen.Same(data, RegressionData.Concat([.. parts]));
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(100));

    [Fact]
    public void Parts_AreTheWhole_WhenLinesAreLongerThanTheBuffer()
    {
        string wide = $"1 {Features(60_000)}\n";
        string path = FileOf($"{wide}2 1:1\n{wide}{wide}3");
        RegressionData whole = ReadSamples(path);
        RegressionData[] parts = Enumerable.Range(0, 7)
            .Select(index => ReadSamples(path, part: new DataPart(index, 7))).ToArray();

        Assert.Equal([1, 2, 1, 1, 3], whole.Labels.ToArray());
        Assert.True(DataGen.Same(whole, RegressionData.Concat(parts)));
    }

    [Theory]
    [InlineData("\uFEFF95")]
    [InlineData("1\n2\n3")]
    [InlineData("123456789")]
    public void Parts_AreTheWhole_WhenThereAreMoreThanBytes(string text)
    {
        string path = FileOf(text);
        foreach (int count in (int[])[2, 3, 8, 11, 40])
        {
            RegressionData[] parts = Enumerable.Range(0, count)
                .Select(index => ReadSamples(path, As(DataFormat.LibSvm), new DataPart(index, count))).ToArray();
            Assert.True(DataGen.Same(ReadSamples(path, As(DataFormat.LibSvm)), RegressionData.Concat(parts)));
        }
    }

    [Fact]
    public void Error_NamesTheLineOfTheFile_InAnyPart()
    {
        string text = string.Concat(Enumerable.Range(1, 99).Select(n => n == 71 ? "1 0:1\n" : $"{n} 1:1\r\n"));
        foreach (string path in (string[])[FileOf(text), FileOf(Gzip(Encoding.UTF8.GetBytes(text)))])
        {
            List<long> lines = [];
            for (int index = 0; index < 7; index++)
            {
                try
                {
                    ReadSamples(path, part: new DataPart(index, 7));
                }
                catch (DataFormatException error)
                {
                    lines.Add(error.Line);
                }
            }

            Assert.Equal([71L], lines);
        }
    }

    [Fact]
    public void Part_OfAPlainFile_ReadsOnlyItsRange()
    {
        // Damage in the first half goes unseen by the worker of the second.
        string path = FileOf("not a sample\n" + string.Concat(Enumerable.Repeat("1 1:1\n", 50)));

        Assert.Equal(26, ReadSamples(path, As(DataFormat.LibSvm), new DataPart(1, 2)).Rows);
        Assert.Throws<DataFormatException>(() => ReadSamples(path, As(DataFormat.LibSvm), new DataPart(0, 2)));
    }

    [Fact]
    public void Ranges_CoverEverythingInOrder_AndBalanceNonzeros() =>
        Prop.ForAll(DataGen.Samples, Gen.Choose(1, 9).ToArbitrary(), (data, workers) =>
        {
            IndexRange[] ranges = Partition.ByNonzeros(data.Features, workers);
            RequireCover(ranges, data.Rows);
            int widest = Enumerable.Range(0, data.Rows).Max(row => data.Features.Row(row).Count);
            int limit = (data.Features.NonzeroCount / workers) + 1 + widest;
            Assert.All(ranges, range => Assert.True(data.SelectRows(range).Features.NonzeroCount <= limit));
            RequireCover([.. Enumerable.Range(0, workers)
                .Select(w => Partition.ByCount(data.Rows, new DataPart(w, workers)))], data.Rows);
            return DataGen.Same(data, RegressionData.Concat([.. ranges.Select(data.SelectRows)]));
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(200));

    [Fact]
    public void EveryRating_HasOneOwner_ByRangeAndByHash() =>
        Prop.ForAll(DataGen.Ratings, Gen.Choose(1, 5).ToArbitrary(), (data, workers) =>
        {
            IndexRange[] ranges = Partition.UsersByRatings(data, workers);
            RequireCover(ranges, data.Users);
            Assert.Equal(data.Count, ranges.Sum(range => data.SelectUsers(range).Count));
            Assert.Equal(data.Count,
                Enumerable.Range(0, workers).Sum(w => data.SelectHashed(new DataPart(w, workers)).Count));
            foreach (IndexRange range in ranges)
            {
                Ratings share = data.SelectUsers(range);
                Assert.Equal(data.Users, share.Users);
                Assert.All(share.User.ToArray(), user => Assert.True(range.Contains(user)));
            }
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(200));

    [Fact]
    public void Hash_SpreadsConsecutiveIds_EvenlyOverWorkers()
    {
        int[] counts = new int[8];
        for (long id = 0; id < 8000; id++)
        {
            counts[Partition.OwnerOf(id, 8)]++;
        }

        Assert.All(counts, count => Assert.InRange(count, 850, 1150));
    }

    [Fact]
    public void Renumber_PutsAPart_IntoTheNumberingOfTheWhole()
    {
        string path = FileOf("10 7 1\n20 8 2\n30 7 3\n5 9 4\n");
        Ratings whole = ReadRatings(path);
        Ratings part = ReadRatings(path, part: new DataPart(1, 2)).Renumber(whole.UserIds, whole.ItemIds);

        Assert.Equal([5, 10, 20, 30], whole.UserIds.ToArray());
        Assert.Equal([3, 0], part.User.ToArray());
        Assert.Equal([0, 2], part.Item.ToArray());
    }

    private static void RequireCover(IndexRange[] ranges, int count)
    {
        Assert.Equal(0, ranges[0].Start);
        Assert.Equal(count, ranges[^1].End);
        Assert.All(ranges.Zip(ranges.Skip(1)), pair => Assert.Equal(pair.First.End, pair.Second.Start));
    }

    private static string Features(int width) => string.Join(' ', Enumerable.Range(1, width)
        .Select(index => $"{index}:0.5"));
}
