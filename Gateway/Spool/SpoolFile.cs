using Iris.Gateway.Files;

namespace Iris.Gateway.Spool;

/// <summary>
/// A file that vanishes with its handle, however the process ends: on Unix its name is removed as soon as it is open, on Windows the system deletes
/// it. Nobody else can open it.
/// </summary>
internal static class SpoolFile
{
    private const string Prefix = "iris-spool-";

    // A younger file may belong to a gateway beside this one that has just created it and not yet removed its name.
    private static readonly TimeSpan LeastAge = TimeSpan.FromMinutes(1);

    /// <summary>Creates and opens one.</summary>
    /// <exception cref="IOException">The folder is missing or the disk is full.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static FileStream Create(string folder)
    {
        var path = Path.Combine(folder, Prefix + Path.GetRandomFileName());
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
            Options = OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None,
        };
        var file = PrivateFile.Open(path, options);
        if (OperatingSystem.IsWindows())
            return file;
        try
        {
            File.Delete(path);
        }
        catch
        {
            file.Dispose();
            throw;
        }
        return file;
    }

    /// <summary>Deletes what a run has left that was killed between the two steps of <see cref="Create"/>.</summary>
    /// <param name="folder">Where the files lie.</param>
    /// <param name="now">The time.</param>
    public static void Sweep(string folder, DateTimeOffset now)
    {
        try
        {
            foreach (var path in Directory.EnumerateFiles(folder, Prefix + "*"))
            {
                if (now - File.GetLastWriteTimeUtc(path) >= LeastAge)
                    TryDelete(path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A call that needs the folder reports what is wrong with it.
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another gateway, or another user's: it is not ours to remove.
        }
    }
}
