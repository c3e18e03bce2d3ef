using Iris.Gateway.Files;

namespace Iris.Gateway.State;

/// <summary>
/// Keeps a second gateway off a SQLite file: what one of them has in memory, the other would not know of. It is a file beside it, held open: the system
/// lets go of it with the process, however that ends. The file itself stays; who removed it could remove another's.
/// </summary>
internal sealed class StateLock : IDisposable
{
    // A new start may come before the old one has ended.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    // EWOULDBLOCK of Linux and of macOS, and ERROR_SHARING_VIOLATION.
    private static readonly int[] InUse = [11, 35, unchecked((int)0x80070020)];

    private readonly FileStream _file;

    private StateLock(FileStream file) => _file = file;

    /// <summary>Takes the lock of a file; waits a little for another process to end.</summary>
    /// <param name="path">The state's full path; its folder is made where it is missing.</param>
    /// <param name="time">The clock of the wait.</param>
    /// <param name="waits">Called once, before a wait.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="InvalidOperationException">Another gateway has it.</exception>
    /// <exception cref="IOException">No file can be made there.</exception>
    /// <exception cref="UnauthorizedAccessException">No file may be made there.</exception>
    public static async Task<StateLock> TakeAsync(string path, TimeProvider time, Action waits, CancellationToken cancellation)
    {
        PrivateFile.CreateFolderOf(path);
        var most = (int)(Patience / Pause);
        for (var tries = most; ; tries--)
        {
            try
            {
                return new(PrivateFile.Open(
                    path + ".lock", new() { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 }));
            }
            catch (IOException e) when (InUse.Contains(e.HResult))
            {
                if (tries <= 0)
                {
                    throw new InvalidOperationException(
                        $"another gateway uses the state in Images.State.Sqlite, {path}, which is for one instance alone. Stop that one, "
                        + "name another file, or let several instances share a PostgreSQL (Images.State.Postgres).", e);
                }
                if (tries == most)
                    waits();
            }
            await Task.Delay(Pause, time, cancellation);
        }
    }

    public void Dispose() => _file.Dispose();
}
