using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json.Nodes;
using Azure.AI.OpenAI;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Promises.Edits;
using Iris.Gateway.Tests.Providers;
using Iris.Gateway.Tests.Unit.Transforms.Codecs.Masks;
using NUnit.Framework;
using OpenAI;
using OpenAI.Images;

#pragma warning disable OPENAI001

namespace Iris.Gateway.Tests.Promises.Clients;

/// <summary>
/// OpenAI's and Azure's own .NET clients edit pictures, told nothing but another endpoint: what they send is what the provider receives.
/// </summary>
internal sealed class EditClientTests
{
    private static readonly byte[] Fox = EditWorld.Png(seed: 1, length: 300_001);
    private static readonly byte[] House = EditWorld.Png(seed: 2, length: 70_000);
    private static readonly byte[] Mask =
        PngSample.Write(6, 8, 8, [.. Enumerable.Repeat(Enumerable.Range(0, 32).Select(i => i % 4 == 3 && i < 16 ? 0 : 255).ToArray(), 8)]);

    private RawProvider _provider = null!;
    private GatewayHost _gateway = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _provider = RawProvider.Start(AnswerAsync);
        _gateway = await TestGateway.StartAsync(null, null, new JsonObject
        {
            ["openai"] = ProxyJson.Cluster("openai", _provider.Address),
            ["gemini"] = ProxyJson.Cluster("gemini", _provider.Address),
            ["azure"] = ProxyJson.Cluster("azure", _provider.Address.Replace("/v1/", "/", StringComparison.Ordinal)),
        });
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _gateway.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [TestCase("gpt-image-2", "/v1/images/edits", true)]
    [TestCase("gpt-image-2", "/v1/images/edits", false)]
    [TestCase("gemini/gemini-3-pro-image", "/v1/models/gemini-3-pro-image:generateContent", true)]
    [TestCase("gemini/gemini-3-pro-image", "/v1/models/gemini-3-pro-image:generateContent", false)]
    public async Task GenerateImageEdit_OnePicture_ReachesTheProviderAndComesBack(string model, string path, bool isAsync)
    {
        var client = OpenAI(model);
        var options = new ImageEditOptions { Size = GeneratedImageSize.W1024xH1024, Quality = "medium", EndUserId = "u-1" };
        using var picture = new MemoryStream(Fox);
        var result = isAsync
            ? await client.GenerateImageEditAsync(picture, "fox.png", "make it night", options)
            : client.GenerateImageEdit(picture, "fox.png", "make it night", options);

        Assert.That(result.Value.ImageBytes.ToArray(), Is.Not.Empty);
        await AssertReceivedAsync(path, [Fox], null);
        Assert.That(System.Text.Encoding.UTF8.GetString(_provider.Requests[0].Bytes), Does.Contain("make it night"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task GenerateImageEdit_WithAMask_BothReachTheProvider(bool isAsync)
    {
        var client = OpenAI("gpt-image-2");
        using var picture = new MemoryStream(Fox);
        using var mask = new MemoryStream(Mask);
        var result = isAsync
            ? await client.GenerateImageEditAsync(picture, "fox.png", "a lake", mask, "mask.png")
            : client.GenerateImageEdit(picture, "fox.png", "a lake", mask, "mask.png");

        Assert.That(result.Value.ImageBytes.ToArray(), Is.Not.Empty);
        await AssertReceivedAsync("/v1/images/edits", [Fox], Mask);
    }

    [Test]
    public void GenerateImageEdit_MaskThatTheModelDoesNotTake_ThrowsWithTheReason()
    {
        using var picture = new MemoryStream(Fox);
        using var mask = new MemoryStream(Mask);
        var failure = Assert.Throws<ClientResultException>(
            () => OpenAI("gemini/gemini-3-pro-image").GenerateImageEdit(picture, "fox.png", "a lake", mask, "mask.png"))!;

        Assert.That(failure.Status, Is.EqualTo(400));
        Assert.That(failure.Message, Does.Contain("'mask' is not supported"));
        Assert.That(_provider.Requests, Is.Empty);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task GenerateImageEdits_ThreeOfAModelThatMakesOne_AreThreeCallsOfOnePicture(bool isAsync)
    {
        var client = OpenAI("gemini/gemini-3-pro-image");
        using var picture = new MemoryStream(Fox);
        var result = isAsync
            ? await client.GenerateImageEditsAsync(picture, "fox.png", "make it night", 3)
            : client.GenerateImageEdits(picture, "fox.png", "make it night", 3);

        Assert.That(result.Value, Has.Count.EqualTo(3));
        Assert.That(_provider.Requests, Has.Count.EqualTo(3));
        for (var i = 0; i < 3; i++)
            Assert.That((await ReceivedPictures.OfAsync(_provider.Requests[i])).Hashes, Is.EqualTo(new[] { EditWorld.Hash(Fox) }));
    }

    [TestCase("gpt-image-2", "/v1/images/edits", true)]
    [TestCase("gpt-image-2", "/v1/images/edits", false)]
    [TestCase("gemini/gemini-3-pro-image", "/v1/models/gemini-3-pro-image:generateContent", true)]
    public async Task GenerateImageEdits_SeveralPictures_AllReachTheProviderInOrder(string model, string path, bool isAsync)
    {
        using var form = EditWorld.Form(("model", model), ("prompt", "both of them"), ("image[]", House), ("image[]", Fox));
        using var content = BinaryContent.Create(await form.ReadAsStreamAsync());
        var type = form.Headers.ContentType!.ToString();
        var result = isAsync ? await OpenAI(model).GenerateImageEditsAsync(content, type) : OpenAI(model).GenerateImageEdits(content, type);

        Assert.That((string?)JsonNode.Parse(result.GetRawResponse().Content)!["data"]![0]!["b64_json"], Is.Not.Empty);
        await AssertReceivedAsync(path, [House, Fox], null);
    }

    [TestCase("gpt-image-2", "/v1/images/edits", "image_edit.partial_image,image_edit.partial_image,image_edit.completed")]
    [TestCase("gemini/gemini-3-pro-image", "/v1/models/gemini-3-pro-image:streamGenerateContent?alt=sse", "image_edit.completed")]
    public async Task GenerateImageEditsStreaming_YieldsTheEventsOfEdits(string model, string path, string events)
    {
        using var form = EditWorld.Form(
            ("model", model), ("prompt", "make it night"), ("stream", "true"), ("partial_images", "2"), ("image", Fox));
        using var content = BinaryContent.Create(await form.ReadAsStreamAsync());
        var types = new List<string>();
        await foreach (var item in await OpenAI(model)
            .GenerateImageEditsStreamingAsync(content, form.Headers.ContentType!.ToString(), new RequestOptions()))
        {
            types.Add(item.EventType);
            Assert.That((string?)JsonNode.Parse(item.Data)!["type"], Is.EqualTo(item.EventType));
        }

        Assert.That(string.Join(',', types), Is.EqualTo(events));
        await AssertReceivedAsync(path, [Fox], null);
    }

    [TestCase("openai", true)]
    [TestCase("openai", false)]
    [TestCase("", true)]
    [TestCase("", false)]
    public async Task GenerateImageEdit_OfAzuresClient_ReachesTheDeployment(string endpoint, bool isAsync)
    {
        var client = Azure(endpoint, "house-draw");
        using var picture = new MemoryStream(Fox);
        using var mask = new MemoryStream(Mask);
        var result = isAsync
            ? await client.GenerateImageEditAsync(picture, "fox.png", "a lake", mask, "mask.png")
            : client.GenerateImageEdit(picture, "fox.png", "a lake", mask, "mask.png");

        Assert.That(result.Value.ImageBytes.ToArray(), Is.Not.Empty);
        await AssertReceivedAsync("/openai/deployments/house-draw/images/edits?api-version=2025-04-01-preview", [Fox], Mask);
    }

    [TestCase("openai/gpt-image-2", "/v1/images/edits")]
    [TestCase("gemini/gemini-3-pro-image", "/v1/models/gemini-3-pro-image:generateContent")]
    public async Task GenerateImageEdit_OfAzuresClient_DeploymentThatNamesAProvider_ReachesIt(string deployment, string path)
    {
        using var picture = new MemoryStream(Fox);
        await Azure("openai", deployment).GenerateImageEditAsync(picture, "fox.png", "make it night");

        await AssertReceivedAsync(path, [Fox], null);
    }

    private async Task AssertReceivedAsync(string path, byte[][] inputs, byte[]? mask)
    {
        var request = _provider.Requests.Single();
        Assert.That(request.Head, Does.StartWith($"POST {path} HTTP/1.1\r\n"));
        var received = await ReceivedPictures.OfAsync(request);
        Assert.That(received.Hashes, Is.EqualTo(inputs.Select(EditWorld.Hash)));
        Assert.That(received.Mask, Is.EqualTo(mask));
    }

    private static Task AnswerAsync(RawConnection connection)
    {
        var head = connection.Request.Head;
        var streams = head.Contains("text/event-stream", StringComparison.Ordinal) || head.Contains("streamGenerateContent", StringComparison.Ordinal);
        var (folder, file) = head.Contains("enerateContent", StringComparison.Ordinal)
            ? ("gemini", streams ? "stream.sse" : "image-with-text.json")
            : ("openai", streams ? "stream-partials.sse" : "gpt-image.json");
        var body = ProviderServer.Fixture($"{folder}/answers/{file}");
        var type = streams ? "text/event-stream" : "application/json";
        return connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nContent-Length: {System.Text.Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");
    }

    private ImageClient OpenAI(string model) => new(
        model, new ApiKeyCredential("client-key"), ClientFixture.Configure(new OpenAIClientOptions { Endpoint = new Uri(_gateway.Address, "openai/v1") }));

    private ImageClient Azure(string endpoint, string deployment) => new AzureOpenAIClient(
        new Uri(_gateway.Address, endpoint), new ApiKeyCredential("client-key"), ClientFixture.Configure(new AzureOpenAIClientOptions()))
            .GetImageClient(deployment);
}
