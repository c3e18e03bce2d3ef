using Iris.Transforms.Answers;
using Iris.Transforms.Codecs.Shapes;
using Iris.Transforms.Codecs;
using Iris.Transforms.Families.SelfHosted;
using Iris.Transforms.Prices;
using static Iris.Transforms.Requests.ImageParameters;

namespace Iris.Transforms.Providers.Vllm;

/// <summary>vLLM-Omni, for instance <c>http://host:8000/</c> (docs/providers/vllm.md).</summary>
internal sealed class VllmProvider : ImageProvider
{
    // The server runs one model and itself refuses another name, so one row covers all (docs/providers/vllm.md, "Request"). It silently ignores
    // unknown members, so only known ones are sent; background and compression belong to its edits.
    private static readonly ModelCapabilities Any = new()
    {
        Models = "*",
        Accepts = N | Size | OutputFormat | Seed | NegativePrompt | NumInferenceSteps | AspectRatio | Resolution | User,
        Streams = false,
        Shape = Shape.Diffusion,
        Formats = ["png", "jpeg", "webp"],
        Edits = new() { MostInputs = 16, TakesUrls = true, Mask = MaskForm.White },
    };

    /// <inheritdoc/>
    public override string Name => "vllm";
    /// <inheritdoc/>
    public override string TelemetryName => "vllm";
    /// <inheritdoc/>
    public override ImageOperations Serves => ImageOperations.Generation | ImageOperations.Edit;
    /// <inheritdoc/>
    public override bool NeedsKey => false;
    /// <inheritdoc/>
    internal override PriceTable Prices => PriceTable.Free;
    /// <inheritdoc/>
    public override IReadOnlyList<ProviderSetting> Settings { get; } = [FileExtras.Setting];

    /// <inheritdoc/>
    public override IReadOnlyList<ModelCapabilities> Models { get; } = [Any];
    /// <inheritdoc/>
    public override ProviderRequest CreateRequest(ProviderCall call) => SelfHostedRequest.Create(FileExtras.Filter(call), maskName: "mask_image");
    /// <inheritdoc/>
    public override AnswerReader CreateReader(ProviderCall call, string? contentType, ImageSink sink) =>
        new SelfHostedImagesReader(call, sink, ReadError);
}
