using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;

namespace Iris.Gateway.Tests.Providers.ElevenLabs;

/// <summary>A gateway before ElevenLabs, played by a script per leg, with its pictures on another server.</summary>
internal static class ElevenLabsWorld
{
    /// <summary>An order whose picture is wanted in the answer.</summary>
    public const string Ask = """{"model":"elevenlabs/gpt-image-2","prompt":"a fox"}""";
    /// <summary>The first line of an order.</summary>
    public const string Order = "POST /v1/flows/image";
    /// <summary>The first line of a poll.</summary>
    public const string Poll = "GET /v1/flows/image/e715c2ceace9f71c8aa3dcd2dc534d2";

    /// <summary>The settings that a local delivery host needs.</summary>
    public static JsonObject Local => new() { ["Hosts"] = new JsonArray("localhost", "127.0.0.1"), ["AllowHttp"] = true, ["AllowPrivateNetwork"] = true };

    /// <summary>Starts a gateway.</summary>
    public static Task<GatewayHost> StartAsync(RawProvider provider, TestClock clock, JsonObject? downloads = null, JsonObject? images = null)
    {
        var all = images ?? [];
        if (downloads is not null)
            all["Downloads"] = downloads;
        return TestGateway.StartAsync(clock, all, new JsonObject { ["elevenlabs"] = ProxyJson.Cluster("elevenlabs", provider.Address) });
    }

    /// <summary>A script that answers with a fixture.</summary>
    public static Func<RawConnection, Task> Says(string fixture, int status = 200, params string[] headers) =>
        connection => connection.SendAsync(RawAnswer.Whole(status, ProviderServer.Fixture("elevenlabs/" + fixture), headers));

    /// <summary>A script that answers that the picture is done, and lies on a local server.</summary>
    public static Func<RawConnection, Task> Completed(RawProvider delivery, string host = "localhost") => LegAnswers.SaysText(
        ProviderServer.Fixture("elevenlabs/legs/completed.json").Replace(
            "https://storage.googleapis.com", $"http://{host}:{delivery.Port}", StringComparison.Ordinal));
}
