using Iris.Gateway.Calls;
using Iris.Gateway.Recordings;
using Iris.Transforms.Answers;

namespace Iris.Gateway.Idempotency;

/// <summary>One call's client, which gets a run's answer.</summary>
/// <param name="Copy">Its response.</param>
/// <param name="Call">The call.</param>
/// <param name="Time">The clock.</param>
internal sealed record RunClient(AnswerCopy Copy, ImageCall Call, TimeProvider Time)
{
    /// <summary>Copies an answer to the client.</summary>
    /// <param name="source">The answer.</param>
    /// <param name="isReplay">Whether another call has ordered it, so that it costs this one nothing.</param>
    public async Task<RunEnd> CopyAsync(IAnswerSource source, bool isReplay)
    {
        var end = await Copy.RunAsync(source, headers => Complete(headers, isReplay), Call.Snapshot.Images.Deadlines.ClientSilence, Time);
        if (end == RunEnd.TimedOut)
            await Copy.FailAsync(new FailureReport { Error = CallFailure.RouteTimedOut, Identity = Call.Identity }, Call.Dialect);
        return end;
    }

    private void Complete(IHeaderDictionary headers, bool isReplay)
    {
        headers["x-request-id"] = Call.RequestId;
        if (!isReplay)
            return;
        var names = Call.Dialect.Headers;
        if (names.Replay is { } replay)
            headers[replay] = "true";
        if (names.Cost is { } cost)
            headers[cost] = "0";
    }
}
