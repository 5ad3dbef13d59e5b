using Petuum.Lab.Datasets;
using Petuum.Lab.Datasets.Generators;

namespace Petuum.Lab.Experiments.Specs;

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
    /// <summary>As written: relative to the spec's folder, or absolute.</summary>
    public required string File { get; init; }

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

/// <summary>The synthetic Lasso problem of the STRADS paper (PAPERS D0).</summary>
public sealed record GeneratedLassoSpec : DataSpec
{
    /// <summary>Rows of X.</summary>
    public required int Samples { get; init; }

    /// <summary>Columns of X.</summary>
    public required int Features { get; init; }

    /// <summary>How likely a feature builds on the one before, 0 … 1.</summary>
    public required double FollowProbability { get; init; }

    /// <summary>What that is drawn for.</summary>
    public required LassoCorrelation Correlation { get; init; }

    /// <summary>Coefficients that are not 0, 0 … <see cref="Features"/>.</summary>
    public required int TrueCoefficients { get; init; }

    /// <summary>What they are.</summary>
    public required double CoefficientValue { get; init; }

    /// <summary>Standard deviation of the noise, at least 0.</summary>
    public required double Noise { get; init; }

    /// <summary>Nonzeros of each column, 1 … <see cref="Samples"/>; null for a dense X.</summary>
    public required int? NonzerosPerColumn { get; init; }
}

/// <summary>Rows around planted centres; labels tell which.</summary>
public sealed record GeneratedClustersSpec : DataSpec
{
    /// <summary>Rows.</summary>
    public required int Samples { get; init; }

    /// <summary>Columns.</summary>
    public required int Features { get; init; }

    /// <summary>Planted centres, from N(0, 1).</summary>
    public required int Clusters { get; init; }

    /// <summary>Standard deviation of every feature around its centre, at least 0.</summary>
    public required double Spread { get; init; }
}

/// <summary>Classes that differ in a few hidden dimensions.</summary>
public sealed record GeneratedMetricSpec : DataSpec
{
    /// <summary>Rows.</summary>
    public required int Samples { get; init; }

    /// <summary>Columns.</summary>
    public required int Features { get; init; }

    /// <summary>Classes.</summary>
    public required int Classes { get; init; }

    /// <summary>Dimensions in which they differ, at most <see cref="Features"/>.</summary>
    public required int Rank { get; init; }

    /// <summary>Standard deviation of a class in those, at least 0.</summary>
    public required double Spread { get; init; }

    /// <summary>Standard deviation of all rows in the others, at least 0.</summary>
    public required double Nuisance { get; init; }
}

/// <summary>Rows made of planted atoms.</summary>
public sealed record GeneratedFactorsSpec : DataSpec
{
    /// <summary>Rows.</summary>
    public required int Samples { get; init; }

    /// <summary>Columns.</summary>
    public required int Features { get; init; }

    /// <summary>Atoms.</summary>
    public required int Rank { get; init; }

    /// <summary>Whether nothing is negative.</summary>
    public required bool NonNegative { get; init; }

    /// <summary>The chance that a value of a code is not 0, above 0, at most 1.</summary>
    public required double Density { get; init; }

    /// <summary>Standard deviation of the noise, at least 0.</summary>
    public required double Noise { get; init; }
}

/// <summary>Ratings of planted low rank with noise.</summary>
public sealed record GeneratedRatingsSpec : DataSpec
{
    /// <summary>Users.</summary>
    public required int Users { get; init; }

    /// <summary>Items.</summary>
    public required int Items { get; init; }

    /// <summary>The planted rank.</summary>
    public required int Rank { get; init; }

    /// <summary>Ratings given, 1 … users × items.</summary>
    public required int Ratings { get; init; }

    /// <summary>Standard deviation of the noise, at least 0.</summary>
    public required double Noise { get; init; }

    /// <summary>How unevenly items are rated, 0 … 10; 0 is even.</summary>
    public required double PopularitySkew { get; init; }
}

/// <summary>Documents of planted topics.</summary>
public sealed record GeneratedDocumentsSpec : DataSpec
{
    /// <summary>Documents.</summary>
    public required int Documents { get; init; }

    /// <summary>Words.</summary>
    public required int Words { get; init; }

    /// <summary>Planted topics.</summary>
    public required int Topics { get; init; }

    /// <summary>Tokens of a document on average.</summary>
    public required int Length { get; init; }

    /// <summary>α &gt; 0.</summary>
    public required double Alpha { get; init; }

    /// <summary>β &gt; 0.</summary>
    public required double Beta { get; init; }

    /// <summary>How uneven words are, 0 … 10; 0 is even.</summary>
    public required double WordSkew { get; init; }
}

/// <summary>Documents of planted topics that carry labels, as rows of counts.</summary>
public sealed record GeneratedLabelledDocumentsSpec : DataSpec
{
    /// <summary>Documents.</summary>
    public required int Documents { get; init; }

    /// <summary>Words.</summary>
    public required int Words { get; init; }

    /// <summary>Planted topics, at least <see cref="Classes"/>.</summary>
    public required int Topics { get; init; }

    /// <summary>Classes.</summary>
    public required int Classes { get; init; }

    /// <summary>Tokens of a document on average.</summary>
    public required int Length { get; init; }

    /// <summary>α &gt; 0.</summary>
    public required double Alpha { get; init; }

    /// <summary>β &gt; 0.</summary>
    public required double Beta { get; init; }
}

/// <summary>Classes of planted centres with noise around them.</summary>
public sealed record GeneratedClassesSpec : DataSpec
{
    /// <summary>Rows.</summary>
    public required int Samples { get; init; }

    /// <summary>Features.</summary>
    public required int Features { get; init; }

    /// <summary>Classes.</summary>
    public required int Classes { get; init; }

    /// <summary>Centres of each class.</summary>
    public required int CentresPerClass { get; init; }

    /// <summary>The expected distance of two centres in standard deviations of the noise, at least 0.</summary>
    public required double Separation { get; init; }
}
