using System.Text.Json.Nodes;
using Iris.Gateway.Configuration;
using Iris.Gateway.Model.Access;
using Iris.Gateway.State;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Promises.Access;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using static Iris.Gateway.Tests.Promises.Management.ManagementWorld;

namespace Iris.Gateway.Tests.Promises.Management;

/// <summary>The promise: keys are shown with what they have used, and an operator can raise a budget for a while or let usage begin anew.</summary>
internal sealed class KeyApiTests
{
    private const string Shop = "sk-iris-shop";
    private const string Budget = "/api/governance/virtual-keys/shop/budgets/key.shop.usd.1h/override";
    private const string Images = """
        { "Access": {
            "Keys": {
              "shop": { "Value": [ "sk-iris-shop", "sk-iris-shop-next" ], "Description": "the shop", "Group": "web", "Models": [ "sandbox/*", "!sandbox/secret*" ], "Operations": [ "generate" ],
                        "Expires": "2100-01-01T00:00:00Z", "Limits": { "Requests": [ "100/1m", "1000/1d" ], "Images": "50/1d", "Concurrent": 8 }, "Budget": { "Usd": 5, "Every": "1h" } },
              "back": { "Value": "sk-iris-back", "Enabled": false },
              "old": { "Value": "sk-iris-old", "Expires": "2020-01-01T00:00:00Z" } },
            "Groups": { "web": { "Limits": { "Tokens": "1000/1d" }, "Budget": { "Usd": 400, "Every": "1M", "Aligned": true } } } } }
        """;

    [TestCaseSource(typeof(ManagementWorld), nameof(Stores))]
    public async Task List_Keys_HaveTheirUsageAndNoValue(string store)
    {
        await using var world = await StartAsync(store, Images);
        using var drawn = await world.Gateway.DrawAsync(Shop);
        Assert.That((int)drawn.StatusCode, Is.EqualTo(200), await drawn.Content.ReadAsStringAsync());

        var body = (await world.GetAsync("/api/governance/virtual-keys")).Body;
        var shop = body["virtual_keys"]!.AsArray().Single(key => (string?)key!["id"] == "shop")!;

        Assert.Multiple(() =>
        {
            Assert.That(body["virtual_keys"]!.AsArray().Select(key => $"{key!["id"]} {key["is_active"]}"), Is.EqualTo(new[] { "back false", "old false", "shop true" }));
            Assert.That((int?)body["count"], Is.EqualTo(3));
            Assert.That((string?)shop["value"], Is.EqualTo("***"));
            Assert.That((string?)shop["description"], Is.EqualTo("the shop"));
            Assert.That((string?)shop["team_id"], Is.EqualTo("web"));
            Assert.That((string?)shop["expires_at"], Is.EqualTo("2100-01-01T00:00:00Z"));
            Assert.That((bool?)shop["allow_all_providers"], Is.False);
            Assert.That(shop["provider_configs"]!.ToJsonString(), Is.EqualTo("""[{"provider":"sandbox","allowed_models":["*"],"blacklisted_models":["secret*"]}]"""));
            Assert.That(shop["operations"]!.ToJsonString(), Is.EqualTo("""["generate"]"""));
            Assert.That((string?)shop["budgets"]![0]!["id"], Is.EqualTo("key.shop.usd.1h"));
            Assert.That((decimal?)shop["budgets"]![0]!["max_limit"], Is.EqualTo(5));
            Assert.That((int?)shop["rate_limit"]!["request_max_limit"], Is.EqualTo(100));
            Assert.That((string?)shop["rate_limit"]!["request_reset_duration"], Is.EqualTo("1m"));
            Assert.That((int?)shop["rate_limit"]!["request_current_usage"], Is.EqualTo(1));
            Assert.That(shop["rate_limit"]!["limits"]!.AsArray().Select(limit => $"{limit!["kind"]} {limit["max_limit"]}"), Is.EqualTo(new[] { "requests 100", "requests 1000", "images 50", "concurrent 8" }));
            Assert.That((string?)shop["team"]!["budgets"]![0]!["id"], Is.EqualTo("group.web.usd.1M"));
            Assert.That((int?)shop["team"]!["rate_limit"]!["token_max_limit"], Is.EqualTo(1000));
            Assert.That(body.ToJsonString(), Does.Not.Contain("sk-iris"));
        });
    }

