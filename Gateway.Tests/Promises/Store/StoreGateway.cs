using System.Text;
using System.Text.Json.Nodes;
using Iris.Gateway.Store;
using Iris.Gateway.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Iris.Gateway.Tests.Promises.Store;

/// <summary>A gateway with a store in a folder that outlives it, and pictures in the store.</summary>
internal static class StoreGateway
{
    /// <summary>A gateway; its store and state lie in <paramref name="folder"/>.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="clock">The clock; null for the system's.</param>
    /// <param name="store">More of the section Store, as JSON.</param>
    /// <param name="images">More of the section Images, as JSON.</param>
    /// <param name="clusters">The clusters; null for the sandbox.</param>
    public static Task<GatewayHost> StartAsync(
        string folder, TestClock? clock = null, string store = "{}", string images = "{}", JsonObject? clusters = null)
    {
        var section = JsonNode.Parse(images)!.AsObject();
        var own = JsonNode.Parse(store)!.AsObject();
        if (!own.ContainsKey("S3"))
            own["Directory"] = Path.Combine(folder, "files");
        section["Store"] = own;
        section["State"] = new JsonObject { ["Sqlite"] = Path.Combine(folder, "iris.db") };
        return GatewayHost.StartAsync(
            ProxyJson.Create(clusters ?? new JsonObject { ["sandbox"] = ProxyJson.Sandbox() }, section), configure: builder => clock?.Install(builder));
    }

    /// <summary>The store of a gateway.</summary>
    public static StoreService Store(this GatewayHost gateway) => gateway.Services.GetRequiredService<StoreService>();

    /// <summary>Keeps bytes as a picture; its address.</summary>
    public static async Task<(StoredFile File, string Address)> KeepAsync(
        this GatewayHost gateway, byte[] bytes, string contentType = "image/png", FileKind kind = FileKind.Picture)
    {
        var store = gateway.Store();
        await using var writer = store.Files!.Create(new NewFile(kind, null, TimeSpan.FromHours(1)));
        writer.ContentType = contentType;
        writer.Write(bytes);
        var file = await writer.CommitAsync(default);
        return (file, store.Addresses!.Of(file, gateway.Address.GetLeftPart(UriPartial.Authority)));
    }

    /// <summary>Keeps a text as a picture; its address.</summary>
    public static async Task<string> KeepAsync(this GatewayHost gateway, string text) => (await gateway.KeepAsync(Encoding.ASCII.GetBytes(text))).Address;
}
