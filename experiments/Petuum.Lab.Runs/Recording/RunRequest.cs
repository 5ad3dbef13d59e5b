namespace Petuum.Lab.Runs;

/// <summary>What <c>lab run</c> was asked for.</summary>
internal sealed record RunRequest
{
    /// <summary>The spec's file.</summary>
    public required string Spec { get; init; }

    /// <summary>Keys set on the command line.</summary>
    public IReadOnlyList<string> Overrides { get; init; } = [];

    /// <summary>The seed instead of the spec's.</summary>
    public ulong? Seed { get; init; }

    /// <summary>The runtime's name.</summary>
    public string Runtime { get; init; } = Composition.Simulated;

    /// <summary>The options that choose the runtime, as they would be typed; empty for the simulator.</summary>
    public string RuntimeOptions { get; init; } = "";

    /// <summary>The runtime as far as times depend on it; part of a run's hash.</summary>
    public string Where { get => field ?? Runtime; init; }

    /// <summary>The runtime that the plan is made for, where that is another.</summary>
    public string PlannedFor { get => field ?? Runtime; init; }

    /// <summary>The runtime, open; null for one of this process that needs no opening.</summary>
    public IRuntimeSession? Session { get; init; }

    /// <summary>The folder of all results, whole.</summary>
    public required string Results { get; init; }

    /// <summary>Whether to run and compare a second time.</summary>
    public bool Twice { get; init; }

    /// <summary>Whether to run what is finished.</summary>
    public bool Force { get; init; }

    /// <summary>Whether <c>latest</c> is to point to this sweep.</summary>
    public bool LinksLatest { get; init; }
}
