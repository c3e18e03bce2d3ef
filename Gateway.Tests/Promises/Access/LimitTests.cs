using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;
using static Iris.Gateway.Tests.Promises.Access.AccessWorld;

namespace Iris.Gateway.Tests.Promises.Access;

/// <summary>The promise: limits hold for keys and groups, tell when they begin anew, and change with the file without forgetting.</summary>
internal sealed class LimitTests
{
    private const string Two = """{"model":"sandbox/painter","prompt":"a fox","size":"64x64","n":2}""";

    [Test]
    public async Task Draw_LimitOfRequests_IsToldAndBeginsAnew()
    {
        var clock = new TestClock();
        await using var gateway = await StartAsync(Keys(("shop", Key(Shop, """{"Limits":{"Requests":"2/1m","Images":"100/1d"}}"""))), clock: clock);
        using var first = await gateway.DrawAsync();
        clock.Advance(TimeSpan.FromSeconds(15));
        using var second = await gateway.DrawAsync();
        using var third = await gateway.DrawAsync();
        clock.Advance(TimeSpan.FromSeconds(45));
        using var fourth = await gateway.DrawAsync();

        Assert.Multiple(async () =>
        {
            Assert.That(Header(first, "x-ratelimit-limit-requests", "x-ratelimit-remaining-requests", "x-ratelimit-reset-requests"), Is.EqualTo("2 1 1m0s"));
            Assert.That(Header(second, "x-ratelimit-remaining-requests", "x-ratelimit-reset-requests", "x-ratelimit-limit-images"), Is.EqualTo("0 45s 100"));
            Assert.That(await third.TypeAsync(), Is.EqualTo((429, "request_limited", "request_limited")));
            Assert.That(Header(third, "Retry-After", "x-ratelimit-remaining-requests"), Is.EqualTo("45 0"));
            Assert.That(await third.Content.ReadAsStringAsync(), Does.Contain("Rate limit exceeded: rate limit violated for key shop: [request limit exceeded (3/2, resets every 1m)]"));
            Assert.That((int)fourth.StatusCode, Is.EqualTo(200));
        });
    }

    [Test]
    public async Task Draw_LimitOfPictures_CountsNAndWhatWasDelivered()
    {
        await using var gateway = await StartAsync(Keys(("shop", Key(Shop, """{"Limits":{"Images":"5/1d"}}"""))));
        using var two = await gateway.DrawAsync(json: Two);
        using var four = await gateway.DrawAsync(json: Two);
        await SettledAsync(gateway);
        using var six = await gateway.DrawAsync(json: Two);
        using var five = await gateway.DrawAsync();
        Assert.Multiple(async () =>
        {
            Assert.That(((int)two.StatusCode, (int)four.StatusCode), Is.EqualTo((200, 200)));
            Assert.That(await six.TypeAsync(), Is.EqualTo((429, "rate_limited", "rate_limited")));
            Assert.That(await six.Content.ReadAsStringAsync(), Does.Contain("image limit exceeded (6/5"));
            Assert.That((int)five.StatusCode, Is.EqualTo(200), "the last picture is still there");
        });
    }

    [Test]
    public async Task Draw_FailedCall_GivesItsPicturesBack()
    {
        await using var gateway = await StartAsync(Keys(("shop", Key(Shop, """{"Limits":{"Images":"1/1d"}}"""))));
        using var failed = await gateway.DrawAsync(json: """{"model":"sandbox/painter~status=400","prompt":"a","size":"64x64"}""");
        await SettledAsync(gateway);
        using var drawn = await gateway.DrawAsync();
        Assert.That(((int)failed.StatusCode, (int)drawn.StatusCode), Is.EqualTo((400, 200)));
    }

    [Test]
    public async Task Draw_LimitOfAGroup_CountsAllItsKeys()
    {
        await using var gateway = await StartAsync(Keys(
            JsonNode.Parse("""{"web":{"Limits":{"Requests":"2/1h"}}}""")!.AsObject(),
            ("shop", Key(Shop, """{"Group":"web"}""")), ("blog", Key("sk-iris-blog", """{"Group":"web"}""")), ("other", Key("sk-iris-other"))));
        using var one = await gateway.DrawAsync();
        using var two = await gateway.DrawAsync("sk-iris-blog");
        using var three = await gateway.DrawAsync();
        using var other = await gateway.DrawAsync("sk-iris-other");
        Assert.Multiple(async () =>
        {
            Assert.That(((int)one.StatusCode, (int)two.StatusCode, (int)three.StatusCode, (int)other.StatusCode), Is.EqualTo((200, 200, 429, 200)));
            Assert.That(await three.Content.ReadAsStringAsync(), Does.Contain("for group web"));
        });
    }

