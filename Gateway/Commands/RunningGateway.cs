using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Iris.Gateway.Commands;

/// <summary>A gateway that runs, as a command asks it: over TCP or a Unix socket, without a proxy and without following redirects.</summary>
internal sealed class RunningGateway : IDisposable
{
    private const string OfSocket = "://unix:";

    // What a gateway listens on, and nobody connects to.
    private static readonly string[] AnyHost = ["://*", "://+", "://0.0.0.0", "://[::]"];

    private RunningGateway(HttpClient client) => Client = client;

    /// <summary>The client. Its own deadline is the caller's.</summary>
    public HttpClient Client { get; }

    /// <summary>A gateway at an address as <c>--urls</c> has it; null where that is none.</summary>
    public static RunningGateway? At(string address)
    {
        var at = address.IndexOf(OfSocket, StringComparison.OrdinalIgnoreCase);
        var path = at < 0 ? null : address[(at + OfSocket.Length)..];
        foreach (var any in AnyHost)
            address = address.Replace(any, "://localhost", StringComparison.Ordinal);
        if (!Uri.TryCreate(path is null ? address : $"{address[..at]}://localhost/", UriKind.Absolute, out var uri)
            || uri.Scheme is not ("http" or "https"))
            return null;
        var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false };
        if (path is not null)
            handler.ConnectCallback = (_, cancellation) => ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
        else if (uri.IdnHost.Equals("localhost", StringComparison.OrdinalIgnoreCase))
            handler.ConnectCallback = static (context, cancellation) => ConnectHereAsync(context.DnsEndPoint.Port, cancellation);
        // On its own machine a gateway's certificate names the host that clients know.
        if (path is not null || uri.IsLoopback)
            handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, errors) => (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == 0;
        return new(new HttpClient(handler) { BaseAddress = uri, Timeout = Timeout.InfiniteTimeSpan, DefaultRequestVersion = HttpVersion.Version11 });
    }

    public void Dispose() => Client.Dispose();

    // Nobody is asked for the name: a container may have neither a file of hosts nor a resolver.
    private static async ValueTask<Stream> ConnectHereAsync(int port, CancellationToken cancellation)
    {
        try
        {
            return await ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellation);
        }
        catch (SocketException) when (Socket.OSSupportsIPv6)
        {
            return await ConnectAsync(new IPEndPoint(IPAddress.IPv6Loopback, port), cancellation);
        }
    }

    private static async ValueTask<Stream> ConnectAsync(EndPoint end, CancellationToken cancellation)
    {
        var socket = end is IPEndPoint
            ? new Socket(end.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }
            : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(end, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
