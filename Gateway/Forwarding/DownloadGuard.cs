using System.Net;
using System.Net.Sockets;
using Iris.Transforms.Errors;
using Iris.Transforms.Providers;

namespace Iris.Gateway.Forwarding;

/// <summary>
/// Decides from where pictures may be fetched. A provider's answer names the address, so it is not trusted: allowed are the
/// destination's own host and the codec's known delivery hosts, the latter over https only and never at a private address.
/// </summary>
internal static class DownloadGuard
{
    /// <summary>Marks a request whose host is not the destination's own.</summary>
    public static readonly HttpRequestOptionsKey<bool> Foreign = new("Iris.ForeignHost");

    /// <summary>Whether a leg leaves the destination's own host.</summary>
    public static bool IsForeign(Uri target, Uri own) =>
        Uri.Compare(target, own, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) != 0;

    /// <summary>Why a leg must not be sent; null when it may.</summary>
    public static ImageError? Refuse(ProviderLeg leg, Uri own)
    {
        var target = leg.Request.Uri;
        if (!IsForeign(target, own))
            return null;
        if (leg.Kind == LegKind.Download && target.Scheme == Uri.UriSchemeHttps && target.IsDefaultPort && leg.DeliveryHosts.Any(host => Matches(host, target.Host)))
            return null;
        return new ImageError
        {
            Status = StatusCodes.Status502BadGateway,
            Type = "provider_response_invalid",
            Code = "download_refused",
            Message = $"The provider put the image on a host that is not allowed: {Telemetry.PrintableText.Of(target.Host)}.",
        };
    }

    /// <summary>Connects sockets of image clusters; to a foreign host only where its name does not lead into a private network.</summary>
    public static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var isForeign = context.InitialRequestMessage.Options.TryGetValue(Foreign, out var foreign) && foreign;
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (!isForeign)
            {
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            // Resolved once and connected to what was judged: a second look-up could give another answer.
            var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
            var allowed = Array.FindAll(addresses, IsPublic);
            if (allowed.Length == 0)
                throw new HttpRequestException(HttpRequestError.ConnectionError, "the delivery host has no public address");
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>False for loopback, private, link-local, shared, multicast and unspecified addresses (RFC 6890).</summary>
    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            // A gateway of the network's may turn these back into what they hold.
            if (Embedded(address.GetAddressBytes()) is { } embedded)
                return IsPublic(embedded);
            return !IPAddress.IsLoopback(address) && !address.IsIPv6LinkLocal && !address.IsIPv6SiteLocal
                && !address.IsIPv6UniqueLocal && !address.IsIPv6Multicast && !address.IsIPv6Teredo;
        }
        var bytes = address.GetAddressBytes();
        return (bytes[0], bytes[1]) switch
        {
            (0 or 10 or 127, _) or (>= 224, _) => false,
            (169, 254) or (192, 168) or (198, 18 or 19) => false,
            (192, 0) when bytes[2] == 0 => false,
            (172, >= 16 and <= 31) or (100, >= 64 and <= 127) => false,
            _ => true,
        };
    }

    // IPv4 in NAT64 (64:ff9b::/96), in 6to4 (2002::/16), and in the old compatible form (::/96), which covers :: and ::1.
    private static IPAddress? Embedded(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0x20, 0x02]))
            return new IPAddress(bytes.Slice(2, 4));
        return bytes.StartsWith((ReadOnlySpan<byte>)[0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0]) || !bytes[..12].ContainsAnyExcept((byte)0)
            ? new IPAddress(bytes[12..])
            : null;
    }

    private static bool Matches(string pattern, string host) => pattern.StartsWith("*.", StringComparison.Ordinal)
        ? host.EndsWith(pattern[1..], StringComparison.OrdinalIgnoreCase) && host.Length >= pattern.Length
        : host.Equals(pattern, StringComparison.OrdinalIgnoreCase);
}
