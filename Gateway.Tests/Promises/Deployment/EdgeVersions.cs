using System.Net;
using System.Net.Quic;
using System.Net.Sockets;

namespace Iris.Gateway.Tests.Promises.Deployment;

/// <summary>The versions of HTTP that an edge serves by TLS on this system.</summary>
internal static class EdgeVersions
{
    /// <summary>Whether the system has QUIC.</summary>
    public static bool HaveQuic =>
        (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS() || OperatingSystem.IsWindows()) && QuicListener.IsSupported;

    /// <summary>
    /// Where a gateway listens by TLS. The server binds one port for TCP and UDP only if it is told which: the system's next free one, where it has QUIC.
    /// </summary>
    public static string Url => $"https://127.0.0.1:{(HaveQuic ? FreePort() : 0)}";

    public static Version[] Served => HaveQuic ? [HttpVersion.Version20, HttpVersion.Version30] : [HttpVersion.Version20];

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
