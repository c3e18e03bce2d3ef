using Iris.Gateway.Calls;
using Iris.Gateway.Model;
using Iris.Transforms.Answers;
using Yarp.ReverseProxy.Configuration;

namespace Iris.Gateway.Commands.Explaining;

/// <summary>What a gateway does with a request.</summary>
/// <param name="Snapshot">The configuration.</param>
/// <param name="Route">The route that it meets; null for none.</param>
/// <param name="Call">The call; null where the route is none for images.</param>
/// <param name="Steps">What is tried, in order.</param>
/// <param name="Sent">Every request that would have been sent.</param>
internal sealed record Explanation(
    ProxySnapshot Snapshot, RouteConfig? Route, ImageCall? Call, IReadOnlyList<ExplainedTarget> Steps, IReadOnlyList<SentRequest> Sent)
{
    /// <summary>The key that the call brings; null for none.</summary>
    public string? Key { get; init; }

    /// <summary>Whether the gateway lets nobody in without a key.</summary>
    public bool AsksForKey { get; init; }

    /// <summary>What the gateway itself answers when nothing can be sent.</summary>
    public required int Status { get; init; }

    /// <summary>The words of that answer.</summary>
    public required string Answer { get; init; }

    /// <summary>Whether anything would be sent.</summary>
    public bool IsSent => Sent.Count > 0;
}

/// <summary>One target of a call.</summary>
/// <param name="Cluster">The cluster's id.</param>
/// <param name="Model">The model.</param>
/// <param name="Refused">Why nothing is sent to it; null where something is.</param>
/// <param name="Attempts">The attempts at it, one a destination.</param>
internal sealed record ExplainedTarget(string Cluster, string Model, string? Refused, IReadOnlyList<ImageAttempt> Attempts)
{
    /// <summary>What the call costs there at most; null where nobody knows.</summary>
    public Usd? Worst { get; init; }

    /// <summary>The members that were left out or converted.</summary>
    public IReadOnlyList<ParameterChange> Changes =>
        Attempts.Select(attempt => attempt.Result?.Head.Changes).FirstOrDefault(changes => changes is not null) ?? [];
}