    [TestCase("search=O", "old,shop", 2)]
    [TestCase("search=nobody", "", 0)]
    [TestCase("limit=1", "back", 3)]
    [TestCase("limit=1&offset=2&from_memory=true", "shop", 3)]
    [TestCase("offset=3", "", 3)]
    public async Task List_SearchAndPage_NarrowIt(string query, string expected, int total)
    {
        await using var world = await StartAsync(images: Images);
        var body = (await world.GetAsync("/api/governance/virtual-keys?" + query)).Body;
        Assert.Multiple(() =>
        {
            Assert.That(string.Join(',', body["virtual_keys"]!.AsArray().Select(key => (string?)key!["id"])), Is.EqualTo(expected));
            Assert.That((int?)body["total_count"], Is.EqualTo(total));
        });
    }

    [TestCaseSource(typeof(ManagementWorld), nameof(Stores))]
    public async Task Show_OneKeyBudgetsAndLimits_AreThere(string store)
    {
        await using var world = await StartAsync(store, Images);
        Assert.Multiple(async () =>
        {
            Assert.That((string?)(await world.GetAsync("/api/governance/virtual-keys/SHOP")).Body["virtual_key"]!["name"], Is.EqualTo("shop"));
            Assert.That((await world.GetAsync("/api/governance/virtual-keys/nobody")).Status, Is.EqualTo(404));
            var budgets = (await world.GetAsync("/api/governance/budgets")).Body;
            Assert.That(budgets["budgets"]!.AsArray().Select(budget => (string?)budget!["id"]), Is.EqualTo(new[] { "key.shop.usd.1h", "group.web.usd.1M" }));
            Assert.That((int?)budgets["count"], Is.EqualTo(2));
            var limits = (await world.GetAsync("/api/governance/rate-limits")).Body;
            Assert.That(limits["rate_limits"]!.AsArray().Select(limit => (string?)limit!["id"]), Is.EqualTo(new[] { "key.shop", "group.web" }));
        });
    }

    [Test]
    public async Task Show_GatewayWithoutKeys_HasNone()
    {
        await using var world = await StartAsync();
        Assert.That((int?)(await world.GetAsync("/api/governance/virtual-keys")).Body["count"], Is.Zero);
    }

    [TestCaseSource(typeof(ManagementWorld), nameof(Stores))]
    public async Task Quota_KeyThatAsks_SeesItsOwn(string store)
    {
        await using var world = await StartAsync(store, Images);
        using var response = await world.Gateway.SendAsync("/api/governance/virtual-keys/quota", null, ("x-bf-vk", Shop), HttpMethod.Get);
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Multiple(() =>
        {
            Assert.That((string?)body["virtual_key_name"], Is.EqualTo("shop"));
            Assert.That((bool?)body["is_active"], Is.True);
            Assert.That(body["budgets"]!.AsArray().Select(budget => (string?)budget!["holder"]), Is.EqualTo(new[] { "key shop", "group web" }));
            Assert.That((int?)body["rate_limit"]!["request_max_limit"], Is.EqualTo(100));
            Assert.That((int?)body["team_rate_limit"]!["token_max_limit"], Is.EqualTo(1000));
        });
    }

