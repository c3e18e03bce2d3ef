using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Promises.Access;
using NUnit.Framework;
using static Iris.Gateway.Tests.Promises.Management.ManagementWorld;

namespace Iris.Gateway.Tests.Promises.Management;

/// <summary>The promise: each call that may cost something leaves one row, with what came of it, without its prompt and without pictures.</summary>
internal sealed class CallLogTests
{
    private const string Images = "/v1/images/generations";

    [TestCaseSource(typeof(ManagementWorld), nameof(Stores))]
    public async Task Log_CallThatIsServed_HasItsRow(string store)
    {
        await using var world = await StartAsync(store);
        using var response = await world.Gateway.SendAsync(Images, """{"model":"sandbox/painter","prompt":"a canary","size":"64x64","n":2}""", ("x-request-id", "mine-1"));
        await response.Content.ReadAsByteArrayAsync();

        var row = (await world.LoggedAsync(1)).Single();

        Assert.Multiple(() =>
        {
            Assert.That((string?)row["status"], Is.EqualTo("success"));
            Assert.That((int?)row["status_code"], Is.EqualTo(200));
            Assert.That((string?)row["request_id"], Is.EqualTo("mine-1"));
            Assert.That((string?)row["id"], Has.Length.EqualTo(32));
            Assert.That((string?)row["object"], Is.EqualTo("image_generation"));
            Assert.That((string?)row["route"], Is.EqualTo("unified"));
            Assert.That((string?)row["provider"], Is.EqualTo("sandbox"));
            Assert.That((string?)row["model"], Is.EqualTo("painter"));
            Assert.That((string?)row["model_requested"], Is.Not.Null);
            Assert.That((string?)row["selected_key_id"], Is.EqualTo("main"));
            Assert.That((int?)row["n"], Is.EqualTo(2));
            Assert.That((int?)row["images"], Is.EqualTo(2));
            Assert.That((string?)row["size"], Is.EqualTo("64x64"));
            Assert.That((long?)row["latency"], Is.GreaterThanOrEqualTo((long)row["first_image_latency"]!));
            Assert.That((int?)row["attempts"], Is.EqualTo(1));
            Assert.That((long?)row["bytes_in"], Is.GreaterThan(0));
            Assert.That((long?)row["bytes_out"], Is.GreaterThan(0));
            Assert.That(row["client"], Is.Null);
            Assert.That(row["prompt"], Is.Null);
            Assert.That(row.ToJsonString(), Does.Not.Contain("canary"));
            Assert.That(DateTimeOffset.Parse((string)row["timestamp"]!, System.Globalization.CultureInfo.InvariantCulture),
                Is.EqualTo(DateTimeOffset.UtcNow).Within(TimeSpan.FromMinutes(1)));
        });
    }

    [TestCaseSource(typeof(ManagementWorld), nameof(Stores))]
    public async Task Log_CallThatFails_TellsWhy(string store)
    {
        await using var world = await StartAsync(store);
        using var unknown = await world.Gateway.SendAsync(Images, """{"model":"nobody/none","prompt":"a fox"}""");
        using var wrong = await world.Gateway.SendAsync(Images, "{");

        var rows = await world.LoggedAsync(2);

        Assert.Multiple(() =>
        {
            Assert.That(rows.Select(row => (string?)row["status"]), Is.All.EqualTo("error"));
            Assert.That(rows.Select(row => (int?)row["status_code"]), Is.All.EqualTo(400));
            Assert.That(rows.Select(row => (string?)row["error_type"]), Has.None.Null);
            Assert.That(rows.Select(row => (int?)row["images"]), Is.All.EqualTo(0));
            Assert.That(rows.Select(row => row["cost"]), Is.All.Null);
        });
    }

    [Test]
    public async Task Log_StreamAndEdit_AreNamed()
    {
        await using var world = await StartAsync();
        using var stream = await world.Gateway.SendAsync(Images, """{"model":"sandbox/painter","prompt":"a fox","size":"64x64","stream":true}""");
        await stream.Content.ReadAsStringAsync();
        using var edit = await world.Gateway.SendAsync("/v1/images/edits", """{"model":"sandbox/painter","prompt":"a fox"}""");

        var rows = await world.LoggedAsync(2);

        Assert.That(rows.Select(row => ((string?)row["object"], (bool?)row["stream"])), Is.EquivalentTo(new[] { ("image_generation_stream", true), ("image_edit", (bool?)false) }));
    }

