using System.Collections.Frozen;
using Iris.Gateway.Calls;
using Iris.Gateway.Model;
using Iris.Transforms.Codecs;

namespace Iris.Gateway.Credentials;

/// <summary>The credential schemes by kind and, before them, by provider; of two schemes for the same the later one counts.</summary>
internal sealed class CredentialSchemes : ISecretsInForce
{
    private readonly ICredentialScheme[] _byKind = new ICredentialScheme[Enum.GetValues<CredentialKind>().Length];
    private readonly FrozenDictionary<string, ICredentialScheme> _byProvider;

    public CredentialSchemes(IEnumerable<ICredentialScheme> schemes, IEnumerable<ProviderScheme> ofProviders)
    {
        foreach (var scheme in schemes)
            _byKind[(int)scheme.Kind] = scheme;
        _byProvider = ofProviders.GroupBy(one => one.Provider, StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(same => same.Key, same => same.Last().Scheme, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The scheme of a provider.</summary>
    public ICredentialScheme Of(ImageProvider provider) =>
        _byProvider.Count > 0 && _byProvider.TryGetValue(provider.Name, out var own) ? own : _byKind[(int)provider.Credential];

    /// <inheritdoc/>
    IEnumerable<string> ISecretsInForce.Of(ImageProvider provider, ImageDestination destination) =>
        destination is { Keyless: false, ApiKey: null } ? Of(provider).SecretsOf(destination) : [];

    /// <summary>Whether the destination's credential is a signature over the body, so that the body must be known before it is sent.</summary>
    public bool SignBody(ImageProvider provider, ImageDestination destination) =>
        destination is { Keyless: false, ApiKey: null } && Of(provider).SignsBody;
}
