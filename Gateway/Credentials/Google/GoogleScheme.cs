using System.Collections.Frozen;
using Iris.Gateway.Calls;
using Iris.Gateway.Model;
using Iris.Transforms.Codecs;

namespace Iris.Gateway.Credentials.Google;

/// <summary>Uses a Google access token of the destination's service account, else of the application default credentials.</summary>
internal sealed class GoogleScheme(GoogleTokens tokens) : ICredentialScheme
{
    public CredentialKind Kind => CredentialKind.Google;

    /// <summary>Google's paths name the project. When the file does not name it, the credential may know it.</summary>
    public ValueTask<ImageDestination> CompleteAsync(ImageDestination destination, CancellationToken cancellationToken) =>
        destination.ApiKey is not null || destination.Settings.ContainsKey("Project")
            ? new(destination)
            : WithProjectAsync(destination, cancellationToken);

    public IEnumerable<string> SecretsOf(ImageDestination destination) => tokens.KnownOf(destination);

    public async ValueTask PlaceAsync(HttpRequestMessage request, ImageDestination destination, CancellationToken cancellationToken)
    {
        CredentialHeader.Set(request, "Authorization", "Bearer " + await tokens.GetAsync(destination, cancellationToken));
        if (await tokens.GetQuotaProjectAsync(destination, cancellationToken) is { } project)
            CredentialHeader.Set(request, "x-goog-user-project", project);
    }

    private async ValueTask<ImageDestination> WithProjectAsync(ImageDestination destination, CancellationToken cancellationToken)
    {
        var project = await tokens.GetProjectAsync(destination, cancellationToken)
            ?? throw new CredentialException("no Google Cloud project is known; set Project on the destination");
        var settings = new Dictionary<string, string>(destination.Settings, StringComparer.OrdinalIgnoreCase) { ["Project"] = project };
        return destination with { Settings = settings.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase) };
    }
}
