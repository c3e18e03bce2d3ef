using Iris.Transforms.Answers;
using Iris.Transforms.Codecs.Failures;
using Iris.Transforms.Codecs;
using Iris.Transforms.Families.OpenAI;
using static Iris.Transforms.Requests.ImageParameters;

namespace Iris.Transforms.Providers.Sandbox;

/// <summary>
/// The provider inside the gateway, for first calls and for testing applications. It speaks OpenAI's wire format, so that
/// everything behind it is exercised as with a real provider.
/// </summary>
internal sealed class SandboxProvider : ImageProvider
{
    private static readonly ModelCapabilities Painter = new()
    {
        Models = "*",
        Accepts = N | Size | Quality | Background | Moderation | OutputFormat | OutputCompression | PartialImages | User
            | SafetyIdentifier | Seed,
    };

    /// <inheritdoc/>
    public override string Name => "sandbox";
    /// <inheritdoc/>
    public override string TelemetryName => "iris.sandbox";
    /// <inheritdoc/>
    public override bool NeedsKey => false;
    /// <inheritdoc/>
    public override bool RunsInside => true;
    /// <inheritdoc/>
    public override IReadOnlyList<string> KnownModels => ["painter"];

    /// <inheritdoc/>
    public override ModelCapabilities CapabilitiesOf(string model) => Painter;
    /// <inheritdoc/>
    public override ProviderRequest CreateRequest(ProviderCall call) => ImagesRequestWriter.Create(call);
    /// <inheritdoc/>
    public override AnswerReader CreateReader(ProviderCall call, string? contentType, ImageSink sink) =>
        ImagesAnswer.CreateReader(contentType, sink, ReadError);
    /// <inheritdoc/>
    public override ImageError ReadError(ErrorAnswer answer) => OpenAIErrorReader.Read(answer);
}
