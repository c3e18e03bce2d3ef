using Iris.Gateway.Calls;
using Iris.Gateway.Recordings;
using Microsoft.AspNetCore.Http.Features;

namespace Iris.Gateway.Idempotency;

/// <summary>The part of a call that gets an answer that another call has ordered.</summary>
internal sealed class JoinedRun(IAnswerSource source, RunClient client) : ICallRun
{
    public bool IsOwner => false;

    public (IHttpResponseFeature Response, IHttpResponseBodyFeature Body) Begin() => throw new NotSupportedException();

    public ValueTask EndAsync(CallOutcome outcome, bool brokeOff) => default;

    public async ValueTask<RunAnswer> AnswerAsync()
    {
        await using (source)
            return new(await client.CopyAsync(source, isReplay: true), source.Failure);
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();
}
