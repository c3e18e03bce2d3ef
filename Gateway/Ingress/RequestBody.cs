using System.Buffers;
using System.IO.Pipelines;
using Iris.Transforms.Answers;
using Microsoft.AspNetCore.Http.Features;

namespace Iris.Gateway.Ingress;

/// <summary>
/// Reads an image request's body, whole and bounded, into the server's own pooled segments. The caller must hand the
/// sequence back with <see cref="PipeReader.AdvanceTo(SequencePosition)"/> after parsing.
/// </summary>
internal static class RequestBody
{
    /// <summary>Reads the body.</summary>
    /// <returns>The bytes, or what is wrong: 413 too long, 408 too slow, 415 not JSON, 400 torn.</returns>
    public static async ValueTask<(ReadOnlySequence<byte> Body, ImageError? Error)> ReadAsync(HttpContext context, long limit)
    {
        if (JudgeHeaders(context.Request, limit) is { } error)
            return (default, error);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            // Kestrel would count the framing of chunks as well; the limit is kept below.
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

    // A missing type is taken for JSON; anything that says it is something else is not.
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
