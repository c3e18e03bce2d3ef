using System.Collections.Frozen;
using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Threading.RateLimiting;
using Iris.Gateway.Calls;
using Iris.Gateway.Dispatch;
using Iris.Gateway.Exchanges;
using Iris.Gateway.Legs;
using Iris.Gateway.Model;
using Iris.Gateway.Spool;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Unit.Gateway.Calls;
using Iris.Gateway.Tests.Unit.Transforms;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Dialects.OpenAI;
using Iris.Transforms.Providers.OpenAI;
using Iris.Transforms.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;

namespace Iris.Gateway.Tests.Unit.Gateway.Exchanges;

/// <summary>
/// One exchange without a host: a real codec, bodies by script, a pool that is watched, and a client's pipe that, like the server's, has its
/// own copy of what is written.
/// </summary>
internal sealed class LoneExchange : IAsyncDisposable
{
    private static readonly ImageDestination Destination = new(
        "main", new Uri("http://provider.invalid/"), "key-of-test", null, false, 8, ModelFilter.All, FrozenDictionary<string, string>.Empty, null);

    private readonly ClientResponse _response;
    private readonly Exchange _exchange;
    private readonly Target _target;
    private readonly ConcurrencyLimiter _places = new(new ConcurrencyLimiterOptions { PermitLimit = 8 });
    private readonly CancellationTokenSource _hangsUp = new();
    private readonly Pipe _client;

    /// <summary>Prepares it.</summary>
    /// <param name="codec">The provider; OpenAI when null.</param>
    /// <param name="model">Its model.</param>
    /// <param name="stream">Whether the client watches a stream.</param>
    /// <param name="count">Pictures asked for.</param>
    /// <param name="time">The clock; the real one when null.</param>
    /// <param name="room">Bytes that the client's pipe takes before its writer waits.</param>
    public LoneExchange(
        ImageProvider? codec = null, string model = "gpt-image-2", bool stream = false, int count = 1, TimeProvider? time = null, long room = 1 << 30)
    {
        codec ??= new OpenAIProvider();
        time ??= TimeProvider.System;
        _client = new Pipe(new PipeOptions(pauseWriterThreshold: room, resumeWriterThreshold: room / 2, useSynchronizationContext: false));
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpResponseBodyFeature>(new ClientBody(_client.Writer));
        var cluster = new ImageCluster(
            "lone", codec, new DeadlineOptions(), new ResilienceOptions(), 1024,
            new Dictionary<string, ImageDestination> { ["main"] = Destination }.ToFrozenDictionary());
        var call = new ImageCall
        {
            Snapshot = new ProxySnapshot([], [], new ImagesOptions(), FrozenDictionary<string, ImageCluster>.Empty),
            Dialect = OpenAIDialect.OpenAI,
            RequestId = "id",
            Started = time.GetTimestamp(),
        };
        call.Read(new ImageRequest { Model = model, Prompt = "a red kite", Stream = stream, N = count == 1 ? null : count }, 0);
        Attempt = new ImageAttempt(call, new ImageTarget(cluster, model, model), 0, call.Started, _hangsUp.Token);
        _response = new ClientResponse(context, call);
        _target = new Target(new AttemptResponse(_response, Attempt));
        _exchange = new Exchange(
            Attempt, Destination,
            new ExchangeServices(
                new CancelledOrders(time, NullLogger<CancelledOrders>.Instance),
                new FailureLog(NullLogger<FailureLog>.Instance, KnownTokens.Scrubber(),
                    new LineBudget(TimeProvider.System, NullLogger<LineBudget>.Instance)), KnownTokens.Scrubber(), time, new Random(1),
                        new RetiredModels(NullLogger<RetiredModels>.Instance),
                            new PictureServices(new MaskConverter(new SpoolBudget()), new ClientPictures(new SpoolBudget(), TimeProvider.System))),
            Pool);
    }

    /// <summary>Lends the exchange whatever it rents.</summary>
    public WatchedPool Pool { get; } = new();

    /// <summary>The attempt.</summary>
    public ImageAttempt Attempt { get; }

