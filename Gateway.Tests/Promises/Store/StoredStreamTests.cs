using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Store;

/// <summary>The promise: a stream has its pictures as base64, and addresses beside them where they are wanted.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class StoredStreamTests : StoredPictures
{
    [Test]
    public async Task Generate_UrlOfAStream_StaysRefused()
    {
        await using var gateway = await StoreGateway.StartAsync(Folder, images: Url);
        using var response = await gateway.PostAsync(
            TestGateway.Generations, """{"model":"sandbox/painter","prompt":"a","stream":true,"response_format":"url"}""");
        Assert.That((string?)(await response.EnvelopeAsync(HttpStatusCode.BadRequest))["error"]!["code"], Is.EqualTo("unsupported_parameter"));
    }

    [Test]
    public async Task Generate_StreamsWithAddresses_HaveThemBesideTheBase64OfFinishedPictures()
    {
        await using var provider = RawProvider.Start(RawAnswer.EventsAsync);
        await using var gateway = await StartAsync(provider, """{"InStreams":true}""");
        using var response = await gateway.PostAsync(TestGateway.Generations, """{"model":"openai/gpt-image-2","prompt":"a","stream":true,"partial_images":1}""");
        var events = (await response.Content.ReadAsStringAsync()).Split('\n').Where(line => line.StartsWith("data: "))
            .Select(line => JsonNode.Parse(line[6..])!.AsObject()).ToArray();
        Assert.That(events.Select(one => (string)one["type"]!), Is.EqualTo(new[] { "image_generation.partial_image", "image_generation.completed" }));
        Assert.That(events.Select(one => (string)one["b64_json"]!), Is.All.EqualTo(RawAnswer.Pixel));
        Assert.That(events[0].ContainsKey("url"), Is.False);
        Assert.That(await gateway.Client.GetByteArrayAsync((string)events[1]["url"]!), Is.EqualTo(Convert.FromBase64String(RawAnswer.Pixel)));
    }

    [Test]
    public async Task Generate_LargePictureOfAStream_IsWholeInBothPlaces()
    {
        var completed = RawAnswer.Completed.Replace(RawAnswer.Pixel, Convert.ToBase64String(Picture));
        await using var provider = RawProvider.Start(connection => connection.SendAsync(
            RawAnswer.EventsInChunks + RawAnswer.Chunk(RawAnswer.Partial) + RawAnswer.Chunk(completed) + RawAnswer.LastChunk));
        await using var gateway = await StartAsync(provider, """{"InStreams":true}""");
        using var response = await gateway.PostAsync(TestGateway.Generations, """{"model":"openai/gpt-image-2","prompt":"a","stream":true,"partial_images":1}""");
        var text = await response.Content.ReadAsStringAsync();
        var last = JsonNode.Parse(text.Split('\n').Last(line => line.StartsWith("data: "))[6..])!;
        Assert.That(Convert.FromBase64String((string)last["b64_json"]!).AsSpan().SequenceEqual(Picture), Is.True);
        Assert.That((await gateway.Client.GetByteArrayAsync((string)last["url"]!)).AsSpan().SequenceEqual(Picture), Is.True);
    }
}