    [TestCaseSource(typeof(ManagementWorld), nameof(Stores))]
    public async Task Log_PassThroughAndRefusals_HaveTheirKeyAndGroup(string store)
    {
        await using var server = RawProvider.Start(static connection => connection.SendAsync(RawAnswer.Whole(200, "four")));
        await using var world = await StartAsync(
            store,
            """
            { "Log": { "Client": true }, "Access": {
                "Keys": { "shop": { "Value": "sk-iris-shop", "Group": "web", "Passthrough": [ "groq" ] }, "other": { "Value": "sk-iris-other" } },
                "Groups": { "web": {} } } }
            """,
            clusters: new JsonObject { ["sandbox"] = ProxyJson.Sandbox(), ["groq"] = ProxyJson.Cluster("groq", server.Address) },
            routes: new JsonObject { ["chat"] = new JsonObject { ["ClusterId"] = "groq", ["Match"] = new JsonObject { ["Path"] = "/groq/{**rest}" } } });
        using var passed = await world.Gateway.SendAsync("/groq/chat", "{}", ("x-bf-vk", "sk-iris-shop"));
        await passed.Content.ReadAsStringAsync();
        using var refused = await world.Gateway.SendAsync("/groq/chat", "{}", ("x-bf-vk", "sk-iris-other"));
        using var nobody = await world.Gateway.SendAsync(Images, Draw);

        var rows = (await world.LoggedAsync(3)).ToDictionary(row => (int)row["status_code"]!);

        Assert.Multiple(() =>
        {
            Assert.That(rows.Keys, Is.EquivalentTo(new[] { 200, 403, 401 }));
            Assert.That((string?)rows[200]["object"], Is.EqualTo("pass_through"));
            Assert.That((string?)rows[200]["virtual_key_id"], Is.EqualTo("shop"));
            Assert.That((string?)rows[200]["team_id"], Is.EqualTo("web"));
            Assert.That((string?)rows[200]["route"], Is.EqualTo("chat"));
            Assert.That((string?)rows[200]["provider"], Is.EqualTo("groq"));
            Assert.That((long?)rows[200]["bytes_out"], Is.EqualTo(4));
            Assert.That((string?)rows[200]["client"], Is.EqualTo("127.0.0.1"));
            Assert.That((string?)rows[403]["virtual_key_id"], Is.EqualTo("other"));
            Assert.That((string?)rows[403]["status"], Is.EqualTo("error"));
            Assert.That((string?)rows[401]["object"], Is.EqualTo("image_generation"));
            Assert.That(rows[401]["virtual_key_id"], Is.Null);
        });
    }

    [TestCase("none", null)]
    [TestCase("hash", "9f51c3ccc2b9357e7cc73785c778b11e71f7ccb7b6a36d048abbbec1b6a6bd37")]
    [TestCase("text", "a fox in the snow")]
    public async Task Log_Prompt_IsKeptAsTheFileSays(string prompts, string? expected)
    {
        await using var world = await StartAsync("sqlite", $$"""{ "Log": { "Prompts": "{{prompts}}" } }""");
        using var response = await world.Gateway.SendAsync(Images, Draw);

        var prompt = (string?)(await world.LoggedAsync(1)).Single()["prompt"];

        Assert.That(prompt, Is.EqualTo(expected));
    }

    [TestCaseSource(typeof(ManagementWorld), nameof(Databases))]
    public async Task Log_PromptThatNoTextOfADatabaseTakes_IsKeptAllTheSame(string store)
    {
        await using var world = await StartAsync(store, """{ "Log": { "Prompts": "text" } }""");
        using var response = await world.Gateway.SendAsync(Images, """{"model":"sandbox/painter","prompt":"a\u0000b 🦊 ' ; DROP TABLE iris_calls","size":"64x64"}""");

        Assert.That((string?)(await world.LoggedAsync(1)).Single()["prompt"], Is.EqualTo("a b 🦊 ' ; DROP TABLE iris_calls"));
    }

