using Petuum.Lab.Apps.Batches;
using Petuum.Lab.Core.Options;

namespace Petuum.Lab.Apps.Nmf;

/// <summary>Options of non-negative matrix factorisation.</summary>
public sealed record NmfOptions : FactorOptions
{
    /// <summary>The options as specs, help and <c>lab train</c> know them.</summary>
    public static Section<NmfOptions> Section { get; } = new(
        new NmfOptions(),
        [
            .. FieldsOf<NmfOptions>(),
        ]);
}
