using System.Globalization;
using System.Text;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Reading;
using Iris.Transforms.Requests;

namespace Iris.Gateway.Tests.Promises.SeveralPictures;

/// <summary>A provider that draws one picture a call, and takes seeds up to 7 only.</summary>
internal sealed class PickyProvider : ImageProvider
{
    public override string Name => "picky";
    public override string TelemetryName => "picky";
    public override IReadOnlyList<ModelCapabilities> Models { get; } =
        [new() { Models = "*", Accepts = ImageParameters.Seed, MaxImages = 1, Streams = false }];

    public override ProviderRequest CreateRequest(ProviderCall call)
    {
        var seed = call.Request.Seed;
        if (seed > 7)
            call.Report.Drop("seed", seed.Value.ToString(CultureInfo.InvariantCulture), "it is above 7");
        return new ProviderRequest
        {
            Uri = call.Address, Body = new ProviderBody(Encoding.UTF8.GetBytes($"seed {(seed > 7 ? null : seed)}")), ContentType = "text/plain", Accept = "image/png",
        };
    }

    public override AnswerReader CreateReader(ProviderCall call, string? contentType, ImageSink sink) => new ImageBytesReader(sink, contentType);
    public override ImageError ReadError(ErrorAnswer answer) => ImageError.Invalid("no", status: answer.Status);
}
