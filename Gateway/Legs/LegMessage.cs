using Iris.Gateway.Calls;
using Iris.Gateway.Model;
using Iris.Transforms.Codecs;

namespace Iris.Gateway.Legs;

/// <summary>A leg's request, with what the cluster's handlers need to know of it.</summary>
internal sealed class LegMessage(
    HttpMethod method, Uri address, ImageAttempt attempt, ImageDestination destination, LegKind kind, LegPipeline pipeline) : HttpRequestMessage(method, address)
{
    /// <summary>What the leg is a part of.</summary>
    public ImageAttempt Attempt { get; } = attempt;

    /// <summary>Whose credential it carries.</summary>
    public ImageDestination Destination { get; } = destination;

    /// <summary>What the leg does.</summary>
    public LegKind Kind { get; } = kind;

    /// <summary>Stands around the leg where it is an order.</summary>
    public LegPipeline Pipeline { get; } = pipeline;

    /// <summary>Whose host it goes to, which decides about its credential and its connection.</summary>
    public LegHost Host { get; init; }

    /// <summary>Where it leaves the destination's own host: whether the host may lie at a private address (<c>Images.Downloads.AllowPrivateNetwork</c>).</summary>
    public bool AllowPrivateNetwork { get; init; }
}
