using System.Buffers;
using System.Globalization;
using Iris.Transforms.Answers;
using Iris.Transforms.Dialects;
using Iris.Transforms.Dialects.OpenAI;
using Iris.Transforms.Wire.Buffers;

namespace Iris.Gateway.Envelopes;

/// <summary>Writes an envelope as a plain HTTP response.</summary>
internal static class EnvelopeResponse
{
    /// <summary>Writes the failure of a request that is no image call, in the contract's form.</summary>
    /// <inheritdoc cref="WriteAsync(HttpContext, FailureReport, ImageDialect)" path="/param"/>
    public static Task WriteAsync(HttpContext context, FailureReport report) => WriteAsync(context, report, OpenAIDialect.OpenAI);

    /// <summary>Writes the body alone, in the contract's form.</summary>
    public static void Write(IBufferWriter<byte> output, FailureReport report) => OpenAIDialect.OpenAI.WriteFailure(output, report);

    /// <summary>Writes status, headers and body; the response must not have started.</summary>
    /// <param name="context">The failed request.</param>
    /// <param name="report">The report to the client.</param>
    /// <param name="dialect">The dialect of the body.</param>
    public static async Task WriteAsync(HttpContext context, FailureReport report, ImageDialect dialect)
    {
        var response = context.Response;
        response.StatusCode = report.Error.Status;
        response.ContentType = dialect.ContentType(stream: false);
        response.Headers["x-request-id"] = report.Identity.RequestId;
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
