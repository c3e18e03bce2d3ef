using Iris.Gateway.Calls;
using Iris.Gateway.Store;

namespace Iris.Gateway.Jobs;

/// <summary>A request's body, which is kept while it is read.</summary>
/// <param name="body">The body.</param>
/// <param name="file">Keeps it.</param>
internal sealed class BodyCopy(Stream body, FileWriter file) : ForwardStream
{
    /// <summary>Whether the store had no room for it.</summary>
    public bool HasFailed { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await body.ReadAsync(buffer, cancellationToken);
        try
        {
            if (count > 0 && !HasFailed)
                file.Write(buffer.Span[..count]);
        }
        catch (StoreException)
        {
            // The request is read to its end, and refused then.
            HasFailed = true;
        }
        return count;
    }
}
