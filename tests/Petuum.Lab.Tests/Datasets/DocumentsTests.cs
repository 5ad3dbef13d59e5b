using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Datasets;
using Petuum.Lab.Datasets.Generators;

namespace Petuum.Lab.Tests.Datasets;

/// <summary>Bags of words: both formats, their complaints, and the generator.</summary>
public sealed class DocumentsTests : DataTestBase
{
    private static readonly Config Often = Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(100);

    private static readonly Arbitrary<Documents> Bags = Arb.From(
        from documents in Gen.Choose(1, 6)
        from words in Gen.Choose(1, 5)
        from counts in Gen.ArrayOf(Gen.Frequency((2, Gen.Constant(0)), (2, Gen.Choose(1, 9))), documents * words)
        select Of(words, counts),
        bags => Enumerable.Range(0, bags.Entries > 1 ? bags.Count : 0).Select(bags.Without));

    [Theory]
    [InlineData(DataFormat.Docword, ".txt")]
    [InlineData(DataFormat.Docword, ".docword.gz")]
    [InlineData(DataFormat.LdaC, ".ldac")]
    [InlineData(DataFormat.LdaC, ".dat.gz")]
    public void Bags_ReadBackAsTheyWereWritten_WholeAndInParts(DataFormat format, string ending) =>
        Prop.ForAll(Bags, bags =>
        {
            string path = PathOf($"bags{ending}");
            Assert.Equal(format, DataFormats.FromFileName(path, DataKind.Documents));
            DataWriter.Write(path, bags, format);
            DataFile file = DataFile.Open(path, As(format) with { Columns = bags.Words });
            Assert.Equal(Text(bags), Text(file.ReadDocuments()));
            for (int parts = 1; parts < 5; parts++)
            {
                IEnumerable<string> lines = Enumerable.Range(0, parts)
                    .SelectMany(part => Text(file.ReadDocuments(new DataPart(part, parts))));
                Assert.Equal(Text(bags), lines);
            }
        }).Check(Often);

    [Theory]
    [InlineData("2\n3\n2\n1 1 2\n2 3 1\n", DataFormat.Docword)]
    [InlineData("2 0:1 3:2\n1 4:1\n", DataFormat.LdaC)]
    [InlineData("2 1:1 3:2\n", DataFormat.LibSvm)]
    [InlineData("1 0:1 3:2\n", DataFormat.LibSvm)]
    public void Format_IsDetected_WhereItIsPlain(string text, DataFormat format) =>
        Assert.Equal(format, DataFile.Detect(FileOf(text)));

    [Theory]
    [InlineData("1\n2\n", " the number of entries is missing; begin with documents, words and entries")]
    [InlineData("1\nx\n", "2: 'x' is not the number of words; begin with three lines: documents, words, entries")]
    [InlineData(
        "1\n2\n1\n1 2\n",
        "4: '1 2' is not an entry; a line is 'document word count', whole numbers, the first two from 1")]
    [InlineData("1\n2\n1\n1 3 1\n", "4: word 3, not from 1 to 2; numbers start at 1; mend the header or the line")]
    [InlineData("1\n2\n1\n0 1 1\n", "4: document 0, not from 1 to 1; numbers start at 1; mend the header or the line")]
    [InlineData("1\n2\n1\n1 1 0\n", "4: count 0, not from 1 to 2147483647; leave entries of count 0 out")]
    [InlineData("1\n2\n2\n1 1 1\n", " 1 entries, where line 3 says 2; fetch the file again, or mend line 3")]
    [InlineData("1\n2\n1\n1 1 1\n1 2 1\n", "5: more entries than the 1 of line 3; mend line 3, or cut the file")]
    [InlineData("1\n2\n2\n1 2 1\n1 2 1\n", " document 1 has word 2 (counted from 1) twice; add the counts up")]
    public void Docword_Complains(string text, string message) => RequireMessage(text, DataFormat.Docword, message);

    [Theory]
    [InlineData(
        "x 1:1\n",
        "1: 'x' is not the number of entries; a line is 'entries word:count …', for example 2 0:3 17:1")]
    [InlineData("1 a\n", "1: 'a' is not word:count; a line is 'entries word:count …', for example 2 0:3 17:1")]
    [InlineData("2 1:1\n", "1: 1 entries, where the line says 2; mend the line")]
    [InlineData("1 1:0\n", "1: count 0 of word 1; leave entries of count 0 out")]
    [InlineData("# no\n", " no document; pass a file with at least one line that is not a comment")]
    public void LdaC_Complains(string text, string message) => RequireMessage(text, DataFormat.LdaC, message);

