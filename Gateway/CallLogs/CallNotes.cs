using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Iris.Gateway.Calls;
using Iris.Gateway.Model;
using Iris.Gateway.Telemetry;
using Iris.Transforms.Answers;

namespace Iris.Gateway.CallLogs;

/// <summary>Makes the rows of calls.</summary>
internal sealed class CallNotes(CurrentSnapshot snapshot, RequestIds ids, TimeProvider time)
{
    // Longer ones are cut: a row is no archive.
    private const int MostPrompt = 4000;

    /// <summary>When a call arrived.</summary>
    /// <param name="At">The time of day.</param>
    /// <param name="Timestamp">The clock's own.</param>
    public readonly record struct Arrival(DateTimeOffset At, long Timestamp);

    /// <summary>The present moment.</summary>
    public Arrival Begin() => new(time.GetUtcNow(), time.GetTimestamp());

    /// <summary>The row of an image call.</summary>
    public CallRow OfImages(HttpContext context, Arrival arrival, string route, ImageCall call, CallOutcome outcome)
    {
        var options = call.Snapshot.Images.Log;
        var usage = outcome.Produced.Usage is { HasTokens: true } counted ? counted : null;
        return new CallRow
        {
            Id = NewId(arrival),
            Time = arrival.At.ToUnixTimeMilliseconds(),
            RequestId = outcome.RequestId,
            Key = outcome.Caller?.Key,
            Group = outcome.Caller?.Group,
            Client = ClientOf(context, options),
            Route = route,
            Provider = Printable(outcome.Provider),
            Destination = outcome.Destination,
            Model = Printable(outcome.Model),
            ModelRequested = Printable(outcome.ModelRequested),
            Operation = outcome.RequestType,
            Stream = outcome.Stream,
            Asked = call.Request?.Count,
            Images = outcome.Produced.Count,
            Size = call.Request?.Size?.ToString(),
            Status = outcome.Status,
            ErrorType = outcome.Failure is { } failure ? Printable(ErrorLabel.Of(failure)) : null,
            FirstMilliseconds = call.Serving is { } serving && outcome.FirstImageMilliseconds is { } first
                ? (long)time.GetElapsedTime(call.Started, serving.Started).TotalMilliseconds + first
                : null,
            Milliseconds = (long)outcome.Elapsed.TotalMilliseconds,
            BytesIn = call.RequestBytes,
            BytesOut = outcome.Delivered.Bytes,
            TokensIn = usage?.InputTokens,
            TokensOut = usage?.OutputTokens,
            CostNano = outcome.Cost.Usd?.Nano,
            CostSource = outcome.Cost.SourceName,
            PossiblyNano = outcome.PossiblyBilled?.Nano,
            Attempts = outcome.Attempts,
            Prompt = options.Enabled ? PromptOf(call.Request?.Prompt, options) : null,
            FailedAttempts = TrailOf(outcome.FailedAttempts),
        };
    }

    /// <summary>The row of a call that passed through unread, or was refused before.</summary>
    public CallRow OfPassThrough(HttpContext context, Arrival arrival, string route, string? cluster, bool hasFailed)
    {
        var call = context.Features.Get<PassThroughCall>();
        var caller = context.Features.Get<Caller>();
        var status = context.Response.HasStarted || !hasFailed ? context.Response.StatusCode : StatusCodes.Status500InternalServerError;
        if (context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted)
            status = CallFailure.Cancelled.Status;
        return new CallRow
        {
            Id = NewId(arrival),
            Time = arrival.At.ToUnixTimeMilliseconds(),
            RequestId = call?.RequestId ?? ids.Of(context),
            Key = caller?.Key,
            Group = caller?.Group,
            Client = ClientOf(context, snapshot().Images.Log),
            Route = route,
            Provider = call?.Cluster.Id ?? cluster,
            Destination = call?.Destination?.Id,
            Operation = CallRow.PassThrough,
            Status = status,
            ErrorType = call?.ErrorType(context) ?? (status >= 400 ? status.ToString(CultureInfo.InvariantCulture) : null),
            Milliseconds = (long)time.GetElapsedTime(arrival.Timestamp).TotalMilliseconds,
            BytesIn = context.Request.ContentLength,
            BytesOut = CountedBody.Of(context),
            Attempts = call?.Destination is null ? 0 : 1,
        };
    }

    private static string NewId(Arrival arrival) => Guid.CreateVersion7(arrival.At).ToString("N");

    private static string? ClientOf(HttpContext context, LogOptions options)
    {
        if (!options.Client)
            return null;
        var address = context.Connection.RemoteIpAddress;
        return (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.ToString();
    }

    private static string? PromptOf(string? prompt, LogOptions options) => (options.Prompts, prompt) switch
    {
        (PromptNote.None, _) or (_, null or "") => null,
        (PromptNote.Hash, _) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(prompt))),
        // A PostgreSQL text cannot hold the character 0, nor half a pair.
        _ => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(prompt.Length > MostPrompt ? prompt[..MostPrompt] : prompt)).Replace('\0', ' '),
    };

    // What a stage of the application's says of a refusal may quote anything.
    private static IReadOnlyList<AttemptRecord> TrailOf(IReadOnlyList<AttemptRecord> attempts) => attempts.Count == 0
        ? attempts
        : [.. attempts.Select(attempt => attempt with { Model = PrintableText.Of(attempt.Model), ErrorType = Printable(attempt.ErrorType), Skipped = null })];

    private static string? Printable(string? text) => text is null ? null : PrintableText.Of(text);
}
