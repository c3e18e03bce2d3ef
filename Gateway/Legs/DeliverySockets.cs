using System.Net;
using System.Net.Sockets;

namespace Iris.Gateway.Legs;

/// <summary>A delivery host's name leads to private addresses only.</summary>
internal sealed class PrivateAddressException() : IOException("the delivery host has no public address");

/// <summary>Makes the sockets for pictures on foreign hosts: like the cluster's own, but for what they may connect to.</summary>
internal static class DeliverySockets
{
    /// <summary>Makes a handler.</summary>
    /// <param name="own">The cluster's own sockets.</param>
    /// <param name="anyAddress">False: the name is resolved here, and only public addresses are connected to.</param>
    public static SocketsHttpHandler Create(SocketsHttpHandler own, bool anyAddress)
    {
        var sockets = new SocketsHttpHandler
        {
            UseProxy = own.UseProxy,
            Proxy = own.Proxy,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            EnableMultipleHttp2Connections = own.EnableMultipleHttp2Connections,
            MaxConnectionsPerServer = own.MaxConnectionsPerServer,
            ConnectTimeout = own.ConnectTimeout,
            PooledConnectionLifetime = own.PooledConnectionLifetime,
            ActivityHeadersPropagator = null,
        };
        // No more of TLS than its versions: to accept any certificate is a word about the destination's.
        sockets.SslOptions.EnabledSslProtocols = own.SslOptions.EnabledSslProtocols;
        if (!anyAddress)
        {
            var proxy = own.UseProxy ? own.Proxy as WebProxy : null;
            sockets.ConnectCallback = (context, cancellationToken) => ConnectAsync(context.DnsEndPoint, proxy?.Address, cancellationToken);
        }
        return sockets;
    }

    // Behind a proxy (the cluster's HttpClient.WebProxy) it is the proxy that resolves the host's name and connects: of that only the name is
    // judged here, and an address that stands in its place. What WebProxy.BypassOnLocal lets pass is connected to from here, and judged.
    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint endPoint, Uri? proxy, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (proxy is not null && endPoint.Port == proxy.Port && endPoint.Host.Equals(proxy.IdnHost, StringComparison.OrdinalIgnoreCase))
            {
                await socket.ConnectAsync(endPoint, cancellationToken);
            }
            else
            {
                // Resolved once and connected to what was judged: a second look-up could give another answer.
                var addresses = Array.FindAll(await Dns.GetHostAddressesAsync(endPoint.Host, cancellationToken), DownloadGuard.IsPublic);
                if (addresses.Length == 0)
                    throw new PrivateAddressException();
                await socket.ConnectAsync(addresses, endPoint.Port, cancellationToken);
            }
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
