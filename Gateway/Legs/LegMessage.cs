using Iris.Gateway.Calls;
using Iris.Gateway.Model;
using Iris.Transforms.Codecs;

namespace Iris.Gateway.Legs;

/// <summary>A leg's request, with the facts that the cluster's handlers need.</summary>
internal sealed class LegMessage(
    HttpMethod method, Uri address, ImageAttempt attempt, ImageDestination destination, LegKind kind, LegPipeline pipeline)
        : HttpRequestMessage(method, address)
{
    /// <summary>The attempt that the leg belongs to.</summary>
    public ImageAttempt Attempt { get; } = attempt;

    /// <summary>The destination whose credential it carries.</summary>
    public ImageDestination Destination { get; } = destination;

    /// <summary>The leg's purpose.</summary>
    public LegKind Kind { get; } = kind;

    /// <summary>The retry and breaker, which apply when the leg is an order.</summary>
    public LegPipeline Pipeline { get; } = pipeline;

    /// <summary>The kind of host, which decides about the credential and the connection.</summary>
    public LegHost Host { get; init; }

    /// <summary>
    /// For a leg to another host than the destination's: whether that host may have a private address
    /// (<c>Images.Downloads.AllowPrivateNetwork</c>).
    /// </summary>
    public bool AllowPrivateNetwork { get; init; }

    /// <summary>Reads the leg's failed answers; null when they are not read.</summary>
    public ILegErrors? Errors { get; init; }
}
