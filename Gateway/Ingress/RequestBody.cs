using System.Buffers;
using System.IO.Pipelines;
using Iris.Gateway.Calls;
using Iris.Gateway.Model;
using Iris.Transforms.Answers;
using Iris.Transforms.Dialects;
using Microsoft.AspNetCore.Http.Features;

namespace Iris.Gateway.Ingress;

/// <summary>
/// Reads an image request's whole body, up to a limit, into the server's own pooled segments. The caller must return the sequence with
/// <see cref="PipeReader.AdvanceTo(SequencePosition)"/> after parsing.
/// </summary>
internal static class RequestBody
{
    /// <summary>Reads the body.</summary>
    /// <param name="context">The request. Its end gives back what the body takes from the budget.</param>
    /// <param name="snapshot">The limits.</param>
    /// <param name="dialect">Tells picture data apart.</param>
    /// <param name="budget">The memory for the bodies of all requests.</param>
    /// <param name="time">Measures a body's silence.</param>
    /// <returns>The bytes, and how many of them the limit counts; or the error: 413 too long, 408 too slow or silent, 415 not JSON, 400 incomplete,
    /// 503 no room for it.</returns>
    public static async ValueTask<(ReadOnlySequence<byte> Body, long Counted, ImageError? Error)> ReadAsync(
        HttpContext context, ProxySnapshot snapshot, ImageDialect dialect, BodyBudget budget, TimeProvider time)
    {
        if (JudgeHeaders(context.Request, snapshot) is { } error)
            return (default, 0, error);
        // The budget covers a declared length before anything is read, so that no body is refused half-way.
        BodyShare? share = null;
        if (!Covers(ref share, context.Request.ContentLength ?? 0, context, snapshot, budget))
            return (default, 0, BodyBudget.Exhausted);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            // Kestrel's limit would also count the framing of chunks; the loop below applies the limit to the body alone.
            size.MaxRequestBodySize = null;
        var reader = context.Request.BodyReader;
        var length = 0L;
        BodySilence? silence = null;
        PictureMeter? meter = null;
        try
        {
            while (true)
            {
                context.RequestAborted.ThrowIfCancellationRequested();
                var read = reader.ReadAsync(CancellationToken.None);
                // A body that is already there needs no timer.
                if (!read.IsCompleted)
                    silence ??= new BodySilence(reader, length, time, context.RequestAborted);
                var result = await read;
                length = result.Buffer.Length;
                var counted = CountedOf(result.Buffer, snapshot, dialect, ref meter);
                var failure = TooLong(length, counted, snapshot) is { } tooLong ? tooLong
                    : !Covers(ref share, length, context, snapshot, budget) ? BodyBudget.Exhausted
                    : null;
                if (failure is null && result.IsCompleted)
                    return (result.Buffer, counted, null);
                if (failure is null && silence?.IsTooLong(length) == true)
                {
                    failure = TooSlow($"The request body brought nothing for {BodySilence.Longest.TotalSeconds} seconds.");
                    CloseConnection(context);
                }
                // A byte now and then is no silence.
                else if (failure is null && silence?.Elapsed > snapshot.Images.Deadlines.Upload)
                {
                    failure = TooSlow($"The request body took longer than {snapshot.Images.Deadlines.Upload.TotalSeconds:0.###} seconds (Images.Deadlines.Upload).");
                    CloseConnection(context);
                }
                if (failure is not null)
                {
                    reader.AdvanceTo(result.Buffer.End);
                    return (default, 0, failure);
                }
                reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            }
        }
        catch (BadHttpRequestException e)
        {
            return (default, 0, e.StatusCode == StatusCodes.Status413PayloadTooLarge ? ImageError.TooLarge(snapshot.MostRequestBytes) : FailureOf(e));
        }
        finally
        {
            silence?.Dispose();
        }
    }

    // What of a body is no picture. Only a body beyond the smallest limit is looked at twice.
    private static long CountedOf(ReadOnlySequence<byte> body, ProxySnapshot snapshot, ImageDialect dialect, ref PictureMeter? meter)
    {
        if (body.Length <= snapshot.LeastRequestBytes)
            return body.Length;
        meter ??= dialect.CreateMeter();
        foreach (var segment in body.Slice(meter.Read))
            meter.Feed(segment.Span);
        return body.Length - meter.Pictures;
    }

    private static ImageError? TooLong(long length, long counted, ProxySnapshot snapshot) =>
        counted > snapshot.MostRequestBytes ? ImageError.TooLarge(snapshot.MostRequestBytes)
        : length > snapshot.MostBodyBytes ? ImageError.Invalid(
            $"The request body is larger than {snapshot.MostBodyBytes} bytes, pictures included.", code: "request_too_large", status: StatusCodes.Status413PayloadTooLarge)
        : null;

    // Nearly every call has a small body, which needs no share and so no allocation.
    private static bool Covers(ref BodyShare? share, long length, HttpContext context, ProxySnapshot snapshot, BodyBudget budget)
    {
        if (length <= BodyBudget.Free)
            return true;
        if (share is null)
        {
            share = new BodyShare(budget, snapshot.Images.BodyBytes);
            context.Response.RegisterForDispose(share);
        }
        return share.TryCover(length);
    }

    /// <summary>The failure of a body that the server itself refuses.</summary>
    public static ImageError FailureOf(BadHttpRequestException e) => e.StatusCode == StatusCodes.Status408RequestTimeout
        ? TooSlow("The request body arrived too slowly.")
        : ImageError.Invalid("The request body could not be read.", code: "invalid_body", status: e.StatusCode);

    /// <summary>The failure of a body that comes too slowly.</summary>
    public static ImageError TooSlow(string message) => ImageError.Invalid(message, code: "request_timeout", status: StatusCodes.Status408RequestTimeout);

    /// <summary>Ends the connection behind the response. HTTP/2 ends the stream alone, and knows no such header.</summary>
    public static void CloseConnection(HttpContext context)
    {
        if (HttpProtocol.IsHttp11(context.Request.Protocol) || HttpProtocol.IsHttp10(context.Request.Protocol))
            context.Response.Headers.Connection = "close";
    }

    private static ImageError? JudgeHeaders(HttpRequest request, ProxySnapshot snapshot)
    {
        if (!IsJson(request.ContentType))
        {
            return ImageError.Invalid(
                "Content-Type must be application/json.", code: "unsupported_media_type", status: StatusCodes.Status415UnsupportedMediaType);
        }
        if (JudgeEncoding(request, "JSON") is { } error)
            return error;
        // A shorter body may have pictures in it.
        return request.ContentLength > snapshot.MostBodyBytes ? ImageError.TooLarge(snapshot.MostRequestBytes) : null;
    }

    /// <summary>Refuses a compressed body.</summary>
    /// <param name="request">The request.</param>
    /// <param name="form">The body's form, as the message names it.</param>
    public static ImageError? JudgeEncoding(HttpRequest request, string form)
    {
        var encoding = request.Headers.ContentEncoding;
        return encoding.Count == 0 || encoding.ToString().Equals("identity", StringComparison.OrdinalIgnoreCase) ? null : ImageError.Invalid(
            $"Content-Encoding is not supported: send the {form} uncompressed.", code: "unsupported_content_encoding", status: StatusCodes.Status415UnsupportedMediaType);
    }

    /// <summary>Whether a body is JSON. A missing media type counts as JSON.</summary>
    public static bool IsJson(string? contentType)
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
