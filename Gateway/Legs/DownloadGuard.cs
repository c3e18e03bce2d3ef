using System.Net;
using Iris.Gateway.Calls;
using Iris.Gateway.Model;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;

namespace Iris.Gateway.Legs;

/// <summary>
/// Decides where legs may go. A provider's answer names the URL, so it is not trusted. A leg may go to the destination's own scheme, host and port.
/// A poll may go to the provider's sister hosts (<see cref="ProviderHosts.Sister"/>). A download may go, only over https and to public addresses,
/// to the provider's delivery hosts on the default port, and to <c>Images.Downloads.Hosts</c> on any port, because the operator who lists a host
/// knows what listens there. <c>AllowHttp</c> and <c>AllowPrivateNetwork</c> lift one of the two restrictions each. This class checks only the URL;
/// <see cref="DeliverySockets"/> checks the addresses that its name resolves to.
/// </summary>
internal static class DownloadGuard
{
    /// <summary>Which kind of host a leg goes to.</summary>
    /// <param name="kind">The leg's purpose.</param>
    /// <param name="target">The leg's URI.</param>
    /// <param name="own">The destination's address.</param>
    /// <param name="hosts">The provider's hosts.</param>
    public static LegHost HostOf(LegKind kind, Uri target, Uri own, ProviderHosts hosts)
    {
        if (target.Port == own.Port
            && target.Scheme.Equals(own.Scheme, StringComparison.OrdinalIgnoreCase)
            && target.IdnHost.Equals(own.IdnHost, StringComparison.OrdinalIgnoreCase))
        {
            return LegHost.Own;
        }
        // The leg carries the key, so it is never sent in clear text, and never to the provider when the key belongs to another host.
        return kind == LegKind.Poll && target.Scheme == Uri.UriSchemeHttps && target.IsDefaultPort
            && IsAny(hosts.Sister, target) && IsAny(hosts.Sister, own)
            ? LegHost.Sister
            : LegHost.Foreign;
    }

    /// <summary>The reason why a leg must not be sent; null when it may.</summary>
    /// <param name="leg">The leg.</param>
    /// <param name="own">The destination's address.</param>
    /// <param name="hosts">The provider's hosts.</param>
    /// <param name="options">The installation's options.</param>
    public static ImageError? Refuse(ProviderLeg leg, Uri own, ProviderHosts hosts, DownloadsOptions options)
    {
        var target = leg.Request.Uri;
        if (HostOf(leg.Kind, target, own, hosts) != LegHost.Foreign)
            return null;
        var isListed = IsAny(options.Hosts, target);
        if (leg.Kind != LegKind.Download || !(isListed || IsAny(hosts.Delivery, target)))
            return Refused($"on a host that is not allowed: {Host(target)} (Images.Downloads.Hosts)");
        if (target.Scheme != Uri.UriSchemeHttps && target.Scheme != Uri.UriSchemeHttp)
            return Refused($"at an address that is not https: {Host(target)}");
        if (target.Scheme == Uri.UriSchemeHttp && !options.AllowHttp)
            return Refused($"at an address that is not https: {Host(target)} (Images.Downloads.AllowHttp)");
        if (!target.IsDefaultPort && !isListed)
            return Refused($"on an unusual port: {Host(target)}:{target.Port} (Images.Downloads.Hosts)");
        // Checked before sending, because a proxy would connect to the address itself.
        if (!options.AllowPrivateNetwork && IPAddress.TryParse(target.IdnHost, out var address) && !IsPublic(address))
            return PrivateAddress(target);
        return null;
    }

    /// <summary>The failure of a download from a host with a private address.</summary>
    public static ImageError PrivateAddress(Uri target) =>
        Refused($"on a host with no public address: {Host(target)} (Images.Downloads.AllowPrivateNetwork)");

    /// <summary>False for loopback, private, link-local, shared, multicast and unspecified addresses (RFC 6890).</summary>
    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6)
        {
            // A translating gateway in the network may connect to the embedded IPv4 address.
            if (Embedded(address.GetAddressBytes()) is { } embedded)
                return IsPublic(embedded);
            return !IPAddress.IsLoopback(address) && !address.IsIPv6LinkLocal && !address.IsIPv6SiteLocal
                && !address.IsIPv6UniqueLocal && !address.IsIPv6Multicast && !address.IsIPv6Teredo;
        }
        var bytes = address.GetAddressBytes();
        return (bytes[0], bytes[1]) switch
        {
            (0 or 10 or 127, _) or (>= 224, _) => false,
            // Azure's wire server: a public address that leads into the host's internal network.
            (168, 63) when bytes[2] == 129 && bytes[3] == 16 => false,
            (169, 254) or (192, 168) or (198, 18 or 19) => false,
            (192, 0) when bytes[2] == 0 => false,
            (172, >= 16 and <= 31) or (100, >= 64 and <= 127) => false,
            _ => true,
        };
    }

    // The IPv4 address inside NAT64 (64:ff9b::/96), 6to4 (2002::/16) and the old compatible form (::/96), which covers :: and ::1.
    private static IPAddress? Embedded(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0x20, 0x02]))
            return new IPAddress(bytes.Slice(2, 4));
        return bytes.StartsWith((ReadOnlySpan<byte>)[0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0]) || !bytes[..12].ContainsAnyExcept((byte)0)
            ? new IPAddress(bytes[12..])
            : null;
    }

    /// <summary>Whether a list of hosts has the address's.</summary>
    public static bool IsAny(IReadOnlyList<string> patterns, Uri target)
    {
        for (var i = 0; i < patterns.Count; i++)
        {
            if (Matches(patterns[i], target))
                return true;
        }
        return false;
    }

    private static bool Matches(string pattern, Uri target)
    {
        var host = target.IdnHost;
        if (!pattern.StartsWith("*.", StringComparison.Ordinal))
            return host.Equals(pattern, StringComparison.OrdinalIgnoreCase);
        return target.HostNameType == UriHostNameType.Dns && host.Length >= pattern.Length
            && host.EndsWith(pattern[1..], StringComparison.OrdinalIgnoreCase);
    }

    private static string Host(Uri target) => PrintableText.Of(target.Host);

    private static ImageError Refused(string where) => new()
    {
        Status = StatusCodes.Status502BadGateway,
        Type = "provider_response_invalid",
        Code = "download_refused",
        Message = $"The provider put the image {where}.",
    };
}
