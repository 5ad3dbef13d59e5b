using Petuum.Lab.Core.Options;

namespace Petuum.Lab.Apps.Batches;

/// <summary>What the options of data-parallel programs on rows of features share.</summary>
public abstract record BatchOptions
{
    /// <summary>Share of its rows that a worker processes in a clock, above 0, at most 1.</summary>
    public double Share { get; init; } = 1;

    /// <summary>The key of <see cref="Share"/>.</summary>
    private protected static Field<T> ShareOf<T>()
        where T : BatchOptions =>
        new Field<T, double>(
            "share", "the share of its rows that a worker processes in a clock", new Real(0, 1, aboveMinimum: true),
            s => s.Share, (s, v) => s with { Share = v })
        { IsRequired = false };
}
