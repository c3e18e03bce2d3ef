using System.Net;
using System.Net.Http.Headers;
using System.Threading.RateLimiting;
using Iris.Gateway.Configuration;
using Iris.Gateway.Dispatch;
using Iris.Transforms.Answers;
using Iris.Transforms.Buffers;
using Iris.Transforms.Dialects.OpenAI;
using Iris.Transforms.Errors;
using Iris.Transforms.Providers;

namespace Iris.Gateway.Forwarding;

/// <summary>
/// All HTTP legs of one attempt. It writes the provider's request, reads the answer until the first byte of a picture is
/// there (so that "200 without an image" can still fall back), and then becomes the stream that YARP copies to the client.
/// </summary>
internal sealed class Exchange : IDisposable
{
    private readonly ImageAttempt _attempt;
    private readonly ImageDestination _destination;
    private readonly TimeProvider _time;
    private readonly ExchangeDeadline _deadline;
    private readonly PooledBuffer _output = new();
    private readonly ProviderCall _call;
    private readonly ImageSink _sink;
    private RateLimitLease? _place;
    private HttpResponseMessage? _response;
    private bool _disposed;

    public Exchange(ImageAttempt attempt, ImageDestination destination, TimeProvider time)
    {
        _attempt = attempt;
        _destination = destination;
        _time = time;
        _deadline = new ExchangeDeadline(attempt.Target.Cluster.Deadlines, time, attempt.ClientGone);
        var request = attempt.Call.Request!;
        var capabilities = attempt.Target.Provider.CapabilitiesOf(attempt.Target.Model, destination.Settings);
        var context = new AnswerContext(time, attempt.Call.Started)
        {
            RequestId = attempt.Call.RequestId,
            Request = request,
            RequestType = attempt.Call.RequestType,
            Provider = attempt.Target.Cluster.Id,
            ModelRequested = attempt.Call.ModelRequested ?? attempt.Target.Asked,
            ResolvedModel = attempt.Target.Model,
            Destination = destination.Id,
            UrlDelivery = attempt.Call.Snapshot.Images.Url == UrlForm.Data && !capabilities.GivesUrl
                && request.ResponseFormat == Transforms.Requests.ResponseForm.Url
                ? UrlDelivery.DataUrl
                : UrlDelivery.Base64,
            EarlierAttempts = [.. attempt.Call.Trail],
        };
        _call = new ProviderCall
        {
            Request = request,
            Model = attempt.Target.Model,
            Address = destination.Address,
            Settings = destination.Settings,
            Capabilities = capabilities,
            Report = new ParameterReport(context),
        };
        _sink = request.Stream ? new OpenAISseSink(context, _output) : new OpenAIJsonSink(context, _output);
        attempt.Destination = destination;
        attempt.Sink = _sink;
    }

    /// <summary>The heart of the attempt.</summary>
    /// <param name="send">Sends one leg through the handlers below.</param>
    /// <param name="limiter">Holds the destination's places.</param>
    /// <param name="forwarded">YARP's own request, for HTTP version and policy.</param>
    /// <returns>200 with the stream, or the failure's status without a body; the failure itself is in the attempt.</returns>
    public async Task<HttpResponseMessage> RunAsync(
        Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> send, RateLimiter limiter, HttpRequestMessage forwarded)
    {
        try
        {
            if (Judge() is { } refusal)
                return Fail(ExchangeFailure.BeforeSending(refusal));
            _place = await limiter.AcquireAsync(1, _deadline.Token);
            if (!_place.IsAcquired)
                return Fail(ExchangeFailure.BeforeSending(ExchangeFailure.QueueFull, tryAnother: true));
            using var request = CreateMessage(forwarded);
            _response = await send(request, _deadline.Token);
            if (!_response.IsSuccessStatusCode)
                return Fail(ExchangeFailure.OfStatus(await ReadErrorAsync(_response)));
            var stream = await OpenStreamAsync(_response);
            if (await stream.PrimeAsync() is { } failure)
            {
                await stream.DisposeAsync();
                return Fail(failure);
            }
            return Succeed(stream);
        }
        catch (OperationCanceledException) when (_attempt.ClientGone.IsCancellationRequested)
        {
            Fail(new ExchangeFailure(ExchangeFailure.Cancelled, PossiblyBilled: true, TryAnotherDestination: false));
            throw;
        }
        catch (Exception e)
        {
            return Fail(ExchangeFailure.OfException(e, _deadline));
        }
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _deadline.Cancel();
        _response?.Dispose();
        _place?.Dispose();
        _deadline.Dispose();
        _output.Dispose();
    }

