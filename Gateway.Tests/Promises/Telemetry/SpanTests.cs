using System.Diagnostics;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Telemetry;

/// <summary>One GenAI client span per attempt, inside the server's span, with the names of the conventions.</summary>
// A listener hears every gateway of the process.
[NonParallelizable]
internal sealed class SpanTests : IDisposable
{
    private GatewayHost _gateway = null!;
    private SpanRecording _spans = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _spans = new SpanRecording(source => source is "Iris.Gateway" or "Microsoft.AspNetCore");
        _gateway = await GatewayHost.StartAsync(ProxyJson.Create(new JsonObject { ["sandbox"] = ProxyJson.Sandbox(), ["second"] = ProxyJson.Sandbox() }));
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _gateway.DisposeAsync();
        Dispose();
    }

    public void Dispose() => _spans?.Dispose();

    private async Task<(Activity Server, Activity[] Attempts)> CallAsync(string body)
    {
        using var response = await _gateway.PostAsync("/v1/images/generations", body);
        await response.Content.ReadAsByteArrayAsync();
        await Answers.EventuallyAsync(() => _spans.Ended.Any(span => span.Source.Name == "Microsoft.AspNetCore"), "the end of the server's span");
        return (_spans.Ended.Single(span => span.Source.Name == "Microsoft.AspNetCore"), [.. _spans.Ended.Where(span => span.Source.Name == "Iris.Gateway")]);
    }

    [Test]
    public async Task Generate_OneAttempt_OneClientSpanInTheServersSpan()
    {
        var (server, attempts) = await CallAsync("""{"model":"sandbox/painter","prompt":"p","size":"32x32","n":2,"seed":7}""");

        var span = attempts.Single();
        Assert.Multiple(() =>
        {
            Assert.That(span.OperationName, Is.EqualTo("image_generation painter"));
            Assert.That(span.Kind, Is.EqualTo(ActivityKind.Client));
            Assert.That(span.ParentSpanId, Is.EqualTo(server.SpanId));
            Assert.That(span.Status, Is.EqualTo(ActivityStatusCode.Unset));
            Assert.That(span.GetTagItem("gen_ai.operation.name"), Is.EqualTo("image_generation"));
            Assert.That(span.GetTagItem("gen_ai.provider.name"), Is.EqualTo("iris.sandbox"));
            Assert.That(span.GetTagItem("gen_ai.request.model"), Is.EqualTo("painter"));
            Assert.That(span.GetTagItem("gen_ai.output.type"), Is.EqualTo("image"));
            Assert.That(span.GetTagItem("gen_ai.request.stream"), Is.EqualTo(false));
            Assert.That(span.GetTagItem("gen_ai.request.choice.count"), Is.EqualTo(2));
            Assert.That(span.GetTagItem("gen_ai.request.seed"), Is.EqualTo(7L));
            Assert.That(span.GetTagItem("server.address"), Is.EqualTo("sandbox"));
            Assert.That(span.GetTagItem("server.port"), Is.EqualTo(80));
            Assert.That(span.GetTagItem("iris.cluster"), Is.EqualTo("sandbox"));
            Assert.That(span.GetTagItem("iris.destination"), Is.EqualTo("main"));
            Assert.That(span.GetTagItem("iris.image.count"), Is.EqualTo(2));
            Assert.That(span.GetTagItem("iris.image.bytes"), Is.GreaterThan(50));
            Assert.That(span.GetTagItem("gen_ai.usage.input_tokens"), Is.GreaterThan(0));
            Assert.That(span.GetTagItem("gen_ai.usage.output_tokens"), Is.GreaterThan(0));
            Assert.That(span.GetTagItem("gen_ai.response.time_to_first_chunk"), Is.InstanceOf<double>());
            Assert.That(span.GetTagItem("error.type"), Is.Null);
            Assert.That(server.GetTagItem("iris.request.id"), Is.Not.Null);
            Assert.That(server.GetTagItem("error.type"), Is.Null);
        });
    }

    [Test]
    public async Task Generate_WithFallback_OneSpanPerAttemptAndTheFailedOneSaysWhy()
    {
        var (server, attempts) = await CallAsync("""{"model":"sandbox/painter~status=429","prompt":"p","size":"32x32","fallbacks":["second/painter"],"stream":true}""");

        Assert.That(attempts.Select(span => span.GetTagItem("iris.cluster")), Is.EqualTo(new[] { "sandbox", "second" }));
        Assert.That(attempts.Select(span => span.ParentSpanId), Is.All.EqualTo(server.SpanId));
        Assert.That(attempts.Select(span => span.GetTagItem("iris.fallback.index")), Is.EqualTo(new[] { 0, 1 }));
        Assert.That(attempts.Select(span => span.Status), Is.EqualTo(new[] { ActivityStatusCode.Error, ActivityStatusCode.Unset }));
        Assert.That(attempts[0].GetTagItem("error.type"), Is.Not.Null);
        Assert.That(attempts[1].GetTagItem("gen_ai.request.stream"), Is.EqualTo(true));
    }

    [Test]
    public async Task Generate_RefusedBeforeAnyAttempt_NoClientSpan()
    {
        var (server, attempts) = await CallAsync("""{"model":"nobody/x","prompt":"p"}""");

        Assert.That(attempts, Is.Empty);
        Assert.That(server.GetTagItem("error.type"), Is.EqualTo("invalid_request_error"));
    }

    [TestCase(200)]
    [TestCase(400)]
    public async Task Generate_ProviderEchoesEverything_NoSpanHoldsKeyPromptOrPicture(int status)
    {
        const string prompt = "a-prompt-that-no-span-repeats";
        await using var provider = RawProvider.Start(connection =>
        {
            var echo = $"{connection.Request.Header("Authorization")} {prompt} {RawAnswer.Pixel}";
            return connection.SendAsync(RawAnswer.Whole(status, status == 200
                ? $$"""{"created":1,"data":[{"b64_json":"{{RawAnswer.Pixel}}","revised_prompt":"{{echo}}"}]}"""
                : $$$"""{"error":{"message":"{{{echo}}}","code":"{{{echo}}}","type":"{{{echo}}}"}}"""));
        });
        await using var gateway = await TestGateway.StartAsync(null, null, ("openai", provider));

        using (var response = await gateway.PostAsync(
            TestGateway.Generations, $$"""{"model":"openai/gpt-image-2","prompt":"{{prompt}}","user":"{{prompt}}"}"""))
            await response.Content.ReadAsByteArrayAsync();
        await Answers.EventuallyAsync(() => _spans.Ended.Any(span => span.Source.Name == "Microsoft.AspNetCore"), "the end of the server's span");

        var told = _spans.Ended.SelectMany(span => span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}")
            .Append(span.DisplayName).Append(span.StatusDescription ?? "")
            .Concat(span.Events.SelectMany(e => e.Tags.Select(tag => $"{tag.Key}={tag.Value}")))).ToArray();
        Assert.That(told, Has.Length.GreaterThan(10));
        foreach (var secret in (string[])["test-key-123456", prompt, RawAnswer.Pixel[..20]])
            Assert.That(told, Has.None.Contain(secret));
    }
}
