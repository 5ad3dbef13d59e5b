namespace Petuum.Lab.Core.Consistency;

/// <summary>
/// A kind of consistency policy: what specs call it, which options it has, and how it is made of them.
/// </summary>
/// <param name="Name">The name in specs.</param>
/// <param name="Options">The options it has, of <see cref="PolicyOptions.Keys"/>; all of them are required.</param>
/// <param name="Create">Makes it of its options, which are there.</param>
public sealed record PolicyKind(
    string Name, IReadOnlyList<string> Options, Func<PolicyOptions, ConsistencyPolicy> Create)
{
    /// <summary>Whether its staleness must have a bound.</summary>
    public bool IsBounded { get; init; }

    /// <summary>Whether it has an option.</summary>
    public bool Has(string option) => Options.Contains(option, StringComparer.Ordinal);
}

/// <summary>The policies: a line each, and no other place names them all.</summary>
public static class PolicyRegistry
{
    /// <summary>All of them, in the order of help.</summary>
    public static IReadOnlyList<PolicyKind> All { get; } =
    [
        new("bsp", [], _ => new Bsp()),
        new("ssp", [PolicyOptions.StalenessKey], options => BoundOf(options) is { } bound ? new Ssp(bound) : new Asp()),
        new("essp", [PolicyOptions.StalenessKey], options => new Essp(BoundOf(options)!.Value))
        {
            IsBounded = true,
        },
        new("asp", [], _ => new Asp()),
        new("vap", [PolicyOptions.BoundKey], options => new Vap(options.V0!.Value)),
    ];

    /// <summary>The kind of a name.</summary>
    /// <exception cref="InvariantException">There is none.</exception>
    public static PolicyKind Of(string name) =>
        All.FirstOrDefault(kind => kind.Name == name)
        ?? throw new InvariantException($"there is no policy '{name}'.");

    private static int? BoundOf(PolicyOptions options) => options.Staleness!.Value.Bound;
}
