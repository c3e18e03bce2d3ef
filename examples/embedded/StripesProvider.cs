using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Reading;
using Iris.Transforms.Requests;

namespace Embedded;

/// <summary>A provider of the application's own: it is asked by an address and answers with a picture.</summary>
internal sealed class StripesProvider : ImageProvider
{
    public override string Name => "stripes";

    public override string TelemetryName => "stripes";

    public override IReadOnlyList<ModelCapabilities> Models { get; } =
        [new() { Models = "*", Listed = ["plain"], Accepts = ImageParameters.Size, MaxImages = 1, Streams = false }];

    public override ProviderRequest CreateRequest(ProviderCall call)
    {
        var size = call.Request.Size is { IsAuto: false } asked ? asked : new ImageSize(64, 64);
        return new ProviderRequest
        {
            Method = HttpMethod.Get.Method,
            Uri = new Uri(call.Address, $"draw?words={Uri.EscapeDataString(call.Request.Prompt)}&width={size.Width}&height={size.Height}"),
            Accept = "image/png",
        };
    }

    public override AnswerReader CreateReader(ProviderCall call, string? contentType, ImageSink sink) => new ImageBytesReader(sink, contentType);

    public override ImageError ReadError(ErrorAnswer answer) => ImageError.Invalid($"The stripes could not be drawn ({answer.Status}).", status: answer.Status);
}