    [Test]
    public async Task Draw_CallsAtOnce_AreBoundedAndGivenBack()
    {
        await using var provider = RawProvider.Start(connection => connection.HoldAsync());
        await using var gateway = await StartAsync(
            Keys(("shop", Key(Shop, """{"Limits":{"Concurrent":1}}"""))), new JsonObject { ["openai"] = ProxyJson.Cluster("openai", provider.Address) });
        using var leave = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/images/generations") { Content = new StringContent(OpenAIRequest, null, "application/json") };
        request.Headers.Add("x-bf-vk", Shop);
        var waiting = gateway.Client.SendAsync(request, leave.Token);
        await provider.ArrivalAsync();

        using var second = await gateway.DrawAsync(json: OpenAIRequest);
        await leave.CancelAsync();
        Assert.That(async () => await waiting, Throws.InstanceOf<OperationCanceledException>());
        await SettledAsync(gateway);

        Assert.Multiple(async () =>
        {
            Assert.That(await second.TypeAsync(), Is.EqualTo((429, "rate_limited", "rate_limited")));
            Assert.That(await second.Content.ReadAsStringAsync(), Does.Contain("limit of calls at once exceeded (2/1)"));
        });
    }

    [Test]
    public async Task Draw_FallbackThatTheKeyMayNotUse_IsPassedOver()
    {
        await using var gateway = await StartAsync(Keys(("shop", Key(Shop, """{"Models":["*","!sandbox/secret*"]}"""))));
        using var response = await gateway.DrawAsync(
            json: """{"model":"sandbox/painter~status=503","prompt":"a","size":"64x64","fallbacks":["sandbox/secret","sandbox/painter"]}""");
        var attempts = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["extra_fields"]!["attempts"]!.AsArray();
        Assert.Multiple(() =>
        {
            Assert.That((int)response.StatusCode, Is.EqualTo(200));
            Assert.That(attempts.Take(2).Select(attempt => (string?)attempt!["model"]), Is.EqualTo(new[] { "painter~status=503", "secret" }));
            Assert.That((string?)attempts[1]!["error_type"], Is.EqualTo("model_blocked"));
        });
    }

    [Test]
    public async Task Models_AreThoseOfTheKey()
    {
        await using var gateway = await StartAsync(Keys(("shop", Key(Shop, """{"Models":["sandbox/*"]}""")), ("none", Key("sk-iris-none", """{"Models":[]}"""))));
        using var mine = await gateway.SendAsync("/v1/models", null, ("Authorization", "Bearer " + Shop), HttpMethod.Get);
        using var none = await gateway.SendAsync("/v1/models", null, ("Authorization", "Bearer sk-iris-none"), HttpMethod.Get);
        using var one = await gateway.SendAsync("/v1/models/sandbox/painter", null, ("Authorization", "Bearer sk-iris-none"), HttpMethod.Get);
        using var nobody = await gateway.SendAsync("/v1/models", null, null, HttpMethod.Get);
        Assert.Multiple(async () =>
        {
            Assert.That(await mine.Content.ReadAsStringAsync(), Does.Contain("sandbox/painter"));
            Assert.That(await none.Content.ReadAsStringAsync(), Does.Contain("\"data\":[]"));
            Assert.That((int)one.StatusCode, Is.EqualTo(404));
            Assert.That(await nobody.TypeAsync(), Is.EqualTo((401, "virtual_key_required", "virtual_key_required")));
        });
    }

    [Test]
    public async Task Draw_NotRequired_ServesWithoutAKeyAndRefusesAWrongOneThatIsMeantForIt()
    {
        var access = Keys(("shop", Key(Shop)));
        access["Required"] = false;
        await using var gateway = await StartAsync(access);
        using var none = await gateway.DrawAsync(null);
        using var unused = await gateway.DrawAsync("unused");
        using var wrong = await gateway.SendAsync("/v1/images/generations", Request, ("x-bf-vk", "unused"));
        Assert.That(((int)none.StatusCode, (int)unused.StatusCode, (int)wrong.StatusCode), Is.EqualTo((200, 200, 401)));
    }

    [Test]
    public async Task Draw_RefusedByItsHeaders_TheBodyIsNotRead()
    {
        await using var gateway = await StartAsync(Keys(("shop", Key(Shop, """{"Operations":["generate"]}"""))));
        // 50 MB are announced and none is sent: whoever waits for them waits for ever.
        var answer = await RawHttp.ExchangeAsync(
            gateway.Address,
            $"POST /v1/images/edits HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {Shop}\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 50000000\r\n\r\n");
        Assert.That(answer, Does.StartWith("HTTP/1.1 403").And.Contain("operation_blocked"));
    }

    [Test]
    public async Task Edit_ModelThatTheKeyMayNotUse_IsToldBeforeThePicturesAreRead()
    {
        await using var gateway = await StartAsync(Keys(("shop", Key(Shop, """{"Models":["*","!sandbox/secret*"]}"""))));
        // The picture begins, and its 50 MB never come.
        var answer = await RawHttp.ExchangeAsync(
            gateway.Address,
            $"POST /v1/images/edits HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {Shop}\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 50000000\r\n\r\n"
                + "--x\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nsandbox/secret\r\n"
                + "--x\r\nContent-Disposition: form-data; name=\"prompt\"\r\n\r\nat night\r\n"
                + "--x\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n"
                + new string('x', 65_536));
        Assert.That(answer, Does.StartWith("HTTP/1.1 403").And.Contain("model_blocked"));
    }

    private const string OpenAIRequest = """{"model":"openai/gpt-image-2","prompt":"a fox"}""";

    private static string Header(HttpResponseMessage response, params string[] names) =>
        string.Join(' ', names.Select(name => response.Headers.GetValues(name).Single()));

    private static Task SettledAsync(GatewayHost gateway) => gateway.SettledAsync(static reading => reading.Reserved == 0);
}
