using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Prices;

namespace Iris.Transforms.Providers.Mistral;

/// <summary>
/// Mistral, <c>https://api.mistral.ai/</c>, which has no images route. The call gives a model the image tool in a conversation and fetches the
/// picture from the conversation's files (docs/providers/mistral.md).
/// </summary>
internal sealed class MistralProvider : ImageProvider
{
    /// <inheritdoc/>
    public override string Name => "mistral";
    /// <inheritdoc/>
    public override string TelemetryName => "mistral_ai";
    /// <inheritdoc/>
    internal override PriceTable Prices { get; } = PriceTable.Unpriced("a language model's tokens and a fee of the tool that is on no list");
    /// <inheritdoc/>
    public override IReadOnlyList<ModelCapabilities> Models => MistralModels.Rows;

    /// <inheritdoc/>
    public override ProviderRequest CreateRequest(ProviderCall call) => MistralRequest.Create(call);
    // The answer's media type tells whether the conversation comes whole or as events.
    /// <inheritdoc/>
    public override AnswerReader CreateReader(ProviderCall call, string? contentType, ImageSink sink) =>
        contentType == "text/event-stream" ? new MistralEventsReader(call, sink) : new MistralOutputsReader(call, sink);
    /// <inheritdoc/>
    public override ImageError ReadError(ErrorAnswer answer) => MistralErrors.Read(answer);
}
