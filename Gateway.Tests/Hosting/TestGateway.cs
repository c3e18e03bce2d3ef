using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;

namespace Iris.Gateway.Tests.Hosting;

/// <summary>A gateway in front of raw providers, and the helpers that many tests share.</summary>
internal static class TestGateway
{
    /// <summary>A plain request to the cluster <c>openai</c>.</summary>
    public const string Request = """{"model":"openai/gpt-image-2","prompt":"a fox"}""";
    /// <summary>The same request with a stream.</summary>
    public const string StreamRequest = """{"model":"openai/gpt-image-2","prompt":"a fox","stream":true}""";
    /// <summary>The path of both requests.</summary>
    public const string Generations = "/v1/images/generations";

    /// <summary>Switches retries and breaker off. The model <c>one-a-call</c> gives one picture a call.</summary>
    public static JsonObject Calm => new()
    {
        ["Capabilities"] = new JsonObject { ["*/one-a-call"] = new JsonObject { ["MaxImages"] = 1 } },
        ["Resilience"] = new JsonObject { ["Retry"] = new JsonObject { ["MaxRetries"] = 0 }, ["Breaker"] = new JsonObject { ["Enabled"] = false } },
    };

    /// <summary>A gateway with one cluster per provider; the first one is called <c>openai</c>.</summary>
    public static Task<GatewayHost> StartAsync(TestClock? clock, JsonObject? images, params (string Id, RawProvider Provider)[] providers)
    {
        var clusters = new JsonObject();
        foreach (var (id, provider) in providers)
            clusters[id] = ProxyJson.Cluster("openai", provider.Address);
        return StartAsync(clock, images, clusters);
    }

    /// <summary>A gateway with the given clusters.</summary>
    public static Task<GatewayHost> StartAsync(
        TestClock? clock, JsonObject? images, JsonObject clusters, Action<WebApplicationBuilder>? configure = null)
    {
        var all = Calm;
        foreach (var (name, value) in images ?? [])
            all[name] = value!.DeepClone();
        return GatewayHost.StartAsync(ProxyJson.Create(clusters, all), configure: builder =>
        {
            clock?.Install(builder);
            configure?.Invoke(builder);
        });
    }

    /// <summary>A cluster with several destinations, each with the key <c>key-of-NAME</c>.</summary>
    public static JsonObject Cluster(params (string Name, string Address)[] destinations)
    {
        var cluster = ProxyJson.Cluster("openai", destinations[0].Address);
        var all = new JsonObject();
        foreach (var (name, address) in destinations)
            all[name] = new JsonObject { ["Address"] = address, ["Metadata"] = new JsonObject { ["ApiKey"] = "key-of-" + name } };
        cluster["Destinations"] = all;
        return cluster;
    }

    /// <summary>The section Deadlines, whole; what is not given is a day.</summary>
    public static JsonObject Deadlines(string? firstByte = null, string? silence = null, string? total = null) => new()
    {
        ["Deadlines"] = new JsonObject
        {
            ["FirstByte"] = firstByte ?? "1.00:00:00",
            ["Silence"] = silence ?? "1.00:00:00",
            ["ClientSilence"] = "1.00:00:00",
            ["Total"] = total ?? "1.00:00:00",
        },
    };

    /// <summary>A header's one value; null when missing.</summary>
    public static string? Header(this HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.Single() : null;

    /// <summary>The trail, one text a line: provider, destination, status, class, "billed" or "free".</summary>
    public static string[] Trail(this JsonNode extraFields) => [.. extraFields["attempts"]!.AsArray().Select(line => string.Join(
        ' ',
        line!["provider"],
        line["status"],
        (string?)line["error_type"] ?? "-",
        (bool)line["possibly_billed"]! ? "billed" : "free"))];

    /// <summary>The line of the access log for the only image request, as soon as it is written.</summary>
    public static async Task<IReadOnlyDictionary<string, object?>> AccessLineAsync(this GatewayHost gateway, int number = 1)
    {
        LogCapture.Entry[] lines = [];
        await Patience.UntilAsync(
            () => (lines = [.. gateway.Logs.Entries.Where(entry => entry.Id.Name == "ImageRequest")]).Length >= number, "no access line");
        return lines[number - 1].Values.ToDictionary(value => value.Key, value => value.Value);
    }

    /// <summary>Posts on a socket of its own, which the test can read slowly or break.</summary>
    public static async Task<Socket> PostRawAsync(this GatewayHost gateway, string json, int receiveBuffer = 0)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        if (receiveBuffer > 0)
            socket.ReceiveBufferSize = receiveBuffer;
        await socket.ConnectAsync("127.0.0.1", gateway.Address.Port);
        await socket.SendAsync(Encoding.UTF8.GetBytes(
            $"POST {Generations} HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\n\r\n{json}"));
        return socket;
    }

    /// <summary>Reads until the connection ends: everything, and whether it ended in order.</summary>
    public static async Task<(string Text, bool IsReset)> ReadToEndAsync(this Socket socket)
    {
        var all = new MemoryStream();
        var buffer = new byte[64 * 1024];
        try
        {
            int read;
            while ((read = await socket.ReceiveAsync(buffer).WaitAsync(Patience.Long)) > 0)
                all.Write(buffer, 0, read);
            return (Encoding.UTF8.GetString(all.ToArray()), false);
        }
        catch (SocketException)
        {
            return (Encoding.UTF8.GetString(all.ToArray()), true);
        }
    }

    /// <summary>A request body as HTTP content.</summary>
    public static ByteArrayContent Content(string json) =>
        new(Encoding.UTF8.GetBytes(json)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
}
