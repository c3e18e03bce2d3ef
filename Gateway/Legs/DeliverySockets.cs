using System.Net;
using System.Net.Sockets;

namespace Iris.Gateway.Legs;

/// <summary>A delivery host's name resolves only to private addresses.</summary>
internal sealed class PrivateAddressException() : IOException("the delivery host has no public address");

/// <summary>
/// Creates the handlers for pictures on foreign hosts: like the cluster's own, but restricted in the addresses they may connect to.
/// </summary>
internal static class DeliverySockets
{
    /// <summary>Creates a handler.</summary>
    /// <param name="own">The cluster's own sockets.</param>
    /// <param name="anyAddress">False resolves the name here and connects only to public addresses.</param>
    /// <param name="isPublic">Which addresses are public; null for <see cref="DownloadGuard.IsPublic"/>.</param>
    public static SocketsHttpHandler Create(SocketsHttpHandler own, bool anyAddress, Predicate<IPAddress>? isPublic = null)
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
        // Only the TLS versions are copied: accepting any certificate is meant for the destination alone.
        sockets.SslOptions.EnabledSslProtocols = own.SslOptions.EnabledSslProtocols;
        if (!anyAddress)
        {
            var proxy = own.UseProxy ? own.Proxy as WebProxy : null;
            isPublic ??= DownloadGuard.IsPublic;
            sockets.ConnectCallback = (context, cancellationToken) => ConnectAsync(context.DnsEndPoint, proxy?.Address, isPublic, cancellationToken);
        }
        return sockets;
    }

    // When the cluster uses a proxy (HttpClient.WebProxy), the proxy resolves the name and connects, so the gateway can only check the name, or the
    // address in place of one. A host that WebProxy.BypassOnLocal lets pass is connected to from here and checked.
    private static async ValueTask<Stream> ConnectAsync(
        DnsEndPoint endPoint, Uri? proxy, Predicate<IPAddress> isPublic, CancellationToken cancellationToken)
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
                // Connects to the addresses that were checked: a second look-up could return others.
                var addresses = Array.FindAll(await Dns.GetHostAddressesAsync(endPoint.Host, cancellationToken), isPublic);
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