    /// <summary>The result of the attempt; null until it is over.</summary>
    public AttemptResult? Result { get; private set; }

    /// <summary>The progress that was reported before the answer began.</summary>
    public IReadOnlyList<WorkProgress> Told => _target.Told;

    /// <summary>The client's bytes.</summary>
    public PipeReader Client => _client.Reader;

    /// <summary>An answer by script.</summary>
    public static HttpResponseMessage Says(string contentType, Stream body, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StreamContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(contentType) } } };

    /// <summary>Runs until the answer's first picture has begun, or all has failed.</summary>
    /// <param name="answers">An answer for each call, in their order.</param>
    /// <returns>True when an answer has begun; else the failure stands in the result.</returns>
    public async Task<bool> BeginAsync(params HttpResponseMessage[] answers)
    {
        var next = -1;
        var failure = await _exchange.BeginAsync(new LegTransport(
            (_, _) => Task.FromResult(answers[Interlocked.Increment(ref next)]),
            TestResilience.With(_places),
            new LegVersion(HttpVersion.Version11, HttpVersionPolicy.RequestVersionOrLower)), _target).AsTask().WaitAsync(Patience.Long);
        if (failure is not { } known)
            return true;
        Result = await _exchange.FailAsync(known).AsTask().WaitAsync(Patience.Long);
        return false;
    }

    /// <summary>Lets all go out to the client, whose response ends with it.</summary>
    public async Task PumpAsync()
    {
        try
        {
            await _exchange.PumpAsync(await _target.OpenAsync(_exchange.Head), flushesEnd: false);
        }
        catch (Exception e)
        {
            Result = _exchange.BreakOff(e);
            throw;
        }
        Result = _exchange.Finish();
        await _client.Writer.CompleteAsync();
    }

    /// <summary>Runs to the end; what the client got.</summary>
    public async Task<string> RunAsync(params HttpResponseMessage[] answers)
    {
        await BeginAsync(answers);
        await PumpAsync().WaitAsync(Patience.Long);
        return await ReadToEndAsync();
    }

    /// <summary>The client reads all there is until the end.</summary>
    public async Task<string> ReadToEndAsync()
    {
        while (true)
        {
            var read = await Client.ReadAsync().AsTask().WaitAsync(Patience.Long);
            if (read.IsCompleted)
                return Encoding.UTF8.GetString(read.Buffer);
            Client.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>The client reads all there is at the moment.</summary>
    public async Task<string> ReadSomeAsync()
    {
        var read = await Client.ReadAsync().AsTask().WaitAsync(Patience.Long);
        var text = Encoding.UTF8.GetString(read.Buffer);
        Client.AdvanceTo(read.Buffer.End);
        return text;
    }

    /// <summary>The client hangs up.</summary>
    public Task HangUpAsync() => _hangsUp.CancelAsync();

    /// <summary>Ends it and holds the pool to account.</summary>
    public async Task EndAsync()
    {
        _exchange.Dispose();
        await _response.DisposeAsync();
        Pool.AssertAllBack();
    }

    public async ValueTask DisposeAsync()
    {
        _exchange.Dispose();
        await _response.DisposeAsync();
        await _places.DisposeAsync();
        _hangsUp.Dispose();
    }

    private sealed class Target(AttemptResponse response) : IAnswerTarget
    {
        public List<WorkProgress> Told { get; } = [];

        public bool HasStarted => response.HasStarted;

        public ValueTask TellProgressAsync(WorkProgress progress)
        {
            Told.Add(progress);
            return response.TellProgressAsync(progress);
        }

        public void Abort() => response.Abort();

        public ValueTask<PipeWriter> OpenAsync(AnswerHead head) => response.OpenAsync(head);
    }

    private sealed class ClientBody(PipeWriter writer) : IHttpResponseBodyFeature
    {
        public Stream Stream { get; } = writer.AsStream();
        public PipeWriter Writer => writer;
        public void DisableBuffering()
        {
        }

        public Task StartAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;
        public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();
        public Task CompleteAsync() => Task.CompletedTask;
    }
}
