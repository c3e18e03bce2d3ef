using Iris.Transforms.Answers;

namespace Iris.Gateway.Legs;

/// <summary>Reads failed answers. Whether an order is sent again depends on what the provider says in its answer's body.</summary>
internal interface ILegErrors
{
    /// <summary>The error of a failed answer. The body is read once; a second call returns the same error.</summary>
    ValueTask<ImageError> ReadErrorAsync(HttpResponseMessage response);
}
