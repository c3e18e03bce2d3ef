using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace Iris.Gateway.Tests.Promises.Deployment;

/// <summary>An app with what apps have: pages, files with ranges, compression, uploads, CORS, WebSockets.</summary>
internal static class EdgeApp
{
    /// <summary>The file that has ranges.</summary>
    public static readonly byte[] File = [.. Enumerable.Range(0, 3 << 20).Select(index => (byte)(index * 31 >> 3))];

    /// <summary>The page as the app has compressed it.</summary>
    public static readonly byte[] Compressed = Compress(string.Concat(Enumerable.Repeat("a page ", 1000)));

    /// <summary>Answers.</summary>
    public static Task AnswerAsync(HttpContext context) => context.Request.Path.Value switch
    {
        "/socket" => EchoAsync(context),
        "/file" => Results.Bytes(File, "application/octet-stream", enableRangeProcessing: true).ExecuteAsync(context),
        "/compressed" => SendCompressedAsync(context.Response),
        "/upload" => HashAsync(context),
        "/api" => AllowAsync(context),
        _ => TellAsync(context),
    };

    private static Task TellAsync(HttpContext context)
    {
        var request = context.Request;
        string Forwarded(string name) => request.Headers["X-Forwarded-" + name].ToString();
        return context.Response.WriteAsync(
            $"{request.GetEncodedPathAndQuery()} host={request.Host} for={Forwarded("For")} proto={Forwarded("Proto")} as={Forwarded("Host")} prefix={Forwarded("Prefix")}");
    }

    private static Task SendCompressedAsync(HttpResponse response)
    {
        response.Headers.ContentEncoding = "gzip";
        response.Headers.Vary = "Accept-Encoding";
        return response.Body.WriteAsync(Compressed).AsTask();
    }

    private static async Task HashAsync(HttpContext context) =>
        await context.Response.WriteAsync(Convert.ToHexString(await SHA256.HashDataAsync(context.Request.Body)));

    private static Task AllowAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        context.Response.Headers.AccessControlAllowOrigin = context.Request.Headers.Origin;
        context.Response.Headers.AccessControlAllowHeaders = context.Request.Headers.AccessControlRequestHeaders;
        return Task.CompletedTask;
    }

    private static async Task EchoAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[1024];
        var received = await socket.ReceiveAsync(buffer, default);
        await socket.SendAsync(buffer.AsMemory(0, received.Count), received.MessageType, endOfMessage: true, default);
        // The client leaves as it likes.
        await socket.ReceiveAsync(buffer, default);
    }

    private static byte[] Compress(string text)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return bytes.ToArray();
    }
}
