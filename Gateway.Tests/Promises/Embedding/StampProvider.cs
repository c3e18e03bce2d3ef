using System.Text;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Reading;
using Iris.Transforms.Requests;

namespace Iris.Gateway.Tests.Promises.Embedding;

/// <summary>A provider as an application may write one of its own: the prompt as text goes in, a picture's bytes come out.</summary>
internal sealed class StampProvider : ImageProvider
{
    public override string Name => "stamp";
    public override string TelemetryName => "stamp";
    public override KeyPlacement Key { get; } = new("x-stamp-key", "");
    public override IReadOnlyList<ProviderSetting> Settings { get; } = [new("Ink") { Check = ink => ink.Contains(' ') ? "is no ink" : null }];

    public override IReadOnlyList<ModelCapabilities> Models { get; } =
        [new() { Models = "*", Listed = ["classic"], Accepts = ImageParameters.None, MaxImages = 1, Streams = false }];

    public override ProviderRequest CreateRequest(ProviderCall call) => new()
    {
        Uri = new Uri(call.Address, $"stamps/{call.Model}"),
        Body = new ProviderBody(Encoding.UTF8.GetBytes($"{call.Settings.GetValueOrDefault("Ink")}: {call.Request.Prompt}")),
        ContentType = "text/plain",
        Accept = "image/png",
    };

    public override AnswerReader CreateReader(ProviderCall call, string? contentType, ImageSink sink) => new ImageBytesReader(sink, contentType);

    public override ImageError ReadError(ErrorAnswer answer) => ImageError.Invalid(Encoding.UTF8.GetString(answer.Body.Span), status: answer.Status);
}
