using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Promises.SeveralPictures;
using NUnit.Framework;
using static Iris.Gateway.Tests.Hosting.TestGateway;
using static Iris.Gateway.Tests.Hosting.LegAnswers;
using static Iris.Gateway.Tests.Providers.HuggingFace.HuggingFaceWorld;

namespace Iris.Gateway.Tests.Providers.HuggingFace;

/// <summary>The inference providers behind the router, each through the gateway.</summary>
internal sealed class RouterTests
{
    private const string HfInference = "hf-inference/org/model";

    [Test]
    public async Task Generate_HfInferenceSendsBytes_AreBase64()
    {
        await using var provider = RawProvider.Start(SendsPictureAsync);
        await using var gateway = await HuggingFaceWorld.StartAsync(provider);

        using var response = await gateway.PostAsync(Generations, AskFor(HfInference));

        var answer = await response.JsonAsync();
        Assert.Multiple(() =>
        {
            Assert.That(answer.Picture(), Is.EqualTo(RawAnswer.Pixel));
            Assert.That((string?)answer["output_format"], Is.EqualTo("png"));
            Assert.That(provider.Lines(), Is.EqualTo(new[] { "POST /v1/hf-inference/models/org/model" }));
        });
    }

    [Test]
    public async Task Generate_HfInferenceAndClientStreams_IsACompletedEvent()
    {
        await using var provider = RawProvider.Start(SendsPictureAsync);
        await using var gateway = await HuggingFaceWorld.StartAsync(provider);

        using var response = await gateway.PostAsync(Generations, AskFor(HfInference, ""","stream":true"""));

        var events = await ServerSentEvents.ReadAllAsync(response);
        Assert.That(events.Single().Name, Is.EqualTo("image_generation.completed"));
        Assert.That((string?)events[0].Json["b64_json"], Is.EqualTo(RawAnswer.Pixel));
    }

    [Test]
    public async Task Generate_HfInferenceForSeveral_VariesTheSeed()
    {
        await using var provider = RawProvider.Start(SendsPictureAsync);
        await using var gateway = await HuggingFaceWorld.StartAsync(provider);

        using var response = await gateway.PostAsync(Generations, AskFor(HfInference, ""","n":3,"seed":40"""));

        var answer = await response.JsonAsync();
        Assert.Multiple(() =>
        {
            Assert.That(answer["data"]!.AsArray().Select(item => (string?)item!["b64_json"]), Is.EqualTo(Enumerable.Repeat(RawAnswer.Pixel, 3)));
            Assert.That(
                provider.Requests.Select(request => (int)JsonNode.Parse(request.Body)!["parameters"]!["seed"]!), Is.EquivalentTo(new[] { 40, 41, 42 }));
            Assert.That(answer.Warnings(), Is.Empty);
        });
    }

    [Test]
    public async Task Generate_HfInferenceIsEmptyForOneOfSeveral_TheOthersAreKept()
    {
        await using var provider = RawProvider.Start(
            connection => connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 0\r\n\r\n"), SendsPictureAsync);
        await using var gateway = await HuggingFaceWorld.StartAsync(provider);

        using var response = await gateway.PostAsync(Generations, AskFor(HfInference, ""","n":3"""));

        var answer = await response.JsonAsync();
        Assert.That(answer["data"]!.AsArray().Select(item => (string?)item!["b64_json"]), Is.EqualTo(new[] { RawAnswer.Pixel, RawAnswer.Pixel }));
        Assert.That(answer.Warnings(), Is.EqualTo(new[] { "partial_failure", "fewer_images" }));
    }

    [Test]
    public async Task Generate_ModelIsLoading_TellsWhenToRetry()
    {
        await using var provider = RawProvider.Start(Says("errors/loading.json", 503));
        await using var gateway = await HuggingFaceWorld.StartAsync(provider);

        using var response = await gateway.PostAsync(Generations, AskFor(HfInference));

        var envelope = await response.EnvelopeAsync(HttpStatusCode.ServiceUnavailable);
        Assert.That((string?)envelope["error"]!["code"], Is.EqualTo("model_loading"));
        Assert.That(response.Header("Retry-After"), Is.EqualTo("20"));
    }

    [TestCase("nebius/black-forest-labs/flux-schnell", "answers/nebius.json", 1)]
    [TestCase("together/black-forest-labs/FLUX.1-schnell", "answers/together.json", 2)]
    [TestCase("replicate/black-forest-labs/flux-schnell", "answers/replicate-data.json", 1)]
    public async Task Generate_InferenceProviderAnswers_GivesItsPictures(string model, string fixture, int count)
    {
        await using var provider = RawProvider.Start(Says(fixture));
        await using var gateway = await HuggingFaceWorld.StartAsync(provider);

        using var response = await gateway.PostAsync(Generations, AskFor(model, $""","n":{count}"""));

        var answer = await response.JsonAsync();
        Assert.Multiple(() =>
        {
            Assert.That(answer["data"]!.AsArray().Select(item => (string?)item!["b64_json"]), Has.Exactly(count).StartsWith("iVBORw0KGgo"));
            Assert.That(provider.Lines().Single(), Does.StartWith("POST /v1/" + model[..model.IndexOf('/')] + "/"));
            Assert.That(provider.Requests[0].Header("Authorization"), Is.EqualTo("Bearer test-key-123456"));
        });
    }

    [Test]
    public async Task Generate_ReplicateIsStillAtWork_IsPolledThroughTheRouter()
    {
        var clock = new TestClock();
        await using var provider = RawProvider.Start(Says("legs/replicate-starting.json", 201), Says("answers/replicate-data.json"));
        await using var gateway = await HuggingFaceWorld.StartAsync(provider, clock);
        var posting = gateway.PostAsync(Generations, AskFor("replicate/stability-ai/sdxl"));

        await clock.PollAsync(0);

        using var response = await posting.WaitAsync(Patience.Long);
        Assert.That((await response.JsonAsync()).Picture(), Does.StartWith("iVBORw0KGgo"));
        Assert.That(provider.Lines()[1], Is.EqualTo("GET /v1/replicate/v1/predictions/abc"));
    }

    private static string AskFor(string model, string members = "") =>
        $$"""{"model":"huggingface/{{model}}","prompt":"a fox","response_format":"b64_json"{{members}}}""";
}
