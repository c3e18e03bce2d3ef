using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Iris.Gateway.Configuration;
using Iris.Gateway.Jobs;
using Iris.Gateway.State;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Promises.Access;
using Iris.Gateway.Tests.Promises.Idempotency;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Jobs;

/// <summary>What clients of jobs do.</summary>
internal static class JobClients
{
    /// <summary>The path of orders.</summary>
    public const string Orders = "/v1/async/images/generations";

    /// <summary>A gateway that takes jobs.</summary>
    public static Task<GatewayHost> StartJobsAsync(
        this RunWorld world, RawProvider provider, string jobs = "{}", Action<Microsoft.AspNetCore.Builder.WebApplicationBuilder>? configure = null) =>
        world.StartAsync(provider, more: Section(jobs), configure: configure);

    /// <summary>The section Jobs.</summary>
    public static JsonObject Section(string jobs = "{}") => new() { ["Jobs"] = JsonNode.Parse(jobs) };

    /// <summary>Where a program listens.</summary>
    public static async Task<Uri> UrlAsync(this GatewayProgram program)
    {
        var line = await program.LineAsync("Iris listens on ");
        return new Uri(line[line.IndexOf("http://", StringComparison.Ordinal)..].Trim());
    }

    /// <summary>Ends the jobs of a gateway whose time to stop is over.</summary>
    public static async Task EndJobsAsync(this GatewayHost gateway)
    {
        var workers = gateway.Services.GetRequiredService<JobWorkers>();
        await workers.StoppingAsync(default);
        await workers.StopAsync(new CancellationToken(canceled: true)).WaitAsync(Patience.Long);
    }

    /// <summary>Sends a request with a key.</summary>
    public static async Task<HttpResponseMessage> AskAsync(
        this HttpClient client, HttpMethod method, Uri url, string? json = null, string key = AccessWorld.Shop, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, url);
        if (json is not null)
            request.Content = TestGateway.Content(json);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>Sends a request with a key to a gateway.</summary>
    public static Task<HttpResponseMessage> AskAsync(
        this GatewayHost gateway, HttpMethod method, string path, string? json = null, string key = AccessWorld.Shop,
        params (string Name, string Value)[] headers) =>
        gateway.Client.AskAsync(method, new Uri(gateway.Address, path), json, key, headers);

    /// <summary>Orders a job; its path.</summary>
    public static async Task<string> OrderAsync(this HttpClient client, Uri gateway, string json = TestGateway.Request, string key = AccessWorld.Shop)
    {
        using var response = await client.AskAsync(HttpMethod.Post, new Uri(gateway, Orders), json, key);
        Assert.That((int)response.StatusCode, Is.EqualTo(202), await response.Content.ReadAsStringAsync());
        return response.Headers.Location!.OriginalString;
    }

    /// <summary>Orders a job; its path.</summary>
    public static Task<string> OrderAsync(this GatewayHost gateway, string json = TestGateway.Request, string key = AccessWorld.Shop) =>
        gateway.Client.OrderAsync(gateway.Address, json, key);

    /// <summary>The job as it is now.</summary>
    public static async Task<JsonObject> JobAsync(this HttpClient client, Uri gateway, string path, string key = AccessWorld.Shop)
    {
        using var response = await client.AskAsync(HttpMethod.Get, new Uri(gateway, path), key: key);
        return await response.JsonAsync();
    }

    /// <summary>The job as it is now.</summary>
    public static Task<JsonObject> JobAsync(this GatewayHost gateway, string path, string key = AccessWorld.Shop) =>
        gateway.Client.JobAsync(gateway.Address, path, key);

    /// <summary>Waits until a job has a status.</summary>
    public static async Task<JsonObject> ReachedAsync(this HttpClient client, Uri gateway, string path, string status, string key = AccessWorld.Shop)
    {
        using var patience = new CancellationTokenSource(Patience.Long);
        while (true)
        {
            var job = await client.JobAsync(gateway, path, key);
            if ((string?)job["status"] == status)
                return job;
            if (patience.IsCancellationRequested)
                Assert.Fail($"never {status}: {job.ToJsonString()}");
            await Task.Delay(20, CancellationToken.None);
        }
    }

    /// <summary>Waits until a job has a status.</summary>
    public static Task<JsonObject> ReachedAsync(this GatewayHost gateway, string path, string status, string key = AccessWorld.Shop) =>
        gateway.Client.ReachedAsync(gateway.Address, path, status, key);

    /// <summary>A value of the state.</summary>
    public static async Task<object?> ScalarAsync(this GatewayHost gateway, string sql)
    {
        await using var connection = await gateway.Services.GetRequiredService<StateService>().Database!.OpenAsync(default);
        return await connection.ScalarAsync(null, sql, default);
    }

    /// <summary>Changes the state as no gateway does.</summary>
    public static async Task ExecuteAsync(this GatewayHost gateway, string sql)
    {
        await using var connection = await gateway.Services.GetRequiredService<StateService>().Database!.OpenAsync(default);
        await connection.ExecuteAsync(null, sql, default);
    }

    /// <summary>Takes the file over as it is now.</summary>
    public static Task ReloadAsync(this GatewayHost gateway) =>
        gateway.Services.GetServices<IHostedService>().OfType<ProxyConfigurationReloader>().Single().LookAsync();
}
