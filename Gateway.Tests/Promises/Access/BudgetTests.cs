using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;
using static Iris.Gateway.Tests.Promises.Access.AccessWorld;

namespace Iris.Gateway.Tests.Promises.Access;

/// <summary>The promise: a budget holds. What a call may cost is reserved before it, what it has cost is counted, and nothing else.</summary>
internal sealed class BudgetTests
{
    private const string OneDollar = """{"model":"openai/gpt-image-2","prompt":"a fox"}""";

    [Test]
    public async Task Draw_SixtyFourAtOnceOnABudgetForTen_TenAreOrdered()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(provider, """{"Budget":{"Usd":10,"Every":"1M","Aligned":true}}""");
        var statuses = await Task.WhenAll(Enumerable.Range(0, 64).Select(async _ =>
        {
            using var response = await gateway.DrawAsync(json: OneDollar);
            return (int)response.StatusCode;
        }));
        Assert.Multiple(() =>
        {
            Assert.That((statuses.Count(status => status == 200), statuses.Count(status => status == 402)), Is.EqualTo((10, 54)));
            Assert.That(provider.Requests, Has.Count.EqualTo(10));
        });
    }

    [Test]
    public async Task Draw_MoreThanIsLeft_IsToldHowMuchAndWhenItBeginsAnew()
    {
        var clock = new TestClock();
        clock.SetUtcNow(new DateTimeOffset(2027, 1, 31, 12, 0, 0, TimeSpan.Zero));
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(provider, """{"Budget":{"Usd":3.5,"Every":"1M","Aligned":true}}""", clock);
        using var four = await gateway.DrawAsync(json: """{"model":"openai/gpt-image-2","prompt":"a","n":4}""");
        using var one = await gateway.DrawAsync(json: OneDollar);
        await SettledAsync(gateway, 1_000_000_000);
        using var three = await gateway.DrawAsync(json: """{"model":"openai/gpt-image-2","prompt":"a","n":3}""");
        clock.Advance(TimeSpan.FromHours(12));
        using var next = await gateway.DrawAsync(json: OneDollar);

        Assert.Multiple(async () =>
        {
            Assert.That(await four.TypeAsync(), Is.EqualTo((402, "budget_exceeded", "budget_exceeded")));
            Assert.That((string?)(await three.EnvelopeAsync(HttpStatusCode.PaymentRequired))["error"]!["message"], Is.EqualTo(
                "Budget exceeded: key shop budget exceeded: 4.0000 > 3.5000 dollars (this call may cost up to 3.0000); it resets at 2027-02-01T00:00:00Z"));
            Assert.That(three.Headers.GetValues("Retry-After").Single(), Is.EqualTo("43200"));
            Assert.That(((int)one.StatusCode, (int)next.StatusCode), Is.EqualTo((200, 200)));
        });
    }

    [TestCase(400, 0)]
    [TestCase(429, 0)]
    [TestCase(500, 1_000_000_000)]
    public async Task Draw_ProviderFails_GivesBackWhatWasSurelyNotBilled(int status, long spent)
    {
        await using var provider = RawProvider.Start(RawAnswer.Error(status));
        await using var gateway = await StartAsync(provider, """{"Budget":{"Usd":10}}""");
        using var failed = await gateway.DrawAsync(json: OneDollar);
        await failed.Content.ReadAsStringAsync();
        await SettledAsync(gateway, spent);
    }

    [Test]
    public async Task Draw_ClientLeaves_PaysWhatItOrdered()
    {
        await using var provider = RawProvider.Start(RawAnswer.SilenceAsync);
        await using var gateway = await StartAsync(provider, """{"Budget":{"Usd":10}}""");
        using var leave = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/images/generations") { Content = new StringContent(OneDollar, null, "application/json") };
        request.Headers.Add("x-bf-vk", Shop);
        var call = gateway.Client.SendAsync(request, leave.Token);
        await provider.ArrivalAsync();
        await leave.CancelAsync();
        Assert.That(async () => await call, Throws.InstanceOf<OperationCanceledException>());
        await SettledAsync(gateway, 1_000_000_000);
    }

    [TestCase(1.5, "budget_exceeded")]
    [TestCase(2.0, null)]
    public async Task Draw_FallbackAfterAnOrderThatMayBeBilled_ComesOnTopOfIt(double budget, string? refused)
    {
        await using var broken = RawProvider.Start(RawAnswer.Error(500));
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        var clusters = new JsonObject { ["openai"] = ProxyJson.Cluster("openai", broken.Address), ["spare"] = ProxyJson.Cluster("openai", provider.Address) };
        await using var gateway = await AccessWorld.StartAsync(Keys(("shop", Key(Shop, $$$"""{"Budget":{"Usd":{{{budget.ToString(System.Globalization.CultureInfo.InvariantCulture)}}}}}"""))), clusters, images: Images);
        using var response = await gateway.DrawAsync(json: """{"model":"openai/gpt-image-2","prompt":"a","fallbacks":["spare/gpt-image-2"]}""");
        var body = await response.JsonAsync();
        Assert.Multiple(() =>
        {
            Assert.That((int)response.StatusCode, Is.EqualTo(refused is null ? 200 : 500));
            Assert.That(provider.Requests, Has.Count.EqualTo(refused is null ? 1 : 0));
            if (refused is not null)
                Assert.That((string?)body["extra_fields"]!["attempts"]![1]!["error_type"], Is.EqualTo(refused));
        });
        await SettledAsync(gateway, refused is null ? 2_000_000_000 : 1_000_000_000);
    }

    [Test]
    public async Task Draw_GroupsBudget_IsSharedByItsKeys()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await AccessWorld.StartAsync(
            Keys(JsonNode.Parse("""{"web":{"Budget":{"Usd":2}}}""")!.AsObject(), ("shop", Key(Shop, """{"Group":"web"}""")), ("blog", Key("sk-iris-blog", """{"Group":"web"}"""))),
            new JsonObject { ["openai"] = ProxyJson.Cluster("openai", provider.Address) }, images: Images);
        using var one = await gateway.DrawAsync(json: OneDollar);
        using var two = await gateway.DrawAsync("sk-iris-blog", OneDollar);
        using var three = await gateway.DrawAsync(json: OneDollar);
        Assert.That(((int)one.StatusCode, (int)two.StatusCode, (int)three.StatusCode), Is.EqualTo((200, 200, 402)));
        Assert.That(await three.Content.ReadAsStringAsync(), Does.Contain("group web budget exceeded"));
    }

    [TestCase("refuse", 403)]
    [TestCase("allow", 200)]
    public async Task Draw_ModelWithoutAPrice_IsRefusedUnlessTheKeyMay(string unpriced, int status)
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(provider, $$$"""{"Budget":{"Usd":10},"Unpriced":"{{{unpriced}}}"}""");
        using var response = await gateway.DrawAsync(json: """{"model":"openai/nobody-knows","prompt":"a"}""");
        Assert.That((int)response.StatusCode, Is.EqualTo(status));
        if (status == 403)
            Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain("model_unpriced").And.Contain("Give it one in Images.Prices"));
    }

    [Test]
    public async Task Draw_ProviderWithoutAKey_IsToldAsThatAndNotAsUnpriced()
    {
        await using var gateway = await AccessWorld.StartAsync(
            Keys(("shop", Key(Shop, """{"Budget":{"Usd":10}}"""))), new JsonObject { ["openai"] = ProxyJson.Cluster("openai", "http://127.0.0.1:1/v1/", "env:NOT_SET") });
        using var response = await gateway.DrawAsync(json: OneDollar);
        Assert.That((string?)(await response.EnvelopeAsync(HttpStatusCode.BadRequest))["error"]!["code"], Is.EqualTo("no_keys"));
    }

    [Test]
    public async Task Draw_NothingIsLeft_IsToldBeforeTheUploadIsRead()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(provider, """{"Budget":{"Usd":1}}""");
        using var one = await gateway.DrawAsync(json: OneDollar);
        await one.Content.ReadAsStringAsync();
        // 50 MB are announced and none is sent: whoever waits for them waits for ever.
        var answer = await RawHttp.ExchangeAsync(
            gateway.Address,
            $"POST /v1/images/edits HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {Shop}\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 50000000\r\n\r\n");
        Assert.That(answer, Does.StartWith("HTTP/1.1 402").And.Contain("budget_exceeded"));
    }

    [Test]
    public async Task Draw_WithoutABudget_AnUnpricedModelIsServed()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(provider, """{"Limits":{"Requests":"5/1m"}}""");
        using var response = await gateway.DrawAsync(json: """{"model":"openai/nobody-knows","prompt":"a"}""");
        Assert.That((int)response.StatusCode, Is.EqualTo(200));
    }

    private static JsonObject Images => new()
    {
        ["Prices"] = new JsonObject { ["*/gpt-image-2"] = new JsonObject { ["Picture"] = 1 } },
        ["Resilience"] = new JsonObject { ["Retry"] = new JsonObject { ["MaxRetries"] = 0 } },
    };

    private static Task<GatewayHost> StartAsync(RawProvider provider, string key, TestClock? clock = null) => AccessWorld.StartAsync(
        Keys(("shop", Key(Shop, key))), new JsonObject { ["openai"] = ProxyJson.Cluster("openai", provider.Address) }, clock: clock, images: Images);

    private static Task SettledAsync(GatewayHost gateway, long spent) => gateway.SettledAsync(reading => (reading.Used, reading.Reserved) == (spent, 0));
}
