using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;

namespace Petuum.Lab.Core.Scheduling;

/// <summary>Makes policies from options, and knows their names in specs and columns.</summary>
public static class SchedulingPolicies
{
    private static readonly string[] KindNames =
    [
        "round-robin", "random", "priority", "dependency", "priority+dependency", "static-partition", "rotation",
        "heavy-first",
    ];

    private static readonly string[] PriorityNames = ["squared-value", "squared-change", "absolute-change"];

    /// <summary>The names of all kinds, in the order of <see cref="SchedulingKind"/>.</summary>
    public static IReadOnlyList<string> Names => KindNames;

    /// <summary>The names of all weights, in the order of <see cref="PriorityWeight"/>.</summary>
    public static IReadOnlyList<string> WeightNames => PriorityNames;

    /// <summary>The name of a kind: <c>priority+dependency</c>.</summary>
    public static string NameOf(SchedulingKind kind) => KindNames[(int)kind];

    /// <summary>The name of a weight: <c>squared-value</c>.</summary>
    public static string NameOf(PriorityWeight weight) => PriorityNames[(int)weight];

    /// <summary>A policy that picks among items 0 … <paramref name="items"/> − 1.</summary>
    /// <param name="options">Which, and its numbers.</param>
    /// <param name="items">Number of items, at least 1.</param>
    /// <param name="seed">The policy's own.</param>
    /// <param name="dependencies">
    /// How items depend on each other; only asked where <see cref="SchedulingOptions.ChecksDependencies"/>, may be null
    /// elsewhere.
    /// </param>
    /// <exception cref="PlanException">The options are wrong, or are those of an assignment.</exception>
    public static ISchedulingPolicy Create(
        SchedulingOptions options, int items, Seed seed, IDependencyOracle? dependencies)
    {
        options.Validated();
        if (options.IsAssignment)
        {
            throw new PlanException(
                $"'{NameOf(options.Kind)}' gives an item to one worker, and this program needs all of them",
                "use round-robin, random, priority, dependency or priority+dependency");
        }

        return options.Kind switch
        {
            SchedulingKind.RoundRobin => new RoundRobinPolicy(items, options.Stride),
            SchedulingKind.Random => new RandomPolicy(items, seed),
            SchedulingKind.Priority => new PriorityPolicy(options, items, seed),
            SchedulingKind.Dependency =>
                new DependencyPolicy(new RandomPolicy(items, seed), Oracle(), options.CandidateFactor, options.Theta),
            _ => new DependencyPolicy(
                new PriorityPolicy(options, items, seed), Oracle(), options.CandidateFactor, options.Theta),
        };

        IDependencyOracle Oracle() => dependencies ?? throw new PlanException(
            $"'{NameOf(options.Kind)}' asks how items depend on each other, and this program cannot tell",
            "use round-robin, random or priority");
    }

    /// <summary>A policy that gives items 0 … <paramref name="weights"/>.Count − 1 to workers.</summary>
    /// <param name="options">Which.</param>
    /// <param name="weights">What each item costs; only heavy-first looks at it.</param>
    /// <param name="workers">Number of workers, at least 1.</param>
    /// <exception cref="PlanException">The options are wrong, or are not those of an assignment.</exception>
    public static IAssignmentPolicy CreateAssignment(
        SchedulingOptions options, IReadOnlyList<double> weights, int workers) =>
        options.Validated().Kind switch
        {
            SchedulingKind.StaticPartition => new RotationPolicy(weights.Count, workers, step: 0),
            SchedulingKind.Rotation => new RotationPolicy(weights.Count, workers, step: 1),
            SchedulingKind.HeavyFirst => new HeavyFirstPolicy(weights, workers),
            _ => throw new PlanException(
                $"'{NameOf(options.Kind)}' picks items for all workers, and this program gives each worker its own",
                "use static-partition, rotation or heavy-first"),
        };
}
