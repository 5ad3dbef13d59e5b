using System.Globalization;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Specs;

namespace Petuum.Lab.Runs;

/// <summary>A runtime of this build.</summary>
internal interface IRuntime
{
    /// <summary>Opens it for the runs of a command.</summary>
    /// <exception cref="SpecException">It cannot be opened like this.</exception>
    /// <exception cref="RuntimeUnavailableException">The cluster cannot be reached.</exception>
    Task<IRuntimeSession> OpenAsync(RuntimeRequest request, CancellationToken cancellation);

    /// <summary>Connects to the jobs of a running cluster.</summary>
    /// <exception cref="SpecException">It keeps no jobs.</exception>
    /// <exception cref="RuntimeUnavailableException">The cluster cannot be reached.</exception>
    Task<IJobDirectory> ConnectAsync(RuntimeRequest request, CancellationToken cancellation) =>
        throw new SpecException(
            $"--runtime {request.Name}", 0, "its jobs end with the command", $"use {Composition.Orleans}");
}

/// <summary>A runtime that is open.</summary>
internal interface IRuntimeSession : IAsyncDisposable
{
    /// <summary>Whether runs are in other processes, from where events come without what they are about.</summary>
    bool IsRemote { get; }

    /// <summary>
    /// How much of the injected compute time since the last call was real mathematics; null if none was injected.
    /// </summary>
    double? TakeMathematicsShare() => null;

    /// <summary>A cluster for a run.</summary>
    /// <exception cref="SpecException">The run cannot be there.</exception>
    ICluster CreateCluster(ComposedRun run);
}

/// <summary>The jobs of a running cluster.</summary>
internal interface IJobDirectory : IAsyncDisposable
{
    /// <summary>All jobs, the oldest first.</summary>
    Task<IReadOnlyList<JobEntry>> ListAsync(CancellationToken cancellation);

    /// <summary>The canonical spec of a job; null if there is no such job.</summary>
    Task<string?> SpecOfAsync(string id, CancellationToken cancellation);

    /// <summary>
    /// Follows a job from its beginning to its end; when cancelled it goes on, but nobody follows it. The result has no
    /// model.
    /// </summary>
    /// <exception cref="MachineFailedException">The job failed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    Task<JobResult> FollowAsync(string id, IRunObserver observer, CancellationToken cancellation);
}

/// <summary>A line of the list of jobs.</summary>
internal sealed record JobEntry(string Id, string Name, string State);

/// <summary>The runtime that was asked for, and how it is to be opened.</summary>
/// <param name="Name">Its name.</param>
internal sealed record RuntimeRequest(string Name)
{
    /// <summary>The id of clusters and services that nobody named.</summary>
    public const string StandardId = "petuum";

    /// <summary>Silos to start in this process; null if that was not asked for.</summary>
    public int? TestCluster { get; init; }

    /// <summary>Gateways of a running cluster, <c>host:port[,host:port…]</c>; null for none.</summary>
    public string? Gateway { get; init; }

    /// <summary>A run's state is stored about every so many clocks; null: by time.</summary>
    public int? CutEvery { get; init; }

    /// <summary>The cluster's id.</summary>
    public string ClusterId { get; init; } = StandardId;

    /// <summary>The service's id.</summary>
    public string ServiceId { get; init; } = StandardId;

    /// <summary>How connections are encrypted; null: they are not.</summary>
    public TlsFiles? Tls { get; init; }

    /// <summary>Called with what a cluster has to say besides: machines lost, jobs that go on.</summary>
    public Action<string> Notice { get; init; } = _ => { };

    /// <summary>Where runs are, in words that differ where their times do; part of a run's hash.</summary>
    public string Where => this switch
    {
        { Gateway: not null } => $"{Name}, cluster {ClusterId}",
        { Name: Composition.Orleans } => $"{Name}, silos in one process: {TestCluster ?? 1}",
        _ => Name,
    };

    /// <summary>
    /// The options that another command reaches the same cluster with, for a shell; but for a password, which
    /// PETUUM_TLS_PASSWORD is to hold.
    /// </summary>
    public string ClientOptions => ShellText.Options(
        ("--gateway", Gateway),
        ("--cluster-id", ClusterId == StandardId ? null : ClusterId),
        ("--service-id", ServiceId == StandardId ? null : ServiceId),
        ("--tls-certificate", Tls?.Certificate),
        ("--tls-key", Tls?.Key),
        ("--tls-authority", Tls?.Authority),
        ("--tls-required-name", Tls?.Name));

    /// <summary>The options that a command runs there again with, for a shell; empty for the simulator.</summary>
    public string RunOptions => Joined(
        ShellText.Options(
            ("--runtime", Name == Composition.Simulated ? null : Name),
            ("--test-cluster", TestCluster?.ToString(CultureInfo.InvariantCulture)),
            ("--cut-every", CutEvery?.ToString(CultureInfo.InvariantCulture))),
        ClientOptions);

    private static string Joined(params IEnumerable<string> parts) =>
        string.Join(' ', parts.Where(part => part.Length > 0));
}

/// <summary>The files of mutual TLS.</summary>
/// <param name="Certificate">Ours: PEM or PFX.</param>
/// <param name="Key">Its key in PEM; empty if the certificate's file holds it.</param>
/// <param name="Authority">The certificates of those who sign the silos', in PEM.</param>
/// <param name="Name">The name that a silo's certificate must have; empty for any.</param>
internal sealed record TlsFiles(string Certificate, string Key, string Authority, string Name)
{
    /// <summary>The password of the PFX or of the encrypted key; empty for none.</summary>
    public string Password { get; init; } = "";
}

/// <summary>A cluster that cannot be reached or that has failed: exit code 5, with address and remedy.</summary>
public sealed class RuntimeUnavailableException(string place, string problem, string remedy, Exception? cause = null)
    : Exception($"{place}: {problem}; {remedy}", cause)
{
    /// <summary>The option with the address.</summary>
    public string Place { get; } = place;

    /// <summary>What is wrong.</summary>
    public string Problem { get; } = problem;

    /// <summary>What to do.</summary>
    public string Remedy { get; } = remedy;
}

/// <summary>A runtime of this process that needs no opening.</summary>
internal sealed class LocalRuntime(Func<ComposedRun, ICluster> create) : IRuntime
{
    /// <summary>A cluster for a run.</summary>
    public ICluster CreateCluster(ComposedRun run) => create(run);

    /// <inheritdoc/>
    public Task<IRuntimeSession> OpenAsync(RuntimeRequest request, CancellationToken cancellation)
    {
        string? asked = request switch
        {
            { TestCluster: not null } => "--test-cluster",
            { Gateway: not null } => "--gateway",
            { CutEvery: not null } => "--cut-every",
            _ => null,
        };
        return asked is null
            ? Task.FromResult<IRuntimeSession>(new Session(create))
            : throw new SpecException(
                asked, 0, $"runtime '{request.Name}' has no silos", $"add --runtime {Composition.Orleans}");
    }

    private sealed class Session(Func<ComposedRun, ICluster> create) : IRuntimeSession
    {
        public bool IsRemote => false;

        public ICluster CreateCluster(ComposedRun run) => create(run);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
