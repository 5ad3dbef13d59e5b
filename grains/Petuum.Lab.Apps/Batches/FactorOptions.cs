using Petuum.Lab.Core.Options;

namespace Petuum.Lab.Apps.Batches;

/// <summary>Options of factorisations with codes that stay with their workers.</summary>
public abstract record FactorOptions : BatchOptions
{
    /// <summary>K, at least 1.</summary>
    public int Rank { get; init; } = 10;

    /// <summary>Passes over a row's code each time it is taken up, at most; at least 1. Ten as released.</summary>
    public int Passes { get; init; } = 10;

    /// <summary>The keys that all of them have.</summary>
    private protected static Field<T>[] FieldsOf<T>()
        where T : FactorOptions =>
    [
        new Field<T, int>(
            "rank", "atoms that rows are made of", new Whole<int>(1, 100_000),
            s => s.Rank, (s, v) => s with { Rank = v }),
        new Field<T, int>(
            "passes", "passes over a row's code each time it is taken up, at most", new Whole<int>(1, 100_000),
            s => s.Passes, (s, v) => s with { Passes = v }) { IsRequired = false },
        ShareOf<T>(),
    ];
}
