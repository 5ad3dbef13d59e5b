using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Grains;
using Petuum.Lab.Specs;

namespace Petuum.Lab.Runs;

/// <summary>A client of a running cluster.</summary>
internal sealed class GatewayClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly IHost _host;

    private GatewayClient(IHost host) => _host = host;

    /// <summary>The client of Orleans.</summary>
    public IClusterClient Orleans => _host.Services.GetRequiredService<IClusterClient>();

    /// <summary>Connects.</summary>
    /// <exception cref="SpecException">The addresses are none.</exception>
    /// <exception cref="RuntimeUnavailableException">None of them answers.</exception>
    public static async Task<GatewayClient> ConnectAsync(RuntimeRequest request, CancellationToken cancellation)
    {
        IPEndPoint[] gateways = await ResolveAsync(request.Gateway!, cancellation);
        IHost host = Build(request, gateways);
        try
        {
            await host.StartAsync(cancellation).WaitAsync(Patience, cancellation);
            return new GatewayClient(host);
        }
        catch (Exception failure)
        {
            host.Dispose();
            cancellation.ThrowIfCancellationRequested();
            throw Unreachable(request, failure);
        }
    }

    /// <summary>Whether a failure is the cluster's, or the way to it.</summary>
    public static bool IsUnreachable(Exception failure) =>
        failure is OrleansException or TimeoutException or SocketException
        || (failure is MachineFailedException { InnerException: { } cause } && IsUnreachable(cause));

    /// <summary>The cluster does not answer.</summary>
    public static RuntimeUnavailableException Unreachable(RuntimeRequest request, Exception failure) => new(
        $"--gateway {request.Gateway}",
        $"no silo of cluster '{request.ClusterId}' answers there: {failure.Message}",
        "check that silos run, that these are their gateways, that --cluster-id and --service-id are theirs, "
            + "and that --tls-certificate is given where they have one",
        failure);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using (_host)
        {
            await _host.StopAsync().WaitAsync(Patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static IHost Build(RuntimeRequest request, IPEndPoint[] gateways)
    {
        try
        {
            return new HostBuilder()
                .UseOrleansClient((_, client) => Configure(client, request, gateways))
                .ConfigureServices(services => services.AddSingleton<IHostLifetime, SilentLifetime>())
                .Build();
        }
        catch (TlsOptionsException failure)
        {
            string option = failure.Option == nameof(PetuumTlsOptions.RequiredName)
                ? "required-name"
                : failure.Option.ToLowerInvariant();
            throw new SpecException($"--tls-{option}", 0, failure.Problem, failure.Remedy);
        }
    }

    /// <summary>All that a connection is made with.</summary>
    private static void Configure(IClientBuilder client, RuntimeRequest request, IPEndPoint[] gateways)
    {
        client.UseStaticClustering(gateways)
            .Configure<ClusterOptions>(options =>
            {
                options.ClusterId = request.ClusterId;
                options.ServiceId = request.ServiceId;
            })
            .AddPetuum();
        if (request.Tls is { } tls)
        {
            client.UsePetuumTls(new PetuumTlsOptions
            {
                Certificate = tls.Certificate,
                Key = tls.Key,
                Password = tls.Password,
                Authority = tls.Authority,
                RequiredName = tls.Name,
            });
        }
    }

    private static async Task<IPEndPoint[]> ResolveAsync(string text, CancellationToken cancellation)
    {
        List<IPEndPoint> gateways = [];
        foreach (string address in text.Split(',', StringSplitOptions.TrimEntries))
        {
            int colon = address.LastIndexOf(':');
            string host = colon > 0 ? address[..colon].Trim('[', ']') : "";
            if (host.Length == 0
                || !ushort.TryParse(
                    address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port)
                || port == 0)
            {
                throw new SpecException(
                    $"--gateway {text}", 0, $"'{address}' is not an address",
                    "write HOST:PORT, such as localhost:30000");
            }

            gateways.AddRange((await LookUpAsync(host, text, cancellation)).Select(ip => new IPEndPoint(ip, port)));
        }

        return [.. gateways];
    }

    /// <summary>Silos listen on IPv4 unless a name has nothing else.</summary>
    private static async Task<IEnumerable<IPAddress>> LookUpAsync(
        string host, string text, CancellationToken cancellation)
    {
        try
        {
            IPAddress[] found = await Dns.GetHostAddressesAsync(host, cancellation);
            IPAddress[] four = [.. found.Where(ip => ip.AddressFamily == AddressFamily.InterNetwork)];
            return four.Length > 0 ? four : found;
        }
        catch (SocketException failure)
        {
            throw new RuntimeUnavailableException(
                $"--gateway {text}", $"host '{host}' is not known: {failure.Message}", "check the name", failure);
        }
    }
}
