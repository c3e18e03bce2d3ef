using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Iris.Gateway.Configuration;
using Iris.Gateway.Model.Access;
using Iris.Gateway.State;
using Iris.Gateway.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Iris.Gateway.Tests.Promises.Access;

/// <summary>A gateway that asks for keys, and clients that present them.</summary>
internal static class AccessWorld
{
    /// <summary>The value of the key <c>shop</c>.</summary>
    public const string Shop = "sk-iris-shop-0123456789";

    /// <summary>A plain request that costs nothing.</summary>
    public const string Request = """{"model":"sandbox/painter","prompt":"a fox","size":"64x64"}""";

    /// <summary>The section Access with these keys.</summary>
    public static JsonObject Keys(params (string Name, JsonObject Key)[] keys) => Keys(null, keys);

    /// <summary>The section Access with these groups and keys.</summary>
    public static JsonObject Keys(JsonObject? groups, params (string Name, JsonObject Key)[] keys)
    {
        var all = new JsonObject();
        foreach (var (name, key) in keys)
            all[name] = key;
        var access = new JsonObject { ["Keys"] = all };
        if (groups is not null)
            access["Groups"] = groups;
        return access;
    }

    /// <summary>A key with this value and these members, as JSON.</summary>
    public static JsonObject Key(string value, string members = "{}")
    {
        var key = JsonNode.Parse(members)!.AsObject();
        key["Value"] = value;
        return key;
    }

    /// <summary>A gateway with the sandbox, or other clusters, behind the door.</summary>
    public static Task<GatewayHost> StartAsync(
        JsonObject access, JsonObject? clusters = null, JsonObject? routes = null, TestClock? clock = null, JsonObject? images = null)
    {
        var all = images ?? [];
        all["Access"] = access;
        return GatewayHost.StartAsync(
            ProxyJson.Create(clusters ?? new JsonObject { ["sandbox"] = ProxyJson.Sandbox() }, all, routes), configure: builder => clock?.Install(builder));
    }

    /// <summary>Sends a request with a header.</summary>
    public static async Task<HttpResponseMessage> SendAsync(
        this GatewayHost gateway, string path, string? json, (string Name, string Value)? header = null, HttpMethod? method = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Post, path);
        if (json is not null)
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(json)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        if (header is var (name, value))
            request.Headers.TryAddWithoutValidation(name, value);
        return await gateway.Client.SendAsync(request);
    }

    /// <summary>Draws a picture with a key in OpenAI's header.</summary>
    public static Task<HttpResponseMessage> DrawAsync(this GatewayHost gateway, string? key = Shop, string json = Request) =>
        gateway.SendAsync("/v1/images/generations", json, key is null ? null : ("Authorization", "Bearer " + key));

    /// <summary>Waits until every limit and budget reads as wanted: a call is settled behind its answer.</summary>
    public static Task SettledAsync(this GatewayHost gateway, Func<UsageReading, bool> isAsWanted)
    {
        var ledger = gateway.Services.GetRequiredService<ILedger>();
        var access = gateway.Services.GetRequiredService<ProxyConfigurationProvider>().Current.Images.Access!;
        UsageCounter[] counters = [.. access.Keys.Values.SelectMany(key => key.Counters)];
        return Patience.UntilAsync(() => ledger.ReadAsync(counters, default).AsTask().Result.All(isAsWanted), "every call is settled");
    }

    /// <summary>The answer's status and the types that its envelope names.</summary>
    public static async Task<(int Status, string? Type, string? ErrorType)> TypeAsync(this HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        var body = text.StartsWith('{') ? JsonNode.Parse(text) : null;
        return ((int)response.StatusCode, (string?)body?["type"], (string?)body?["error"]?["type"]);
    }
}
