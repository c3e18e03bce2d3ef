namespace Iris.Transforms.Codecs;

/// <summary>How a provider's calls are authorised; the gateway has a scheme for each kind.</summary>
public enum CredentialKind
{
    /// <summary>A key in a header (<see cref="ImageProvider.Key"/>).</summary>
    Key,
    /// <summary>A Google access token, or a key when the destination has one.</summary>
    Google,
    /// <summary>An AWS signature (SigV4), or a bearer token when the destination has a key.</summary>
    Aws,
    /// <summary>A Microsoft Entra token when the destination's <c>Entra</c> is <c>true</c>, else a key.</summary>
    Entra,
}
