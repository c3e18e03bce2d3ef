using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;

namespace Iris.Transforms.Providers.Mistral;

/// <summary>
/// Mistral, <c>https://api.mistral.ai/</c>, which has no images route: a model is given the image tool in a conversation, and the picture is fetched
/// from the files it leaves (docs/providers/mistral.md).
/// </summary>
public sealed class MistralProvider : ImageProvider
{
    /// <inheritdoc/>
    public override string Name => "mistral";
    /// <inheritdoc/>
    public override string TelemetryName => "mistral_ai";
    /// <inheritdoc/>
    public override IReadOnlyList<string> KnownModels => MistralModels.Known;

    /// <inheritdoc/>
    public override ModelCapabilities CapabilitiesOf(string model) => MistralModels.All;
    /// <inheritdoc/>
    public override ProviderRequest CreateRequest(ProviderCall call) => MistralRequestTransform.Create(call);
    /// <inheritdoc/>
    public override AnswerReader CreateReader(ProviderCall call, string? contentType, ImageSink sink) =>
        MistralResponseTransform.CreateReader(call, contentType, sink);
    /// <inheritdoc/>
    public override ImageError ReadError(ErrorAnswer answer) => MistralErrorTransform.Read(answer);
}
