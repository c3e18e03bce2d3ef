using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;

namespace Iris.Transforms.Providers.Nebius;

/// <summary>Nebius' Token Factory, <c>https://api.tokenfactory.nebius.com/</c>: OpenAI's paths and answers, diffusion servers' members (docs/providers/nebius.md).</summary>
public sealed class NebiusProvider : ImageProvider
{
    /// <inheritdoc/>
    public override string Name => "nebius";
    /// <inheritdoc/>
    public override string TelemetryName => "nebius";
    /// <inheritdoc/>
    public override IReadOnlyList<ProviderSetting> Settings { get; } = [new("ProjectId")];
    /// <inheritdoc/>
    public override IReadOnlyList<string> KnownModels => NebiusModels.Known;

    /// <inheritdoc/>
    public override ModelCapabilities CapabilitiesOf(string model) => NebiusModels.All;
    /// <inheritdoc/>
    public override ProviderRequest CreateRequest(ProviderCall call) => NebiusRequestTransform.Create(call);
    /// <inheritdoc/>
    public override AnswerReader CreateReader(ProviderCall call, string? contentType, ImageSink sink) =>
        NebiusResponseTransform.CreateReader(contentType, sink);
    /// <inheritdoc/>
    public override ImageError ReadError(ErrorAnswer answer) => NebiusErrorTransform.Read(answer);
}
