using Iris.Transforms.Answers;
using Iris.Transforms.Codecs.Failures;
using Iris.Transforms.Codecs;
using Iris.Transforms.Families.Nebius;
using Iris.Transforms.Families.OpenAI;
using static Iris.Transforms.Requests.ImageParameters;

namespace Iris.Transforms.Providers.Nebius;

/// <summary>
/// Nebius' Token Factory, <c>https://api.tokenfactory.nebius.com/</c>: OpenAI's paths and answers with the members of diffusion servers
/// (docs/providers/nebius.md).
/// </summary>
internal sealed class NebiusProvider : ImageProvider
{
    // All models accept the same members (docs/providers/nebius.md, "Request"). The schema has no n: several pictures need several calls.
    private static readonly ModelCapabilities All = new()
    {
        Models = "*",
        Accepts = N | Size | AspectRatio | Resolution | ResponseFormat | OutputFormat | Seed | NegativePrompt | NumInferenceSteps,
        Streams = false,
        MaxImages = 1,
        GivesUrl = true,
        Shape = NebiusBody.Edges,
    };

    /// <inheritdoc/>
    public override string Name => "nebius";
    /// <inheritdoc/>
    public override string TelemetryName => "nebius";
    /// <inheritdoc/>
    public override IReadOnlyList<ProviderSetting> Settings { get; } = [new("ProjectId")];
    /// <inheritdoc/>
    public override IReadOnlyList<string> KnownModels { get; } = ["black-forest-labs/flux-schnell", "black-forest-labs/flux-dev", "stability-ai/sdxl"];

    /// <inheritdoc/>
    public override ModelCapabilities CapabilitiesOf(string model) => All;
    /// <inheritdoc/>
    public override ProviderRequest CreateRequest(ProviderCall call) => NebiusRequest.Create(call);
    // OpenAI's form without "created" and "usage", but with an "id", which is passed on.
    /// <inheritdoc/>
    public override AnswerReader CreateReader(ProviderCall call, string? contentType, ImageSink sink) =>
        ImagesAnswer.CreateReader(call, contentType, sink, ReadError);
    // FastAPI's detail as a text or a list (docs/providers/nebius.md, "Failures").
    /// <inheritdoc/>
    public override ImageError ReadError(ErrorAnswer answer) => OpenAIErrorReader.Read(answer);
}
