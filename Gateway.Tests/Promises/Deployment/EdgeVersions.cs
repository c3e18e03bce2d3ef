using System.Net;
using System.Net.Quic;

namespace Iris.Gateway.Tests.Promises.Deployment;

/// <summary>The versions of HTTP that an edge serves by TLS on this system.</summary>
internal static class EdgeVersions
{
    /// <summary>Whether the system has QUIC.</summary>
    public static bool HaveQuic =>
        (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS() || OperatingSystem.IsWindows()) && QuicListener.IsSupported;

    public static Version[] Served => HaveQuic ? [HttpVersion.Version20, HttpVersion.Version30] : [HttpVersion.Version20];
}
