namespace Iris.Transforms.Codecs;

/// <summary>How a provider's calls are authorised; who does it is the gateway's business.</summary>
public enum CredentialKind
{
    /// <summary>A key in a header, where <see cref="ImageProvider.Key"/> says.</summary>
    Key,
    /// <summary>A Google access token, or a key where the destination has one.</summary>
    Google,
    /// <summary>An AWS signature (SigV4), or a bearer token where the destination has a key.</summary>
    Aws,
}
