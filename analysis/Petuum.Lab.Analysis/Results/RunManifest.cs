using System.Text.Json;
using System.Text.Json.Serialization;

namespace Petuum.Lab.Analysis.Results;

/// <summary>
/// <c>run.json</c>: what a run was. Written when the run starts, without a verdict, and again as the folder's last file
/// when it is over. Holds nothing that differs from machine to machine.
/// </summary>
public sealed record RunManifest
{
    /// <summary>The version of the folder's layout.</summary>
    public int Format { get; init; } = 1;

    /// <summary>The spec's name.</summary>
    public required string Spec { get; init; }

    /// <summary>
    /// The run's hash, in hexadecimal: the canonical spec, seed, data and modules. It is the folder's name.
    /// </summary>
    public required string Run { get; init; }

    /// <summary>The hash of the canonical spec of the sweep, in hexadecimal.</summary>
    public required string SpecHash { get; init; }

    /// <summary>The seed; text in JSON, because readers of JSON round numbers beyond 2^53.</summary>
    [JsonConverter(typeof(SeedConverter))]
    public required ulong Seed { get; init; }

    /// <summary>The values of the swept keys, in the order of the spec.</summary>
    [JsonConverter(typeof(SweptKeysConverter))]
    public IReadOnlyList<SweptKey> Keys { get; init => field = value ?? []; } = [];

    /// <summary><c>simulated</c>, <c>threads</c> or <c>orleans</c>.</summary>
    public required string Runtime { get; init; }

    /// <summary>What the spec expects of the run.</summary>
    public Expectation Expect { get; init; }

    /// <summary>How it ended; null while it runs, or if it was broken off.</summary>
    public Verdict? Verdict { get; init; }

    /// <summary>The set-up, as far as reports and analysers ask for it.</summary>
    public required RunConditions Conditions { get; init; }

    /// <summary>The hash of the data that went in, in hexadecimal.</summary>
    public required string DataFingerprint { get; init; }

    /// <summary>The module ids of the build, one text per assembly: <c>Petuum.Lab.Core 0f8f…</c>.</summary>
    public IReadOnlyList<string> Modules { get; init => field = value ?? []; } = [];

    /// <summary>The canonical spec of this run, as YAML.</summary>
    public required string SpecYaml { get; init; }

    /// <summary>The same as JSON, for programs that read run folders; absent if the writer has none.</summary>
    public JsonElement? SpecJson { get; init; }
}

/// <summary>What a run was made of, in the few words that reports and analysers need; the spec has the rest.</summary>
public sealed record RunConditions
{
    /// <summary>What <see cref="Stragglers"/> and <see cref="Network"/> say when there is no such model.</summary>
    public const string None = "none";

    /// <summary>The program: <c>lasso</c>.</summary>
    public required string Program { get; init; }

    /// <summary>The data, in a few words: <c>ratings 2000 × 1000, 100000 given</c>.</summary>
    public required string Data { get; init; }

    /// <summary>The consistency in words: BSP, SSP(4), ESSP(4), ASP.</summary>
    public required string Consistency { get; init; }

    /// <summary>The staleness in clocks; null is unbounded.</summary>
    public required int? Staleness { get; init; }

    /// <summary>Workers.</summary>
    public required int Workers { get; init; }

    /// <summary>Server shards.</summary>
    public required int Shards { get; init; }

    /// <summary>The straggler model, or <see cref="None"/>.</summary>
    public required string Stragglers { get; init; }

    /// <summary>The network model, or <see cref="None"/> if messages take no time.</summary>
    public required string Network { get; init; }
}

/// <summary>
/// <c>machine.json</c>: where and when a run happened. Never part of a hash, of a golden file or of the report.
/// </summary>
public sealed record MachineRecord
{
    /// <summary>The machine's name.</summary>
    public required string Machine { get; init; }

    /// <summary>Operating system and architecture.</summary>
    public required string OperatingSystem { get; init; }

    /// <summary>Logical processors.</summary>
    public required int Cores { get; init; }

    /// <summary>The .NET runtime.</summary>
    public required string Sdk { get; init; }

    /// <summary>The git commit of the source, if known.</summary>
    public string? Commit { get; init; }

    /// <summary>When the run started.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>How long it took on the wall clock, in seconds.</summary>
    public required double WallSeconds { get; init; }
}
