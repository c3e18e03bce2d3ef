namespace Iris.Gateway.Calls;

/// <summary>Knows the calls whose orders a provider works on, and that some process makes or will go on with.</summary>
internal interface IPlacedCalls
{
    /// <summary>Whether a call under an <c>Idempotency-Key</c> is one of them.</summary>
    /// <param name="holder">Whom it belongs to.</param>
    /// <param name="path">The request's path.</param>
    /// <param name="idempotencyKey">The header's value.</param>
    /// <param name="cancellation">Ends the wait.</param>
    ValueTask<bool> HasAsync(string holder, PathString path, string idempotencyKey, CancellationToken cancellation);
}
