using System.Buffers;
using System.IO.Pipelines;
using Iris.Transforms.Answers;
using Microsoft.AspNetCore.Http.Features;

namespace Iris.Gateway.Ingress;

/// <summary>
/// Reads an image request's whole body, up to a limit, into the server's own pooled segments. The caller must return the sequence with
/// <see cref="PipeReader.AdvanceTo(SequencePosition)"/> after parsing.
/// </summary>
internal static class RequestBody
{
    /// <summary>Reads the body.</summary>
    /// <returns>The bytes, or the error: 413 too long, 408 too slow, 415 not JSON, 400 incomplete.</returns>
    public static async ValueTask<(ReadOnlySequence<byte> Body, ImageError? Error)> ReadAsync(HttpContext context, long limit)
    {
        if (JudgeHeaders(context.Request, limit) is { } error)
            return (default, error);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            // Kestrel's limit would also count the framing of chunks; the loop below applies the limit to the body alone.
            size.MaxRequestBodySize = null;
        var reader = context.Request.BodyReader;
        try
        {
            while (true)
            {
                var result = await reader.ReadAsync(context.RequestAborted);
                if (result.Buffer.Length > limit)
                {
                    reader.AdvanceTo(result.Buffer.End);
                    return (default, ImageError.TooLarge(limit));
                }
                if (result.IsCompleted)
                    return (result.Buffer, null);
                reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            }
        }
        catch (BadHttpRequestException e)
        {
            return (default, e.StatusCode switch
            {
                StatusCodes.Status413PayloadTooLarge => ImageError.TooLarge(limit),
                StatusCodes.Status408RequestTimeout => ImageError.Invalid(
                    "The request body arrived too slowly.", code: "request_timeout", status: StatusCodes.Status408RequestTimeout),
                _ => ImageError.Invalid("The request body could not be read.", code: "invalid_body", status: e.StatusCode),
            });
        }
    }

    private static ImageError? JudgeHeaders(HttpRequest request, long limit)
    {
        if (!IsJson(request.ContentType))
        {
            return ImageError.Invalid(
                "Content-Type must be application/json.", code: "unsupported_media_type", status: StatusCodes.Status415UnsupportedMediaType);
        }
        var encoding = request.Headers.ContentEncoding;
        if (encoding.Count > 0 && !encoding.ToString().Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            return ImageError.Invalid(
                "Content-Encoding is not supported: send the JSON uncompressed.", code: "unsupported_content_encoding", status: StatusCodes.Status415UnsupportedMediaType);
        }
        return request.ContentLength > limit ? ImageError.TooLarge(limit) : null;
    }

    // A missing media type counts as JSON; any other type is refused.
    private static bool IsJson(string? contentType)
    {
        if (string.IsNullOrWhiteSpace(contentType))
            return true;
        var type = contentType.AsSpan();
        var end = type.IndexOf(';');
        type = (end < 0 ? type : type[..end]).Trim();
        return type.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || (type.StartsWith("application/", StringComparison.OrdinalIgnoreCase) && type.EndsWith("+json", StringComparison.OrdinalIgnoreCase));
    }
}
