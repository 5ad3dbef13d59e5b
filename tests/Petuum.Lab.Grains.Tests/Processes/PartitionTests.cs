using System.Diagnostics;
using Npgsql;
using Petuum.Lab.Grains.Tests.Silo;
using Xunit.Abstractions;

namespace Petuum.Lab.Grains.Tests.Processes;

/// <summary>A test that makes network namespaces, and needs a PostgreSQL that listens to 10.77.0.0/24.</summary>
internal sealed class NamespacesTheoryAttribute : TheoryAttribute
{
    public NamespacesTheoryAttribute()
    {
        bool canMake = Environment.IsPrivilegedProcess && File.Exists("/usr/sbin/ip");
        Skip = new PostgresFactAttribute().Skip
            ?? (canMake && Environment.GetEnvironmentVariable("PETUUM_NAMESPACES") == "1"
                ? null
                : "needs root, iproute2 and a PostgreSQL that lets 10.77.0.0/24 in: set PETUUM_NAMESPACES=1");
    }
}

/// <summary>
/// Silos on hosts of their own, which are network namespaces; one is cut off for half a minute while a job runs. It
/// goes on believing in its machines, and so does the rest in new ones: the job finishes with the right model.
/// </summary>
public sealed class PartitionTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Silos = 3;
    private const string Bridge = "petuum-br";

    private static readonly TimeSpan Partition = TimeSpan.FromSeconds(30);

    private readonly string _cluster = $"partition-{Guid.NewGuid():N}";
    private readonly List<SiloProcess> _silos = [];

    [NamespacesTheory]
    [InlineData("count", 0)]
    [InlineData("count", 1)]
    [InlineData("sum", 2)]
    public async Task Job_FinishesWithTheRightModel_WhenASiloIsCutOff(string kind, int silo)
    {
        await using RemoteJobs jobs = new(_cluster, _silos, output);
        (_, int goneOnFrom) = await jobs.RunAsync(kind, (ulong)silo + 1, clock: 70, async () =>
        {
            Ip($"link set {Cable(silo)} down");
            await Task.Delay(Partition);
            Ip($"link set {Cable(silo)} up");
        });
        output.WriteLine($"silo {silo} was cut off; the job went on from clock {goneOnFrom}");
        Assert.True(goneOnFrom > 0, "the job never noticed");
    }

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        if (new NamespacesTheoryAttribute().Skip is not null)
        {
            return;
        }

        try
        {
            await StartAsync();
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public Task DisposeAsync()
    {
        _silos.ForEach(silo => silo.Dispose());
        if (new NamespacesTheoryAttribute().Skip is null)
        {
            for (int silo = 0; silo < Silos; silo++)
            {
                TryIp($"link del {Cable(silo)}");
                TryIp($"netns del {Host(silo)}");
            }

            TryIp($"link del {Bridge}");
        }

        return Task.CompletedTask;
    }

    private async Task StartAsync()
    {
        Ip($"link add {Bridge} type bridge");
        Ip($"addr add 10.77.0.1/24 dev {Bridge}");
        Ip($"link set {Bridge} up");
        NpgsqlConnectionStringBuilder database = new(PostgresFactAttribute.Connection) { Host = "10.77.0.1" };
        for (int silo = 0; silo < Silos; silo++)
        {
            (string host, string address) = (Host(silo), $"10.77.0.{11 + silo}");
            Ip($"netns add {host}");
            Ip($"link add {Cable(silo)} type veth peer name eth0 netns {host}");
            Ip($"link set {Cable(silo)} master {Bridge} up");
            Ip($"-n {host} addr add {address}/24 dev eth0");
            Ip($"-n {host} link set eth0 up");
            Ip($"-n {host} link set lo up");
            _silos.Add(await SiloProcess.StartAsync(
                silo, _cluster, database.ConnectionString, (["ip", "netns", "exec", host], address)));
        }
    }

    private static string Cable(int silo) => $"petuum-v{silo}";

    private static string Host(int silo) => $"petuum-{silo}";

    private static void Ip(string arguments) => Assert.True(TryIp(arguments), $"ip {arguments}");

    private static bool TryIp(string arguments)
    {
        using Process process = Process.Start("ip", arguments);
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
