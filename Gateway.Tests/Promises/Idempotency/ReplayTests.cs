using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Promises.Access;
using Microsoft.Extensions.Logging;
using NUnit.Framework;
using static Iris.Gateway.Tests.Hosting.TestGateway;

namespace Iris.Gateway.Tests.Promises.Idempotency;

/// <summary>The promise: an answer is given again byte for byte, to whom it belongs, as long as the file says, and for nothing.</summary>
internal sealed class ReplayTests
{
    [TestCase(false)]
    [TestCase(true)]
    public async Task Draw_AfterANewStart_IsGivenAgainByteForByte(bool stream)
    {
        await using var provider = RawProvider.Start(stream ? RawAnswer.EventsAsync : RawAnswer.PictureAsync);
        await using var world = new RunWorld();
        var json = stream ? StreamRequest : Request;
        var before = await world.StartAsync(provider);
        using var first = await before.DrawAsync("one", json);
        var bytes = await first.BytesAsync();
        using var second = await before.DrawAsync("one", json);
        second.AssertReplay();
        Assert.That(await second.BytesAsync(), Is.EqualTo(bytes));
        await world.StopAsync(before);

        var after = await world.StartAsync(provider);
        using var third = await after.DrawAsync("one", json);

        third.AssertReplay();
        Assert.That(await third.BytesAsync(), Is.EqualTo(bytes));
        Assert.That(third.Content.Headers.ContentType, Is.EqualTo(first.Content.Headers.ContentType));
        Assert.That(third.Header("x-bifrost-provider"), Is.EqualTo("openai"));
        Assert.That(third.Header("x-request-id"), Is.Not.EqualTo(first.Header("x-request-id")));
        Assert.That(provider.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Draw_RequestWrittenInAnotherOrder_IsTheSame()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var world = new RunWorld();
        var gateway = await world.StartAsync(provider);
        using var first = await gateway.DrawAsync("one", """{"model":"openai/gpt-image-2","prompt":"a fox","size":"1024x1024"}""");
        await first.BytesAsync();
        using var second = await gateway.DrawAsync("one", """{ "size": "1024x1024", "prompt": "a \u0066ox", "model": "openai/gpt-image-2" }""");
        second.AssertReplay();
        Assert.That(provider.Requests, Has.Count.EqualTo(1));
    }

    [TestCase("""{"model":"openai/gpt-image-2","prompt":"a wolf"}""")]
    [TestCase("""{"model":"openai/gpt-image-2","prompt":"a fox","n":2}""")]
    [TestCase("""{"model":"openai/gpt-image-2","prompt":"a fox","stream":true}""")]
    public async Task Draw_AnotherRequestUnderTheSameKey_IsRefused(string other)
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var world = new RunWorld();
        var gateway = await world.StartAsync(provider);
        using var first = await gateway.DrawAsync("one");
        await first.BytesAsync();

        using var second = await gateway.DrawAsync("one", other);

        var envelope = await second.EnvelopeAsync(HttpStatusCode.UnprocessableEntity);
        Assert.That(((string?)envelope["error"]!["code"], provider.Requests.Count), Is.EqualTo(("idempotency_key_reused", 1)));
    }

