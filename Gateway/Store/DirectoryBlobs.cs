using Iris.Gateway.Files;
using Microsoft.Win32.SafeHandles;

namespace Iris.Gateway.Store;

/// <summary>
/// A folder: <c>new/NAME</c> while it is written, <c>NA/NAME</c> afterwards. Only the gateway's own user may read the files.
/// </summary>
internal sealed class DirectoryBlobs : Blobs
{
    private const string New = "new";

    private readonly string _root;

    /// <param name="root">The folder's full path; it is made where it is missing.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public DirectoryBlobs(string root)
    {
        _root = root;
        PrivateFile.CreateFolder(root);
        PrivateFile.CreateFolder(Path.Combine(root, New));
    }

    /// <inheritdoc/>
    public override BlobWriter Create(string name, Func<CancellationToken, Task> announce) => new Writer(this, name, announce);

    /// <inheritdoc/>
    public override Stream? Open(string name, long length)
    {
        try
        {
            var file = new FileStream(PathOf(name), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous);
            if (file.Length == length)
                return file;
            file.Dispose();
            return null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public override ValueTask<bool> ExistsAsync(string name, long length, CancellationToken cancellation) =>
        new(new FileInfo(PathOf(name)) is { Exists: true } file && file.Length == length);

    /// <inheritdoc/>
    public override ValueTask DeleteAsync(string name, CancellationToken cancellation)
    {
        Remove(PathOf(name));
        Remove(NewPathOf(name));
        return default;
    }

    /// <inheritdoc/>
    public override void Sweep(DateTimeOffset before)
    {
        var folder = Path.Combine(_root, New);
        foreach (var path in Directory.Exists(folder) ? Directory.EnumerateFiles(folder) : [])
        {
            if (File.GetLastWriteTimeUtc(path) < before)
                Remove(path);
        }
    }

    private string PathOf(string name) => Path.Combine(_root, name[..2], name);

    private string NewPathOf(string name) => Path.Combine(_root, New, name);

    private static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (DirectoryNotFoundException)
        {
            // Nothing of its part of the folder was ever written.
        }
    }

    private sealed class Writer : BlobWriter
    {
        private readonly DirectoryBlobs _blobs;
        private readonly string _name;
        private readonly FileStream _file;
        private readonly Func<CancellationToken, Task> _announce;
        private bool _isWhole;

        public Writer(DirectoryBlobs blobs, string name, Func<CancellationToken, Task> announce)
        {
            (_blobs, _name, _announce) = (blobs, name, announce);
            var options = new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                // It is moved and deleted while it is open.
                Share = FileShare.Read | FileShare.Delete,
                BufferSize = 0,
            };
            _file = Make(blobs.NewPathOf(name), options);
        }

        private SafeFileHandle Handle => _file.SafeFileHandle;

        public override void Append(ReadOnlySpan<byte> bytes)
        {
            PrivateFile.Write(Handle, bytes, Length);
            Length += bytes.Length;
        }

        public override int Read(long position, Span<byte> into) => RandomAccess.Read(Handle, into, position);

        public override async ValueTask CompleteAsync(CancellationToken cancellation)
        {
            await _announce(cancellation);
            await Task.Run(() => RandomAccess.FlushToDisk(Handle), cancellation);
            var path = _blobs.PathOf(_name);
            PrivateFile.CreateFolderOf(path);
            File.Move(_blobs.NewPathOf(_name), path);
            _isWhole = true;
        }

        public override async ValueTask DisposeAsync()
        {
            await _file.DisposeAsync();
            if (_isWhole)
                return;
            try
            {
                Remove(_blobs.NewPathOf(_name));
            }
            catch (Exception e) when (IsFailure(e))
            {
                // A later sweep does it.
            }
        }

        // Somebody may have removed the folder since the start.
        private static FileStream Make(string path, FileStreamOptions options)
        {
            try
            {
                return PrivateFile.Open(path, options);
            }
            catch (DirectoryNotFoundException)
            {
                PrivateFile.CreateFolderOf(path);
                return PrivateFile.Open(path, options);
            }
        }
    }
}
