using Iris.Transforms.Codecs;

namespace Iris.Transforms.Providers.Vertex;

/// <summary>
/// The URI <c>{base}/projects/{Project}/locations/{Location}/publishers/google/models/{model}:{method}</c>. Without a <c>Project</c> it is express
/// mode's path, which begins at <c>publishers</c> (docs/providers/vertex.md, "Address").
/// </summary>
internal static class VertexAddress
{
    private const string Host = "aiplatform.googleapis.com";
    private const string Everywhere = "global";

    /// <summary>The URI of a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="method">The end of the path: <c>models/</c>, the model and its method.</param>
    public static Uri Of(ProviderCall call, string method)
    {
        var path = "publishers/google/" + method;
        if (call.Settings.GetValueOrDefault("Project") is { Length: > 0 } project)
        {
            var location = call.Settings.GetValueOrDefault("Location") is { Length: > 0 } set ? set : LocationOf(call.Address);
            path = $"projects/{Uri.EscapeDataString(project)}/locations/{Uri.EscapeDataString(location)}/{path}";
        }
        return AddressPath.Join(call.Address, "v1", path);
    }

    // The hosts are us-central1-aiplatform.googleapis.com and aiplatform.eu.rep.googleapis.com; the host without a region serves "global".
    private static string LocationOf(Uri address)
    {
        var host = address.Host;
        if (host.EndsWith("-" + Host, StringComparison.OrdinalIgnoreCase))
            return host[..^(Host.Length + 1)];
        var labels = host.Split('.');
        return labels is ["aiplatform", var region, "rep", "googleapis", "com"] ? region : Everywhere;
    }
}
