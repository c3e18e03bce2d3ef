using Iris.Transforms.Codecs;

namespace Iris.Transforms.Families.Google;

/// <summary>What the codecs of both interfaces have in common: where a key goes or may come from, and which models there are.</summary>
public abstract class GoogleProvider : ImageProvider
{
    /// <inheritdoc/>
    public sealed override KeyPlacement Key { get; } = new("x-goog-api-key", "");
    /// <inheritdoc/>
    public sealed override IReadOnlyList<string> CredentialQuery => ["key", "access_token"];
    /// <inheritdoc/>
    public sealed override IReadOnlyList<string> KnownModels => GoogleModels.Known;
}
