using System.Net;
using Iris.Gateway.Model;

namespace Iris.Gateway.Legs;

/// <summary>
/// Decides which addresses that clients name are called: those on any public host, over https, on the usual port. They are addresses of pictures
/// (<c>Images.Downloads.ClientUrls</c>) and of receivers of webhooks. <c>AllowHttp</c>, <c>AllowPrivateNetwork</c> and, for ports, <c>Hosts</c> lift one
/// of the restrictions each. This class checks only the address; <see cref="DeliverySockets"/> checks what its name resolves to.
/// </summary>
internal static class ClientAddress
{
    /// <summary>The reason why an address is not called, as a clause; null when it is.</summary>
    /// <param name="target">The address.</param>
    /// <param name="options">What the file allows.</param>
    /// <param name="isPublic">Which addresses are public.</param>
    /// <param name="section">The section that says so.</param>
    public static string? Refuse(Uri target, DownloadsOptions options, Predicate<IPAddress> isPublic, string section = "Images.Downloads")
    {
        if (target.Scheme != Uri.UriSchemeHttps && (target.Scheme != Uri.UriSchemeHttp || !options.AllowHttp))
            return $"it is not https ({section}.AllowHttp)";
        if (target.UserInfo.Length > 0)
            return "it holds a user's name";
        if (!target.IsDefaultPort && !DownloadGuard.IsAny(options.Hosts, target))
            return $"it has an unusual port ({section}.Hosts)";
        return !options.AllowPrivateNetwork && IPAddress.TryParse(target.IdnHost, out var address) && !isPublic(address)
            ? $"its host has no public address ({section}.AllowPrivateNetwork)"
            : null;
    }

    /// <summary>The reason against a host that resolves to private addresses only.</summary>
    public const string NotPublic = "its host has no public address (Images.Downloads.AllowPrivateNetwork)";
}
