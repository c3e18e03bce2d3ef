using Iris.Gateway.Calls;
using Iris.Gateway.Model;
using Iris.Transforms.Codecs;

namespace Iris.Gateway.Credentials;

/// <summary>The credential schemes by kind; of two schemes of one kind the later one counts.</summary>
internal sealed class CredentialSchemes : ISecretsInForce
{
    private readonly ICredentialScheme[] _byKind = new ICredentialScheme[Enum.GetValues<CredentialKind>().Length];

    public CredentialSchemes(IEnumerable<ICredentialScheme> schemes)
    {
        foreach (var scheme in schemes)
            _byKind[(int)scheme.Kind] = scheme;
    }

    /// <summary>The scheme of a provider.</summary>
    public ICredentialScheme Of(ImageProvider provider) => _byKind[(int)provider.Credential];

    /// <inheritdoc/>
    IEnumerable<string> ISecretsInForce.Of(ImageProvider provider, ImageDestination destination) =>
        destination is { Keyless: false, ApiKey: null } ? Of(provider).SecretsOf(destination) : [];

    /// <summary>Whether the destination's credential is a signature over the body, so that the body must be known before it is sent.</summary>
    public bool SignBody(ImageProvider provider, ImageDestination destination) =>
        destination is { Keyless: false, ApiKey: null } && Of(provider).SignsBody;
}
