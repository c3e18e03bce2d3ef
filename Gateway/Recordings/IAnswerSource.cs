using Iris.Transforms.Answers;

namespace Iris.Gateway.Recordings;

/// <summary>An answer that readers follow, whether it is complete or still grows.</summary>
internal interface IAnswerSource : IAsyncDisposable
{
    /// <summary>The bytes of the body; null while they are not all there.</summary>
    long? Length { get; }

    /// <summary>Whether the answer has ended before it was complete.</summary>
    bool IsBroken { get; }

    /// <summary>The failure that the answer tells; null for none, and before its end.</summary>
    ImageError? Failure { get; }

    /// <summary>Waits for the head; null where the answer ended without one.</summary>
    ValueTask<RecordedHead?> HeadAsync(CancellationToken cancellation);

    /// <summary>Waits for bytes from a position on; false at the end.</summary>
    ValueTask<bool> WaitAsync(long position, CancellationToken cancellation);

    /// <summary>Reads bytes that are there.</summary>
    /// <returns>How many bytes were read, at least one.</returns>
    /// <exception cref="IOException">They cannot be read.</exception>
    ValueTask<int> ReadAsync(long position, Memory<byte> into, CancellationToken cancellation);
}
