using Iris.Gateway.Calls;

namespace Iris.Gateway.Credentials.Google;

/// <summary>Reads small files that hold credentials.</summary>
internal static class CredentialFile
{
    private const int MostBytes = 64 * 1024;

    /// <summary>The file's content.</summary>
    /// <param name="path">The file's path. It goes only to the log, in the inner exception, and never to clients.</param>
    /// <param name="what">The file's name in messages.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="CredentialException">The file cannot be read or is longer than 64 KiB.</exception>
    public static async Task<byte[]> ReadAsync(string path, string what, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var buffer = new byte[MostBytes + 1];
            var length = await file.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            return length <= MostBytes ? buffer[..length] : throw new CredentialException($"{what} is longer than {MostBytes} bytes");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CredentialException($"{what} {(e is FileNotFoundException or DirectoryNotFoundException ? "does not exist" : "cannot be read")}", e);
        }
    }
}
