using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Iris.Gateway.Calls;
using Iris.Gateway.Legs;
using Iris.Gateway.Model;
using Iris.Gateway.State;
using Iris.Transforms.Wire.Buffers;

namespace Iris.Gateway.Jobs;

/// <summary>
/// Tells receivers of the ends of jobs: without the picture, signed as Standard Webhooks has it (https://www.standardwebhooks.com), and again with growing
/// waits until one answers 2xx.
/// </summary>
internal sealed partial class JobWebhooks(
    JobStore jobs, CurrentSnapshot snapshot, TimeProvider time, LineBudget lines, ILogger<JobWebhooks> logger) : IDisposable
{
    private const string Subject = "webhooks";

    // How long a receiver may take; nobody else tells it until then.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(30),
    ];

    private readonly Lazy<HttpMessageInvoker> _public = new(() => Create(anyAddress: false));
    private readonly Lazy<HttpMessageInvoker> _any = new(() => Create(anyAddress: true));
    private readonly WebhookLanes _lanes = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<Task, bool> _telling = new();
    private Task _looking = Task.CompletedTask;
    private bool _isOver;

    /// <summary>Looks for ends that are to be told, in the background.</summary>
    public void Look()
    {
        if (snapshot().Images.Jobs?.Webhooks is null)
            return;
        lock (_lock)
        {
            if (_looking.IsCompleted && !_isOver)
                _looking = Task.Run(LookAsync);
        }
    }

    /// <summary>Tells nobody any more: what is under way is told again by the next instance.</summary>
    public async Task EndAsync()
    {
        Task looking;
        lock (_lock)
        {
            _isOver = true;
            looking = _looking;
        }
        await _stop.CancelAsync();
        // After the last look nobody begins to tell anything.
        await looking.WaitAsync(Patience, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(_telling.Keys).WaitAsync(Patience, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose()
    {
        _stop.Dispose();
        foreach (var client in (Lazy<HttpMessageInvoker>[])[_public, _any])
        {
            if (client.IsValueCreated)
                client.Value.Dispose();
        }
    }

    private async Task LookAsync()
    {
        try
        {
            while (await BeginAsync())
            {
            }
        }
        catch (Exception e) when (StateDatabase.IsFailure(e) || e is OperationCanceledException)
        {
            // The next look finds them.
        }
    }

    // False when nothing was due for which there is room. Nobody waits here for a receiver.
    private async Task<bool> BeginAsync()
    {
        if (_stop.IsCancellationRequested || _lanes.Free is not (> 0 and var free))
            return false;
        using var patience = new CancellationTokenSource(PostgresLedger.Patience, time);
        var due = await jobs.Webhooks.FindAsync(free, _lanes.Full, patience.Token);
        var hasEntered = false;
        foreach (var job in due)
        {
            var origin = WebhookLanes.OriginOf(job.Webhook!);
            if (!_lanes.TryEnter(origin))
                continue;
            hasEntered = true;
            var tries = 0;
            try
            {
                tries = await jobs.Webhooks.TakeAsync(job.Id, time.GetUtcNow() + Patience + Patience, patience.Token);
            }
            finally
            {
                if (tries == 0)
                    _lanes.Leave(origin);
            }
            if (tries > 0)
                Follow(TellAsync(job, tries, origin));
        }
        return hasEntered;
    }

    private void Follow(Task telling)
    {
        _telling.TryAdd(telling, true);
        _ = telling.ContinueWith(ended => _telling.TryRemove(ended, out _), TaskScheduler.Default);
    }

    private async Task TellAsync(Job job, int tries, string origin)
    {
        try
        {
            if (await PostAsync(job) is not { } isTold)
            {
                using var rest = new CancellationTokenSource(PostgresLedger.Patience, time);
                await jobs.Webhooks.ReturnAsync(job.Id, rest.Token);
                return;
            }
            DateTimeOffset? next = isTold || tries > Waits.Length ? null : time.GetUtcNow() + Waits[tries - 1];
            if (!isTold && lines.Takes(Subject))
                Log.NotTold(logger, job.Id, new Uri(job.Webhook!).IdnHost, tries, next is null ? "it is given up" : "it is tried again");
            using var patience = new CancellationTokenSource(PostgresLedger.Patience, time);
            await jobs.Webhooks.ScheduleAsync(job.Id, next, patience.Token);
        }
        catch (Exception e) when (StateDatabase.IsFailure(e) || e is OperationCanceledException)
        {
            // It is told again when its time for this one is over.
        }
        finally
        {
            _lanes.Leave(origin);
            Look();
        }
    }

    // Null where the gateway's end cuts it off, which says nothing of the receiver.
    private async Task<bool?> PostAsync(Job job)
    {
        var address = new Uri(job.Webhook!);
        // The file may have changed since the job was ordered.
        if (snapshot().Images.Jobs?.Webhooks is not { } options || WebhookAddress.Refuse(address, options.Targets) is not null)
            return false;
        using var body = new PooledBuffer();
        JobJson.Write(body, job, hasAnswer: false, isReport: true);
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body.WrittenSpan.ToArray()) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        Sign(request, job.Id, options.Secret, body.WrittenSpan);
        try
        {
            using var over = new CancellationTokenSource(Patience, time);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(over.Token, _stop.Token);
            using var response = await (options.Targets.AllowPrivateNetwork ? _any : _public).Value.SendAsync(request, patience.Token);
            return response.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            return _stop.IsCancellationRequested ? null : false;
        }
    }

    // The id stays the same whenever it is told again, so that a receiver knows what it has seen.
    private void Sign(HttpRequestMessage request, string id, string secret, ReadOnlySpan<byte> body)
    {
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", timestamp);
        request.Headers.Add("webhook-signature", "v1," + Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed)));
    }

    private static HttpMessageInvoker Create(bool anyAddress)
    {
        // A connection does not outlive a change of its name's address for long.
        using var like = new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        };
        return new HttpMessageInvoker(DeliverySockets.Create(like, anyAddress));
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "the end of job {Id} could not be told to {Host} (attempt {Attempt}): {Next}", EventName = "WebhookFailed")]
        public static partial void NotTold(ILogger logger, string id, string host, int attempt, string next);
    }
}
