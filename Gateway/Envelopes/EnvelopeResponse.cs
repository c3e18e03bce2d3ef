using System.Globalization;
using Iris.Transforms.Dialects.OpenAI;
using Iris.Transforms.Wire.Buffers;

namespace Iris.Gateway.Envelopes;

/// <summary>Writes an envelope as a plain HTTP answer.</summary>
internal static class EnvelopeResponse
{
    /// <summary>Writes status, headers and body; the response must not have started.</summary>
    public static async Task WriteAsync(HttpContext context, ErrorEnvelope envelope)
    {
        var response = context.Response;
        response.StatusCode = envelope.Error.Status;
        response.ContentType = "application/json";
        response.Headers["x-request-id"] = envelope.EventId;
        if (envelope.Error.RetryAfter is { } wait)
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        using var buffer = new PooledBuffer();
        envelope.Write(buffer);
        response.ContentLength = buffer.Count;
        if (HttpMethods.IsHead(context.Request.Method))
            return;
        await response.Body.WriteAsync(buffer.WrittenMemory, context.RequestAborted);
    }
}
