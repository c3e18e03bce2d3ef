using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Idempotency;

/// <summary>The promise: an answer is given again with all that it is made of, or its call is made anew; never half of it, and never a dead address.</summary>
internal sealed class ReplayedPicturesTests
{
    private const string Ask = """{"model":"openai/gpt-image-2","prompt":"a fox","response_format":"url"}""";

    [TestCase("deleted")]
    [TestCase("expired")]
    [TestCase("removed by hand")]
    public async Task Draw_PictureOfTheAnswerIsGone_IsOrderedAnew(string how)
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var world = new RunWorld();
        var clock = new TestClock();
        var gateway = await world.StartAsync(
            provider,
            more: new JsonObject { ["Url"] = "store", ["Store"] = new JsonObject { ["Directory"] = world.Store, ["TimeToLive"] = "1h" } },
            configure: clock.Install);
        var address = await UrlAsync(gateway, isReplay: false);
        await gateway.SettledAsync();
        Assert.That(await UrlAsync(gateway, isReplay: true), Is.EqualTo(address));

        if (how == "deleted")
            (await gateway.Client.DeleteAsync(address)).Dispose();
        else if (how == "expired")
            clock.Advance(TimeSpan.FromMinutes(61));
        else
            File.Delete(Path.Combine(world.Store, address.Segments[^1][..2], address.Segments[^1]));
        using var dead = await gateway.Client.GetAsync(address);
        Assert.That(dead.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));

        var anew = await UrlAsync(gateway, isReplay: false);
        Assert.That(await gateway.Client.GetByteArrayAsync(anew), Is.EqualTo(Convert.FromBase64String(RawAnswer.Pixel)));
        await gateway.SettledAsync();
        Assert.That(await UrlAsync(gateway, isReplay: true), Is.EqualTo(anew));
        Assert.That(provider.Requests, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Draw_AnswerIsGoneFromTheBucket_IsOrderedAnew()
    {
        await using var bucket = await S3Server.StartAsync();
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var world = new RunWorld();
        var gateway = await world.StartAsync(provider, more: InBucket(bucket));
        using var first = await gateway.DrawAsync("one");
        var bytes = await first.BytesAsync();
        await gateway.SettledAsync();
        using var second = await gateway.DrawAsync("one");
        second.AssertReplay();
        Assert.That(await second.BytesAsync(), Is.EqualTo(bytes));

        bucket.Objects.Clear();
        using var third = await gateway.DrawAsync("one");
        third.AssertReplay(false);
        Assert.That(((int)third.StatusCode, provider.Requests.Count), Is.EqualTo((200, 2)));
        Assert.That(await third.Content.ReadAsStringAsync(), Does.Contain(RawAnswer.Pixel));
    }

    [Test]
    public async Task Draw_BucketIsAway_IsRefusedRatherThanHalfGivenOrOrderedTwice()
    {
        await using var bucket = await S3Server.StartAsync();
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var world = new RunWorld();
        var gateway = await world.StartAsync(provider, more: InBucket(bucket));
        using var first = await gateway.DrawAsync("one");
        await first.BytesAsync();
        await gateway.SettledAsync();

        bucket.Fails = _ => 403;
        using var second = await gateway.DrawAsync("one");
        await second.EnvelopeAsync(HttpStatusCode.ServiceUnavailable);
        bucket.Fails = _ => null;
        using var third = await gateway.DrawAsync("one");
        third.AssertReplay();
        Assert.That(provider.Requests, Has.Count.EqualTo(1));
    }

    /// <summary>A store in a bucket.</summary>
    public static JsonObject InBucket(S3Server bucket) => new()
    {
        ["Store"] = new JsonObject
        {
            ["SigningKey"] = "a-key-0123456789abcdef-0",
            ["S3"] = new JsonObject
            {
                ["Endpoint"] = bucket.Address.AbsoluteUri,
                ["Bucket"] = S3Server.Bucket,
                ["Region"] = S3Server.Region,
                ["AccessKeyId"] = S3Server.Id,
                ["SecretAccessKey"] = S3Server.Secret,
            },
        },
    };

    private static async Task<Uri> UrlAsync(GatewayHost gateway, bool isReplay)
    {
        using var response = await gateway.DrawAsync("one", Ask);
        var text = await response.Content.ReadAsStringAsync().WaitAsync(Patience.Long);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), text);
        response.AssertReplay(isReplay);
        return new Uri((string)JsonNode.Parse(text)!["data"]![0]!["url"]!);
    }
}
