namespace Iris.Gateway.Store;

/// <summary>
/// Keeps bytes under names. A name is used once, so that nothing that is there ever changes. What fails throws an <see cref="IOException"/>,
/// an <see cref="UnauthorizedAccessException"/> or an <see cref="HttpRequestException"/> (<see cref="IsFailure"/>).
/// </summary>
internal abstract class Blobs : IDisposable
{
    /// <summary>Begins to write; nothing is there under the name before it is completed.</summary>
    /// <param name="name">The name.</param>
    /// <param name="announce">Notes the name where it is found after a crash; awaited before anything is there under it. May run several times.</param>
    public abstract BlobWriter Create(string name, Func<CancellationToken, Task> announce);

    /// <summary>Opens what is there under a name, as a stream that can be read from any position.</summary>
    /// <param name="name">The name.</param>
    /// <param name="length">The length that it must have.</param>
    /// <returns>Null when it is not there, or not whole.</returns>
    public abstract Stream? Open(string name, long length);

    /// <summary>Whether it is there and whole.</summary>
    public abstract ValueTask<bool> ExistsAsync(string name, long length, CancellationToken cancellation);

    /// <summary>Deletes it, whole or not; also when it is not there.</summary>
    public abstract ValueTask DeleteAsync(string name, CancellationToken cancellation);

    /// <summary>An address by which anybody can read it for a while; null where there is none.</summary>
    /// <param name="method">GET or HEAD.</param>
    /// <param name="name">The name.</param>
    /// <param name="headers">What is to be said of it, as S3 names it in a query.</param>
    /// <param name="lifetime">For how long.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public virtual ValueTask<Uri?> PresignAsync(
        HttpMethod method, string name, (string Name, string Value)[] headers, TimeSpan lifetime, CancellationToken cancellation) => default;

    /// <summary>Removes what earlier processes have left while they wrote.</summary>
    /// <param name="before">What was last written before this time belongs to nobody.</param>
    public virtual void Sweep(DateTimeOffset before)
    {
    }

    public virtual void Dispose()
    {
    }

    /// <summary>Whether an exception says that the place could not be used, and not that the program is wrong.</summary>
    public static bool IsFailure(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or HttpRequestException or TimeoutException or Calls.CredentialException;
}

/// <summary>
/// Writes bytes under a name. They lie on this machine's disk at once, and can be read from there until the writer is disposed; so that there is a copy
/// until the place has confirmed them. One writes; it never waits for the place.
/// </summary>
internal abstract class BlobWriter : IAsyncDisposable
{
    /// <summary>How many bytes have been written.</summary>
    public long Length { get; protected set; }

    /// <summary>Adds bytes at the end.</summary>
    public abstract void Append(ReadOnlySpan<byte> bytes);

    /// <summary>Reads bytes from a position on.</summary>
    public abstract int Read(long position, Span<byte> into);

    /// <summary>Waits until the place keeps all bytes.</summary>
    public abstract ValueTask CompleteAsync(CancellationToken cancellation);

    /// <summary>Removes the copy, and, where <see cref="CompleteAsync"/> has not succeeded, whatever is there under the name.</summary>
    public abstract ValueTask DisposeAsync();
}
