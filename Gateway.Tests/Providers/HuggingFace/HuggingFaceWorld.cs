using System.Text;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;

namespace Iris.Gateway.Tests.Providers.HuggingFace;

/// <summary>A gateway before Hugging Face's router, played by a script per leg.</summary>
internal static class HuggingFaceWorld
{
    /// <summary>An order for fal's queue, with the picture wanted in the answer.</summary>
    public const string Ask = """{"model":"huggingface/fal-ai/fal-ai/flux/dev","prompt":"a fox","response_format":"b64_json"}""";

    /// <summary>Starts a gateway whose fal models are queued.</summary>
    public static Task<GatewayHost> StartAsync(RawProvider provider, TestClock? clock = null, JsonObject? images = null) =>
        FaultyWorld.StartAsync(clock, images, new JsonObject { ["huggingface"] = ProxyJson.Cluster("huggingface", provider.Address, "test-key-123456", ("Queue", "true")) });

    /// <summary>A script that answers with a fixture.</summary>
    public static Func<RawConnection, Task> Says(string fixture, int status = 200) =>
        connection => connection.SendAsync(RawAnswer.Whole(status, ProviderServer.Fixture("huggingface/" + fixture)));

    /// <summary>A script that answers with a text.</summary>
    public static Func<RawConnection, Task> SaysText(string json) => connection => connection.SendAsync(RawAnswer.Whole(200, json));

    /// <summary>A script that answers with the bytes of a picture.</summary>
    public static async Task SendsPictureAsync(RawConnection connection)
    {
        var picture = Convert.FromBase64String(RawAnswer.Pixel);
        await connection.SendAsync(Encoding.ASCII.GetBytes(
            $"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: {picture.Length}\r\n\r\n"));
        await connection.SendAsync(picture);
    }

    /// <summary>Lets the wait before a poll pass, once it has begun.</summary>
    public static async Task PollAsync(this TestClock clock, int poll) => clock.Advance(await clock.BeforePollAsync(poll));

    /// <summary>Waits until the wait before a poll has begun: half a second, growing by half, and up to a fifth more.</summary>
    public static Task<TimeSpan> BeforePollAsync(this TestClock clock, int poll)
    {
        var least = TimeSpan.FromSeconds(0.5 * Math.Pow(1.5, poll));
        return clock.ArmedAsync(due => due >= least && due <= least * 1.2);
    }

    /// <summary>Method and path of every request so far.</summary>
    public static string[] Lines(this RawProvider provider) =>
        [.. provider.Requests.Select(request => request.Head.Split("\r\n")[0].Replace(" HTTP/1.1", "", StringComparison.Ordinal))];

    /// <summary>The answer's only picture.</summary>
    public static string? Picture(this JsonObject answer) => (string?)answer["data"]!.AsArray().Single()!["b64_json"];
}
