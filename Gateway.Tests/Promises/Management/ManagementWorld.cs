using System.Text;
using System.Text.Json.Nodes;
using Iris.Gateway.CallLogs;
using Iris.Gateway.State;
using Iris.Gateway.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Iris.Gateway.Tests.Promises.Management;

/// <summary>
/// A gateway with the management API, and whoever manages it. Its state is kept in each of the stores that there are: PostgreSQL where
/// <c>IRIS_TEST_POSTGRES</c> holds a connection string.
/// </summary>
internal sealed class ManagementWorld : IAsyncDisposable
{
    public const string Key = "sk-admin-0123456789abcdef";
    public const string Draw = """{"model":"sandbox/painter","prompt":"a fox in the snow","size":"64x64"}""";

    private readonly string? _schema;

    private ManagementWorld(GatewayHost gateway, string? schema) => (Gateway, _schema) = (gateway, schema);

    /// <summary>The stores.</summary>
    public static IEnumerable<string> Stores => ["memory", .. Databases];

    /// <summary>Those that outlive the process.</summary>
    public static IEnumerable<string> Databases => Environment.GetEnvironmentVariable("IRIS_TEST_POSTGRES") is null ? ["sqlite"] : ["sqlite", "postgres"];

    public GatewayHost Gateway { get; }

    /// <summary>The log of calls itself.</summary>
    public CallLog Journal => Gateway.Services.GetRequiredService<CallLog>();

    /// <summary>Starts one.</summary>
    /// <param name="store">Where the state is kept.</param>
    /// <param name="images">More of the section Images, as JSON.</param>
    /// <param name="clock">The clock; null for the system's.</param>
    /// <param name="clusters">The clusters; null for the sandbox.</param>
    /// <param name="routes">More routes.</param>
    public static async Task<ManagementWorld> StartAsync(
        string store = "memory", string images = "{}", TestClock? clock = null, JsonObject? clusters = null, JsonObject? routes = null)
    {
        var section = JsonNode.Parse(images)!.AsObject();
        var endpoints = section["Endpoints"]?.AsObject() ?? [];
        section["Endpoints"] = endpoints;
        if (!endpoints.ContainsKey("Admin"))
            endpoints["Admin"] = new JsonObject { ["Key"] = Key };
        // Rows of tests have fixed times, which are long ago.
        var log = section["Log"]?.AsObject() ?? [];
        section["Log"] = log;
        if (!log.ContainsKey("Retention"))
            log["Retention"] = "3653.00:00:00";
        var schema = store == "postgres" ? await PostgresSchema.CreateAsync() : null;
        if (schema is not null)
            section["State"] = new JsonObject { ["Postgres"] = PostgresSchema.Connection(schema) };
        else if (store == "sqlite")
            section["State"] = new JsonObject { ["Sqlite"] = "state/iris.db" };
        return new(
            await GatewayHost.StartAsync(
                ProxyJson.Create(clusters ?? new JsonObject { ["sandbox"] = ProxyJson.Sandbox() }, section, routes), configure: builder =>
                    clock?.Install(builder)),
            schema);
    }

    /// <summary>Asks the management API.</summary>
    public async Task<(int Status, JsonNode Body)> GetAsync(string path) => await SendAsync(HttpMethod.Get, path);

    /// <summary>Sends something to the management API.</summary>
    public async Task<(int Status, JsonNode Body)> SendAsync(HttpMethod method, string path, string? json = null)
    {
        using var response = await RequestAsync(method, path, json);
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    /// <summary>Sends something to the management API; the whole response.</summary>
    public Task<HttpResponseMessage> RequestAsync(HttpMethod method, string path, string? json = null, (string Name, string Value)? header = null)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + Key);
        if (header is var (name, value))
            request.Headers.TryAddWithoutValidation(name, value);
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        return Gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>The calls in the log, the latest first, once there are so many.</summary>
    public async Task<JsonObject[]> LoggedAsync(int count)
    {
        JsonArray logs = [];
        using var patience = new CancellationTokenSource(Patience.Long);
        while (logs.Count < count)
        {
            patience.Token.ThrowIfCancellationRequested();
            await FlushAsync();
            logs = (await GetAsync("/api/logs?limit=1000")).Body["logs"]!.AsArray();
        }
        return [.. logs.Select(row => row!.AsObject())];
    }

    /// <summary>Puts calls into the log as they come from the wire.</summary>
    public async Task FillAsync(params CallRow[] rows)
    {
        foreach (var row in rows)
            Journal.Add(row);
        await FlushAsync();
    }

    /// <summary>Writes what waits.</summary>
    public async Task FlushAsync()
    {
        var state = Gateway.Services.GetRequiredService<StateService>();
        if (state.Database is { } database)
            await Journal.FlushAsync(database, default);
    }

    /// <summary>A call at a second of the year 2026.</summary>
    public static CallRow Row(int number, int second = 0) => new()
    {
        Id = $"call-{number:D6}",
        RequestId = $"request-{number:D6}",
        Time = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(second).ToUnixTimeMilliseconds(),
        Operation = "image_generation",
        Provider = "openai",
        Model = "gpt-image-2",
        Status = 200,
        Milliseconds = 100,
    };

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        if (_schema is not null)
            await PostgresSchema.DropAsync(_schema);
    }
}
