using System.Net;
using System.Net.Sockets;

namespace Iris.Bench.Load.Machine;

internal static class Ports
{
    /// <summary>A port that is free now, for a program that cannot choose one itself and report it.</summary>
    public static int Free()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