    [Fact]
    public void Vocabulary_HasALineForEachWord()
    {
        string bags = FileOf("1\n3\n1\n1 2 4\n");
        string vocabulary = FileOf("a\n#b\nc\n");
        Documents read = DataFile.Open(bags, new DataOptions { VocabularyPath = vocabulary }).ReadDocuments();
        Assert.Equal(("#b", 4, 1), (read.TextOf(1), read.Tokens, read.Entries));
        string few = FileOf("a\n");
        DataFormatException failure = Assert.Throws<DataFormatException>(
            () => DataFile.Open(bags, new DataOptions { VocabularyPath = few }).ReadDocuments());
        Assert.Contains("1 words, where the data have 3", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Generator_DrawsWordsAsTheTopicsHaveThem()
    {
        DocumentsOptions options =
            new() { Documents = 400, Words = 12, Topics = 3, Length = 60, Alpha = 0.3, Beta = 0.4 };
        DocumentsProblem problem = DocumentsGenerator.Generate(options, new Seed(4));
        double[] expected = new double[12];
        double[] seen = new double[12];
        for (int document = 0; document < 400; document++)
        {
            int length = problem.Documents.LengthOf(document);
            Assert.InRange(length, 30, 90);
            Assert.Equal(1, Enumerable.Range(0, 3).Sum(k => problem.DocumentTopics[(document * 3) + k]), 1e-12);
            for (int cell = 0; cell < 36; cell++)
            {
                expected[cell % 12] +=
                    length * problem.DocumentTopics[(document * 3) + (cell / 12)] * problem.TopicWords[cell];
            }
        }

        for (int entry = 0; entry < problem.Documents.Entries; entry++)
        {
            seen[problem.Documents.Word[entry]] += problem.Documents.Times[entry];
        }

        for (int word = 0; word < 12; word++)
        {
            Assert.Equal(expected[word], seen[word], 5 * Math.Sqrt(expected[word]) + 1);
        }

        Assert.Equal(
            Text(problem.Documents), Text(DocumentsGenerator.Generate(options, new Seed(4)).Documents));
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.7)]
    [InlineData(4)]
    public void Gamma_HasItsMeanAndItsVariance(double shape)
    {
        Pcg32 chance = new Seed(6).CreateGenerator();
        const int Draws = 40_000;
        (double sum, double squares) = (0, 0);
        for (int draw = 0; draw < Draws; draw++)
        {
            double value = DocumentsGenerator.DrawGamma(shape, chance);
            (sum, squares) = (sum + value, squares + (value * value));
        }

        double mean = sum / Draws;
        Assert.Equal(shape, mean, 5 * Math.Sqrt(shape / Draws));
        Assert.Equal(shape, (squares / Draws) - (mean * mean), 0.15 * shape + 0.02);
    }

    private void RequireMessage(string text, DataFormat format, string message)
    {
        string path = FileOf(text);
        DataFormatException failure = Assert.Throws<DataFormatException>(
            () => DataFile.Open(path, As(format)).ReadDocuments());
        Assert.Equal($"{path}:{message}", failure.Message);
    }

    private static List<string> Text(Documents bags) =>
    [
        .. Enumerable.Range(0, bags.Count).Select(document => string.Join(
            ' ', bags.WordsOf(document).ToArray().Zip(bags.CountsOf(document).ToArray()))),
    ];

    private static Documents Of(int words, int[] counts)
    {
        counts[0] = Math.Max(1, counts[0]);
        List<int> offsets = [0];
        List<int> word = [];
        List<int> count = [];
        for (int cell = 0; cell < counts.Length; cell++)
        {
            if (counts[cell] > 0)
            {
                word.Add(cell % words);
                count.Add(counts[cell]);
            }

            if (cell % words == words - 1)
            {
                offsets.Add(word.Count);
            }
        }

        return new Documents(words, [.. offsets], [.. word], [.. count]);
    }
}

/// <summary>Smaller bags of words.</summary>
internal static class DocumentsShrinking
{
    /// <summary>The documents up to one of them, at least the first.</summary>
    public static Documents Without(this Documents bags, int last) => new(
        bags.Words,
        bags.Offsets[..(Math.Max(1, last) + 1)].ToArray(),
        bags.Word[..bags.Offsets[Math.Max(1, last)]].ToArray(),
        bags.Times[..bags.Offsets[Math.Max(1, last)]].ToArray());
}
