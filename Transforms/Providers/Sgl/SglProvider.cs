using Iris.Transforms.Answers;
using Iris.Transforms.Codecs.Shapes;
using Iris.Transforms.Codecs;
using Iris.Transforms.Families.SelfHosted;
using Iris.Transforms.Prices;
using static Iris.Transforms.Requests.ImageParameters;

namespace Iris.Transforms.Providers.Sgl;

/// <summary>SGLang's diffusion server, for instance <c>http://host:30000/</c> (docs/providers/sgl.md).</summary>
internal sealed class SglProvider : ImageProvider
{
    // The server runs the one model it was started with, whatever a call names, so one row covers all (docs/providers/sgl.md, "Request"). Its
    // schema has style but ignores it, and it does not read moderation and partial_images: all three are reported as dropped.
    private static readonly ModelCapabilities Any = new()
    {
        Models = "*",
        Accepts = N | Size | Quality | Background | OutputFormat | OutputCompression | Seed | NegativePrompt | NumInferenceSteps
            | AspectRatio | Resolution | User,
        Streams = false,
        Shape = Shape.Diffusion,
        Formats = ["png", "jpeg", "webp"],
        Edits = new() { MostInputs = 16, TakesUrls = true, Mask = MaskForm.Alpha },
    };

    /// <inheritdoc/>
    public override string Name => "sgl";
    /// <inheritdoc/>
    public override string TelemetryName => "sgl";
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
    public override ProviderRequest CreateRequest(ProviderCall call) => SelfHostedRequest.Create(FileExtras.Filter(call), maskName: "mask");
    /// <inheritdoc/>
    public override AnswerReader CreateReader(ProviderCall call, string? contentType, ImageSink sink) =>
        new SelfHostedImagesReader(call, sink, ReadError);
}
