using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Promises.Idempotency;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Jobs;

/// <summary>The promise: what a provider works on is asked for by the next process, and nothing is ordered twice.</summary>
internal sealed class JobResumeTests
{
    private const string One = """{"model":"bfl/flux-2-pro","prompt":"a fox"}""";
    private const string WithAPicture =
        $$"""{"model":"bfl/flux-2-pro","prompt":"a hat","image":"data:image/png;base64,{{RawAnswer.Pixel}}"}""";
    private const string Two = """{"model":"bfl/flux-2-pro","prompt":"a fox","n":2}""";

    [TestCase(One, 1)]
    [TestCase(Two, 2)]
    public async Task Kill_ProviderWorksOnTheOrders_TheNextProcessDeliversThem(string request, int count)
    {
        await using var world = new RunWorld();
        var provider = new TaskProvider();
        await using var sockets = provider.Start();
        var path = await provider.OrderAndKillAsync(File(world, sockets), request, count);
        provider.IsReady = true;
        await using var gateway = await GatewayHost.StartAsync(File(world, sockets));

        var job = await gateway.ReachedAsync(path, "completed");

        var result = job["result"]!;
        Assert.That(provider.Orders, Is.EqualTo(count), "nothing is ordered again");
        Assert.That(result["data"]!.AsArray().Select(one => (string?)one!["b64_json"]), Is.All.EqualTo(RawAnswer.Pixel));
        Assert.That(result["data"]!.AsArray(), Has.Count.EqualTo(count));
        Assert.That((decimal)result["extra_fields"]!["cost"]!["usd"]!, Is.EqualTo(0.03m * count), "the receipt's word");
        var polls = sockets.Requests.Where(one => one.Head.StartsWith("GET /v1/get_result", StringComparison.Ordinal)).ToArray();
        Assert.That(polls.Select(one => one.Header("x-key")), Is.All.EqualTo("test-key-123456"));
    }

    [Test]
    public async Task Kill_ProviderHasForgottenTheOrder_IsInterrupted()
    {
        await using var world = new RunWorld();
        var provider = new TaskProvider();
        await using var sockets = provider.Start();
        var path = await provider.OrderAndKillAsync(File(world, sockets), One);
        provider.Trouble = RawAnswer.Whole(404, """{"detail":"not found"}""");
        await using var gateway = await GatewayHost.StartAsync(File(world, sockets));
        var job = await gateway.ReachedAsync(path, "interrupted");
        Assert.That((string?)job["error"]!["error"]!["code"], Is.EqualTo("interrupted"));
        Assert.That(provider.Orders, Is.EqualTo(1));
    }

    [Test]
    public async Task Kill_ServerDoesNotKnowTheOrderYet_TheNextProcessAsksAgain()
    {
        await using var world = new RunWorld();
        var provider = new TaskProvider();
        await using var sockets = provider.Start();
        var path = await provider.OrderAndKillAsync(File(world, sockets), One);
        (provider.Unknown, provider.IsReady) = (2, true);
        await using var gateway = await GatewayHost.StartAsync(File(world, sockets));
        await gateway.ReachedAsync(path, "completed");
        Assert.That(provider.Orders, Is.EqualTo(1));
    }

    [TestCase(One, """{"Metadata":{"Models":"flux-2-max"}}""", "{}")]
    [TestCase(WithAPicture, "{}", """{"Capabilities":{"bfl/flux-2-pro":{"Edits":false}}}""")]
    [TestCase(Two, "{}", """{"Resilience":{"Concurrency":1,"Queue":0}}""")]
    public async Task Kill_FileWouldNotOrderItAnyMore_IsDelivered(string request, string destination, string images)
    {
        await using var world = new RunWorld();
        var provider = new TaskProvider();
        await using var sockets = provider.Start();
        var orders = request == Two ? 2 : 1;
        var path = await provider.OrderAndKillAsync(File(world, sockets), request, orders);
        provider.IsReady = true;
        var file = JsonNode.Parse(File(world, sockets))!;
        foreach (var (name, value) in JsonNode.Parse(images)!.AsObject())
            file["Images"]![name] = value!.DeepClone();
        var main = file["ReverseProxy"]!["Clusters"]!["bfl"]!["Destinations"]!["main"]!;
        foreach (var (name, value) in JsonNode.Parse(destination)!["Metadata"]?.AsObject() ?? [])
            main["Metadata"]![name] = value!.DeepClone();

        await using var gateway = await GatewayHost.StartAsync(file.ToJsonString());
        var job = await gateway.ReachedAsync(path, "completed");
        Assert.That((job["result"]!["data"]!.AsArray().Count, provider.Orders), Is.EqualTo((orders, orders)), job.ToJsonString());
    }

