using Iris.Gateway.Files;
using Microsoft.Win32.SafeHandles;

namespace Iris.Gateway.Spool;

/// <summary>
/// The bytes of one call's pictures, one behind another: in memory while they are few, else in a file. Written by one, then read by any number at
/// once.
/// </summary>
/// <param name="folder">Where the file lies.</param>
internal sealed class SpoolStore(string folder) : IDisposable
{
    /// <summary>The most bytes that stay in memory: a file would cost more than they do.</summary>
    public const int Held = 256 * 1024;

    private readonly List<(long Start, byte[] Bytes)> _blocks = [];
    private FileStream? _file;
    private SafeFileHandle? _handle;
    private bool _isDisposed;
    private bool _isLarge;

    /// <summary>The number of bytes.</summary>
    public long Length { get; private set; }

    /// <summary>Tells how many bytes will come: more than stay in memory need not be held first.</summary>
    public void Expect(long bytes) => _isLarge |= bytes > Held;

    /// <summary>Adds bytes at the end.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be created.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_handle is null && !_isLarge && Length + bytes.Length <= Held)
        {
            _blocks.Add((Length, bytes.ToArray()));
        }
        else
        {
            if (_handle is null)
                MoveToFile();
            PrivateFile.Write(_handle!, bytes, Length);
        }
        Length += bytes.Length;
    }

    /// <summary>Reads bytes from a position on.</summary>
    /// <exception cref="IOException">The call has ended, or the file cannot be read.</exception>
    public int Read(long position, Span<byte> into)
    {
        if (Volatile.Read(ref _isDisposed))
            throw Ended();
        try
        {
            return _handle is null ? ReadBlock(position, into) : RandomAccess.Read(_handle, into, position);
        }
        catch (ObjectDisposedException)
        {
            throw Ended();
        }
    }

    public void Dispose()
    {
        Volatile.Write(ref _isDisposed, true);
        // A read that is under way keeps the handle open until it has ended.
        _file?.Dispose();
    }

    private void MoveToFile()
    {
        _file = SpoolFile.Create(folder);
        _handle = _file.SafeFileHandle;
        foreach (var (start, bytes) in _blocks)
            PrivateFile.Write(_handle, bytes, start);
        _blocks.Clear();
    }

    private int ReadBlock(long position, Span<byte> into)
    {
        foreach (var (start, bytes) in _blocks)
        {
            if (position >= start + bytes.Length)
                continue;
            var rest = bytes.AsSpan((int)(position - start));
            var count = Math.Min(rest.Length, into.Length);
            rest[..count].CopyTo(into);
            return count;
        }
        return 0;
    }

    private static IOException Ended() => new("the pictures of a call are gone with it");
}
