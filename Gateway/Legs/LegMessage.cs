using Iris.Gateway.Calls;
using Iris.Gateway.Model;
using Iris.Transforms.Codecs;

namespace Iris.Gateway.Legs;

/// <summary>A leg's request, with what the cluster's handlers need to know of it.</summary>
internal sealed class LegMessage(HttpMethod method, Uri address, ImageAttempt attempt, LegKind kind, LegPipeline pipeline) : HttpRequestMessage(method, address)
{
    /// <summary>What the leg is a part of.</summary>
    public ImageAttempt Attempt { get; } = attempt;

    /// <summary>What the leg does.</summary>
    public LegKind Kind { get; } = kind;

    /// <summary>Stands around the leg where it is an order.</summary>
    public LegPipeline Pipeline { get; } = pipeline;

    /// <summary>What allows the leg to go to another host than the destination's, where it does; it carries no credential then.</summary>
    public DownloadsOptions? Foreign { get; init; }
}
