using System.Collections.Concurrent;
using System.Threading.Channels;
using Iris.Gateway.Calls;
using Iris.Gateway.Model;
using Iris.Transforms.Answers;
using Microsoft.AspNetCore.Http;

namespace Iris.Gateway.Tests.Promises.Stages;

/// <summary>A stage that notes when it is asked and what becomes of each call, and refuses what the test wants refused.</summary>
/// <param name="name">Begins each of its notes.</param>
/// <param name="notes">Receives the notes; the stages of a test share it, so that their order shows.</param>
internal sealed class NotingStage(string name, ConcurrentQueue<string> notes) : IImageStage
{
    private readonly Channel<CallOutcome> _outcomes = Channel.CreateUnbounded<CallOutcome>();

    /// <summary>Why a call with this head is refused.</summary>
    public Func<HttpRequest, ImageError?> Refuse { get; init; } = _ => null;

    /// <summary>Why this target may not be asked.</summary>
    public Func<ImageTarget, ImageError?> Forbid { get; init; } = _ => null;

    /// <summary>Whether it fails at a call's end.</summary>
    public bool FailsAtTheEnd { get; init; }

    /// <summary>The outcome of the next call.</summary>
    public async Task<CallOutcome> NextAsync() => await _outcomes.Reader.ReadAsync().AsTask().WaitAsync(Hosting.Patience.Long);

    public async ValueTask<ImageError?> BeginAsync(ImageCall call, HttpRequest request)
    {
        await Task.Yield();
        notes.Enqueue($"{name} begins, {(call.Request is null ? "nothing is read" : "too late")}");
        call.Items[this] = request.Headers["x-team"].ToString();
        return Refuse(request);
    }

    public async ValueTask<ImageError?> JudgeAsync(ImageCall call, ImageTarget target)
    {
        await Task.Yield();
        notes.Enqueue($"{name} judges {target.Cluster.Id}/{target.Model} for {call.Items[this]}");
        return Forbid(target);
    }

    public async ValueTask EndAsync(ImageCall call, CallOutcome outcome)
    {
        await Task.Yield();
        notes.Enqueue($"{name} ends, {outcome.Status}");
        _outcomes.Writer.TryWrite(outcome);
        if (FailsAtTheEnd)
            throw new InvalidOperationException("a stage's own fault");
    }
}