    private ImageError? Judge()
    {
        var images = _attempt.Call.Snapshot.Images;
        if (_attempt.Call.RequestBytes > _attempt.Target.Cluster.RequestBytes)
            return RequestBody.TooLarge(_attempt.Target.Cluster.RequestBytes);
        var policy = images.Url switch
        {
            UrlForm.Reject => UrlPolicy.Reject,
            UrlForm.Data => UrlPolicy.DataUrl,
            _ => UrlPolicy.Base64,
        };
        return _attempt.Target.Provider.Refuse(_call) ?? ProviderPlan.Judge(_call, policy, images.Strict, _sink.Context);
    }

    private HttpRequestMessage CreateMessage(HttpRequestMessage forwarded)
    {
        var request = _attempt.Target.Provider.CreateRequest(_call);
        var message = new HttpRequestMessage(new HttpMethod(request.Method), request.Uri)
        {
            Version = forwarded.Version,
            VersionPolicy = forwarded.VersionPolicy,
        };
        message.Options.Set(ImageAttempt.Key, _attempt);
        message.Headers.TryAddWithoutValidation("Accept", request.Accept);
        message.Headers.TryAddWithoutValidation("User-Agent", "iris");
        foreach (var (name, value) in request.Headers)
            message.Headers.TryAddWithoutValidation(name, value);
        if (!request.Body.IsEmpty)
        {
            message.Content = new ReadOnlyMemoryContent(request.Body);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue(request.ContentType);
        }
        return message;
    }

    private async Task<ExchangeStream> OpenStreamAsync(HttpResponseMessage response)
    {
        var contentType = response.Content.Headers.ContentType?.MediaType?.ToLowerInvariant();
        var reader = _attempt.Target.Provider.CreateReader(_call, contentType, _sink);
        var body = await response.Content.ReadAsStreamAsync(_deadline.Token);
        var heartbeat = _call.Request.Stream ? _attempt.Call.Snapshot.Images.Heartbeat : Timeout.InfiniteTimeSpan;
        return new ExchangeStream(this, _attempt, body, reader, _sink, _deadline, heartbeat, _time);
    }

    private async Task<ImageError> ReadErrorAsync(HttpResponseMessage response)
    {
        var body = await ReadBodyAsync(response);
        var status = (int)response.StatusCode;
        // Whatever is no failure of HTTP's own (redirects, 1xx) is none that a client could act on.
        if (status < 400)
            status = StatusCodes.Status502BadGateway;
        var contentType = response.Content.Headers.ContentType?.MediaType?.ToLowerInvariant();
        var answer = new ErrorAnswer(status, contentType, body, RetryAfter.Read(response.Headers, _time)) { ErrorType = ErrorType("x-amzn-errortype") ?? ErrorType("x-fal-error-type") };
        return SecretScrubber.Clean(_attempt.Target.Provider.ReadError(answer), _destination);

        string? ErrorType(string header) => response.Headers.TryGetValues(header, out var values) ? values.FirstOrDefault() : null;
    }

    private async Task<ReadOnlyMemory<byte>> ReadBodyAsync(HttpResponseMessage response)
    {
        var buffer = new byte[ErrorAnswer.MaxBody];
        var length = 0;
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(_deadline.Token);
            while (length < buffer.Length)
            {
                _deadline.AwaitNextByte();
                var read = await body.ReadAsync(buffer.AsMemory(length), _deadline.Token);
                if (read == 0)
                    break;
                length += read;
            }
        }
        catch (Exception e) when (e is IOException or HttpRequestException || (e is OperationCanceledException && _deadline.HasExpired))
        {
            // The status is known and is what counts; a body that breaks off adds nothing.
        }
        return buffer.AsMemory(0, length);
    }

    private HttpResponseMessage Succeed(ExchangeStream stream)
    {
        _attempt.FirstImageMilliseconds = (long)_time.GetElapsedTime(_attempt.Started).TotalMilliseconds;
        _attempt.PossiblyBilled = true;
        var content = new ExchangeContent(stream);
        content.Headers.TryAddWithoutValidation("Content-Type", _call.Request.Stream ? "text/event-stream" : "application/json");
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = content };
    }

    private HttpResponseMessage Fail(ExchangeFailure failure)
    {
        _attempt.Failure = failure.Error;
        _attempt.PossiblyBilled = failure.PossiblyBilled;
        _attempt.TryAnotherDestination = failure.TryAnotherDestination;
        Dispose();
        return new HttpResponseMessage((HttpStatusCode)failure.Error.Status);
    }
}
