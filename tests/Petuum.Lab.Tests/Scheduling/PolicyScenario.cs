using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Scheduling;

namespace Petuum.Lab.Tests.Scheduling;

/// <summary>A policy in use: scheduled and pulled round by round, with a pipeline.</summary>
public sealed record PolicyScenario(
    SchedulingKind Kind,
    PriorityWeight Weight,
    int Items,
    int Count,
    int Depth,
    int Rounds,
    int Stride,
    int Theta,
    int Seed)
{
    public static Arbitrary<PolicyScenario> Any(params SchedulingKind[] kinds) => Arb.From(
        from kind in Gen.Elements(kinds)
        from weight in Gen.Elements(Enum.GetValues<PriorityWeight>())
        from items in Gen.Choose(1, 40)
        from count in Gen.Choose(1, 10)
        from depth in Gen.Choose(1, 4)
        from rounds in Gen.Choose(1, 40)
        from stride in Gen.Choose(1, 30)
        from theta in Gen.Choose(0, 10)
        from seed in Gen.Choose(0, 1_000_000)
        select new PolicyScenario(kind, weight, items, count, depth, rounds, stride, theta, seed),
        Shrink);

    public static SchedulingKind[] PickingKinds { get; } =
    [
        SchedulingKind.RoundRobin, SchedulingKind.Random, SchedulingKind.Priority, SchedulingKind.Dependency,
        SchedulingKind.PriorityAndDependency,
    ];

    public double ThetaValue => Theta / 10.0;

    public SchedulingOptions Options => SchedulingOptions.AsPublished(Kind) with
    {
        Weight = Weight,
        Stride = Stride,
        Theta = ThetaValue,
        Eta = 0.01,
    };

    public ISchedulingPolicy Create() =>
        SchedulingPolicies.Create(Options, Items, new Seed((ulong)Seed), new HashedCoupling(Seed));

    private static IEnumerable<PolicyScenario> Shrink(PolicyScenario scenario)
    {
        if (scenario.Rounds > 1)
        {
            yield return scenario with { Rounds = scenario.Rounds / 2 };
            yield return scenario with { Rounds = scenario.Rounds - 1 };
        }

        if (scenario.Items > 1)
        {
            yield return scenario with { Items = scenario.Items - 1 };
        }

        if (scenario.Count > 1)
        {
            yield return scenario with { Count = scenario.Count - 1 };
        }

        if (scenario.Depth > 1)
        {
            yield return scenario with { Depth = scenario.Depth - 1 };
        }

        if (scenario.Stride > 1)
        {
            yield return scenario with { Stride = 1 };
        }
    }
}

/// <summary>Plays the schedule program: knows what is in flight, pulls with values of its own.</summary>
internal sealed class PolicyRun(PolicyScenario scenario, ISchedulingPolicy policy)
{
    private readonly Queue<int[]> _rounds = new();
    private readonly double[] _values = new double[scenario.Items];
    private readonly Pcg32 _chance = new Seed((ulong)scenario.Seed).Split("values").CreateGenerator();
    private readonly bool[] _inFlight = new bool[scenario.Items];
    private int _round;

    public IReadOnlyList<bool> InFlight => _inFlight;

    /// <summary>Items in flight, with those just picked.</summary>
    public IEnumerable<int> Active => _rounds.SelectMany(round => round);

    /// <summary>Pulls what must be pulled before this round; then picks.</summary>
    public (int[] Picked, long Work) Step(Action<IReadOnlyList<bool>>? beforePick = null)
    {
        if (_rounds.Count == scenario.Depth)
        {
            Pull();
        }

        beforePick?.Invoke(_inFlight);
        List<int> picked = [-7];
        long work = policy.Pick(_round++, scenario.Count, _inFlight, picked);
        Assert.Equal(-7, picked[0]);
        int[] items = [.. picked.Skip(1)];
        foreach (int item in items)
        {
            Assert.False(_inFlight[item], $"item {item} is in flight or picked twice");
            _inFlight[item] = true;
        }

        _rounds.Enqueue(items);
        return (items, work);
    }

    /// <summary>The same pulls on another policy, for one that was loaded.</summary>
    public PolicyRun ContinueWith(ISchedulingPolicy other)
    {
        PolicyRun twin = new(scenario, other) { _round = _round };
        _values.CopyTo(twin._values, 0);
        _inFlight.CopyTo(twin._inFlight, 0);
        twin._chance.State = _chance.State;
        foreach (int[] round in _rounds)
        {
            twin._rounds.Enqueue(round);
        }

        return twin;
    }

    private void Pull()
    {
        foreach (int item in _rounds.Dequeue())
        {
            double after = _chance.NextInt(3) == 0 ? 0 : _chance.NextDouble(-3, 3);
            policy.Observe(item, _values[item], after);
            _values[item] = after;
            _inFlight[item] = false;
        }
    }
}

/// <summary>A symmetric coupling for every pair, the same each time; one pair in three is independent.</summary>
internal sealed class HashedCoupling(int seed) : IDependencyOracle
{
    public double Coupling(int first, int second, ref long work)
    {
        work++;
        (int low, int high) = first < second ? (first, second) : (second, first);
        Pcg32 chance = new Seed((ulong)seed).Split("coupling", (low * 1000L) + high).CreateGenerator();
        return chance.NextInt(3) == 0 ? 0 : chance.NextDouble();
    }
}