    [Test]
    public async Task Draw_AnotherClient_HasAScopeOfItsOwn()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var world = new RunWorld();
        var gateway = await world.StartAsync(provider);
        using var first = await gateway.DrawAsync("one");
        await first.BytesAsync();
        using var second = await gateway.DrawAsync("one", key: RunWorld.Other);
        second.AssertReplay(false);
        using var third = await gateway.DrawAsync("one", """{"model":"openai/gpt-image-2","prompt":"a wolf"}""", RunWorld.Other);
        Assert.That(((int)third.StatusCode, provider.Requests.Count), Is.EqualTo((422, 2)));
    }

    [Test]
    public async Task Draw_TimeIsOver_IsANewOrder()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var world = new RunWorld();
        var clock = new TestClock();
        var gateway = await world.StartAsync(provider, """{"TimeToLive":"2h"}""", configure: clock.Install);
        using var first = await gateway.DrawAsync("one");
        await first.BytesAsync();
        await gateway.SettledAsync();
        clock.Advance(TimeSpan.FromMinutes(119));
        using var second = await gateway.DrawAsync("one");
        second.AssertReplay();
        await second.BytesAsync();
        clock.Advance(TimeSpan.FromMinutes(2));
        using var third = await gateway.DrawAsync("one");
        third.AssertReplay(false);
        Assert.That(provider.Requests, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Draw_FailureThatCostNothing_IsOrderedAgain()
    {
        await using var provider = RawProvider.Start(RawAnswer.Error(400), RawAnswer.PictureAsync);
        await using var world = new RunWorld();
        var gateway = await world.StartAsync(provider);
        using var first = await gateway.DrawAsync("one");
        Assert.That((int)first.StatusCode, Is.EqualTo(400));
        await first.BytesAsync();
        using var second = await gateway.DrawAsync("one");
        second.AssertReplay(false);
        Assert.That(((int)second.StatusCode, provider.Requests.Count), Is.EqualTo((200, 2)));
    }

    [Test]
    public async Task Draw_FailureThatMayHaveCost_IsGivenAgain()
    {
        await using var provider = RawProvider.Start(RawAnswer.Error(500), RawAnswer.PictureAsync);
        await using var world = new RunWorld();
        var gateway = await world.StartAsync(provider);
        using var first = await gateway.DrawAsync("one");
        var bytes = await first.BytesAsync();
        using var second = await gateway.DrawAsync("one");
        second.AssertReplay();
        Assert.That(await second.BytesAsync(), Is.EqualTo(bytes));
        Assert.That((second.StatusCode, provider.Requests.Count), Is.EqualTo((first.StatusCode, 1)));
        var line = await gateway.AccessLineAsync(2);
        Assert.That((line["Status"], line["ErrorType"]), Is.EqualTo(((int)first.StatusCode, (await gateway.AccessLineAsync())["ErrorType"])));
    }

    [Test]
    public async Task Draw_Again_CostsNothingAndIsLogged()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var world = new RunWorld();
        var access = AccessWorld.Keys(("shop", AccessWorld.Key(AccessWorld.Shop, """{"Limits":{"Images":"1/1d","Requests":"9/1d"}}""")));
        var gateway = await world.StartAsync(provider, more: new JsonObject { ["Access"] = access });
        using var first = await gateway.DrawAsync("one");
        await first.BytesAsync();
        using var second = await gateway.DrawAsync("one");
        second.AssertReplay();
        var line = await gateway.AccessLineAsync(2);
        Assert.Multiple(() =>
        {
            Assert.That(line["CostUsd"], Is.EqualTo(0m));
            Assert.That((line["Images"], line["Attempts"], line["Key"]), Is.EqualTo((0, 0, "shop")));
            Assert.That(second.Header("x-ratelimit-remaining-requests"), Is.EqualTo("7"), "it is a request, and its own headers tell of limits");
        });
        using var third = await gateway.DrawAsync("two");
        Assert.That((int)third.StatusCode, Is.EqualTo(429), "the one picture is used");
    }

    [Test]
    public async Task Draw_ModelIsForbiddenMeanwhile_IsRefused()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var world = new RunWorld();
        var before = await world.StartAsync(provider);
        using var first = await before.DrawAsync("one");
        await first.BytesAsync();
        await world.StopAsync(before);
        var access = AccessWorld.Keys(("shop", AccessWorld.Key(AccessWorld.Shop, """{"Models":["openai/other"]}""")));
        var after = await world.StartAsync(provider, more: new JsonObject { ["Access"] = access });
        using var second = await after.DrawAsync("one");
        Assert.That(await second.TypeAsync(), Is.EqualTo((403, "model_blocked", "model_blocked")));
    }

    // It measures the memory of the whole process, to which others would add.
    [NonParallelizable]
    [Test]
    public async Task Draw_EightMebibytesAgain_AreByteEqualAndFlatInMemory()
    {
        var answer = $$$"""{"created":1768500000,"data":[{"b64_json":"{{{RawAnswer.Pixel[..40]}}}{{{new string('A', 8 << 20)}}}"}]}""";
        await using var provider = RawProvider.Start(connection => connection.SendAsync(RawAnswer.Whole(200, answer)));
        await using var world = new RunWorld();
        var gateway = await world.StartAsync(
            provider, """{"Collapse":"1h"}""", new JsonObject { ["Access"] = null }, builder => builder.Logging.ClearProviders());
        using var first = await gateway.PostAsync(Generations, Request);
        var bytes = await first.BytesAsync();
        using var second = await gateway.PostAsync(Generations, Request);
        second.AssertReplay();
        Assert.That((await second.BytesAsync()).AsSpan().SequenceEqual(bytes));

        using var client = new LeanClient(gateway.Address.Port, Request, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes)[^24..]));
        for (var i = 0; i < 5; i++)
            Assert.That(client.Call(), Is.GreaterThan(bytes.Length));
        var allocated = long.MaxValue;
        for (var i = 0; i < 5; i++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            client.Call();
            allocated = Math.Min(allocated, GC.GetTotalAllocatedBytes(precise: true) - before);
        }
        TestContext.Out.WriteLine($"{allocated} bytes");
        Assert.That(allocated, Is.LessThan(512 * 1024));
        Assert.That(provider.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Draw_Collapse_EqualCallsOfAClientWithoutAKeyAreOne()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var world = new RunWorld();
        var clock = new TestClock();
        var gateway = await world.StartAsync(provider, """{"Collapse":"5m"}""", configure: clock.Install);
        using var first = await gateway.DrawAsync(null);
        await first.BytesAsync();
        using var second = await gateway.DrawAsync(null);
        second.AssertReplay();
        using var another = await gateway.DrawAsync(null, key: RunWorld.Other);
        another.AssertReplay(false);
        using var keyed = await gateway.DrawAsync("one");
        keyed.AssertReplay(false);
        await gateway.SettledAsync();
        clock.Advance(TimeSpan.FromMinutes(6));
        using var late = await gateway.DrawAsync(null);
        late.AssertReplay(false);
        Assert.That(provider.Requests, Has.Count.EqualTo(4));
    }

    [Test]
    public async Task Draw_NotCollapsed_EqualCallsAreCallsOfTheirOwn()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var world = new RunWorld();
        var gateway = await world.StartAsync(provider);
        for (var i = 0; i < 2; i++)
        {
            using var response = await gateway.DrawAsync(null);
            response.AssertReplay(false);
        }
        Assert.That(provider.Requests, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Draw_KeyIsTooLong_IsRefused()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var world = new RunWorld();
        var gateway = await world.StartAsync(provider);
        using var response = await gateway.DrawAsync(new string('k', 256));
        var envelope = await response.EnvelopeAsync(HttpStatusCode.BadRequest);
        Assert.That((string?)envelope["error"]!["code"], Is.EqualTo("invalid_idempotency_key"));
    }

    [Test]
    public async Task Edit_TheSamePictures_AreTheSameRequest()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var world = new RunWorld();
        var gateway = await world.StartAsync(provider);
        async Task<HttpResponseMessage> EditAsync(byte last)
        {
            var form = new MultipartFormDataContent
            {
                { new StringContent("openai/gpt-image-2"), "model" }, { new StringContent("a hat"), "prompt" },
                { new ByteArrayContent([.. Convert.FromBase64String(RawAnswer.Pixel), last]), "image", "fox.png" },
            };
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/images/edits") { Content = form };
            request.Headers.Add("x-bf-vk", AccessWorld.Shop);
            request.Headers.Add("Idempotency-Key", "one");
            return await gateway.Client.SendAsync(request);
        }
        using var first = await EditAsync(0);
        Assert.That((int)first.StatusCode, Is.EqualTo(200), await first.Content.ReadAsStringAsync());
        using var second = await EditAsync(0);
        second.AssertReplay();
        using var third = await EditAsync(1);
        Assert.That(((int)third.StatusCode, provider.Requests.Count), Is.EqualTo((422, 1)));
    }
}
