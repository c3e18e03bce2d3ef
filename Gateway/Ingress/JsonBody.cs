using System.Buffers;
using Iris.Transforms.Answers;
using Iris.Transforms.Dialects;

namespace Iris.Gateway.Ingress;

/// <summary>Reads a request with pictures that comes as JSON, piece after piece.</summary>
internal static class JsonBody
{
    private const int Block = 64 * 1024;

    /// <summary>Reads the whole document.</summary>
    /// <param name="body">The request's body.</param>
    /// <param name="document">Receives the bytes.</param>
    /// <param name="most">The most that the document may hold beside its pictures, in bytes.</param>
    /// <returns>The reason to refuse the request, or null.</returns>
    public static async ValueTask<ImageError?> ReadAsync(UploadStream body, JsonReading document, long most)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Block);
        try
        {
            int count;
            while ((count = await body.ReadAsync(buffer)) > 0)
            {
                if (document.Write(buffer.AsSpan(0, count)) is { } error)
                    return error;
                if (document.HeldBytes > most)
                    return ImageError.TooLarge(most);
            }
            return null;
        }
        catch (IOException) when (body.Failure is not null)
        {
            return body.Failure;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
