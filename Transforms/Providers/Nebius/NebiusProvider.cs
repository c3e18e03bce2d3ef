using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Families.OpenAI;
using Iris.Transforms.Prices;

namespace Iris.Transforms.Providers.Nebius;

/// <summary>
/// Nebius' Token Factory, <c>https://api.tokenfactory.nebius.com/</c>: OpenAI's paths and answers with the members of diffusion servers
/// (docs/providers/nebius.md).
/// </summary>
internal sealed class NebiusProvider : ImageProvider
{
    /// <inheritdoc/>
    public override string Name => "nebius";
    /// <inheritdoc/>
    public override string TelemetryName => "nebius";
    /// <inheritdoc/>
    internal override PriceTable Prices { get; } = PriceTable.Unpriced("its catalogue has had no image model since May 2026");
    /// <inheritdoc/>
    public override IReadOnlyList<ProviderSetting> Settings { get; } = [new("ProjectId")];
    /// <inheritdoc/>
    public override IReadOnlyList<ModelCapabilities> Models => NebiusModels.Rows;

    /// <inheritdoc/>
    public override ProviderRequest CreateRequest(ProviderCall call) => NebiusRequest.Create(call);
    // OpenAI's form without "created" and "usage", but with an "id", which is passed on.
    /// <inheritdoc/>
    public override AnswerReader CreateReader(ProviderCall call, string? contentType, ImageSink sink) =>
        ImagesAnswer.CreateReader(call, contentType, sink, ReadError);
}
