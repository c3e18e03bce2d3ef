using System.Net.Sockets;
using System.Runtime.InteropServices;
using Iris.Gateway.Model;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Iris.Gateway.Endpoints;

/// <summary>
/// Unix sockets that the gateway listens on. A process that was killed leaves its socket behind, and no other can then listen at that path: one that
/// refuses connections is removed. Mode and group are set before the first connection can be taken.
/// </summary>
internal static class UnixSockets
{
    // What opening a socket as a file fails with: ENXIO under Linux, EOPNOTSUPP under macOS.
    private const int IsASocket = 6;
    private const int IsASocketToo = 102;

    private const uint Unchanged = uint.MaxValue;

    /// <summary>Prepares every Unix socket that the server opens.</summary>
    public static IServiceCollection AddUnixSockets(this IServiceCollection services, EndpointOptions endpoints) =>
        services.Configure<SocketTransportOptions>(options =>
        {
            var open = options.CreateBoundListenSocket;
            options.CreateBoundListenSocket = endpoint => endpoint is UnixDomainSocketEndPoint && endpoint.ToString() is { Length: > 0 } path
                ? Open(path, () => open(endpoint), endpoints)
                : open(endpoint);
        });

    private static Socket Open(string path, Func<Socket> open, EndpointOptions endpoints)
    {
        if (IsDead(path))
            File.Delete(path);
        var socket = open();
        try
        {
            // Nobody is listening yet: whoever connects now is refused.
            if (endpoints.SocketGroup is { } group)
                SetGroup(path, group);
            if (endpoints.SocketMode is { } mode && !OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, mode);
            return socket;
        }
        catch
        {
            socket.Dispose();
            File.Delete(path);
            throw;
        }
    }

    /// <summary>Whether there is a socket at the path to which nobody listens. Any other file is somebody's, and stays.</summary>
    internal static bool IsDead(string path)
    {
        if (!File.Exists(path) || !IsSocket(path))
            return false;
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false };
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
            return false;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode == SocketError.ConnectionRefused;
        }
    }

    private static bool IsSocket(string path)
    {
        try
        {
            // For reading and writing, as a pipe would make a mere reader wait.
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            return false;
        }
        catch (IOException e)
        {
            return e.HResult is IsASocket or IsASocketToo;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void SetGroup(string path, string group)
    {
        if (!uint.TryParse(group, out var id))
        {
            var entry = FindGroup(group);
            if (entry == 0)
                throw new InvalidOperationException($"Images.Endpoints.SocketGroup: there is no group \"{group}\" on this machine.");
            // struct group: name, password, id (grp.h).
            id = (uint)Marshal.ReadInt32(entry, 2 * nint.Size);
        }
        if (ChangeOwner(path, Unchanged, id) != 0)
            throw new InvalidOperationException($"Images.Endpoints.SocketGroup: this process may not give {path} to the group \"{group}\"; make it a member.");
    }

    [DllImport("libc", EntryPoint = "getgrnam")]
    private static extern nint FindGroup([MarshalAs(UnmanagedType.LPUTF8Str)] string name);

    [DllImport("libc", EntryPoint = "chown")]
    private static extern int ChangeOwner([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint owner, uint group);
}
