using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Datasets;
using Petuum.Lab.Specs;

namespace Petuum.Lab.Runs;

/// <summary>Reads and generates bags of words, and holds documents out.</summary>
internal static class DocumentsLoader
{
    /// <summary>The data of a spec.</summary>
    /// <exception cref="DataFormatException">A file is wrong, or of the wrong kind.</exception>
    public static LoadedData Load(DataSpec spec, Func<FileDataSpec, DataFile> open)
    {
        Documents all = spec is FileDataSpec file
            ? open(file).ReadDocuments()
            : DataLoader.Generate(spec).Documents!;
        if (spec is FileDataSpec { Test: { } test } named)
        {
            Documents read = open(named with { File = test, Vocab = null }).ReadDocuments();
            Documents known = read.WithWords(all.Words);
            string unknown = known.Tokens < read.Tokens
                ? $" ({read.Tokens - known.Tokens} more tokens are of words that are not known here)"
                : "";
            return Loaded(all, known, $"{known.Count} documents to test on{unknown}");
        }

        if (spec.TestShare == 0)
        {
            return Loaded(all, null, null);
        }

        int[] kept = Kept(spec, all.Count);
        Documents held = Select(all, Enumerable.Range(0, all.Count).Except(kept));
        return Loaded(Select(all, kept), held, $"{held.Count} held out");
    }

    /// <summary>The documents that are learnt from, of so many.</summary>
    public static int[] Kept(DataSpec spec, int documents)
    {
        bool isAll = spec is FileDataSpec { Test: not null } || spec.TestShare == 0;
        Pcg32 chance = new Seed(spec.Seed).Split("held-out documents").CreateGenerator();
        return [.. Enumerable.Range(0, documents).Where(_ => isAll || chance.NextDouble() >= spec.TestShare)];
    }

    /// <summary>The documents of a part of a file that are learnt from.</summary>
    /// <exception cref="DataFormatException">The file is wrong.</exception>
    public static Documents LoadKept(DataSpec spec, DataFile file, DataPart place)
    {
        IndexRange rows = place.Rows!.Value;
        Documents read = file.ReadDocuments(place);
        return Select(read, Kept(spec, rows.End).Where(rows.Contains).Select(row => row - rows.Start));
    }

    private static LoadedData Loaded(Documents documents, Documents? test, string? more)
    {
        LoadedData loaded = LoadedData.Of(documents);
        return loaded with
        {
            Description = more is null ? loaded.Description : $"{loaded.Description}, {more}",
            TestDocuments = test,
        };
    }

    private static Documents Select(Documents all, IEnumerable<int> documents)
    {
        List<int> offsets = [0];
        List<int> word = [];
        List<int> count = [];
        foreach (int document in documents)
        {
            word.AddRange(all.WordsOf(document));
            count.AddRange(all.CountsOf(document));
            offsets.Add(word.Count);
        }

        return new Documents(
            all.Words, [.. offsets], [.. word], [.. count], all.Vocabulary.Count > 0 ? all.Vocabulary : null);
    }
}
