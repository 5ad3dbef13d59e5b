using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Testing.Clusters;

namespace Petuum.Lab.Testing.Plans;

/// <summary>Random plan cases, and smaller ones of a failing one.</summary>
public static class PlanCases
{
    /// <summary>
    /// Cases of all policies, each made to fit by a projection (the identity by default); with a shrinker.
    /// </summary>
    public static Arbitrary<PlanCase> Arbitrary(Func<PlanCase, PlanCase>? fit = null)
    {
        Func<PlanCase, PlanCase> project = fit ?? (random => random);
        return Arb.From(
            Generator().Select(project),
            failing => Shrink(failing).Select(project).Where(smaller => smaller != failing));
    }

    private static Gen<PlanCase> Generator() =>
        from size in Gen.Choose(0, 1_000_000).Four()
        from policy in Gen.Elements(Enum.GetValues<AnyPolicy>())
        from apply in Gen.Elements(ApplyMode.Clocked, ApplyMode.Arrival)
        from order in Gen.Elements(DeliveryOrder.Any, DeliveryOrder.Any, DeliveryOrder.Channel, DeliveryOrder.Sent)
        from priority in Gen.Choose(-2, 3)
        from kind in Gen.Elements(RowKind.Dense, RowKind.Sparse)
        from sharding in Gen.Elements(Sharding.Range, Sharding.Hash)
        from seed in Gen.Choose(0, int.MaxValue)
        select new PlanCase
        {
            Workers = 1 + (size.Item1 % 5),
            Shards = 1 + (size.Item2 % 3),
            Clocks = 1 + (size.Item3 % 12),
            Rows = 1 + (size.Item4 % 7),
            Policy = policy,
            Staleness = policy == AnyPolicy.Bsp ? 0 : size.Item1 / 5 % 5,
            Apply = policy == AnyPolicy.Bsp ? ApplyMode.Clocked : apply,
            Units = 1 + (size.Item2 / 3 % 3),
            Managed = priority < 0 ? null : (CommunicationPriority)priority,
            Prefetches = size.Item4 / 7 % 2 == 1,
            Kind = kind,
            Sharding = sharding,
            Order = order,
            DuplicatePercent = size.Item3 / 12 % 2 * 20,
            Seed = (ulong)seed,
        };

    /// <summary>Fewer and simpler of everything, one thing at a time.</summary>
    private static IEnumerable<PlanCase> Shrink(PlanCase failing)
    {
        foreach (int clocks in Smaller(failing.Clocks, 1))
        {
            yield return failing with { Clocks = clocks };
        }

        foreach (int workers in Smaller(failing.Workers, 1))
        {
            yield return failing with { Workers = workers };
        }

        foreach (int shards in Smaller(failing.Shards, 1))
        {
            yield return failing with { Shards = shards };
        }

        foreach (int units in Smaller(failing.Units, 1))
        {
            yield return failing with { Units = units };
        }

        foreach (int rows in Smaller(failing.Rows, 1))
        {
            yield return failing with { Rows = rows };
        }

        foreach (int staleness in Smaller(failing.Staleness, 0))
        {
            yield return failing with { Staleness = staleness };
        }

        if (failing.Prefetches)
        {
            yield return failing with { Prefetches = false };
        }

        if (failing.Managed is not null)
        {
            yield return failing with { Managed = null };
        }

        if (failing.DuplicatePercent > 0)
        {
            yield return failing with { DuplicatePercent = 0 };
        }

        if (failing.Order != DeliveryOrder.Sent)
        {
            yield return failing with { Order = failing.Order - 1 };
        }

        if (failing.Kind == RowKind.Sparse)
        {
            yield return failing with { Kind = RowKind.Dense };
        }

        for (ulong seed = 0; seed < Math.Min(failing.Seed, 4); seed++)
        {
            yield return failing with { Seed = seed };
        }
    }

    private static IEnumerable<int> Smaller(int value, int least)
    {
        if (value / 2 > least)
        {
            yield return value / 2;
        }

        if (value > least)
        {
            yield return value - 1;
        }
    }
}
