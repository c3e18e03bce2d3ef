using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Jobs;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Promises.Idempotency;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Jobs;

/// <summary>The promise: what a provider works on is asked for by the next process, and nothing is ordered twice.</summary>
internal sealed class JobResumeTests
{
    private const string One = """{"model":"bfl/flux-2-pro","prompt":"a fox"}""";
    private const string Two = """{"model":"bfl/flux-2-pro","prompt":"a fox","n":2}""";

    [TestCase(One, 1)]
    [TestCase(Two, 2)]
    public async Task Kill_ProviderWorksOnTheOrders_TheNextProcessDeliversThem(string request, int count)
    {
        await using var world = new RunWorld();
        var provider = new TaskProvider();
        await using var sockets = provider.Start();
        var directory = await GatewayProgram.DirectoryOfAsync(File(world, sockets));
        using var client = new HttpClient();
        string path;
        await using (var program = GatewayProgram.Start(directory, "--urls", "http://127.0.0.1:0"))
        {
            var url = await UrlAsync(program);
            path = await client.OrderAsync(url, request);
            await Patience.UntilAsync(() => provider.Polled == count, "all orders are polled");
            await program.KillAsync();
        }
        provider.IsReady = true;
        await using var again = GatewayProgram.Start(directory, "--urls", "http://127.0.0.1:0");

        var job = await client.ReachedAsync(await UrlAsync(again), path, "completed");

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
        var directory = await GatewayProgram.DirectoryOfAsync(File(world, sockets));
        using var client = new HttpClient();
        string path;
        await using (var program = GatewayProgram.Start(directory, "--urls", "http://127.0.0.1:0"))
        {
            var url = await UrlAsync(program);
            path = await client.OrderAsync(url, One);
            await Patience.UntilAsync(() => provider.Polled == 1, "the order is polled");
            await program.KillAsync();
        }
        provider.HasForgotten = true;
        await using var again = GatewayProgram.Start(directory, "--urls", "http://127.0.0.1:0");
        var job = await client.ReachedAsync(await UrlAsync(again), path, "interrupted");
        Assert.That((string?)job["error"]!["error"]!["code"], Is.EqualTo("interrupted"));
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
        var workers = gateway.Services.GetRequiredService<JobWorkers>();
        await workers.StoppingAsync(default);
        await workers.StopAsync(new CancellationToken(canceled: true)).WaitAsync(Patience.Long);
        Assert.That((string?)(await gateway.JobAsync(path))["status"], Is.EqualTo("running"), "nobody makes it now");
        await gateway.DisposeAsync();

        provider.IsReady = true;
        await using var next = await GatewayHost.StartAsync(File(world, sockets));
        await next.ReachedAsync(path, "completed");
        Assert.That(provider.Orders, Is.EqualTo(1));
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
        var workers = gateway.Services.GetRequiredService<JobWorkers>();
        await workers.StoppingAsync(default);
        await workers.StopAsync(new CancellationToken(canceled: true)).WaitAsync(Patience.Long);
        Assert.That((string?)(await gateway.JobAsync(path))["status"], Is.EqualTo("interrupted"));
        await gateway.DisposeAsync();
    }

    private static string File(RunWorld world, RawProvider provider) => ProxyJson.Create(
        new JsonObject { ["bfl"] = ProxyJson.Cluster("bfl", provider.Address) }, world.Images(more: JobClients.Section()));

    private static async Task<Uri> UrlAsync(GatewayProgram program)
    {
        var line = await program.LineAsync("Iris listens on ");
        return new Uri(line[line.IndexOf("http://", StringComparison.Ordinal)..].Trim());
    }

    /// <summary>A provider that takes orders, works on them and tells when it is asked.</summary>
    private sealed class TaskProvider
    {
        private readonly HashSet<string> _polled = [];
        private RawProvider? _sockets;
        private int _orders;

        public bool IsReady { get; set; }
        public bool HasForgotten { get; set; }
        public int MostReceipts { get; init; } = 100;
        public int Orders => Volatile.Read(ref _orders);
        public int Polled { get { lock (_polled) return _polled.Count; } }

        public RawProvider Start() => _sockets = RawProvider.Start(AnswerAsync);

        private Task AnswerAsync(RawConnection connection)
        {
            var line = connection.Request.Head[..connection.Request.Head.IndexOf("\r\n", StringComparison.Ordinal)];
            var origin = $"http://127.0.0.1:{_sockets!.Port}";
            if (line.StartsWith("POST ", StringComparison.Ordinal))
            {
                var order = Interlocked.Increment(ref _orders);
                return order > MostReceipts ? connection.HoldAsync() : connection.SendAsync(RawAnswer.Whole(
                    200, $$"""{"id":"{{order}}","polling_url":"{{origin}}/v1/get_result?id={{order}}","cost":3.0}"""));
            }
            if (!line.Contains("get_result", StringComparison.Ordinal))
                return connection.SendPictureAsync();
            lock (_polled)
                _polled.Add(line);
            return connection.SendAsync(HasForgotten
                ? RawAnswer.Whole((int)HttpStatusCode.NotFound, """{"detail":"not found"}""")
                : RawAnswer.Whole(200, IsReady
                    ? $$$"""{"id":"1","status":"Ready","result":{"sample":"{{{origin}}}/picture.png","seed":42}}"""
                    : """{"id":"1","status":"Pending","result":null}"""));
        }
    }
}

file static class Pictures
{
    public static async Task SendPictureAsync(this RawConnection connection)
    {
        var picture = Convert.FromBase64String(RawAnswer.Pixel);
        await connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: {picture.Length}\r\n\r\n");
        await connection.SendAsync(picture);
    }
}
