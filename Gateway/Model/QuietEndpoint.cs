namespace Iris.Gateway.Model;

/// <summary>Marks an endpoint that machines ask every few seconds (probes and metrics): its access line has the level Debug.</summary>
internal sealed class QuietEndpoint
{
    private QuietEndpoint()
    {
    }

    /// <summary>The mark.</summary>
    public static QuietEndpoint Instance { get; } = new();

    /// <summary>Whether a request has met such an endpoint.</summary>
    public static bool IsMetBy(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<QuietEndpoint>() is not null;
}
