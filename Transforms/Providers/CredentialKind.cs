namespace Iris.Transforms.Providers;

/// <summary>What proves to a provider who calls, when a destination does not say otherwise.</summary>
public enum CredentialKind
{
    /// <summary>The destination's <c>ApiKey</c>, placed as <see cref="ImageProvider.Key"/> says.</summary>
    Key,
    /// <summary>A Google OAuth token as bearer: service account or application default credentials; a given <c>ApiKey</c> wins.</summary>
    Google,
    /// <summary>AWS Signature Version 4 with the usual credential chain; a given <c>ApiKey</c> is a bearer and wins.</summary>
    Aws,
}
