using Iris.Gateway.Spool;
using Iris.Gateway.Store;

namespace Iris.Gateway.Recordings;

/// <summary>
/// What of an answer the store has no room for: its clients get it nevertheless. It lies beside the pictures of requests and within their bound, in a
/// file that vanishes with the recording.
/// </summary>
/// <param name="folder">Where the file lies.</param>
/// <param name="budget">What all calls may take.</param>
/// <param name="most">The bound of that, in bytes.</param>
internal sealed class RecordingOverflow(string folder, SpoolBudget budget, long most) : IDisposable
{
    private SpoolStore? _store;
    private long _taken;

    /// <summary>Adds bytes at the end; one at a time, while others read.</summary>
    /// <exception cref="StoreException">There is no room for them either.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (!budget.TryTake(bytes.Length, most))
            throw new StoreException("neither it nor the spool (Images.Limits.SpoolBytes) has room for an answer under way");
        _taken += bytes.Length;
        try
        {
            if (_store is null)
            {
                _store = new SpoolStore(folder);
                // What lies in memory cannot be read while more is written.
                _store.Expect(SpoolStore.Held + 1);
            }
            _store.Append(bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException("neither it nor the spool (Images.Spool.Folder) can take an answer under way", e);
        }
    }

    /// <summary>Reads what was written, from a position on.</summary>
    /// <exception cref="IOException">The disk fails.</exception>
    public int Read(long position, Span<byte> into) => _store!.Read(position, into);

    public void Dispose()
    {
        _store?.Dispose();
        budget.Return(_taken);
        _taken = 0;
    }
}
