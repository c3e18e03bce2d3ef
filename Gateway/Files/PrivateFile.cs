using Microsoft.Win32.SafeHandles;

namespace Iris.Gateway.Files;

/// <summary>
/// Files that the gateway makes for itself. Only its own user may read them: on Unix a new file has mode 0600 and a new folder 0700, on Windows both
/// have the rights of the folder that they lie in. What is there keeps its mode.
/// </summary>
internal static class PrivateFile
{
    private const UnixFileMode OfFiles = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OfFolders = OfFiles | UnixFileMode.UserExecute;

    /// <summary>Opens a file, and makes it where that is asked for.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be opened.</exception>
    public static FileStream Open(string path, FileStreamOptions options)
    {
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OfFiles;
        return new FileStream(path, options);
    }

    /// <summary>Makes a folder where it is missing.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OfFolders);
    }

    /// <summary>Makes the folder that a file is to lie in where it is missing.</summary>
    /// <param name="path">The file's path.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public static void CreateFolderOf(string path)
    {
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder)
            CreateFolder(folder);
    }

    /// <summary>Writes all bytes at a position.</summary>
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
