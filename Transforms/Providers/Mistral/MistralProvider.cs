using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Providers.Mistral;

/// <summary>
/// Mistral, <c>https://api.mistral.ai/</c>, which has no images route. The call gives a model the image tool in a conversation and fetches the
/// picture from the conversation's files (docs/providers/mistral.md).
/// </summary>
internal sealed class MistralProvider : ImageProvider
{
    // The tool has no parameters, so only the prompt is sent (docs/providers/mistral.md, "Request"). A conversation makes one picture.
    private static readonly ModelCapabilities All = new() { Models = "*", Accepts = ImageParameters.None, MaxImages = 1 };

    /// <inheritdoc/>
    public override string Name => "mistral";
    /// <inheritdoc/>
    public override string TelemetryName => "mistral_ai";
    /// <inheritdoc/>
    public override IReadOnlyList<string> KnownModels { get; } = ["mistral-medium-latest", "mistral-large-latest"];

    /// <inheritdoc/>
    public override ModelCapabilities CapabilitiesOf(string model) => All;
    /// <inheritdoc/>
    public override ProviderRequest CreateRequest(ProviderCall call) => MistralRequest.Create(call);
    // The answer's media type tells whether the conversation comes whole or as events.
    /// <inheritdoc/>
    public override AnswerReader CreateReader(ProviderCall call, string? contentType, ImageSink sink) =>
        contentType == "text/event-stream" ? new MistralEventsReader(call, sink) : new MistralOutputsReader(call, sink);
    /// <inheritdoc/>
    public override ImageError ReadError(ErrorAnswer answer) => MistralErrors.Read(answer);
}
