using Microsoft.Win32.SafeHandles;

namespace Iris.Gateway.Store;

/// <summary>Writes to a file at a position.</summary>
internal static class LocalFile
{
    /// <summary>Writes all bytes.</summary>
    /// <exception cref="IOException">The disk is full, or the file would grow beyond what it may have.</exception>
    public static void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long position)
    {
        try
        {
            RandomAccess.Write(file, bytes, position);
        }
        catch (ArgumentOutOfRangeException e)
        {
            // What .NET makes of EFBIG: a file system or a quota that has no room for a file of this length.
            throw new IOException(e.Message, e);
        }
    }
}
