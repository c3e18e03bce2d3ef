using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Deployment;

/// <summary>
/// The promise: an app that knows OpenAI's API alone draws through the sidecar as soon as it starts, edits of the ConfigMap and keys of the Secret
/// arrive while both run, and SIGTERM costs no call.
/// </summary>
[Platform("Linux")]
internal sealed class SidecarPodTests
{
    private const string Draw = """{"model":"MODEL","prompt":"a fox","size":"64x64"}""";

    private static Task<HttpResponseMessage> DrawAsync(SidecarPod pod, string model) =>
        pod.App.PostAsync("images/generations", TestGateway.Content(Draw.Replace("MODEL", model, StringComparison.Ordinal)));

    private static async Task<string[]> ModelsAsync(SidecarPod pod) =>
        [.. JsonNode.Parse(await pod.App.GetStringAsync("models"))!["data"]!.AsArray().Select(model => (string)model!["id"]!)];

    [TestCase("kubernetes-sidecar")]
    [TestCase("kubernetes-sidecar-socket")]
    public async Task Pod_DrawsIsEditedGetsItsKeyAndEnds(string name)
    {
        await using var pod = await SidecarPod.StartAsync(name);
        using var first = await DrawAsync(pod, "sandbox/painter");
        using var keyless = await DrawAsync(pod, "gpt-image-2");

        Assert.That(first.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await keyless.Content.ReadAsStringAsync(), Does.Contain("no keys found for provider"));

        pod.Config.Update(("proxy.json", pod.ProxyJson.Replace(
            "\"Images\": {", "\"Images\": { \"Models\": { \"house\": { \"Target\": \"sandbox/painter\" } },", StringComparison.Ordinal)));
        await EventuallyAsync(async () =>
        {
            using var drawn = await DrawAsync(pod, "house");
            return drawn.StatusCode == HttpStatusCode.OK;
        });
        Assert.That(await ModelsAsync(pod), Has.None.StartsWith("openai/"));
        pod.Keys.Update(("openai", "sk-of-the-secret"));
        await EventuallyAsync(async () => (await ModelsAsync(pod)).Any(model => model.StartsWith("openai/", StringComparison.Ordinal)));

        var last = DrawAsync(pod, "sandbox/painter~delay=700ms");
        await UnderWayAsync(pod);
        pod.Program.Terminate();
        using var drawn = await last;
        Assert.That(drawn.StatusCode, Is.EqualTo(HttpStatusCode.OK), "a call under way is served");
        Assert.That(await pod.Program.ExitCodeAsync(), Is.Zero);
    }

    // The call has been read when the gateway counts it.
    private static Task UnderWayAsync(SidecarPod pod) => EventuallyAsync(
        async () => (await pod.MetricsAsync()).Split('\n').Any(
            line => line.StartsWith("iris_places_used{", StringComparison.Ordinal) && line.EndsWith(" 1", StringComparison.Ordinal)));

    private static async Task EventuallyAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(Patience.Long);
        while (!await condition())
            await Task.Delay(20, patience.Token);
    }
}
