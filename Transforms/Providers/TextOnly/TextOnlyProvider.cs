using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Providers.TextOnly;

/// <summary>
/// A provider without an image API (docs/providers/text-only.md). An image call to it is refused in the contract's terms before anything is sent
/// (docs/contract.md, section 6.2). Its key serves native pass-through routes.
/// </summary>
/// <param name="name">The value of <c>Metadata.ImageApi</c>, which is also its name in OpenTelemetry.</param>
/// <param name="key">The placement of its key; null for a bearer token.</param>
internal sealed class TextOnlyProvider(string name, KeyPlacement? key = null) : ImageProvider
{
    /// <inheritdoc/>
    public override string Name => name;
    /// <inheritdoc/>
    public override string TelemetryName => name;
    /// <inheritdoc/>
    public override KeyPlacement Key { get; } = key ?? KeyPlacement.Bearer;
    /// <inheritdoc/>
    public override bool Draws => false;

    /// <inheritdoc/>
    public override IReadOnlyList<ModelCapabilities> Models { get; } = [new() { Models = "*", Generates = false, Accepts = ImageParameters.None }];
    /// <inheritdoc/>
    public override ProviderRequest CreateRequest(ProviderCall call) => throw DrawsNothing();
    /// <inheritdoc/>
    public override AnswerReader CreateReader(ProviderCall call, string? contentType, ImageSink sink) => throw DrawsNothing();
    /// <inheritdoc/>
    public override ImageError ReadError(ErrorAnswer answer) => throw DrawsNothing();

    private NotSupportedException DrawsNothing() => new($"{name} draws nothing: it is never asked for a picture");
}
