using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Store;

/// <summary>The promise: the file says where pictures are kept, for how long, and what their addresses begin with.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class StoredAddressTests : StoredPictures
{
    [Test]
    public async Task Generate_AfterAReload_PicturesLastAsTheFileSaysNow()
    {
        await using var gateway = await StoreGateway.StartAsync(Folder, images: Url);
        await File.WriteAllTextAsync(
            gateway.ConfigPath, (await File.ReadAllTextAsync(gateway.ConfigPath)).Replace("\"Directory\"", "\"TimeToLive\":\"00:05:00\",\"Directory\""));
        await Patience.UntilAsync(() => gateway.Store().Files!.Options.TimeToLive == TimeSpan.FromMinutes(5), "the edit is not in force");
        using var response = await gateway.PostAsync(
            TestGateway.Generations, """{"model":"sandbox/painter","prompt":"a","size":"64x48","response_format":"url"}""");
        var file = await gateway.Store().Files!.FindAsync(new Uri((string)(await response.JsonAsync())["data"]![0]!["url"]!).Segments[^1], default);
        Assert.That(file!.Expires - file.Created, Is.EqualTo(TimeSpan.FromMinutes(5)));
    }

    [TestCase(false, "https://cdn.example/picture.png")]
    [TestCase(true, "/v1/images/files/")]
    public async Task Generate_ProviderGivesAnAddress_ItIsCopiedWhereThatIsWanted(bool copies, string expected)
    {
        await using var provider = RawProvider.Start(connection => connection.SendAsync(RawAnswer.Whole(200, connection.Request.Body.Contains("b64_json")
            ? RawAnswer.Json
            : """{"data":[{"url":"https://cdn.example/picture.png"}]}""")));
        await using var gateway = await StartAsync(provider, copies ? """{"CopyUrls":true}""" : "{}");
        using var response = await gateway.PostAsync(
            TestGateway.Generations, """{"model":"openai/sd","prompt":"a red fox","response_format":"url"}""");
        var answer = await response.JsonAsync();
        Assert.That((string?)answer["data"]![0]!["url"], Does.Contain(expected), answer.ToJsonString());
        Assert.That(Warnings(answer), Is.Empty);
    }

    [Test]
    public async Task Generate_RouteSaysStore_CountsInsteadOfTheInstallation()
    {
        var file = JsonNode.Parse(ProxyJson.Create(
            new JsonObject { ["sandbox"] = ProxyJson.Sandbox() },
            new JsonObject
            {
                ["State"] = new JsonObject { ["Sqlite"] = Path.Combine(Folder, "iris.db") },
                ["Store"] = new JsonObject { ["Directory"] = Path.Combine(Folder, "files") },
            }))!;
        file["ReverseProxy"]!["Routes"]!["unified"]!["Metadata"]!["Url"] = "store";
        await using var gateway = await GatewayHost.StartAsync(file.ToJsonString());
        using var response = await gateway.PostAsync(
            TestGateway.Generations, """{"model":"sandbox/painter","prompt":"a","size":"64x48","response_format":"url"}""");
        Assert.That((string?)(await response.JsonAsync())["data"]![0]!["url"], Does.Contain("/v1/images/files/"));
    }

    [Test]
    public async Task Generate_BehindATrustedProxy_TheAddressIsTheProxys()
    {
        await using var gateway = await GatewayHost.StartAsync(
            ProxyJson.Create(new JsonObject { ["sandbox"] = ProxyJson.Sandbox() }, new JsonObject
            {
                ["Url"] = "store",
                ["State"] = new JsonObject { ["Sqlite"] = Path.Combine(Folder, "iris.db") },
                ["Store"] = new JsonObject { ["Directory"] = Path.Combine(Folder, "files") },
            }), args: ["--ForwardedHeaders_Enabled=true"]);
        using var request = new HttpRequestMessage(HttpMethod.Post, TestGateway.Generations)
        {
            Content = TestGateway.Content("""{"model":"sandbox/painter","prompt":"a","size":"64x48","response_format":"url"}"""),
            Headers = { Host = "images.example", },
        };
        request.Headers.TryAddWithoutValidation("X-Forwarded-Proto", "https");
        using var response = await gateway.Client.SendAsync(request);
        Assert.That((string?)(await response.JsonAsync())["data"]![0]!["url"], Does.StartWith("https://images.example/v1/images/files/"));
    }

    [Test]
    public async Task Generate_IntoABucket_TheAddressLeadsThere()
    {
        await using var bucket = await S3Server.StartAsync();
        await using var provider = RawProvider.Start(Sends("json", Picture));
        await using var gateway = await StartAsync(provider, $$"""
            {"SigningKey":"a-key-0123456789abcdef-0","S3":{"Endpoint":"{{bucket.Address}}","Bucket":"{{S3Server.Bucket}}",
             "Region":"{{S3Server.Region}}","AccessKeyId":"{{S3Server.Id}}","SecretAccessKey":"{{S3Server.Secret}}" } }
            """);
        var answer = await AskAsync(gateway, "json");
        Assert.That((await gateway.Client.GetByteArrayAsync((string)answer["data"]![0]!["url"]!)).AsSpan().SequenceEqual(Picture), Is.True);
        bucket.Fails = _ => 403;
        var failed = await AskAsync(gateway, "json");
        Assert.That(Warnings(failed), Is.EqualTo(new[] { "store_failed" }), "the same bytes are only shared where they can be found");
        Assert.That(Convert.FromBase64String((string)failed["data"]![0]!["b64_json"]!).AsSpan().SequenceEqual(Picture), Is.True);
    }
}
