using System.Text.RegularExpressions;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Families.OpenAI;

namespace Iris.Transforms.Providers.Azure;

/// <summary>
/// Writes Azure's call. <c>ApiVersion</c> chooses the surface: with a date the path names the deployment and the body must not name a model; with
/// <c>v1</c> or <c>preview</c> the body's <c>model</c> names the deployment.
/// </summary>
internal static partial class AzureRequest
{
    /// <summary>A version that every resource supports and that has GPT image models (docs/providers/azure.md, "Address").</summary>
    public const string DefaultApiVersion = "2025-04-01-preview";

    private const string V1 = "v1";
    private const string Preview = "preview";

    public static ProviderRequest Create(ProviderCall call)
    {
        var version = Version(call);
        var isV1 = IsV1(version);
        var isEdit = call.Request.Inputs.Count > 0;
        var path = isEdit ? ImagesEditWriter.Path(call.Request) : "images/generations";
        var uri = isV1 ? Unversioned(call.Address, path, version) : Deployment(call.Address, call.Model, version, path);
        var model = isV1 ? call.Model : null;
        return isEdit ? ImagesEditWriter.Create(call, uri, model) : ImagesRequestWriter.Create(call, uri, model);
    }

    /// <summary>A deployment's path takes forms only, in which a reference has no place; null when the call has none.</summary>
    public static ImageError? Refuse(ProviderCall call) =>
        !IsV1(Version(call)) && call.Request.Inputs.Append(call.Request.Mask).FirstOrDefault(input => input is { Content: null }) is { } reference
            ? ImageError.Invalid(
                $"'{reference.Name}' is a reference, which Azure takes with ApiVersion 'v1' only: send the picture itself.", reference.Name, "unsupported_value")
            : null;

    /// <summary>Whether a destination's settings choose the v1 surface.</summary>
    public static bool IsV1(IReadOnlyDictionary<string, string> settings) => settings.GetValueOrDefault("ApiVersion") is { } version && IsV1(version);

    private static string Version(ProviderCall call) => call.Settings.GetValueOrDefault("ApiVersion") ?? DefaultApiVersion;

    private static bool IsV1(string version) => version.Equals(V1, StringComparison.OrdinalIgnoreCase) || IsPreview(version);

    private static bool IsPreview(string version) => version.Equals(Preview, StringComparison.OrdinalIgnoreCase);

    // The v1 surface has one version, and its preview members behind a word (docs/providers/azure.md, "Address").
    private static Uri Unversioned(Uri address, string path, string version) =>
        new($"{Resource(address)}/openai/v1/{path}{(IsPreview(version) ? "?api-version=preview" : "")}");

    /// <summary>The problem of a version that Azure does not have; null when it is one.</summary>
    public static string? CheckVersion(string version) =>
        Dated().IsMatch(version) || IsV1(version)
            ? null
            : $"is no API version: write a date such as \"{DefaultApiVersion}\", \"{V1}\" or \"{Preview}\"";

    [GeneratedRegex(@"^20[0-9]{2}-[0-9]{2}-[0-9]{2}(-preview)?$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Dated();

    private static Uri Deployment(Uri address, string deployment, string version, string path) =>
        new($"{Resource(address)}/openai/deployments/{ModelPath.Segment(deployment)}/{path}?api-version={Uri.EscapeDataString(version)}");

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
