using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Petuum.Lab.Silo.Configuration;

/// <summary>Addresses as people write them.</summary>
internal static class Addresses
{
    /// <summary>The address that <c>auto</c>, an IP address or a host name stands for; null if there is none.</summary>
    public static IPAddress? Resolve(string text)
    {
        if (IPAddress.TryParse(text, out IPAddress? address))
        {
            return address;
        }

        return text == "auto" ? OwnAddresses().FirstOrDefault() : Lookup(text);
    }

    /// <summary>Whether only this machine reaches the address.</summary>
    public static bool IsLoopback(string text) => Resolve(text) is { } address && IPAddress.IsLoopback(address);

    private static IEnumerable<IPAddress> OwnAddresses() =>
        from card in NetworkInterface.GetAllNetworkInterfaces()
        where card.OperationalStatus == OperationalStatus.Up
            && card.NetworkInterfaceType != NetworkInterfaceType.Loopback
        from address in card.GetIPProperties().UnicastAddresses
        where address.Address.AddressFamily == AddressFamily.InterNetwork
        select address.Address;

    private static IPAddress? Lookup(string host)
    {
        try
        {
            return Dns.GetHostAddresses(host, AddressFamily.InterNetwork).FirstOrDefault();
        }
        catch (Exception failure) when (failure is SocketException or ArgumentException)
        {
            return null;
        }
    }
}
