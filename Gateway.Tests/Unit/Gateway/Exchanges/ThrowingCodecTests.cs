using System.Collections.Frozen;
using System.Net;
using System.Threading.RateLimiting;
using Iris.Gateway.Calls;
using Iris.Gateway.Dispatch;
using Iris.Gateway.Exchanges;
using Iris.Gateway.Legs;
using Iris.Gateway.Model;
using Iris.Gateway.Spool;
using Iris.Gateway.Tests.Unit.Gateway.Calls;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Dialects.OpenAI;
using Iris.Transforms.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Exchanges;

/// <summary>A fault in a codec costs one call, not a place at the destination.</summary>
public sealed class ThrowingCodecTests
{
    [Test]
    public async Task Run_ReaderThrows_IsAFailureAndFreesThePlace()
    {
        var destination = new ImageDestination(
            "main", new Uri("http://provider.invalid/"), "key", null, false, 1, ModelFilter.All, FrozenDictionary<string, string>.Empty, null);
        var cluster = new ImageCluster(
            "throwing", new ThrowingProvider(), new DeadlineOptions(), new ResilienceOptions(), 1024,
            new Dictionary<string, ImageDestination> { ["main"] = destination }.ToFrozenDictionary());
        var call = new ImageCall
        {
            Snapshot = new ProxySnapshot([], [], new ImagesOptions(), FrozenDictionary<string, ImageCluster>.Empty),
            Dialect = OpenAIDialect.OpenAI,
            RequestId = "id",
            Started = TimeProvider.System.GetTimestamp(),
        };
        call.Read(new ImageRequest { Model = "m", Prompt = "p" }, 0);
        var attempt = new ImageAttempt(call, new ImageTarget(cluster, "m", "m"), 0, call.Started, default);
        await using var response = new ClientResponse(new DefaultHttpContext(), call);
        var target = new AttemptResponse(response, attempt);
        using var places = new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = 1 });
        using var exchange = new Exchange(
            attempt, destination,
            new ExchangeServices(
                new CancelledOrders(TimeProvider.System, NullLogger<CancelledOrders>.Instance),
                new FailureLog(NullLogger<FailureLog>.Instance, KnownTokens.Scrubber(),
                    new LineBudget(TimeProvider.System, NullLogger<LineBudget>.Instance)), KnownTokens.Scrubber(),
                TimeProvider.System, new Random(1), new RetiredModels(NullLogger<RetiredModels>.Instance),
                    new PictureServices(new MaskConverter(new SpoolBudget()), new ClientPictures(new SpoolBudget(), TimeProvider.System))));

        var failure = await exchange.BeginAsync(new LegTransport(
            (_, _) => Task.FromResult(new HttpResponseMessage { Content = new StringContent("{}") }),
            TestResilience.With(places),
            new LegVersion(HttpVersion.Version11, HttpVersionPolicy.RequestVersionOrLower)), target).AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        var error = (await exchange.FailAsync(failure!.Value)).Failure!.Value.Error;

        Assert.Multiple(() =>
        {
            Assert.That(error.Status, Is.EqualTo(500));
            Assert.That(error.Type, Is.EqualTo("internal_error"));
            Assert.That(error.Message, Does.Not.Contain("a fault"));
            Assert.That(places.GetStatistics()!.CurrentAvailablePermits, Is.EqualTo(1));
        });
    }

    private sealed class ThrowingProvider : ImageProvider
    {
        public override string Name => "throwing";
        public override string TelemetryName => "throwing";
        public override IReadOnlyList<ModelCapabilities> Models { get; } = [new() { Models = "*", Accepts = ImageParameters.None }];
        public override ProviderRequest CreateRequest(ProviderCall call) => new() { Uri = call.Address };
        public override AnswerReader CreateReader(ProviderCall call, string? contentType, ImageSink sink) => new ThrowingReader();
        public override ImageError ReadError(ErrorAnswer answer) => ImageError.Invalid("unused");
    }

    private sealed class ThrowingReader : AnswerReader
    {
        protected override void OnFeed(ReadOnlySpan<byte> chunk) => throw new InvalidOperationException("a fault");
        protected override void OnComplete() => throw new InvalidOperationException("a fault");
    }
}
