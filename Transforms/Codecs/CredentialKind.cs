namespace Iris.Transforms.Codecs;

/// <summary>How a provider's calls are authorised; the gateway has a scheme for each kind.</summary>
public enum CredentialKind
{
    /// <summary>A key in a header, where <see cref="ImageProvider.Key"/> says.</summary>
    Key,
    /// <summary>A Google access token, or a key where the destination has one.</summary>
    Google,
    /// <summary>An AWS signature (SigV4), or a bearer token where the destination has a key.</summary>
    Aws,
    /// <summary>A Microsoft Entra token where the destination's <c>Entra</c> is <c>true</c>, else a key.</summary>
    Entra,
}
