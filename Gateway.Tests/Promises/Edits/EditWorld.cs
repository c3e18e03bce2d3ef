using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Iris.Gateway.Exchanges;
using Iris.Gateway.Spool;
using Iris.Gateway.Tests.Hosting;
using Iris.Transforms;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Edits;

/// <summary>A gateway before a provider that tells what it was given; its spool lies in a folder of its own.</summary>
internal sealed class EditWorld : IAsyncDisposable
{
    public const string Route = "/v1/images/edits";

    private EditWorld(GatewayHost gateway, RawProvider provider, EchoProvider echo, string spool) =>
        (Gateway, Provider, Echo, Spool) = (gateway, provider, echo, spool);

    public GatewayHost Gateway { get; }
    public RawProvider Provider { get; }
    /// <summary>The codec of the cluster echo.</summary>
    public EchoProvider Echo { get; }
    /// <summary>The spool's folder.</summary>
    public string Spool { get; }

    /// <summary>The bytes that the pictures of all running calls take.</summary>
    public long Taken => Gateway.Services.GetRequiredService<SpoolBudget>().Taken;

    /// <summary>Starts it.</summary>
    /// <param name="limits">The section Limits.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="scripts">The provider's scripts; by default it draws.</param>
    public static Task<EditWorld> StartAsync(JsonObject? limits = null, TestClock? clock = null, params Func<RawConnection, Task>[] scripts) =>
        StartWithAsync(new JsonObject { ["Limits"] = limits ?? [] }, clock, scripts);

    /// <summary>Starts it with more members of <c>Images</c>.</summary>
    public static Task<EditWorld> WithAsync(string name, JsonNode value) => WithAsync(clock: null, (name, value));

    /// <summary>Starts it with several more members of <c>Images</c>.</summary>
    public static Task<EditWorld> WithAsync(params (string Name, JsonNode Value)[] members) => WithAsync(clock: null, members);

    /// <summary>Starts it with more members of <c>Images</c> and with a clock.</summary>
    public static Task<EditWorld> WithAsync(TestClock? clock, params (string Name, JsonNode Value)[] members) =>
        StartWithAsync(new JsonObject(members.Select(member => KeyValuePair.Create<string, JsonNode?>(member.Name, member.Value))), clock, []);

    /// <summary>Starts it with the section Downloads and a rule that says which addresses are public.</summary>
    public static Task<EditWorld> WithAsync(JsonObject downloads, Predicate<IPAddress> isPublic) =>
        StartWithAsync(new JsonObject { ["Downloads"] = downloads }, null, [], builder => builder.Services.AddSingleton(
            services => new ClientPictures(services.GetRequiredService<SpoolBudget>(), TimeProvider.System, isPublic)));

    private static async Task<EditWorld> StartWithAsync(
        JsonObject more, TestClock? clock, Func<RawConnection, Task>[] scripts, Action<WebApplicationBuilder>? configure = null)
    {
        var provider = RawProvider.Start(scripts.Length == 0 ? [RawAnswer.PictureAsync] : scripts);
        var spool = Directory.CreateTempSubdirectory("iris-spool-test-").FullName;
        var images = TestGateway.Deadlines();
        images["Resilience"] = TestGateway.Calm["Resilience"]!.DeepClone();
        images[nameof(Spool)] = new JsonObject { ["Folder"] = spool };
        foreach (var (name, value) in more)
            images[name] = value!.DeepClone();
        var clusters = new JsonObject
        {
            ["echo"] = ProxyJson.Cluster("echo", provider.Address),
            ["text"] = ProxyJson.Cluster("nebius", provider.Address),
            ["keyless"] = ProxyJson.Cluster("nebius", provider.Address, key: null),
            ["azure"] = ProxyJson.Cluster("echo", provider.Address),
        };
        var echo = new EchoProvider();
        var gateway = await GatewayHost.StartAsync(
            ProviderCatalog.All.With(echo), ProxyJson.Create(clusters, images), configure: builder =>
            {
                clock?.Install(builder);
                configure?.Invoke(builder);
            });
        return new EditWorld(gateway, provider, echo, spool);
    }

    /// <summary>Posts a form and gives what the provider was given.</summary>
    public async Task<JsonNode> EchoAsync(MultipartFormDataContent form, string path = Route)
    {
        var before = Provider.Requests.Count;
        using (form)
        using (var response = await Gateway.Client.PostAsync(path, form))
            Assert.That((int)response.StatusCode, Is.EqualTo(200), await response.Content.ReadAsStringAsync());
        return JsonNode.Parse(Provider.Requests[before].Body)!;
    }

    /// <summary>Asserts that nothing is left of any call.</summary>
    public async Task NothingLeftAsync()
    {
        await Patience.UntilAsync(() => Taken == 0, $"{Taken} bytes are still taken");
        Assert.That(Directory.GetFileSystemEntries(Spool), Is.Empty);
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Provider.DisposeAsync();
        Directory.Delete(Spool, recursive: true);
    }

    /// <summary>A form of texts and files, in this order.</summary>
    public static MultipartFormDataContent Form(params (string Name, object Value)[] parts)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, value) in parts)
        {
            if (value is byte[] file)
                form.Add(new ByteArrayContent(file) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } }, name, "picture.bin");
            else
                form.Add(new StringContent((string)value), name);
        }
        return form;
    }

    /// <summary>A picture's header and then any bytes.</summary>
    public static byte[] Png(int width = 8, int height = 8, int length = 100, int seed = 1)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        new byte[] { 0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52 }.CopyTo(bytes, 0);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(20), height);
        return bytes;
    }

    /// <summary>The beginning of a picture of another format.</summary>
    public static byte[] Head(string type) => type switch
    {
        "image/jpeg" => [0xFF, 0xD8, 0xFF, 0xC0, 0, 17, 8, 0, 8, 0, 8, .. new byte[20]],
        "image/gif" => [.. "GIF89a"u8, 8, 0, 8, 0, .. new byte[20]],
        "image/bmp" => [.. "BM"u8, .. new byte[12], 40, 0, 0, 0, 8, 0, 0, 0, 0xF8, 0xFF, 0xFF, 0xFF, .. new byte[20]],
        "image/webp" => [.. "RIFF"u8, 30, 0, 0, 0, .. "WEBPVP8X"u8, 10, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 7, 0, 0, .. new byte[20]],
        "image/heic" => [0, 0, 0, 24, .. "ftypheic\0\0\0\0mif1heic"u8, .. new byte[20]],
        "image/heif" => [0, 0, 0, 24, .. "ftypmif1\0\0\0\0mif1miaf"u8, .. new byte[20]],
        "image/avif" => [0, 0, 0, 24, .. "ftypmif1\0\0\0\0avifmif1"u8, .. new byte[20]],
        "image/tiff" => [.. "II*\0"u8, .. new byte[20]],
        _ => Png(),
    };

    public static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>The hashes of the inputs that a provider was given, each checked against what it was told.</summary>
    public static string[] Hashes(JsonNode echo) => [.. echo["inputs"]!.AsArray().Select(input =>
    {
        Assert.That((string?)input!["hash"], Is.EqualTo((string?)input["told"]));
        return (string)input["hash"]!;
    })];

    /// <summary>A raw request with a form that can be sent in pieces.</summary>
    public static string RawForm(params (string Headers, string Body)[] parts)
    {
        var text = new StringBuilder();
        foreach (var (headers, body) in parts)
            text.Append("--cut\r\nContent-Disposition: form-data; ").Append(headers).Append("\r\n\r\n").Append(body).Append("\r\n");
        return text.Append("--cut--\r\n").ToString();
    }
}
