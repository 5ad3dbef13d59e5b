using Petuum.Lab.Core.Options;
using Petuum.Lab.Datasets;
using Petuum.Lab.Datasets.Generators;

namespace Petuum.Lab.Specs.Keys;

/// <summary>The keys of data.</summary>
internal static class DataKeys
{
    private static readonly Whole<int> Count = new(1, int.MaxValue);

    private static readonly Choice<DataFormat> Format =
        new([.. DataFormats.AllNames.Select((name, index) => (name, (DataFormat)index))]);

    private static readonly Section<FileDataSpec> File = new(
        SpecDefaults.File,
        [
            new Field<FileDataSpec, string>(
                "file", "the data file, relative to the spec", new FreeText(wanted: "a file's path"),
                s => s.File, (s, v) => s with { File = v }),
            new Field<FileDataSpec, DataFormat?>(
                "format", "the file's format, or 'detect'", new MaybeValue<DataFormat>(Format, "detect"),
                s => s.Format, (s, v) => s with { Format = v }) { IsRequired = false },
            new Field<FileDataSpec, bool>(
                "zero-based", "LIBSVM: whether indices start at 0", new Switch(),
                s => s.ZeroBased, (s, v) => s with { ZeroBased = v }) { IsRequired = false },
            new Field<FileDataSpec, int?>(
                "columns", "LIBSVM: the number of features, or 'detect'", new MaybeValue<int>(Count, "detect"),
                s => s.Columns, (s, v) => s with { Columns = v }) { IsRequired = false },
            new Field<FileDataSpec, bool?>(
                "header", "CSV: whether the first line names the columns, or 'detect'",
                new MaybeValue<bool>(new Switch(), "detect"),
                s => s.Header, (s, v) => s with { Header = v }) { IsRequired = false },
            new Field<FileDataSpec, string?>(
                "label", "dense CSV: the label's column by name or number, or 'last'",
                new MaybeReference<string>(new FreeText(wanted: "a column's name or number"), "last"),
                s => s.Label, (s, v) => s with { Label = v }) { IsRequired = false },
            new Field<FileDataSpec, string?>(
                "labels", "MatrixMarket and idx: the file of the labels, or 'beside'",
                new MaybeReference<string>(new FreeText(wanted: "a file's path"), "beside"),
                s => s.Labels, (s, v) => s with { Labels = v }) { IsRequired = false },
            new Field<FileDataSpec, string?>(
                "vocab", "bags of words: the file of the words, one a line",
                new MaybeReference<string>(new FreeText(wanted: "a file's path"), null),
                s => s.Vocab, (s, v) => s with { Vocab = v }) { IsRequired = false },
            new Field<FileDataSpec, string?>(
                "test", "a file of the same kind and format that is only tested on",
                new MaybeReference<string>(new FreeText(wanted: "a file's path"), null),
                s => s.Test, (s, v) => s with { Test = v }) { IsRequired = false },
            Split<FileDataSpec>((s, v) => s with { Split = v }),
            new Field<FileDataSpec, string?>(
                "similar", "pairs of rows that belong together, two row numbers a line, counted from 0",
                new MaybeReference<string>(new FreeText(wanted: "a file's path"), null),
                s => s.Similar, (s, v) => s with { Similar = v }) { IsRequired = false },
            new Field<FileDataSpec, string?>(
                "dissimilar", "pairs of rows that do not belong together",
                new MaybeReference<string>(new FreeText(wanted: "a file's path"), null),
                s => s.Dissimilar, (s, v) => s with { Dissimilar = v }) { IsRequired = false },
            TestShare<FileDataSpec>((s, v) => s with { TestShare = v }),
            Seed<FileDataSpec>((s, v) => s with { Seed = v }),
        ],
        static (file, node) =>
        {
            if (file.Similar is null != file.Dissimilar is null)
            {
                throw node.Error(
                    $"{node.Name} has '{(file.Similar is null ? "dissimilar" : "similar")}' pairs only",
                    "give both 'similar' and 'dissimilar', or neither");
            }
        });

    /// <summary>All sources of data.</summary>
    public static readonly Variants<DataSpec> Data = new(
        "source",
        [
            new Variant<DataSpec, FileDataSpec>("file", null, File),
            .. GeneratorRegistry.All.Select(generator => new GeneratedVariant(generator)),
        ]);

    /// <summary>What is held out of ratings and documents.</summary>
    public static Field<T, double> TestShare<T>(Func<T, double, T> set)
        where T : DataSpec =>
        new("test-share", "share of the ratings or documents held out to test on", new Real(0, 1, belowMaximum: true),
            s => s.TestShare, set)
        {
            IsRequired = false,
        };

    /// <summary>What is held out of rows.</summary>
    public static Field<T, int?> Split<T>(Func<T, int?, T> set)
        where T : DataSpec =>
        new("split", "rows to learn from: the first so many; the others are tested on",
            new MaybeValue<int>(Count, null), s => s.Split, set)
        {
            IsRequired = false,
        };

    /// <summary>The data's own seed.</summary>
    public static Field<T, ulong> Seed<T>(Func<T, ulong, T> set)
        where T : DataSpec =>
        new("seed", "the seed of the data; the run's seeds do not change it", new Whole<ulong>(0, ulong.MaxValue),
            s => s.Seed, set)
        {
            IsRequired = false,
        };
}
