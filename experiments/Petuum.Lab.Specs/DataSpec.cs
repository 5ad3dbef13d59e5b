using Petuum.Lab.Datasets;
using Petuum.Lab.Datasets.Generators;

namespace Petuum.Lab.Specs;

/// <summary>What is learnt from: a file, or a generator with a seed of its own.</summary>
public abstract record DataSpec
{
    private protected DataSpec()
    {
    }

    /// <summary>Share of the ratings or documents held out, 0 … below 1; drawn by the data's seed.</summary>
    public required double TestShare { get; init; }

    /// <summary>
    /// The seed of all chance in the data, so that the seeds of a run vary only learning and cluster: every run of a
    /// configuration learns from the same data.
    /// </summary>
    public required ulong Seed { get; init; }

    /// <summary>
    /// Rows of features: learn from the first so many and test on the others, in the data's order; null for all.
    /// </summary>
    public int? Split { get; init; }
}

/// <summary>A file of samples, ratings or bags of words.</summary>
public sealed record FileDataSpec : DataSpec
{
    /// <summary>As written: relative to the spec's folder, or absolute, or a URL.</summary>
    public required string File { get; init; }

    /// <summary>Whether a file is an http or https URL.</summary>
    public static bool IsUrl(string file) =>
        Uri.TryCreate(file, UriKind.Absolute, out Uri? uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps);

    /// <summary>The format; null to detect it.</summary>
    public required DataFormat? Format { get; init; }

    /// <summary>LIBSVM: indices start at 0.</summary>
    public required bool ZeroBased { get; init; }

    /// <summary>LIBSVM: the number of features; null for as many as are seen.</summary>
    public required int? Columns { get; init; }

    /// <summary>CSV: whether the first line names the columns; null to see.</summary>
    public required bool? Header { get; init; }

    /// <summary>Dense CSV: the label's column by name or number; null for the last.</summary>
    public required string? Label { get; init; }

    /// <summary>MatrixMarket: the file of the labels, as <see cref="File"/>; null for the one beside.</summary>
    public required string? Labels { get; init; }

    /// <summary>Bags of words: the file of the words, as <see cref="File"/>; null if there is none.</summary>
    public required string? Vocab { get; init; }

    /// <summary>A file of the same kind to be tested on, as <see cref="File"/>; null if there is none.</summary>
    public required string? Test { get; init; }

    /// <summary>Pairs of rows that belong together, as <see cref="File"/>; null if there are none.</summary>
    public required string? Similar { get; init; }

    /// <summary>Pairs of rows that do not, as <see cref="File"/>; null if there are none.</summary>
    public required string? Dissimilar { get; init; }
}

/// <summary>A generator with its options.</summary>
public sealed record GeneratedDataSpec : DataSpec
{
    /// <summary>The generator.</summary>
    public required DataGenerator Generator { get; init; }

    /// <summary>Its options, of the generator's type.</summary>
    public required object Options { get; init; }

    /// <summary>Samples that it makes, where the options say so; null if not.</summary>
    public int? Samples => Generator.SamplesOf(Options);

    /// <summary>Features that it makes, where the options say so; null if not.</summary>
    public int? Features => Generator.FeaturesOf(Options);
}