    [TestCase(null, 401)]
    [TestCase("sk-iris-nobody", 401)]
    [TestCase(Key, 401)]
    [TestCase("sk-iris-back", 200)]
    [TestCase("sk-iris-old", 200)]
    public async Task Quota_GatewayWithoutManagement_AsksForTheKeyAlone(string? key, int status)
    {
        await using var gateway =
            await GatewayHost.StartAsync(ProxyJson.Create(new JsonObject { ["sandbox"] = ProxyJson.Sandbox() }, JsonNode.Parse(Images)!.AsObject()));
        using var response = await gateway.SendAsync("/api/governance/virtual-keys/quota", null, key is null ? null : ("Authorization", "Bearer " + key), HttpMethod.Get);
        Assert.That((int)response.StatusCode, Is.EqualTo(status));
        if (status == 200)
            Assert.That((bool?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["is_active"], Is.False);
    }

    [TestCaseSource(typeof(ManagementWorld), nameof(Stores))]
    public async Task Raise_BudgetThatIsUsedUp_LetsCallsThroughForItsCycles(string store)
    {
        var clock = new TestClock();
        clock.SetUtcNow(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
        await using var world = await StartAsync(store, Images, clock);
        await SpendAsync(world, 5);
        using var before = await world.Gateway.DrawAsync(Shop);

        var (status, raised) = await world.SendAsync(HttpMethod.Put, Budget, """{"amount":2.5,"mode":"cycles","cycles":1}""");
        using var through = await world.Gateway.DrawAsync(Shop);
        await through.Content.ReadAsByteArrayAsync();
        clock.Advance(TimeSpan.FromHours(1.5));
        var after = (await world.GetAsync("/api/governance/virtual-keys/shop")).Body["virtual_key"]!["budgets"]![0]!;

        Assert.Multiple(() =>
        {
            Assert.That((int)before.StatusCode, Is.EqualTo(402));
            Assert.That(status, Is.EqualTo(200));
            Assert.That((decimal?)raised["effective_max_limit"], Is.EqualTo(7.5m));
            Assert.That((decimal?)raised["budget"]!["current_usage"], Is.EqualTo(5));
            Assert.That((decimal?)raised["budget"]!["override_amount"], Is.EqualTo(2.5m));
            Assert.That((string?)raised["budget"]!["override_mode"], Is.EqualTo("cycles"));
            Assert.That((int)through.StatusCode, Is.EqualTo(200));
            Assert.That(after["override_amount"], Is.Null);
            Assert.That((decimal?)after["current_usage"], Is.Zero);
            Assert.That(world.Gateway.Logs.Entries.Select(entry => entry.Id.Name), Has.Some.EqualTo("BudgetRaised"));
        });
    }

    [TestCaseSource(typeof(ManagementWorld), nameof(Stores))]
    public async Task Raise_Forever_StaysUntilItIsTakenBack(string store)
    {
        await using var world = await StartAsync(store, Images);
        await SpendAsync(world, 5);
        await world.SendAsync(HttpMethod.Post, Budget, """{"amount":1,"mode":"forever"}""");
        using var through = await world.Gateway.DrawAsync(Shop);

        var lowered = await world.SendAsync(HttpMethod.Delete, Budget);
        using var after = await world.Gateway.DrawAsync(Shop);

        Assert.That(((int)through.StatusCode, lowered.Status, (decimal?)lowered.Body["effective_max_limit"], (int)after.StatusCode),
            Is.EqualTo((200, 200, (decimal?)5, 402)));
    }

    [TestCase("{}", "amount")]
    [TestCase("""{"mode":"forever"}""", "amount")]
    [TestCase("""{"amount":0,"mode":"forever"}""", "amount")]
    [TestCase("""{"amount":-1,"mode":"forever"}""", "amount")]
    [TestCase("""{"amount":"5","mode":"forever"}""", "amount")]
    [TestCase("""{"amount":1e300,"mode":"forever"}""", "amount")]
    [TestCase("""{"amount":5}""", "mode")]
    [TestCase("""{"amount":5,"mode":"sometimes"}""", "mode")]
    [TestCase("""{"amount":5,"mode":"cycles","cycles":0}""", "cycles")]
    [TestCase("""{"amount":5,"mode":"cycles","cycles":1.5}""", "cycles")]
    [TestCase("""{"amount":5,"mode":"forever","cycles":1}""", "cycles")]
    [TestCase("""{"amount":5,"mode":"forever","limit":1}""", "limit")]
    [TestCase("[]", null)]
    [TestCase("{", null)]
    [TestCase("", null)]
    public async Task Raise_WrongBody_IsToldByItsMember(string body, string? member)
    {
        await using var world = await StartAsync(images: Images);
        var (status, answer) = await world.SendAsync(HttpMethod.Put, Budget, body);
        Assert.That((status, (string?)answer["error"]!["param"]), Is.EqualTo((400, member)));
    }

    [TestCase("/api/governance/virtual-keys/nobody/budgets/key.shop.usd.1h/override")]
    [TestCase("/api/governance/virtual-keys/back/budgets/key.shop.usd.1h/override")]
    [TestCase("/api/governance/virtual-keys/shop/budgets/key.shop.requests.1m/override")]
    public async Task Raise_UnknownBudget_Is404(string path)
    {
        await using var world = await StartAsync(images: Images);
        Assert.That((await world.SendAsync(HttpMethod.Put, path, """{"amount":1,"mode":"forever"}""")).Status, Is.EqualTo(404));
    }

    [TestCaseSource(typeof(ManagementWorld), nameof(Stores))]
    public async Task Reset_Usage_BeginsAnew(string store)
    {
        await using var world = await StartAsync(store, Images);
        await SpendAsync(world, 5);
        using var before = await world.Gateway.DrawAsync(Shop);

        var (status, body) = await world.SendAsync(HttpMethod.Put, "/api/governance/virtual-keys/shop", """{"reset_budget_usage":true}""");
        using var after = await world.Gateway.DrawAsync(Shop);

        Assert.That(
            ((int)before.StatusCode, status, (decimal?)body["virtual_key"]!["budgets"]![0]!["current_usage"], (int)after.StatusCode), Is.EqualTo((402, 200, (decimal?)0, 200)));
    }

    [TestCaseSource(typeof(ManagementWorld), nameof(Stores))]
    public async Task Reset_UsageOfAGroup_BeginsAnewAndThatOfItsKeysStays(string store)
    {
        const string group = "/api/governance/teams/web";
        await using var world = await StartAsync(store, Images);
        await SpendAsync(world, 400, ofGroup: true);
        await SpendAsync(world, 1);
        using var before = await world.Gateway.DrawAsync(Shop);
        var shown = await world.GetAsync(group);

        var (status, body) = await world.SendAsync(HttpMethod.Put, group, """{"reset_budget_usage":true}""");
        using var after = await world.Gateway.DrawAsync(Shop);

        var (team, key) = (body["team"]!, (await world.GetAsync("/api/governance/virtual-keys/shop")).Body["virtual_key"]!);
        Assert.Multiple(() =>
        {
            Assert.That((decimal?)shown.Body["team"]!["budgets"]![0]!["current_usage"], Is.EqualTo(400));
            Assert.That(((int)before.StatusCode, status, (int)after.StatusCode), Is.EqualTo((402, 200, 200)));
            Assert.That(((string?)team["id"], (decimal?)team["budgets"]![0]!["current_usage"]), Is.EqualTo(("web", (decimal?)0)));
            Assert.That((string?)team["rate_limit"]!["id"], Is.EqualTo("group.web"));
            Assert.That((decimal?)key["budgets"]![0]!["current_usage"], Is.EqualTo(1));
        });
    }

    [Test]
    public async Task Reset_OfAGroup_UnknownIs404AndTheFilesOwnIs405()
    {
        await using var world = await StartAsync(images: Images);
        Assert.That((await world.SendAsync(HttpMethod.Put, "/api/governance/teams/nobody", """{"reset_budget_usage":true}""")).Status, Is.EqualTo(404));
        Assert.That((await world.GetAsync("/api/governance/teams/nobody")).Status, Is.EqualTo(404));
        Assert.That((await world.SendAsync(HttpMethod.Put, "/api/governance/teams/web", """{"name":"other"}""")).Status, Is.EqualTo(405));
        Assert.That((await world.SendAsync(HttpMethod.Delete, "/api/governance/teams/web", null)).Status, Is.EqualTo(405));
    }

    [Test]
    public async Task Reset_WithAnythingThatTheFileOwns_ChangesNothing()
    {
        await using var world = await StartAsync(images: Images);
        await SpendAsync(world, 5);
        foreach (var body in (string[])["""{"reset_budget_usage":true,"is_active":false}""", """{"reset_budget_usage":false}""", "{}"])
            Assert.That((await world.SendAsync(HttpMethod.Put, "/api/governance/virtual-keys/shop", body)).Status, Is.EqualTo(405), body);
        using var drawn = await world.Gateway.DrawAsync(Shop);
        Assert.That((int)drawn.StatusCode, Is.EqualTo(402));
    }

    // What a call of that price leaves behind.
    private static async Task SpendAsync(ManagementWorld world, long usd, bool ofGroup = false)
    {
        var ledger = world.Gateway.Services.GetRequiredService<ILedger>();
        var counter = world.Gateway.Services.GetRequiredService<ProxyConfigurationProvider>().Current.Images.Access!.Keys["shop"].Counters
            .Single(counter => counter.Kind == UsageKind.Usd && counter.Holder.IsGroup == ofGroup);
        var amount = usd * UsageCounter.Nano;
        await ledger.ReserveAsync("spent", [new Demand(counter, amount)], default);
        ledger.Settle("spent", new Spent(0, 0, amount));
        if (ledger is PostgresLedger postgres)
            await postgres.FlushAsync(default);
    }
}
