using System.Text;

namespace Iris.Gateway.Tests.Hosting;

/// <summary>Answers of an OpenAI-shaped provider, as bytes on the wire.</summary>
internal static class RawAnswer
{
    /// <summary>A picture of one pixel.</summary>
    public const string Pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    /// <summary>A plain answer with one picture.</summary>
    public const string Json =
        $$$"""{"created":1768500000,"data":[{"b64_json":"{{{Pixel}}}"}],"usage":{"input_tokens_details":{"text_tokens":1,"image_tokens":0},"input_tokens":1,"output_tokens":2,"total_tokens":3}}""";

    /// <summary>A preview's event.</summary>
    public const string Partial = $$"""
        event: image_generation.partial_image
        data: {"type":"image_generation.partial_image","partial_image_index":0,"b64_json":"{{Pixel}}","created_at":1768500000}


        """;

    /// <summary>The finished picture's event.</summary>
    public const string Completed = $$$"""
        event: image_generation.completed
        data: {"type":"image_generation.completed","b64_json":"{{{Pixel}}}","created_at":1768500001,"usage":{"input_tokens_details":{"text_tokens":1,"image_tokens":0},"input_tokens":1,"output_tokens":2,"total_tokens":3}}


        """;

    /// <summary>The beginning of a plain answer whose body ends with the connection.</summary>
    public const string JsonUntilClose = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n";

    /// <summary>The beginning of a stream whose body ends with the connection.</summary>
    public const string EventsUntilClose = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";

    /// <summary>The beginning of a chunked plain answer.</summary>
    public const string JsonInChunks = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";

    /// <summary>The beginning of a chunked stream.</summary>
    public const string EventsInChunks = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

    /// <summary>The end of a chunked body.</summary>
    public const string LastChunk = "0\r\n\r\n";

    /// <summary>One chunk.</summary>
    public static string Chunk(string text) => $"{Encoding.UTF8.GetByteCount(text):x}\r\n{text}\r\n";

    /// <summary>A whole answer with a length.</summary>
    public static string Whole(int status, string body, params string[] headers) =>
        $"HTTP/1.1 {status} Status\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n{string.Concat(headers.Select(h => h + "\r\n"))}\r\n{body}";

    /// <summary>A script that answers with one picture.</summary>
    public static Task PictureAsync(RawConnection connection) => connection.SendAsync(Whole(200, Json));

    /// <summary>A script that answers with a stream of a preview and a picture.</summary>
    public static Task EventsAsync(RawConnection connection) =>
        connection.SendAsync(EventsInChunks + Chunk(Partial) + Chunk(Completed) + LastChunk);

    /// <summary>A script that answers with a failure in OpenAI's form.</summary>
    public static Func<RawConnection, Task> Error(int status, string code = "some_code", params string[] headers) => connection =>
        connection.SendAsync(Whole(status, $$$"""{"error":{"message":"provider says {{{status}}}","type":"some_type","code":"{{{code}}}"}}""", headers));

    /// <summary>A script that never answers.</summary>
    public static Task SilenceAsync(RawConnection connection) => connection.HoldAsync();
}