    [Test]
    public async Task Kill_MaskCannotBeReadAnyMore_TheOrderIsDelivered()
    {
        await using var world = new RunWorld();
        var provider = new TaskProvider();
        await using var sockets = provider.Start();
        const string request =
            $$"""{"model":"bfl/flux-pro-1.0-fill","prompt":"a hat","image":"data:image/png;base64,{{RawAnswer.Pixel}}","mask":"data:image/png;base64,{{RawAnswer.Pixel}}"}""";
        var path = await provider.OrderAndKillAsync(File(world, sockets), request);
        provider.IsReady = true;
        // The pictures' headers stay.
        const string rows = "42mNk";
        var body = Directory.GetFiles(world.Store, "*", SearchOption.AllDirectories)
            .Single(file => System.IO.File.ReadAllText(file).Contains(rows, StringComparison.Ordinal));
        await System.IO.File.WriteAllTextAsync(body, (await System.IO.File.ReadAllTextAsync(body)).Replace(rows, "AAAAA", StringComparison.Ordinal));

        await using var gateway = await GatewayHost.StartAsync(File(world, sockets));
        await gateway.ReachedAsync(path, "completed");
        Assert.That(provider.Orders, Is.EqualTo(1));
    }

    [Test]
    public async Task Stop_ProviderWorksOnTheOrder_TheNextGatewayDeliversIt()
    {
        await using var world = new RunWorld();
        var provider = new TaskProvider();
        await using var sockets = provider.Start();
        var gateway = await GatewayHost.StartAsync(File(world, sockets));
        var path = await gateway.OrderAsync(One);
        await Patience.UntilAsync(() => provider.Polled == 1, "the order is polled");
        var row = (string?)await gateway.ScalarAsync("SELECT placed FROM iris_jobs");
        Assert.That(row, Does.Contain("get_result").And.Not.Contain("test-key-123456").And.Not.Contain("a fox"));
        await gateway.EndJobsAsync();
        Assert.That((string?)(await gateway.JobAsync(path))["status"], Is.EqualTo("running"), "nobody makes it now");
        await gateway.DisposeAsync();

        provider.IsReady = true;
        await using var next = await GatewayHost.StartAsync(File(world, sockets));
        await next.ReachedAsync(path, "completed");
        Assert.That(provider.Orders, Is.EqualTo(1));
    }

    [Test]
    public async Task Stop_JobHasAnIdempotencyKey_WhoAsksBeforeItIsGoneOnWithOrdersNothing()
    {
        await using var world = new RunWorld();
        var provider = new TaskProvider();
        await using var sockets = provider.Start();
        var gateway = await GatewayHost.StartAsync(File(world, sockets));
        using var ordered = await gateway.AskAsync(HttpMethod.Post, JobClients.Orders, One, headers: ("Idempotency-Key", "one"));
        await Patience.UntilAsync(() => provider.Polled == 1, "the order is polled");
        await gateway.EndJobsAsync();
        Assert.That(await gateway.ScalarAsync("SELECT state FROM iris_answers"), Is.EqualTo("lost"), "until the next process takes it over");
        await gateway.DisposeAsync();

        provider.IsReady = true;
        await using var next = await GatewayHost.StartAsync(File(world, sockets));
        using var answer = await next.DrawAsync("one", One);
        Assert.That((int)answer.StatusCode, Is.EqualTo(200), await answer.Content.ReadAsStringAsync());
        await next.ReachedAsync(ordered.Headers.Location!.OriginalString, "completed");
        Assert.That(provider.Orders, Is.EqualTo(1));
    }

    [Test]
    public async Task Stop_AliasLeadsElsewhereThen_TheNextGatewayDeliversWhatWasOrdered()
    {
        await using var world = new RunWorld();
        var provider = new TaskProvider();
        await using var sockets = provider.Start();
        var gateway = await GatewayHost.StartAsync(File(world, sockets, alias: "bfl/flux-2-pro"));
        var path = await gateway.OrderAsync("""{"model":"fox","prompt":"a fox"}""");
        await Patience.UntilAsync(() => provider.Polled == 1, "the order is polled");
        await gateway.EndJobsAsync();
        await gateway.DisposeAsync();

        provider.IsReady = true;
        await using var next = await GatewayHost.StartAsync(File(world, sockets, alias: "bfl/flux-2-max"));
        var job = await next.ReachedAsync(path, "completed");
        Assert.That(provider.Orders, Is.EqualTo(1));
        var fields = job["result"]!["extra_fields"]!;
        Assert.That(
            ((string?)fields["original_model_requested"], (string?)fields["resolved_model_used"]), Is.EqualTo(("fox", "flux-2-pro")), job.ToJsonString());
    }

