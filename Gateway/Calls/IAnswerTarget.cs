using System.IO.Pipelines;
using Iris.Transforms.Answers;

namespace Iris.Gateway.Calls;

/// <summary>Where the answer of an attempt goes. It stands among the request's features in the place of the client's response.</summary>
internal interface IAnswerTarget
{
    /// <summary>True once the answer has begun: from then on no other attempt may follow.</summary>
    bool HasStarted { get; }

    /// <summary>Tells how far the provider is, while no answer has begun; does nothing where nobody watches.</summary>
    ValueTask TellProgressAsync(WorkProgress progress);

    /// <summary>Begins the answer and gives the pipe for its bytes. For a success only.</summary>
    ValueTask<PipeWriter> OpenAsync(AnswerHead head);
}
