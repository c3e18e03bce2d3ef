using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Iris.Gateway.Configuration;

namespace Iris.Gateway.Commands;

/// <summary>A gateway that runs, as a command asks it: over TCP or a Unix socket, without a proxy and without following redirects.</summary>
internal sealed class RunningGateway : IDisposable
{
    // Kestrel's words; what it says is not longer than that, and neither is an envelope.
    private const string OnlyHttp2 = "HTTP/2 only endpoint";
    private const int MostRefusal = 1 << 20;

    private RunningGateway(HttpClient client) => Client = client;

    /// <summary>The client. Its own deadline is the caller's.</summary>
    public HttpClient Client { get; }

    /// <summary>Sends a request, and again in HTTP/2 where the endpoint speaks nothing else: without TLS nobody tells that before.</summary>
    /// <param name="create">Makes the request.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The answer, as soon as its head is there.</returns>
    public async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> create, CancellationToken cancellation)
    {
        using var request = create();
        request.Version = Client.DefaultRequestVersion;
        var response = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (response.StatusCode != HttpStatusCode.BadRequest || response.Version.Major != 1 || Client.BaseAddress!.Scheme != Uri.UriSchemeHttp
            || !await IsOfHttp2Async(response, cancellation))
            return response;
        response.Dispose();
        using var again = create();
        (again.Version, again.VersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
        return await Client.SendAsync(again, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    // What such an endpoint says to HTTP/1 has a name of its own in no header.
    private static async Task<bool> IsOfHttp2Async(HttpResponseMessage response, CancellationToken cancellation)
    {
        await response.Content.LoadIntoBufferAsync(MostRefusal, cancellation);
        return (await response.Content.ReadAsStringAsync(cancellation)).Contains(OnlyHttp2, StringComparison.Ordinal);
    }

    /// <summary>Why there is no answer, in a person's words.</summary>
    public static string ReasonOf(Exception failure)
    {
        var reason = failure.InnerException?.Message ?? failure.Message;
        return failure is not HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } ? reason
            : failure.InnerException is AuthenticationException { InnerException: null } && reason.Contains("frame", StringComparison.Ordinal)
                ? "it does not speak TLS there; write http:// in place of https://"
                : $"TLS fails, {reason.TrimEnd('.')}; where it listens without TLS, write http:// in place of https://";
    }

    /// <summary>A gateway at an address as <c>--urls</c> has it; null where that is none.</summary>
    public static RunningGateway? At(string address)
    {
        var path = ServerAddress.SocketOf(address);
        if (!Uri.TryCreate(ServerAddress.Reachable(address), UriKind.Absolute, out var uri)
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
        // With TLS both sides agree on a version.
        return new(new HttpClient(handler)
        {
            BaseAddress = uri, Timeout = Timeout.InfiniteTimeSpan,
            DefaultRequestVersion = uri.Scheme == Uri.UriSchemeHttps ? HttpVersion.Version20 : HttpVersion.Version11,
        });
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
