using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Datasets;
using Petuum.Lab.Datasets.Generators;
using Petuum.Lab.Experiments.Specs;

namespace Petuum.Lab.Experiments;

/// <summary>Reads and generates bags of words, and holds documents out.</summary>
internal static class DocumentsLoader
{
    /// <summary>The data of a spec.</summary>
    /// <exception cref="DataFormatException">A file is wrong, or of the wrong kind.</exception>
    public static LoadedData Load(DataSpec spec, Func<FileDataSpec, DataFile> open)
    {
        Documents all = spec switch
        {
            FileDataSpec file => open(file).ReadDocuments(),
            GeneratedDocumentsSpec documents =>
                DocumentsGenerator.Generate(OptionsOf(documents), new Seed(documents.Seed)).Documents,
            _ => throw new InvalidOperationException("these are no bags of words; validators refuse them."),
        };
        if (spec is FileDataSpec { Test: { } test } named)
        {
            Documents read = open(named with { File = test, Vocab = null }).ReadDocuments();
            Documents held = read.WithWords(all.Words);
            string unknown = held.Tokens < read.Tokens
                ? $" ({read.Tokens - held.Tokens} more tokens are of words that are not known here)"
                : "";
            return Loaded(all, held, $"{held.Count} documents to test on{unknown}");
        }

        if (spec.TestShare == 0)
        {
            return Loaded(all, null, null);
        }

        Pcg32 chance = new Seed(spec.Seed).Split("held-out documents").CreateGenerator();
        bool[] isTest = Array.ConvertAll(new bool[all.Count], _ => chance.NextDouble() < spec.TestShare);
        Documents kept = Select(all, isTest, true);
        return Loaded(Select(all, isTest, false), kept, $"{kept.Count} held out");
    }

    private static LoadedData Loaded(Documents documents, Documents? test, string? more) => new(
        null,
        null,
        null,
        $"{documents.Count} documents, {documents.Words} words, {documents.Tokens} tokens"
            + (more is null ? "" : $", {more}"))
    {
        Documents = documents,
        TestDocuments = test,
    };

    private static Documents Select(Documents all, bool[] isTest, bool side)
    {
        List<int> offsets = [0];
        List<int> word = [];
        List<int> count = [];
        for (int document = 0; document < all.Count; document++)
        {
            if (isTest[document] == side)
            {
                word.AddRange(all.WordsOf(document));
                count.AddRange(all.CountsOf(document));
                offsets.Add(word.Count);
            }
        }

        return new Documents(
            all.Words, [.. offsets], [.. word], [.. count], all.Vocabulary.Count > 0 ? all.Vocabulary : null);
    }

    private static DocumentsOptions OptionsOf(GeneratedDocumentsSpec documents) => new()
    {
        Documents = documents.Documents,
        Words = documents.Words,
        Topics = documents.Topics,
        Length = documents.Length,
        Alpha = documents.Alpha,
        Beta = documents.Beta,
        WordSkew = documents.WordSkew,
    };
}
