using System.Security.Cryptography;
using System.Text.Json;
using Petuum.Lab.Experiments.Commands;
using Petuum.Lab.Runs;
using Petuum.Lab.Tests.Tidy;

namespace Petuum.Lab.Tests.Commands;

/// <summary>What a command said.</summary>
internal sealed record LabRun(int ExitCode, string Out, string Error)
{
    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public JsonElement Json() =>
        JsonDocument.Parse(Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]).RootElement;
}

/// <summary>A folder of its own to run commands in; gone afterwards.</summary>
internal sealed class LabWorkspace : IDisposable
{
    public const string Small =
        """
        name: small
        program: {name: mf, rank: 3, lambda: 0.02, step: 0.02, share: 0.5}
        data: {generate: ratings, users: 30, items: 20, rank: 2, ratings: 300, noise: 0.1}
        cluster:
          workers: 3
          shards: 2
          network: {latency-micros: {exponential: 200, floor: 50}, bandwidth-mbps: 100}
          stragglers: {model: slow-worker, delay-percent: 200}
        consistency: {policy: ssp, staleness: 2}
        stop: {clocks: 8}
        evaluate-every: 2
        seeds: [1, 2, 3]
        trace: on
        event-log: true
        sweep:
          consistency.policy: [ssp, essp]

        """;

    /// <summary>A run that nobody waits for the end of.</summary>
    public const string Endless =
        """
        name: endless
        program: {name: mf, rank: 3, lambda: 0.02, step: 0.02, share: 0.5}
        data: {generate: ratings, users: 30, items: 20, rank: 2, ratings: 300, noise: 0.1}
        cluster: {workers: 3, shards: 2}
        consistency: {policy: bsp}
        stop: {clocks: 100000000}
        evaluate-every: 100
        seeds: [1]

        """;

    public string Folder { get; } = Directory.CreateTempSubdirectory("petuum-lab-tests-").FullName;

    public string Path(string relative) => System.IO.Path.Combine(Folder, relative);

    public string Write(string name, string text)
    {
        File.WriteAllText(Path(name), text);
        return name;
    }

    /// <summary>Environment variables of the commands.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    public Task<LabRun> RunAsync(params string[] args) => RunAsync(args, parallelism: 2);

    public async Task<LabRun> RunAsync(
        string[] args,
        int parallelism,
        TextWriter? error = null,
        CancellationToken cancellation = default,
        string? root = null)
    {
        using StringWriter stdout = new();
        using StringWriter stderr = new();
        int exitCode = await LabCommand.InvokeAsync(
            args,
            new LabTerminal
            {
                Out = stdout,
                Error = error ?? stderr,
                WorkingDirectory = Folder,
                Root = root ?? Repository.Root,
                Parallelism = parallelism,
                Variable = Variables.GetValueOrDefault,
            },
            cancellation);
        return new LabRun(exitCode, stdout.ToString(), stderr.ToString());
    }

    /// <summary>Every file below a folder with its bytes' hash, and when it was written if asked for.</summary>
    public string[] Snapshot(string below, bool withTimes = false, Func<string, bool>? except = null)
    {
        List<string> lines = [];
        foreach (string file in Directory.EnumerateFiles(Path(below), "*", SearchOption.AllDirectories))
        {
            string name = System.IO.Path.GetRelativePath(Path(below), file);
            if (except?.Invoke(name) != true)
            {
                string hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));
                lines.Add(withTimes ? $"{name} {hash} {File.GetLastWriteTimeUtc(file).Ticks}" : $"{name} {hash}");
            }
        }

        lines.Sort(StringComparer.Ordinal);
        return [.. lines];
    }

    public string[] RunFolders(string sweep) =>
        [
            .. Directory.GetDirectories(Path(sweep)).Where(
                folder => File.Exists(System.IO.Path.Combine(folder, "run.json"))).Order(StringComparer.Ordinal)
        ];

    public static bool IsMachine(string name) => name.EndsWith("machine.json", StringComparison.Ordinal);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
