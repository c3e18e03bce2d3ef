using System.Text;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;

namespace Iris.Gateway.Tests.Providers.Mistral;

/// <summary>A gateway before Mistral, which takes an order and hands out a file.</summary>
internal static class MistralWorld
{
    /// <summary>The order.</summary>
    public const string Order = "POST /v1/conversations";
    /// <summary>The picture's file.</summary>
    public const string Fetch = "GET /v1/files/e5b92a43-77ab-4f21-8d1c-0a36b3d57f11/content";

    /// <summary>A provider that answers orders and downloads, however they are mixed.</summary>
    public static RawProvider Start(Func<RawConnection, Task> order, Func<RawConnection, Task>? download = null) => RawProvider.Start(
        connection => connection.Request.Head.StartsWith("POST", StringComparison.Ordinal)
            ? order(connection)
            : (download ?? SendsPictureAsync)(connection));

    /// <summary>A gateway before it; with another provider, that one's cluster is called <c>second</c> and speaks as OpenAI does.</summary>
    public static Task<GatewayHost> StartGatewayAsync(RawProvider provider, RawProvider? second = null)
    {
        var clusters = new JsonObject { ["mistral"] = ProxyJson.Cluster("mistral", provider.Address) };
        if (second is not null)
            clusters["second"] = ProxyJson.Cluster("openai", second.Address);
        return TestGateway.StartAsync(null, null, clusters);
    }

    /// <summary>A request's body.</summary>
    public static string Ask(string members = "") => $$"""{"model":"mistral/mistral-medium-latest","prompt":"a red kite"{{members}}}""";

    /// <summary>A script that answers with a fixture.</summary>
    public static Func<RawConnection, Task> Says(string fixture, int status = 200)
    {
        var body = ProviderServer.Fixture("mistral/" + fixture);
        var type = fixture.EndsWith(".sse", StringComparison.Ordinal) ? "text/event-stream" : "application/json";
        return connection => connection.SendAsync(
            $"HTTP/1.1 {status} Status\r\nContent-Type: {type}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");
    }

    /// <summary>A script that answers with the bytes of a picture, as the files route does.</summary>
    public static Task SendsPictureAsync(RawConnection connection) => SendAsync(connection, Convert.FromBase64String(RawAnswer.Pixel));

    /// <summary>A script that leaves the picture's end out.</summary>
    public static Task SendsHalfAPictureAsync(RawConnection connection) => SendAsync(connection, Convert.FromBase64String(RawAnswer.Pixel)[..^20]);

    /// <summary>The same without its length: that it has ended is only known when nothing more comes.</summary>
    public static async Task SendsHalfAPictureInAChunkAsync(RawConnection connection)
    {
        var bytes = Convert.FromBase64String(RawAnswer.Pixel)[..^20];
        await connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nTransfer-Encoding: chunked\r\n\r\n{bytes.Length:x}\r\n");
        await connection.SendAsync(bytes);
        await connection.SendAsync("\r\n0\r\n\r\n");
    }

    /// <summary>Method and path of every request so far.</summary>
    public static string[] Lines(this RawProvider provider) =>
        [.. provider.Requests.Select(request => request.Head.Split("\r\n")[0].Replace(" HTTP/1.1", "", StringComparison.Ordinal))];

    private static async Task SendAsync(RawConnection connection, byte[] bytes)
    {
        await connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: {bytes.Length}\r\n\r\n");
        await connection.SendAsync(bytes);
    }
}
