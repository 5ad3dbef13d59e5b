using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Options;

namespace Petuum.Lab.Simulation.Stragglers;

/// <summary>A straggler model as specs say it (PAPERS D8): options, and the model that they make.</summary>
public abstract record StragglerOptions
{
    /// <summary>The name in specs: <c>slow-worker</c>.</summary>
    public abstract string Model { get; }

    /// <summary>The file that it is read from, as written: relative to the spec's folder, or absolute; null for
    /// none.</summary>
    public virtual string? File { get => null; init => _ = value; }

    /// <summary>The model.</summary>
    /// <param name="seed">Its chance.</param>
    /// <param name="readTrace">Reads <see cref="File"/>.</param>
    public abstract IStragglerModel Create(Seed seed, Func<string, IReadOnlyList<TraceEntry>> readTrace);
}

/// <summary>The straggler models: a line each, and no other place names them all.</summary>
public static class StragglerRegistry
{
    /// <summary>All of them, in the order of the schema.</summary>
    public static Variants<StragglerOptions> All { get; } = new(
        "model",
        new Variant<StragglerOptions, SlowWorkerOptions>("model", "slow-worker", SlowWorkerOptions.Section),
        new Variant<StragglerOptions, DisruptedOptions>("model", "disrupted", DisruptedOptions.Section),
        new Variant<StragglerOptions, PowerLawOptions>("model", "power-law", PowerLawOptions.Section),
        new Variant<StragglerOptions, PersistentOptions>("model", "persistent", PersistentOptions.Section),
        new Variant<StragglerOptions, TraceOptions>("model", "trace", TraceOptions.Section));
}
