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
        TestGateway.StartAsync(clock, images, new JsonObject { ["huggingface"] = ProxyJson.Cluster("huggingface", provider.Address, "test-key-123456", ("Queue", "true")) });

    /// <summary>A script that answers with a fixture.</summary>
    public static Func<RawConnection, Task> Says(string fixture, int status = 200) =>
        connection => connection.SendAsync(RawAnswer.Whole(status, ProviderServer.Fixture("huggingface/" + fixture)));
}
