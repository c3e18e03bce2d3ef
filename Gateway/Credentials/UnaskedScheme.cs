using System.Collections.Frozen;
using Iris.Gateway.Model;
using Iris.Transforms.Codecs;

namespace Iris.Gateway.Credentials;

/// <summary>
/// Stands for a scheme whose source is not asked, where a call is only shown: a token would have to be fetched, and a signature be made with a secret.
/// </summary>
/// <param name="kind">The kind that it stands for.</param>
internal sealed class UnaskedScheme(CredentialKind kind) : ICredentialScheme
{
    /// <inheritdoc/>
    public CredentialKind Kind => kind;

    /// <summary>What only the credential knows has its name in place of a value.</summary>
    public ValueTask<ImageDestination> CompleteAsync(ImageDestination destination, CancellationToken cancellationToken)
    {
        if (kind != CredentialKind.Google || destination.ApiKey is not null || destination.Settings.ContainsKey("Project"))
            return new(destination);
        var settings = new Dictionary<string, string>(destination.Settings, StringComparer.OrdinalIgnoreCase) { ["Project"] = "PROJECT" };
        return new(destination with { Settings = settings.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase) });
    }

    /// <inheritdoc/>
    public ValueTask PlaceAsync(HttpRequestMessage request, ImageDestination destination, CancellationToken cancellationToken)
    {
        CredentialHeader.Set(request, "Authorization", kind == CredentialKind.Aws ? "(signature, made when it is sent)" : "Bearer (token, fetched when it is sent)");
        return default;
    }
}
