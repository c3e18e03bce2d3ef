using Iris.Transforms.Codecs;
using Iris.Transforms.Families.OpenAI;

namespace Iris.Transforms.Providers.Azure;

/// <summary>
/// Writes Azure's call. <c>ApiVersion</c> chooses the surface: with a date the path names the deployment and the body must not name a model; with
/// <c>v1</c> the body's <c>model</c> names the deployment.
/// </summary>
internal static class AzureRequest
{
    /// <summary>A version that every resource supports and that has GPT image models (docs/providers/azure.md, "Address").</summary>
    public const string DefaultApiVersion = "2025-04-01-preview";

    public static ProviderRequest Create(ProviderCall call)
    {
        var version = call.Settings.GetValueOrDefault("ApiVersion") ?? DefaultApiVersion;
        var isV1 = version.Equals("v1", StringComparison.OrdinalIgnoreCase);
        return isV1
            ? ImagesRequestWriter.Create(call, V1(call.Address), call.Model)
            : ImagesRequestWriter.Create(call, Deployment(call.Address, call.Model, version), model: null);
    }

    private static Uri V1(Uri address) => new($"{Resource(address)}/openai/v1/images/generations");

    private static Uri Deployment(Uri address, string deployment, string version) =>
        new($"{Resource(address)}/openai/deployments/{Uri.EscapeDataString(deployment)}/images/generations?api-version={Uri.EscapeDataString(version)}");

    // Users enter the resource's root, …/openai or …/openai/v1: all three name the same resource.
    private static string Resource(Uri address)
    {
        var path = address.AbsolutePath.TrimEnd('/');
        foreach (var suffix in (ReadOnlySpan<string>)["/openai/v1", "/openai"])
        {
            if (path.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
                path = path[..^suffix.Length];
        }
        return address.GetLeftPart(UriPartial.Authority) + path;
    }
}
