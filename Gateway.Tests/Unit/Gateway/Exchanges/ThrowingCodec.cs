using System.Collections.Frozen;
using System.Net;
using System.Threading.RateLimiting;
using Iris.Gateway.Calls;
using Iris.Gateway.Dispatch;
using Iris.Gateway.Exchanges;
using Iris.Gateway.Legs;
using Iris.Gateway.Model;
using Iris.Gateway.Spool;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Unit.Gateway.Calls;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Dialects.OpenAI;
using Iris.Transforms.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Exchanges;

/// <summary>A codec with a fault: its reader throws after so many pictures.</summary>
internal sealed class ThrowingCodec(string message, int throwAt) : ImageProvider
{
    /// <summary>The provider's address.</summary>
    public static ImageDestination Destination { get; } = new(
        "main", new Uri("http://provider.invalid/"), "key-of-test", null, false, 1, ModelFilter.All, FrozenDictionary<string, string>.Empty, null);

    public override string Name => "throwing";
    public override string TelemetryName => "throwing";
    public override IReadOnlyList<ModelCapabilities> Models { get; } = [new() { Models = "*", Accepts = ImageParameters.None }];
    public override ProviderRequest CreateRequest(ProviderCall call) => new() { Uri = call.Address };
    public override AnswerReader CreateReader(ProviderCall call, string? contentType, ImageSink sink) => new Reader(message, throwAt, sink);
    public override ImageError ReadError(ErrorAnswer answer) => ImageError.Invalid("unused");

    /// <summary>Runs an attempt with it to the end of its answer, and returns the failure.</summary>
    public static async Task<ImageError?> RunAsync(
        ThrowingCodec codec, LogCapture logs, bool stream = false, Func<string, Task>? read = null)
    {
        var context = new DefaultHttpContext();
        var client = new MemoryStream();
        context.Response.Body = client;
        var cluster = new ImageCluster(
            "throwing", codec, new DeadlineOptions(), new ResilienceOptions(), 1024,
            new Dictionary<string, ImageDestination> { ["main"] = Destination }.ToFrozenDictionary());
        var call = new ImageCall
        {
            Snapshot = new ProxySnapshot([], [], new ImagesOptions(), FrozenDictionary<string, ImageCluster>.Empty),
            Dialect = OpenAIDialect.OpenAI,
            RequestId = "id",
            Started = TimeProvider.System.GetTimestamp(),
        };
        call.Read(new ImageRequest { Model = "m", Prompt = "a red kite", Stream = stream }, 0);
        var attempt = new ImageAttempt(call, new ImageTarget(cluster, "m", "m"), 0, call.Started, default);
        await using var response = new ClientResponse(context, call);
        var target = new AttemptResponse(response, attempt);
        using var factory = LoggerFactory.Create(builder => builder.AddProvider(logs));
        using var places = new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = 1 });
        using var exchange = new Exchange(
            attempt, Destination,
            new ExchangeServices(
                new CancelledOrders(TimeProvider.System, NullLogger<CancelledOrders>.Instance),
                new FailureLog(factory.CreateLogger<FailureLog>(), KnownTokens.Scrubber(),
                    new LineBudget(TimeProvider.System, NullLogger<LineBudget>.Instance)), KnownTokens.Scrubber(),
                TimeProvider.System, new Random(1), new RetiredModels(NullLogger<RetiredModels>.Instance),
                    new PictureServices(new MaskConverter(new SpoolBudget()), new ClientPictures(new SpoolBudget(), TimeProvider.System))));
        var failure = await exchange.BeginAsync(new LegTransport(
            (_, _) => Task.FromResult(new HttpResponseMessage { Content = new StringContent("{}") }),
            TestResilience.With(places),
            new LegVersion(HttpVersion.Version11, HttpVersionPolicy.RequestVersionOrLower)), target).AsTask().WaitAsync(Patience.Long);
        Assert.That(failure is null, Is.EqualTo(read is not null));
        if (failure is { } known)
            return (await exchange.FailAsync(known)).Failure?.Error;
        await exchange.PumpAsync(await target.OpenAsync(exchange.Head), flushesEnd: false).AsTask().WaitAsync(Patience.Long);
        await context.Response.BodyWriter.FlushAsync();
        await read!(System.Text.Encoding.UTF8.GetString(client.ToArray()));
        return exchange.Finish().Failure?.Error;
    }

    private sealed class Reader(string message, int throwAt, ImageSink sink) : AnswerReader
    {
        protected override void OnFeed(ReadOnlySpan<byte> chunk)
        {
            if (throwAt == 0)
                Throw();
            sink.BeginImage(ImageKind.Final);
            sink.Base64(System.Text.Encoding.ASCII.GetBytes(RawAnswer.Pixel));
            sink.EndImage(ImageKind.Final, whole: true);
        }

        protected override void OnComplete() => Throw();

        private void Throw() => throw new InvalidOperationException(message, new FormatException("inner " + new string('Z', 80)));
    }
}
