using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;
using static Iris.Gateway.Tests.Hosting.TestGateway;

namespace Iris.Gateway.Tests.Promises.SeveralPictures;

/// <summary>Some of an exchange's calls fail, or all of them.</summary>
internal sealed class FanOutFailureTests
{
    private const string Empty = """{"created":1,"data":[]}""";

    [TestCase(500, true)]
    [TestCase(500, false)]
    [TestCase(200, true)]
    [TestCase(200, false)]
    public async Task Generate_OneCallHasNoPicture_TheOthersAreKept(int status, bool isFirst)
    {
        var failure = status == 200 ? RawAnswer.Whole(200, Empty, "Connection: close") : FanOut.Failure(status);
        await using var provider = FanOut.Waiting();
        await using var gateway = await StartAsync(null, null, ("openai", provider));
        var posting = gateway.PostAsync(Generations, FanOut.Ask);
        var calls = await provider.ThreeAsync();
        if (isFirst)
        {
            await calls[0].SendAsync(failure);
            await calls[0].Closed;
        }
        await calls[1].SendAsync(FanOut.Picture("second"));
        await calls[2].SendAsync(FanOut.Picture("third"));
        using var response = await posting.WaitAsync(Patience.Long);
        var stream = await response.Content.ReadAsStreamAsync();
        var text = new StringBuilder();
        await stream.ReadUntilAsync(text, "second");
        await stream.ReadUntilAsync(text, "third");
        if (!isFirst)
            await calls[0].SendAsync(failure);
        var answer = await stream.ReadRestAsync(text);

        Assert.Multiple(() =>
        {
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(answer.Names(), Is.EquivalentTo(new[] { "second", "third" }));
            Assert.That(answer.Warnings(), Is.EqualTo(new[] { "partial_failure", "fewer_images" }));
        });
    }

    [Test]
    public async Task Generate_EveryCallFails_IsTheFirstFailureAndBilledByAny()
    {
        await using var provider = FanOut.Waiting();
        await using var other = RawProvider.Start(RawAnswer.PictureAsync);
        var cluster = Cluster(("main", provider.Address), ("other", other.Address));
        cluster["Destinations"]!["other"]!["Metadata"]!["Weight"] = "0";
        await using var gateway = await StartAsync(null, null, new JsonObject { ["openai"] = cluster });
        var posting = gateway.PostAsync(Generations, FanOut.Ask);
        var calls = await provider.ThreeAsync();
        await calls[1].SendAsync(FanOut.Failure(429));
        await calls[2].SendAsync(FanOut.Failure(429));
        await Task.WhenAll(calls[1].Closed, calls[2].Closed);

        await calls[0].SendAsync(FanOut.Failure(500));
        using var response = await posting.WaitAsync(Patience.Long);

        var envelope = await response.EnvelopeAsync(HttpStatusCode.TooManyRequests);
        Assert.Multiple(() =>
        {
            Assert.That((string?)envelope["error"]!["message"], Is.EqualTo("provider says 429"));
            Assert.That(envelope["extra_fields"]!.Trail().Single(), Does.StartWith("openai 429").And.EndsWith("billed"));
            Assert.That(other.Requests, Is.Empty, "what may have been paid is not ordered again");
        });
    }

    [TestCase(500, "billed")]
    [TestCase(400, "free")]
    public async Task Generate_EveryCallFails_TheFallbackServes(int status, string billed)
    {
        await using var provider = RawProvider.Start(connection => connection.SendAsync(FanOut.Failure(status)));
        await using var second = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(null, null, ("openai", provider), ("second", second));

        using var response = await gateway.PostAsync(
            Generations, """{"model":"openai/one-a-call","prompt":"a fox","n":3,"fallbacks":["second/gpt-image-2"]}""");

        var answer = await response.JsonAsync();
        Assert.Multiple(() =>
        {
            Assert.That(provider.Requests, Has.Count.EqualTo(3));
            Assert.That(second.Requests, Has.Count.EqualTo(1));
            Assert.That(answer["extra_fields"]!.Trail()[0], Does.StartWith($"openai {status}").And.EndsWith(billed));
            Assert.That(answer["extra_fields"]!.Trail()[1], Is.EqualTo("second 200 - billed"));
        });
    }

    [Test]
    public async Task Generate_OneCallBreaksWithinItsPicture_TheConnectionBreaks()
    {
        await using var provider = FanOut.Waiting();
        await using var gateway = await StartAsync(null, null, ("openai", provider));
        var posting = gateway.PostAsync(Generations, FanOut.Ask);
        var calls = await provider.ThreeAsync();
        await calls[0].SendAsync(RawAnswer.JsonInChunks + RawAnswer.Chunk("""{"data":[{"b64_json":"AAAA"""));
        using var response = await posting.WaitAsync(Patience.Long);

        calls[0].Reset();

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(async () => await response.Content.ReadAsStringAsync().WaitAsync(Patience.Long), Throws.InstanceOf<HttpRequestException>());
        await Task.WhenAll(calls[1].Closed, calls[2].Closed);
    }

    [Test]
    public async Task Generate_OneCallBreaksWithinItsPictureOfAStream_IsAnErrorEvent()
    {
        await using var provider = FanOut.Waiting();
        await using var gateway = await StartAsync(null, null, ("openai", provider));
        var posting = gateway.PostAsync(Generations, FanOut.AskStream);
        var calls = await provider.ThreeAsync();
        await calls[0].SendAsync(RawAnswer.JsonInChunks + RawAnswer.Chunk("""{"data":[{"b64_json":"AAAA"""));
        using var response = await posting.WaitAsync(Patience.Long);

        calls[0].Reset();

        var events = await ServerSentEvents.ReadAllAsync(response).WaitAsync(Patience.Long);
        Assert.That(events.Single().Name, Is.EqualTo("error"));
        Assert.That((string?)events[0].Json["error"]!["type"], Is.EqualTo("provider_connection_failed"));
        await Task.WhenAll(calls[1].Closed, calls[2].Closed);
    }
}
