using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;

namespace Iris.Transforms.Providers.OpenRouter;

/// <summary>
/// OpenRouter, a router to many authors' models (docs/providers/openrouter.md). Its images route is OpenAI's in other words; models that
/// exist only as chat models are asked by chat completions.
/// </summary>
public sealed class OpenRouterProvider : ImageProvider
{
    /// <inheritdoc/>
    public override string Name => "openrouter";
    /// <inheritdoc/>
    public override string TelemetryName => "openrouter";
    /// <inheritdoc/>
    public override IReadOnlyList<ProviderSetting> Settings { get; } = [new("Chat")];
    /// <inheritdoc/>
    public override IReadOnlyList<string> KnownModels => OpenRouterModels.Known;

    /// <inheritdoc/>
    public override ModelCapabilities CapabilitiesOf(string model) => OpenRouterModels.Of(model).Capabilities;
    /// <inheritdoc/>
    public override ModelCapabilities CapabilitiesOf(string model, IReadOnlyDictionary<string, string> settings) =>
        OpenRouterModels.Of(model, settings).Capabilities;
    /// <inheritdoc/>
    public override ProviderRequest CreateRequest(ProviderCall call) => OpenRouterRequestTransform.Create(call);
    /// <inheritdoc/>
    public override AnswerReader CreateReader(ProviderCall call, string? contentType, ImageSink sink) =>
        OpenRouterResponseTransform.CreateReader(call, contentType, sink);
    /// <inheritdoc/>
    public override ImageError ReadError(ErrorAnswer answer) => OpenRouterErrorTransform.Read(answer);
}
