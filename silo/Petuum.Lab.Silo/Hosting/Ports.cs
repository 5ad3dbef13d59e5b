using System.Net;
using System.Net.Sockets;
using Petuum.Lab.Silo.Configuration;

namespace Petuum.Lab.Silo.Hosting;

/// <summary>Sees that nobody else listens where a silo is to listen.</summary>
internal static class Ports
{
    /// <summary>Listens at each endpoint for a moment.</summary>
    /// <exception cref="OptionException">One cannot be listened at.</exception>
    public static void RequireFree(SiloOptions options)
    {
        IPAddress silo = Addresses.Resolve(options.AdvertisedAddress)!;
        (string Key, IPAddress Address, int Port)[] endpoints =
        [
            (nameof(options.SiloPort), silo, options.SiloPort),
            (nameof(options.GatewayPort), silo, options.GatewayPort),
            (nameof(options.HttpPort), Addresses.Resolve(options.HttpAddress)!, options.HttpPort),
        ];
        List<OptionError> errors = [];
        foreach ((string key, IPAddress address, int port) in endpoints)
        {
            try
            {
                using TcpListener listener = new(address, port);
                listener.Start();
            }
            catch (SocketException failure)
            {
                errors.Add(new OptionError(
                    key, $"cannot listen at {address}:{port}: {failure.Message}", "use a free port of this machine"));
            }
        }

        if (errors.Count > 0)
        {
            throw new OptionException(errors);
        }
    }
}