    [Test]
    public async Task Log_LongPrompt_IsCut()
    {
        await using var world = await StartAsync("sqlite", """{ "Log": { "Prompts": "text" } }""");
        using var response = await world.Gateway.SendAsync(Images, $$"""{"model":"sandbox/painter","prompt":"{{new string('x', 9000)}}","size":"64x64"}""");

        Assert.That((string?)(await world.LoggedAsync(1)).Single()["prompt"], Has.Length.EqualTo(4000));
    }

    [Test]
    public async Task Log_SwitchedOff_HasNoRows()
    {
        await using var world = await StartAsync("sqlite", """{ "Log": { "Enabled": false } }""");
        using var response = await world.Gateway.SendAsync(Images, Draw);
        await world.FlushAsync();

        Assert.That((int?)(await world.GetAsync("/api/logs")).Body["pagination"]!["total_count"], Is.Zero);
    }

    [Test]
    public async Task Log_OrdinaryRoutesAndOwnPaths_LeaveNoRow()
    {
        await using var app = await AppHost.StartAsync(static context => Task.CompletedTask);
        await using var world = await StartAsync(
            clusters: new JsonObject
            {
                ["sandbox"] = ProxyJson.Sandbox(),
                ["app"] = new JsonObject { ["Destinations"] = new JsonObject { ["a"] = new JsonObject { ["Address"] = app.Address.ToString() } } },
            },
            routes: new JsonObject { ["app"] = new JsonObject { ["ClusterId"] = "app", ["Match"] = new JsonObject { ["Path"] = "/app/{**rest}" } } });
        using var page = await world.Gateway.Client.GetAsync("/app/page");
        using var health = await world.Gateway.Client.GetAsync("/health");
        using var drawn = await world.Gateway.SendAsync(Images, Draw);

        Assert.That((await world.LoggedAsync(1)).Length, Is.EqualTo(1));
        Assert.That(page.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Log_InMemory_HoldsTheLastThousand()
    {
        await using var world = await StartAsync();
        await world.FillAsync([.. Enumerable.Range(0, 1001).Select(number => Row(number, number))]);

        var rows = await world.LoggedAsync(1000);

        Assert.Multiple(() =>
        {
            Assert.That(rows, Has.Length.EqualTo(1000));
            Assert.That((string?)rows[^1]["id"], Is.EqualTo("call-000001"));
        });
    }

    [Test]
    public async Task Log_WithoutStateAndManagement_KeepsNothing()
    {
        await using var gateway = await GatewayHost.StartAsync(ProxyJson.Create(new JsonObject { ["sandbox"] = ProxyJson.Sandbox() }));
        using var response = await gateway.SendAsync(Images, Draw);
        var log = (CallLogs.CallLog)gateway.Services.GetService(typeof(CallLogs.CallLog))!;
        Assert.Multiple(() =>
        {
            Assert.That(log.IsKept, Is.False);
            Assert.That(log.Ring, Is.Null);
        });
    }

    [Test]
    public async Task Log_GatewayThatStops_HasWrittenEverything()
    {
        var directory = Directory.CreateTempSubdirectory("iris-").FullName;
        var file = ProxyJson.Create(
            new JsonObject { ["sandbox"] = ProxyJson.Sandbox() },
            new JsonObject { ["State"] = new JsonObject { ["Sqlite"] = Path.Combine(directory, "iris.db") },
                ["Endpoints"] = new JsonObject { ["Admin"] = new JsonObject { ["Key"] = Key } } });
        var clock = new TestClock();
        clock.SetUtcNow(DateTimeOffset.UtcNow);
        await using (var gateway = await GatewayHost.StartAsync(file, configure: clock.Install))
        {
            using var response = await gateway.SendAsync(Images, Draw);
        }
        await using (var next = await GatewayHost.StartAsync(file))
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/logs");
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + Key);
            using var response = await next.Client.SendAsync(request);
            Assert.That((int?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["pagination"]!["total_count"], Is.EqualTo(1));
        }
        Directory.Delete(directory, recursive: true);
    }
}
