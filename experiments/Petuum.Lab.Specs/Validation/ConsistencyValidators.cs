using Petuum.Lab.Core.Consistency;

namespace Petuum.Lab.Specs.Validation;

/// <summary>BSP reads exactly the rounds before: updates must not arrive in between.</summary>
internal sealed class BspIsClocked : ISpecValidator
{
    public SpecProblem? Check(RunSpec spec, RunFacts facts)
    {
        PolicyOptions? clocked = SpecValidators.Policies(spec)
            .Select(table => table.Policy)
            .FirstOrDefault(policy => policy.Create().NeedsClocked);
        return clocked is not null && spec.Apply == ApplyMode.Arrival
            ? new SpecProblem(
                "apply", $"{clocked.Policy} with 'apply: arrival' could read updates of its own round",
                "write 'apply: clocked', or policy ssp with staleness 0")
            : null;
    }
}

/// <summary>VAP bounds updates in transit: they are applied at once, and someone must see them all.</summary>
internal sealed class VapArrives : ISpecValidator
{
    public SpecProblem? Check(RunSpec spec, RunFacts facts)
    {
        foreach ((string key, PolicyOptions policy) in SpecValidators.Policies(spec))
        {
            if (!policy.Create().BoundsValues)
            {
                continue;
            }

            if (spec.Apply != ApplyMode.Arrival)
            {
                return new SpecProblem(
                    key + ".policy", $"{policy.Policy} bounds updates that are applied at once",
                    "write 'apply: arrival'");
            }

            if (spec.Program.Descriptor.Puts is { } puts)
            {
                return new SpecProblem(
                    key + ".policy", $"{policy.Policy} bounds increments, and {puts}",
                    "use asp, or ssp with a staleness");
            }

            if (facts.Runtime is not (null or "simulated"))
            {
                return new SpecProblem(
                    key + ".policy",
                    $"{policy.Policy} needs to know all updates in transit, which runtime '{facts.Runtime}' does not",
                    "use --runtime simulated, or another policy");
            }
        }

        return null;
    }
}

/// <summary>A policy that is a bound is another one without it.</summary>
internal sealed class EagernessIsBounded : ISpecValidator
{
    public SpecProblem? Check(RunSpec spec, RunFacts facts)
    {
        foreach ((string key, PolicyOptions policy) in SpecValidators.Policies(spec))
        {
            if (PolicyRegistry.Of(policy.Policy).IsBounded && policy.Staleness is { Bound: null })
            {
                return new SpecProblem(
                    key + ".staleness", $"{policy.Policy} with an unbounded staleness",
                    "give it a bound, or use policy asp");
            }
        }

        return null;
    }
}

/// <summary>Policies are given for tables that the program has.</summary>
internal sealed class TablesAreTheProgram : ISpecValidator
{
    public SpecProblem? Check(RunSpec spec, RunFacts facts)
    {
        foreach (TablePolicy table in spec.Consistency.Tables)
        {
            if (!spec.Program.TableNames.Contains(table.Table, StringComparer.Ordinal))
            {
                return new SpecProblem(
                    $"consistency.tables.{table.Table}", $"program '{spec.Program.Name}' has no table '{table.Table}'",
                    $"its tables are: {string.Join(", ", spec.Program.TableNames)}");
            }
        }

        return null;
    }
}

/// <summary>Managed communication sends what may be applied before the clock ends; VAP decides that itself.</summary>
internal sealed class EarlyRowsArrive : ISpecValidator
{
    public SpecProblem? Check(RunSpec spec, RunFacts facts)
    {
        if (spec.Communication is null)
        {
            return null;
        }

        if (spec.Apply == ApplyMode.Clocked)
        {
            return new SpecProblem(
                "communication", "managed communication with 'apply: clocked', which holds early rows back",
                "write 'apply: arrival', or 'communication: none'");
        }

        if (facts.Runtime is not (null or "simulated"))
        {
            return new SpecProblem(
                "communication", $"managed communication, where runtime '{facts.Runtime}' has no bandwidth to manage",
                "use --runtime simulated, or write 'communication: none'");
        }

        return SpecValidators.Policies(spec).Any(table => table.Policy.Create().BoundsValues)
            ? new SpecProblem(
                "communication", "managed communication would send changes before a bound on values allows",
                "write 'communication: none', or use another policy")
            : null;
    }
}

/// <summary>A pipeline is one of scheduled rounds.</summary>
internal sealed class DepthNeedsSchedule : ISpecValidator
{
    public SpecProblem? Check(RunSpec spec, RunFacts facts) => spec.PipelineDepth > 1 && !spec.Program.IsModelParallel
        ? new SpecProblem(
            "pipeline-depth",
            $"'pipeline-depth: {spec.PipelineDepth}' for '{spec.Program.Name}', which schedules nothing",
            "remove it; the staleness of a data-parallel program is 'consistency.staleness'")
        : null;
}

/// <summary>Only data-parallel workers split a round.</summary>
internal sealed class UnitsNeedDataParallelism : ISpecValidator
{
    public SpecProblem? Check(RunSpec spec, RunFacts facts) =>
        spec is { UnitsPerRound: > 1, Program: { IsModelParallel: true, UnitsKey: { } key } }
        ? new SpecProblem(
            "units-per-round",
            $"'units-per-round: {spec.UnitsPerRound}' for '{spec.Program.Name}', whose scheduler makes the units",
            $"remove it; set 'program.{key}'")
        : null;
}
