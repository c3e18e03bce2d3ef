using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Iris.Gateway.Idempotency;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Promises.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Idempotency;

/// <summary>Gateways with a state and a store that outlive them, and clients that ask again.</summary>
internal sealed class RunWorld : IAsyncDisposable
{
    /// <summary>The value of a second key, <c>other</c>.</summary>
    public const string Other = "sk-iris-other-0123456789";

    private readonly string _folder = Directory.CreateTempSubdirectory("iris-runs-").FullName;
    private readonly List<GatewayHost> _gateways = [];

    /// <summary>The state; by itself a SQLite file.</summary>
    public JsonObject Database { get; init; } = [];

    /// <summary>The folder of the store.</summary>
    public string Store => Path.Combine(_folder, "store");

    /// <summary>The SQLite file.</summary>
    public string Sqlite => Path.Combine(_folder, "iris.db");

    /// <summary>The section Images.</summary>
    public JsonObject Images(string idempotency = "{}", JsonObject? more = null)
    {
        var images = TestGateway.Calm;
        images["Access"] = AccessWorld.Keys(("shop", AccessWorld.Key(AccessWorld.Shop)), ("other", AccessWorld.Key(Other)));
        images["State"] = Database.Count > 0 ? Database.DeepClone() : new JsonObject { [nameof(Sqlite)] = Sqlite };
        images[nameof(Store)] = new JsonObject { ["Directory"] = Store };
        images["Idempotency"] = JsonNode.Parse(idempotency);
        foreach (var (name, value) in more ?? [])
        {
            if (value is null)
                images.Remove(name);
            else
                images[name] = value.DeepClone();
        }
        return images;
    }

    /// <summary>A whole file with the cluster <c>openai</c>.</summary>
    public string File(RawProvider provider, string idempotency = "{}", JsonObject? more = null) =>
        ProxyJson.Create(new JsonObject { ["openai"] = ProxyJson.Cluster("openai", provider.Address) }, Images(idempotency, more));

    /// <summary>Starts a gateway.</summary>
    public async Task<GatewayHost> StartAsync(
        RawProvider provider, string idempotency = "{}", JsonObject? more = null, Action<WebApplicationBuilder>? configure = null)
    {
        var gateway = await GatewayHost.StartAsync(File(provider, idempotency, more), configure: configure);
        _gateways.Add(gateway);
        return gateway;
    }

    /// <summary>Stops a gateway in order.</summary>
    public async Task StopAsync(GatewayHost gateway)
    {
        _gateways.Remove(gateway);
        await gateway.DisposeAsync();
    }

    /// <summary>Changes the SQLite file behind the gateways; how many rows.</summary>
    public async Task<int> ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Sqlite};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var gateway in _gateways)
            await gateway.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>What clients of a run do.</summary>
internal static class RunClients
{
    /// <summary>Draws a picture under an Idempotency-Key.</summary>
    public static async Task<HttpResponseMessage> DrawAsync(
        this GatewayHost gateway, string? idempotencyKey, string json = TestGateway.Request, string key = AccessWorld.Shop)
    {
        using var request = RequestOf(gateway.Address, idempotencyKey, json, key);
        return await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>A request under an Idempotency-Key.</summary>
    public static HttpRequestMessage RequestOf(Uri address, string? idempotencyKey, string json = TestGateway.Request, string key = AccessWorld.Shop)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, TestGateway.Generations)) { Content = TestGateway.Content(json) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        if (idempotencyKey is not null)
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        return request;
    }

    /// <summary>The whole body.</summary>
    public static Task<byte[]> BytesAsync(this HttpResponseMessage response) => response.Content.ReadAsByteArrayAsync().WaitAsync(Patience.Long);

    /// <summary>Draws on a socket of its own, which the test closes.</summary>
    public static async Task<Socket> DrawRawAsync(this GatewayHost gateway, string idempotencyKey, string json = TestGateway.Request)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync("127.0.0.1", gateway.Address.Port);
        await socket.SendAsync(Encoding.UTF8.GetBytes(
            $"POST {TestGateway.Generations} HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer {AccessWorld.Shop}\r\nIdempotency-Key: {idempotencyKey}\r\n"
            + $"Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\n\r\n{json}"));
        return socket;
    }

    /// <summary>Waits until so many calls had this result.</summary>
    public static async Task CountedAsync(this GatewayHost gateway, string result, int count)
    {
        using var patience = new CancellationTokenSource(Patience.Long);
        while (await CountOfAsync(gateway, result) < count)
            await Task.Delay(5, patience.Token);
    }

    /// <summary>Waits until the state knows what has become of every call.</summary>
    public static Task SettledAsync(this GatewayHost gateway)
    {
        var settlements = gateway.Services.GetRequiredService<CallSettlements>();
        return Patience.UntilAsync(() => settlements.Count == 0, "a call is not settled");
    }

    /// <summary>How many calls had this result.</summary>
    public static async Task<int> CountOfAsync(this GatewayHost gateway, string result)
    {
        var text = await gateway.Client.GetStringAsync("/metrics");
        var line = text.Split('\n').FirstOrDefault(one =>
            one.StartsWith("iris_idempotency_calls_total", StringComparison.Ordinal) && one.Contains($"\"{result}\"", StringComparison.Ordinal));
        return line is null ? 0 : (int)double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);
    }

    /// <summary>Asserts that an answer is another call's.</summary>
    public static void AssertReplay(this HttpResponseMessage response, bool isReplay = true)
    {
        Assert.That(response.Header("x-iris-replay"), Is.EqualTo(isReplay ? "true" : null));
        if (isReplay)
            Assert.That(response.Header("x-iris-cost-usd"), Is.EqualTo("0"));
    }
}

/// <summary>Tells when the server has noticed that clients of image calls have left.</summary>
internal sealed class LeavingClients : IStartupFilter
{
    private readonly ConcurrentQueue<TaskCompletionSource> _calls = new();

    /// <summary>Puts it into a gateway.</summary>
    public void Install(WebApplicationBuilder builder) => builder.Services.AddSingleton<IStartupFilter>(this);

    /// <summary>Waits until the client of the so-manieth call has left.</summary>
    public async Task LeftAsync(int call = 1)
    {
        await Patience.UntilAsync(() => _calls.Count >= call, "no such call");
        await _calls.ElementAt(call - 1).Task.WaitAsync(Patience.Long);
    }

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(async (context, following) =>
        {
            if (context.Request.Path == TestGateway.Generations)
            {
                var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                context.RequestAborted.Register(left.SetResult);
                _calls.Enqueue(left);
            }
            await following(context);
        });
        next(app);
    };
}
