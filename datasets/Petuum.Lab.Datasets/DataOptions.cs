namespace Petuum.Lab.Datasets;

/// <summary>What a file does not say about itself. Everything has a default that suits most files.</summary>
public sealed record DataOptions
{
    /// <summary>No wishes: the format is detected.</summary>
    public static DataOptions Default { get; } = new();

    /// <summary>The format (<c>--format</c>); null to detect it from the content.</summary>
    public DataFormat? Format { get; init; }

    /// <summary>LIBSVM: feature indices start at 0 (<c>--zero-based</c>) and not at 1.</summary>
    public bool ZeroBased { get; init; }

    /// <summary>
    /// LIBSVM and LDA-C: the number of features or words (<c>--columns</c>); a larger index is refused. Null for as
    /// many as are seen.
    /// </summary>
    public int? Columns { get; init; }

    /// <summary>
    /// CSV: whether the first line names the columns (<c>--header</c>); null to see whether it is numbers.
    /// </summary>
    public bool? HasHeader { get; init; }

    /// <summary>
    /// Dense CSV: the label's column (<c>--label</c>), by its name in the header or by number, 1 the first and −1 the
    /// last. Null for the last.
    /// </summary>
    public string? LabelColumn { get; init; }

    /// <summary>
    /// MatrixMarket and idx: the file of the labels (<c>--labels</c>), one number for each row, as MatrixMarket, idx or
    /// one a line. Null for <c>X.y.mtx</c> beside <c>X.mtx</c>, <c>t10k-labels-idx1-ubyte</c> beside
    /// <c>t10k-images-idx3-ubyte</c>, each with or without <c>.gz</c>.
    /// </summary>
    public string? LabelPath { get; init; }

    /// <summary>
    /// Bags of words: the file of the words (<c>--vocab</c>), one a line in the order of their numbers. Null for none.
    /// </summary>
    public string? VocabularyPath { get; init; }
}
