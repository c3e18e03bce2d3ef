using System.Buffers;
using System.Text.Json;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Unit.Transforms.Dialects.OpenAI;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Failures;
using Iris.Transforms.Dialects.OpenAI;
using Iris.Transforms.Families.OpenAI;
using Iris.Transforms.Requests;
using Iris.Transforms.Wire.Buffers;
using Microsoft.Extensions.Time.Testing;

namespace Iris.Gateway.Tests.Unit.Transforms.Answers;

/// <summary>How an answer is asked for and read: one provider form to one client form.</summary>
/// <param name="Events">Whether the provider answers with events.</param>
/// <param name="Stream">Whether the client gets events.</param>
public sealed record WireForm(bool Events, bool Stream)
{
    public static WireForm JsonToJson { get; } = new(false, false);
    public static WireForm JsonToSse { get; } = new(false, true);
    public static WireForm SseToSse { get; } = new(true, true);
    public static WireForm SseToJson { get; } = new(true, false);

    public override string ToString() => $"{(Events ? "SSE" : "JSON")} to {(Stream ? "SSE" : "JSON")}";
}

/// <summary>One answer on its way from a provider's bytes to a client's.</summary>
internal sealed class Answer : IDisposable
{
    /// <summary>2026-01-15T18:00:00Z, the clock of every answer unless it is moved.</summary>
    public const long Now = 1768500000;

    /// <summary>The members that every <c>extra_fields</c> begins with here.</summary>
    public const string WhoServed =
        "\"provider\":\"openai\",\"model_requested\":\"openai/gpt-image-2\",\"original_model_requested\":\"openai/gpt-image-2\",\"resolved_model_used\":\"gpt-image-2\"";

    public Answer(WireForm wire, string members = "\"n\":1", UrlDelivery urls = UrlDelivery.Base64, ArrayPool<byte>? pool = null,
        AttemptRecord[]? earlier = null)
    {
        Output = new PooledBuffer(pool);
        Context = NewContext(Clock, ReadRequest.Good(ReadRequest.With(members)) with { Stream = wire.Stream }, wire.Stream, urls, earlier);
        Sink = OpenAIDialect.OpenAI.CreateSink(Context, Output);
        var call = new ProviderCall
        {
            Request = Context.Request,
            Model = "gpt-image-2",
            Address = new Uri("https://provider.test/v1/"),
            Settings = new Dictionary<string, string>(),
            Capabilities = new ModelCapabilities { Models = "*", Accepts = ImageParameters.None },
        };
        Reader = ImagesAnswer.CreateReader(call, wire.Events ? "text/event-stream" : "application/json", Sink, OpenAIErrorReader.Read);
    }

    public FakeTimeProvider Clock { get; } = new(DateTimeOffset.FromUnixTimeSeconds(Now));
    public AnswerContext Context { get; }
    public PooledBuffer Output { get; }
    public ImageSink Sink { get; }
    public AnswerReader Reader { get; }
    public string Text => Splits.Latin(Output.WrittenSpan);

    public static AnswerContext NewContext(
        FakeTimeProvider clock, ImageRequest request, bool stream = false, UrlDelivery urls = UrlDelivery.Base64, AttemptRecord[]? earlier = null) =>
        new(clock, clock.GetTimestamp())
        {
            Identity = new("req-1")
            {
                RequestType = stream ? "image_generation_stream" : "image_generation",
                Provider = "openai",
                ModelRequested = "openai/gpt-image-2",
                ResolvedModel = "gpt-image-2",
            },
            Request = request,
            Destination = "main",
            UrlDelivery = urls,
            EarlierAttempts = earlier ?? [],
        };

    /// <summary>Reads a whole answer in one piece; a failure is told in the output where the form has a place for it, as the gateway does.</summary>
    public Answer Read(string body)
    {
        Reader.Feed(Splits.Utf8(body));
        return End();
    }

    /// <summary>The provider's body ends; what lies at an address is fetched.</summary>
    public Answer End()
    {
        Reader.Complete();
        for (var leg = Reader.Next; leg is not null;)
        {
            var download = leg.CreateReader("image/png", Sink);
            download.Feed(Convert.FromBase64String(RawAnswer.Pixel));
            download.Complete();
            leg = download.Next;
        }
        if (Reader.Failure is { } failure && Sink.HasImage)
            Sink.Fail(failure);
        return this;
    }

    /// <summary>The whole outcome, for comparing two divisions of the same bytes.</summary>
    public string Outcome() =>
        $"{Reader.Failure}\n{Sink.HasImage} {Sink.Images} {Sink.Partials} {Sink.Base64Length} {Sink.Usage}\n{string.Join('\n', Context.Warnings)}\n{Text}";

    /// <summary>The plain answer; throws when it is no valid JSON.</summary>
    public JsonElement Json()
    {
        using var document = JsonDocument.Parse(Output.WrittenMemory);
        return document.RootElement.Clone();
    }

    /// <summary>The events, each checked against what every event of this dialect promises.</summary>
    public List<JsonElement> Events() => EventStream.Parse(Output.WrittenSpan);

    public void Dispose() => Output.Dispose();
}
