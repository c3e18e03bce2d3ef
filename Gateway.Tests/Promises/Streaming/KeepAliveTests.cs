using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;
using static Iris.Gateway.Tests.Hosting.TestGateway;

namespace Iris.Gateway.Tests.Promises.Streaming;

/// <summary>On a route that keeps connections alive a plain answer outlives whoever cuts silent connections, and is valid JSON all the same.</summary>
internal sealed class KeepAliveTests
{
    private const string Route = "/patient/images/generations";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);
    private static readonly JsonObject Images = new() { ["Heartbeat"] = "00:00:15" };

    [Test]
    public async Task Generate_BehindAMiddleboxThatCutsSilence_IsAnsweredWhole()
    {
        var (clock, draw) = (new TestClock(), new TaskCompletionSource());
        await using var provider = RawProvider.Start(async connection =>
        {
            await draw.Task;
            await RawAnswer.PictureAsync(connection);
        });
        await using var gateway = await StartAsync(clock, provider);
        await using var middlebox = new CuttingMiddlebox(gateway.Address);
        using var client = new HttpClient { BaseAddress = middlebox.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, Route) { Content = Content(Request) };
        var answering = client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await provider.ArrivalAsync();
        await clock.ArmedAsync(Interval);
        middlebox.Look();

        clock.Advance(Interval);
        using var response = await answering.WaitAsync(Patience.Long);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/json"));
        await using var body = await response.Content.ReadAsStreamAsync();
        var all = new StringBuilder();
        for (var i = 0; i < 3; i++)
        {
            all.Append((char)await NextAsync(body));
            middlebox.Look();
            clock.Advance(Interval);
        }
        draw.SetResult();
        using var reader = new StreamReader(body);
        all.Append(await reader.ReadToEndAsync().WaitAsync(Patience.Long));

        Assert.That(all.ToString(), Does.StartWith("   "));
        Assert.That((string?)JsonNode.Parse(all.ToString())!["data"]![0]!["b64_json"], Is.EqualTo(RawAnswer.Pixel));
    }

    [Test]
    public async Task Generate_OrdinaryRouteBehindTheMiddlebox_IsCut()
    {
        var clock = new TestClock();
        await using var provider = RawProvider.Start(connection => connection.HoldAsync());
        await using var gateway = await StartAsync(clock, provider);
        await using var middlebox = new CuttingMiddlebox(gateway.Address);
        using var client = new HttpClient { BaseAddress = middlebox.Address };
        var answering = client.PostAsync(Generations, Content(Request));
        await provider.ArrivalAsync();
        middlebox.Look();

        clock.Advance(Interval);
        middlebox.Look();

        Assert.CatchAsync<HttpRequestException>(() => answering.WaitAsync(Patience.Long));
    }

    [Test]
    public async Task Generate_FailsAfterASpace_IsAnErrorObjectWithItsStatusInside()
    {
        var (clock, fail) = (new TestClock(), new TaskCompletionSource());
        await using var provider = RawProvider.Start(async connection =>
        {
            await fail.Task;
            await RawAnswer.Error(429)(connection);
        });
        await using var gateway = await StartAsync(clock, provider);
        var answering = gateway.PostAsync(Route, Request);
        await provider.ArrivalAsync();
        await clock.PassAsync(Interval);
        using var response = await answering.WaitAsync(Patience.Long);
        fail.SetResult();

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        var error = await response.JsonAsync();
        Assert.Multiple(() =>
        {
            Assert.That((int?)error["status_code"], Is.EqualTo(429));
            Assert.That((bool?)error["is_bifrost_error"], Is.False);
            Assert.That((string?)error["error"]!["message"], Is.Not.Empty);
        });
    }

    [Test]
    public async Task Generate_FailsAfterASpace_IsServedByTheFallback()
    {
        var (clock, fail) = (new TestClock(), new TaskCompletionSource());
        await using var provider = RawProvider.Start(async connection =>
        {
            await fail.Task;
            await RawAnswer.Error(500)(connection);
        });
        await using var second = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(clock, provider, second);
        var answering = gateway.PostAsync(Route, """{"model":"openai/gpt-image-2","prompt":"a fox","fallbacks":["second/gpt-image-2"]}""");
        await provider.ArrivalAsync();
        await clock.PassAsync(Interval);
        using var response = await answering.WaitAsync(Patience.Long);
        fail.SetResult();

        Assert.That((string?)(await response.JsonAsync())["extra_fields"]!["provider"], Is.EqualTo("second"));
    }

    [Test]
    public async Task Generate_FailsBeforeAnySpace_HasItsOwnStatus()
    {
        await using var provider = RawProvider.Start(RawAnswer.Error(429));
        await using var gateway = await StartAsync(new TestClock(), provider);

        using var response = await gateway.PostAsync(Route, Request);

        await response.EnvelopeAsync(HttpStatusCode.TooManyRequests);
    }

    // One call a picture: the second one is late, and the document has begun.
    [Test]
    public async Task Generate_SilenceBetweenTwoPictures_HasSpacesBetweenThem()
    {
        var (clock, draw) = (new TestClock(), new TaskCompletionSource());
        await using var provider = RawProvider.Start(
            RawAnswer.PictureAsync,
            async connection =>
            {
                await draw.Task;
                await RawAnswer.PictureAsync(connection);
            });
        await using var gateway = await StartAsync(clock, provider);
        using var request = new HttpRequestMessage(HttpMethod.Post, Route)
        {
            Content = Content("""{"model":"openai/one-a-call","prompt":"a fox","n":2}"""),
        };
        using var response = await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(Patience.Long);
        // One wait before the first picture, one between the two.
        await clock.ArmedAsync(Interval, times: 2);
        clock.Advance(Interval);
        await clock.ArmedAsync(Interval, times: 3);
        draw.SetResult();

        var text = await response.Content.ReadAsStringAsync().WaitAsync(Patience.Long);
        Assert.That(text, Does.Contain("} ,{"));
        Assert.That(JsonNode.Parse(text)!["data"]!.AsArray(), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Start_AnotherWord_IsRefusedWithTheRightOne()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);

        var failure = Assert.CatchAsync(() => StartAsync(new TestClock(), provider, keepAlive: "spaces"))!;

        Assert.That(failure.Message, Does.Contain("ReverseProxy.Routes.patient.Metadata.KeepAlive").And.Contain("whitespace"));
    }

    private static Task<GatewayHost> StartAsync(TestClock clock, RawProvider provider, RawProvider? second = null, string keepAlive = "whitespace")
    {
        var clusters = new JsonObject { ["openai"] = ProxyJson.Cluster("openai", provider.Address) };
        if (second is not null)
            clusters["second"] = ProxyJson.Cluster("openai", second.Address);
        var images = Calm;
        images["Heartbeat"] = Images["Heartbeat"]!.DeepClone();
        var routes = new JsonObject
        {
            ["patient"] = new JsonObject
            {
                ["Match"] = new JsonObject { ["Path"] = Route, ["Methods"] = new JsonArray("POST") },
                ["Metadata"] = new JsonObject { ["ImageIngress"] = "unified", ["KeepAlive"] = keepAlive },
            },
        };
        return GatewayHost.StartAsync(ProxyJson.Create(clusters, images, routes), configure: clock.Install);
    }

    private static async Task<int> NextAsync(Stream body)
    {
        var one = new byte[1];
        return await body.ReadAsync(one).AsTask().WaitAsync(Patience.Long) == 1 ? one[0] : -1;
    }
}
