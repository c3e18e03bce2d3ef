using System.IO.Pipelines;
using Iris.Transforms.Answers;

namespace Iris.Gateway.Calls;

/// <summary>The target of an attempt's answer. It replaces the client's response among the request's features.</summary>
internal interface IAnswerTarget
{
    /// <summary>True once the answer has begun: then no other attempt may follow.</summary>
    bool HasStarted { get; }

    /// <summary>Reports the provider's progress before an answer has begun; does nothing when the client does not stream.</summary>
    ValueTask TellProgressAsync(WorkProgress progress);

    /// <summary>Disconnects a client that takes nothing of its answer: what was written is lost.</summary>
    void Abort();

    /// <summary>Begins a successful answer and returns the pipe for its bytes.</summary>
    ValueTask<PipeWriter> OpenAsync(AnswerHead head);
}
