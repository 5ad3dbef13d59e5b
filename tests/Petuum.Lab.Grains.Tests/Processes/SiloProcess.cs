using System.Diagnostics;
using System.Globalization;
using System.Net;
using Petuum.Lab.Tests.Tidy;

namespace Petuum.Lab.Grains.Tests.Processes;

/// <summary>A silo that is a process of its own.</summary>
internal sealed class SiloProcess : IDisposable
{
    private const int FirstPort = 27_000;
    private const int FirstGateway = 28_000;
    private const int FirstHttp = 29_000;

    private readonly Process _process;
    private readonly int _index;
    private readonly string _address;

    private SiloProcess(Process process, int index, string address) =>
        (_process, _index, _address) = (process, index, address);

    /// <summary>Where clients connect.</summary>
    public IPEndPoint Gateway => new(IPAddress.Parse(_address), FirstGateway + _index);

    /// <summary>Starts a silo and waits until it has joined the cluster.</summary>
    /// <param name="index">Decides the ports.</param>
    /// <param name="cluster">The cluster's id.</param>
    /// <param name="database">The connection string.</param>
    /// <param name="host">A network of its own: what to start it through, and its address there.</param>
    public static async Task<SiloProcess> StartAsync(
        int index, string cluster, string database, (string[] Through, string Address)? host = null)
    {
        // Of the configuration that these tests were built in: their folder is bin/CONFIGURATION/net10.0, too.
        string built = Path.Combine(AppContext.BaseDirectory, "..");
        string configuration = Path.GetFileName(Path.GetFullPath(built));
        string dll = Repository.Path($"silo/Petuum.Lab.Silo/bin/{configuration}/net10.0/petuum-silo.dll");
        string address = host?.Address ?? "127.0.0.1";
        string[] command =
        [
            .. host?.Through ?? [], "dotnet", dll, "--cluster-id", cluster, "--service-id", cluster,
            "--clustering", "adonet", "--storage", "adonet", "--create-schema", "--postgres", database,
            "--silo-port", Text(FirstPort + index), "--gateway-port", Text(FirstGateway + index),
            "--http-port", Text(FirstHttp + index), "--http-address", address, "--advertised-address", address,
            "--insecure", "--jobs-lease-period", "5s",
            "--job-source", $"{typeof(CountingSource).Assembly.Location}#{typeof(CountingSource).FullName}",
        ];
        ProcessStartInfo start = new(command[0], command[1..])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        Process process = Process.Start(start)!;
        process.BeginOutputReadLine();
        SiloProcess silo = new(process, index, address);
        await silo.UntilReadyAsync();
        return silo;
    }

    /// <summary>SIGKILL.</summary>
    public void Kill()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }

    private async Task UntilReadyAsync()
    {
        using HttpClient http = new();
        using CancellationTokenSource late = new(TimeSpan.FromMinutes(1));
        Uri health = new($"http://{_address}:{FirstHttp + _index}/health/ready");
        while (true)
        {
            Assert.False(_process.HasExited, $"silo {_index} ended at once");
            try
            {
                if ((await http.GetAsync(health, late.Token)).IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException) when (!_process.HasExited)
            {
                // It does not listen yet.
            }

            await Task.Delay(100, late.Token);
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
