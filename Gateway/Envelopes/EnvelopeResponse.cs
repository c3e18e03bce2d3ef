using System.Globalization;
using Iris.Transforms.Answers;
using Iris.Transforms.Dialects;
using Iris.Transforms.Dialects.OpenAI;
using Iris.Transforms.Wire.Buffers;

namespace Iris.Gateway.Envelopes;

/// <summary>Writes an envelope as a plain HTTP answer.</summary>
internal static class EnvelopeResponse
{
    /// <summary>Writes the failure of a request that is no image call, in the words of the contract.</summary>
    /// <inheritdoc cref="WriteAsync(HttpContext, FailureReport, ImageDialect)" path="/param"/>
    public static Task WriteAsync(HttpContext context, FailureReport report) => WriteAsync(context, report, OpenAIDialect.OpenAI);

    /// <summary>Writes status, headers and body; the response must not have started.</summary>
    /// <param name="context">The request that fails.</param>
    /// <param name="report">What the client is told.</param>
    /// <param name="dialect">In which form.</param>
    public static async Task WriteAsync(HttpContext context, FailureReport report, ImageDialect dialect)
    {
        var response = context.Response;
        response.StatusCode = report.Error.Status;
        response.ContentType = dialect.ContentType(stream: false);
        response.Headers["x-request-id"] = report.RequestId;
        if (report.Error.RetryAfter is { } wait)
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        using var buffer = new PooledBuffer();
        dialect.WriteFailure(buffer, report);
        response.ContentLength = buffer.Count;
        if (HttpMethods.IsHead(context.Request.Method))
            return;
        await response.Body.WriteAsync(buffer.WrittenMemory, context.RequestAborted);
    }
}
