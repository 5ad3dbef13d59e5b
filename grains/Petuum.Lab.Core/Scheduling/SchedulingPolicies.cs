using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;

namespace Petuum.Lab.Core.Scheduling;

/// <summary>Makes policies from options, and knows their names in specs and columns.</summary>
public static class SchedulingPolicies
{
    private static readonly string[] Priorities =
        [SchedulingKeys.Weight, SchedulingKeys.Eta, SchedulingKeys.BaseFactor];

    private static readonly string[] Checks = [SchedulingKeys.CandidateFactor, SchedulingKeys.Theta];

    /// <summary>The policies, in the order of <see cref="SchedulingKind"/>: a line each.</summary>
    private static readonly Entry[] All =
    [
        new("round-robin", [SchedulingKeys.Stride], static p => new RoundRobinPolicy(p.Items, p.Options.Stride!.Value)),
        new("random", [], static p => new RandomPolicy(p.Items, p.Seed)),
        new("priority", Priorities, static p => new PriorityPolicy(p.Options, p.Items, p.Seed)),
        new("dependency", Checks, static p => p.Checked(new RandomPolicy(p.Items, p.Seed))),
        new(
            "priority+dependency", [.. Priorities, .. Checks],
            static p => p.Checked(new PriorityPolicy(p.Options, p.Items, p.Seed))),
        new("static-partition", static (weights, workers) => new RotationPolicy(weights.Count, workers, step: 0)),
        new("rotation", static (weights, workers) => new RotationPolicy(weights.Count, workers, step: 1)),
        new("heavy-first", static (weights, workers) => new HeavyFirstPolicy(weights, workers)),
    ];

    private static readonly string[] PriorityNames = ["squared-value", "squared-change", "absolute-change"];

    /// <summary>The names of all kinds, in the order of <see cref="SchedulingKind"/>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(entry => entry.Name)];

    /// <summary>The names of all weights, in the order of <see cref="PriorityWeight"/>.</summary>
    public static IReadOnlyList<string> WeightNames => PriorityNames;

    /// <summary>The name of a kind: <c>priority+dependency</c>.</summary>
    public static string NameOf(SchedulingKind kind) => All[(int)kind].Name;

    /// <summary>The name of a weight: <c>squared-value</c>.</summary>
    public static string NameOf(PriorityWeight weight) => PriorityNames[(int)weight];

    /// <summary>Whether a kind gives each item to one worker.</summary>
    public static bool IsAssignment(SchedulingKind kind) => All[(int)kind].Assign is not null;

    /// <summary>Whether a kind uses an option, of <see cref="SchedulingKeys"/>.</summary>
    public static bool Uses(SchedulingKind kind, string key) => All[(int)kind].Keys.Contains(key);

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

        return All[(int)options.Kind].Pick!(new Picking(options.InUse, items, seed, dependencies));
    }

    /// <summary>A policy that gives items 0 … <paramref name="weights"/>.Count − 1 to workers.</summary>
    /// <param name="options">Which.</param>
    /// <param name="weights">What each item costs; only heavy-first looks at it.</param>
    /// <param name="workers">Number of workers, at least 1.</param>
    /// <exception cref="PlanException">The options are wrong, or are not those of an assignment.</exception>
    public static IAssignmentPolicy CreateAssignment(
        SchedulingOptions options, IReadOnlyList<double> weights, int workers) =>
        All[(int)options.Validated().Kind].Assign?.Invoke(weights, workers) ?? throw new PlanException(
            $"'{NameOf(options.Kind)}' picks items for all workers, and this program gives each worker its own",
            "use static-partition, rotation or heavy-first");

    /// <summary>What a picking policy is made of.</summary>
    private readonly record struct Picking(
        SchedulingOptions Options, int Items, Seed Seed, IDependencyOracle? Dependencies)
    {
        /// <summary>Only candidates that hardly depend on each other are kept.</summary>
        public DependencyPolicy Checked(ISchedulingPolicy candidates) => new(
            candidates,
            Dependencies ?? throw new PlanException(
                $"'{NameOf(Options.Kind)}' asks how items depend on each other, and this program cannot tell",
                "use round-robin, random or priority"),
            Options.CandidateFactor!.Value,
            Options.Theta!.Value);
    }

    /// <summary>A kind: its name, the options it uses, and how it is made.</summary>
    private sealed record Entry(
        string Name,
        string[] Keys,
        Func<Picking, ISchedulingPolicy>? Pick,
        Func<IReadOnlyList<double>, int, IAssignmentPolicy>? Assign = null)
    {
        public Entry(string name, Func<IReadOnlyList<double>, int, IAssignmentPolicy> assign)
            : this(name, [], Pick: null, assign)
        {
        }
    }
}
