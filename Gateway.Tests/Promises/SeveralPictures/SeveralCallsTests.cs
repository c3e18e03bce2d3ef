using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Iris.Gateway.Hosting;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Promises.Embedding;
using NUnit.Framework;
using static Iris.Gateway.Tests.Hosting.TestGateway;

namespace Iris.Gateway.Tests.Promises.SeveralPictures;

/// <summary>Several calls for one request are judged together before one is sent, and their seeds are told.</summary>
internal sealed class SeveralCallsTests
{
    [TestCase("true")]
    [TestCase("TRUE")]
    public async Task Generate_StrictAndALaterCallCannotBeSentAsAsked_NothingIsSent(string strict)
    {
        await using var provider = RawProvider.Start(DrawAsync);
        await using var app = await StartAsync(provider);

        using var response = await PostAsync(app, """{"model":"picky/m","prompt":"p","n":3,"seed":6}""", strict);

        var error = (await response.EnvelopeAsync(HttpStatusCode.BadRequest))["error"]!;
        Assert.That(((string?)error["code"], (string?)error["param"]), Is.EqualTo(("unsupported_parameter", "seed")));
        Assert.That(provider.Requests, Is.Empty);
    }

    [TestCase(null)]
    [TestCase("false")]
    [TestCase("1")]
    public async Task Generate_NotStrictAndALaterCallDropsAMember_IsToldOnce(string? strict)
    {
        await using var provider = RawProvider.Start(DrawAsync);
        await using var app = await StartAsync(provider);

        using var response = await PostAsync(app, """{"model":"picky/m","prompt":"p","n":4,"seed":6}""", strict);

        var extra = (await response.JsonAsync())["extra_fields"]!;
        Assert.Multiple(() =>
        {
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(extra["dropped_params"]!.AsArray().Select(change => ((string?)change!["param"], (string?)change["asked"])), Is.EqualTo(new[] { ("seed", "8") }));
            Assert.That(response.Header("x-bifrost-dropped-params"), Is.EqualTo("seed"));
            Assert.That(extra["seeds"], Is.Null, "nobody knows which seed was used");
        });
    }

    [TestCase(true, HttpStatusCode.BadRequest)]
    [TestCase(false, HttpStatusCode.OK)]
    public async Task Generate_StrictIsAskedForOnOneCall_RefusesWhatTheModelDoesNotTake(bool strict, HttpStatusCode status)
    {
        await using var provider = RawProvider.Start(DrawAsync);
        await using var app = await StartAsync(provider);

        using var response = await PostAsync(app, """{"model":"picky/m","prompt":"p","style":"vivid"}""", strict ? "true" : null);

        Assert.That(response.StatusCode, Is.EqualTo(status));
        Assert.That(provider.Requests, Has.Count.EqualTo(strict ? 0 : 1));
    }

    [Test]
    public async Task Generate_SeedIsGiven_EachPicturesSeedIsToldInTheirOrder()
    {
        await using var provider = RawProvider.Start(_ => Task.CompletedTask);
        await using var app = await StartAsync(provider);
        var posting = PostAsync(app, """{"model":"picky/m","prompt":"p","n":2,"seed":6}""", null);
        var calls = new[] { await provider.ArrivalAsync(), await provider.ArrivalAsync() }.OrderByDescending(call => call.Request.Body).ToArray();

        await DrawAsync(calls[0]);
        await DrawAsync(calls[1]);

        using var answer = await posting.WaitAsync(Patience.Long);
        var seeds = (await answer.JsonAsync())["extra_fields"]!["seeds"]!.AsArray().Select(seed => (long)seed!).ToArray();
        Assert.That(seeds, Is.EquivalentTo(new[] { 6, 7 }));
    }

    [TestCase("""{"model":"picky/m","prompt":"p","n":2}""")]
    [TestCase("""{"model":"picky/m","prompt":"p","seed":6}""")]
    public async Task Generate_NoSeedOrOneCall_NothingIsTold(string json)
    {
        await using var provider = RawProvider.Start(DrawAsync);
        await using var app = await StartAsync(provider);

        using var response = await PostAsync(app, json, null);

        Assert.That((await response.JsonAsync())["extra_fields"]!["seeds"], Is.Null);
    }

    private static Task DrawAsync(RawConnection connection)
    {
        var picture = Convert.FromBase64String(RawAnswer.Pixel);
        byte[] answer = [.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: {picture.Length}\r\n\r\n"), .. picture];
        return connection.SendAsync(answer);
    }

    private static Task<EmbeddedApp> StartAsync(RawProvider provider) => EmbeddedApp.StartAsync(
        ProxyJson.Create(new JsonObject { ["picky"] = ProxyJson.Cluster("picky", provider.Address) }, Calm),
        proxy => proxy.AddImages(images => images.LoadFromFile("images.json").AddProvider<PickyProvider>()));

    private static async Task<HttpResponseMessage> PostAsync(EmbeddedApp app, string json, string? strict)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Generations) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        if (strict is not null)
            request.Headers.Add("x-bf-strict", strict);
        return await app.Client.SendAsync(request);
    }
}
