using Petuum.Lab.Core.Options;

namespace Petuum.Lab.Core.Consistency;

/// <summary>
/// A policy with the options it uses; the others are null. In a spec that sweeps the policy, options of any of the
/// swept policies may be there.
/// </summary>
public record PolicyOptions
{
    /// <summary>The bound in clocks.</summary>
    public const string StalenessKey = "staleness";

    /// <summary>The bound in values.</summary>
    public const string BoundKey = "v0";

    private static readonly Choice<int> Kinds =
        new([.. PolicyRegistry.All.Select((kind, index) => (kind.Name, index))]);

    /// <summary>The options that a policy may have.</summary>
    public static IReadOnlyList<string> Keys { get; } = [StalenessKey, BoundKey];

    /// <summary>The policy's name.</summary>
    public string Policy { get; init; } = PolicyRegistry.All[0].Name;

    /// <summary>SSP and ESSP: the bound s.</summary>
    public Staleness? Staleness { get; init; }

    /// <summary>VAP: the bound in the first clock, above 0.</summary>
    public double? V0 { get; init; }

    /// <summary>The policy.</summary>
    public ConsistencyPolicy Create() => PolicyRegistry.Of(Policy).Create(this);

    /// <summary>The options as keys of a section.</summary>
    public static Field<T>[] Fields<T>()
        where T : PolicyOptions =>
    [
        new Field<T, int>(
            "policy", "what reads may miss", Kinds,
            s => PolicyRegistry.All.Index().First(kind => kind.Item.Name == s.Policy).Index,
            (s, v) => s with { Policy = PolicyRegistry.All[v].Name }),
        new Field<T, Staleness?>(
            StalenessKey, "the bound in clocks: 0, 4, unbounded", new MaybeValue<Staleness>(new StalenessShape(), null),
            s => s.Staleness, (s, v) => s with { Staleness = v }) { Used = Using<T>(StalenessKey) },
        new Field<T, double?>(
            BoundKey, "the bound on updates in transit in the first clock",
            new MaybeValue<double>(new Real(0, double.PositiveInfinity, aboveMinimum: true), null),
            s => s.V0, (s, v) => s with { V0 = v }) { Used = Using<T>(BoundKey) },
    ];

    private static Usage<T> Using<T>(string option)
        where T : PolicyOptions => new(
            ["policy"],
            s => PolicyRegistry.Of(s.Policy).Has(option),
            string.Join(" or ", PolicyRegistry.All.Where(kind => kind.Has(option)).Select(kind => kind.Name)));
}
