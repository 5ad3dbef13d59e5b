using System.Diagnostics;
using System.Net;
using System.Net.NetworkInformation;
using Petuum.Lab.Silo.Configuration;

namespace Petuum.Lab.Silo.Hosting;

/// <summary>The silo that the others of localhost clustering join.</summary>
internal static class FirstSilo
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);

    /// <summary>Waits until somebody listens at the primary port.</summary>
    /// <param name="options">Where it is, and how long to wait.</param>
    /// <param name="notices">Where it is said that this waits.</param>
    /// <exception cref="OptionException">Nobody listened in time.</exception>
    public static async Task WaitAsync(SiloOptions options, TextWriter notices)
    {
        if (options.Clustering != ClusteringKind.Localhost
            || options.PrimaryPort == 0
            || options.PrimaryPort == options.SiloPort)
        {
            return;
        }

        IPEndPoint first = new(Addresses.Resolve(options.AdvertisedAddress)!, options.PrimaryPort);
        string patience = OptionTable.Text(options.Membership.JoinTimeout);
        long began = Stopwatch.GetTimestamp();
        for (bool isTold = false; !Listens(first); isTold = true)
        {
            if (Stopwatch.GetElapsedTime(began) >= options.Membership.JoinTimeout)
            {
                throw new OptionException(new OptionError(
                    nameof(options.PrimaryPort),
                    $"no silo listens at {first}, where the first one is to be, after {patience}",
                    $"start one with --silo-port {first.Port}, or leave the setting out to make this silo the first"));
            }

            if (!isTold)
            {
                await notices.WriteLineAsync($"waits {patience} for the first silo, at {first}");
            }

            await Task.Delay(Period);
        }
    }

    /// <summary>Asks the system rather than the silo, which would log a connection that says nothing.</summary>
    private static bool Listens(IPEndPoint where) => IPGlobalProperties.GetIPGlobalProperties()
        .GetActiveTcpListeners()
        .Any(listener => listener.Port == where.Port
            && (listener.Address.Equals(where.Address)
                || listener.Address.Equals(IPAddress.Any)
                || listener.Address.Equals(IPAddress.IPv6Any)));
}
