using Iris.Gateway.Configuration;
using Iris.Gateway.Dispatch;
using Iris.Transforms.Providers;

namespace Iris.Gateway.Forwarding;

/// <summary>A leg's request, with what the cluster's handlers need to know of it.</summary>
internal sealed class LegMessage(HttpMethod method, Uri address, ImageAttempt attempt, LegKind kind) : HttpRequestMessage(method, address)
{
    /// <summary>What the leg is a part of.</summary>
    public ImageAttempt Attempt { get; } = attempt;

    /// <summary>What the leg does.</summary>
    public LegKind Kind { get; } = kind;

    /// <summary>What allows the leg to go to another host than the destination's, where it does; it carries no credential then.</summary>
    public DownloadsOptions? Foreign { get; init; }
}
