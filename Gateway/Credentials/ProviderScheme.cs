namespace Iris.Gateway.Credentials;

/// <summary>A scheme for one provider, in place of the one of its kind.</summary>
/// <param name="Provider">The provider's name.</param>
/// <param name="Scheme">The scheme; its kind is not asked.</param>
internal sealed record ProviderScheme(string Provider, ICredentialScheme Scheme);