    [Test]
    public async Task Kill_OneOfTwoOrdersHasNoReceipt_IsInterrupted()
    {
        await using var world = new RunWorld();
        var provider = new TaskProvider { MostReceipts = 1 };
        await using var sockets = provider.Start();
        var gateway = await GatewayHost.StartAsync(File(world, sockets));
        var path = await gateway.OrderAsync(Two);
        await Patience.UntilAsync(() => provider is { Polled: 1, Orders: 2 }, "one is polled, and both are ordered");
        Assert.That(await gateway.ScalarAsync("SELECT placed FROM iris_jobs"), Is.EqualTo(DBNull.Value), "not all of them are known");
        await gateway.EndJobsAsync();
        Assert.That((string?)(await gateway.JobAsync(path))["status"], Is.EqualTo("interrupted"));
        await gateway.DisposeAsync();
    }

    [Test]
    public async Task Fallback_NobodyKnowsWhetherTheFirstOrderWasNoted_ItIsNotTakenForTheSecond()
    {
        await using var world = new RunWorld();
        var provider = new TaskProvider { MostReceipts = 1, Trouble = RawAnswer.Whole(400, """{"detail":"no"}""") };
        await using var sockets = provider.Start();
        await using var gateway = await GatewayHost.StartAsync(File(world, sockets));
        await gateway.ExecuteAsync(
            "CREATE TRIGGER unheard AFTER UPDATE OF placed ON iris_jobs WHEN NEW.placed IS NOT NULL BEGIN SELECT RAISE(FAIL, 'the reply is lost'); END");
        await gateway.OrderAsync("""{"model":"bfl/flux-2-pro","prompt":"a fox","fallbacks":["bfl/flux-2-max"]}""");
        await Patience.UntilAsync(() => provider.Orders == 2, "the fallback is ordered");
        Assert.That(await gateway.ScalarAsync("SELECT placed FROM iris_jobs"), Is.EqualTo(DBNull.Value));
    }

    [Test]
    public async Task Kill_JobHasAnIdempotencyKey_WhoAsksBeforeItIsGoneOnWithGetsItsAnswer()
    {
        await using var world = new RunWorld();
        var provider = new TaskProvider();
        await using var sockets = provider.Start();
        var directory = await GatewayProgram.DirectoryOfAsync(File(world, sockets));
        using var client = new HttpClient();
        var paths = new List<string>();
        await using (var program = GatewayProgram.Start(directory, "--urls", "http://127.0.0.1:0"))
        {
            var url = await program.UrlAsync();
            paths.Add(await client.OrderAsync(url, One));
            await Patience.UntilAsync(() => provider.Polled == 1, "the first is polled");
            for (var i = 0; i < 3; i++)
            {
                using var ordered = await client.AskAsync(HttpMethod.Post, new Uri(url, JobClients.Orders), One, headers: ("Idempotency-Key", "one"));
                paths.Add(ordered.Headers.Location!.OriginalString);
            }
            await Patience.UntilAsync(() => provider.Polled == 2, "one of the three is polled");
            await program.KillAsync();
        }

        // The first has the only place, and is asked for as long as it is not ready.
        await using var gateway = await GatewayHost.StartAsync(File(world, sockets, workers: 1));
        var polls = provider.Polls;
        var question = gateway.DrawAsync("one", One);
        await Patience.UntilAsync(() => provider.Polls >= polls + 2 || question.IsCompleted, "the first is polled again");
        provider.IsReady = true;

        using var answer = await question;
        Assert.That((int)answer.StatusCode, Is.EqualTo(200), await answer.Content.ReadAsStringAsync());
        foreach (var path in paths)
            await gateway.ReachedAsync(path, "completed");
        Assert.That(provider.Orders, Is.EqualTo(2));
    }

    private static string File(RunWorld world, RawProvider provider, int workers = 8, string? alias = null)
    {
        var images = JobClients.Section(new JsonObject { ["Workers"] = workers }.ToJsonString());
        images["Models"] = alias is null ? [] : new JsonObject { ["fox"] = new JsonObject { ["Target"] = alias } };
        return ProxyJson.Create(new JsonObject { ["bfl"] = ProxyJson.Cluster("bfl", provider.Address) }, world.Images(more: images));
    }
}
