using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Promises.Edits;
using Microsoft.Data.Sqlite;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Store;

/// <summary>The promise: a url is told when its picture is kept, and not before; a picture that cannot be kept is in the answer instead.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class StoredUrlTests
{
    private const string Url = """{"Url":"store"}""";

    // Large enough to come in several pieces, with a length that base64 has to pad.
    private static readonly byte[] Picture = EditWorld.Png(64, 48, 1_500_001);

    private string _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("iris-store-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Generate_SeveralPictures_EachHasItsAddressAndItsFacts()
    {
        await using var gateway = await StoreGateway.StartAsync(
            _folder, images: """{"Url":"store","Access":{"Keys":{"shop":{"Value":"sk-shop-0123456789"}}}}""");
        using var request = new HttpRequestMessage(HttpMethod.Post, TestGateway.Generations)
        {
            Content = TestGateway.Content("""{"model":"sandbox/painter","prompt":"a red fox","size":"64x48","n":3,"response_format":"url"}"""),
            Headers = { { "Authorization", "Bearer sk-shop-0123456789" } },
        };
        using var response = await gateway.Client.SendAsync(request);
        var answer = await response.JsonAsync();
        var addresses = answer["data"]!.AsArray().Select(picture => (string)picture!["url"]!).ToArray();
        Assert.That(addresses, Is.Unique.And.Length.EqualTo(3));
        Assert.That(answer["data"]!.AsArray().Select(picture => (int)picture!["index"]!), Is.EqualTo(new[] { 0, 1, 2 }));
        Assert.That((string?)answer["size"], Is.EqualTo("64x48"));
        foreach (var address in addresses)
        {
            var file = await gateway.Store().Files!.FindAsync(new Uri(address).Segments[^1], default);
            Assert.That(
                (file!.Owner, file.Size, file.ContentType, file.Expires - file.Created),
                Is.EqualTo(("shop", "64x48", "image/png", TimeSpan.FromDays(1))), "the address alone is enough to read");
            Assert.That(address, Does.StartWith(gateway.Address.GetLeftPart(UriPartial.Authority) + "/v1/images/files/" + file.Id));
            Assert.That((await gateway.Client.GetByteArrayAsync(address)).Length, Is.EqualTo(file.Length));
        }
    }

    [Test]
    public async Task Generate_WithoutUrlAskedFor_NothingIsStored()
    {
        await using var gateway = await StoreGateway.StartAsync(_folder, images: Url);
        using var plain = await gateway.PostAsync(TestGateway.Generations, """{"model":"sandbox/painter","prompt":"a","size":"64x48"}""");
        using var stream = await gateway.PostAsync(TestGateway.Generations, """{"model":"sandbox/painter","prompt":"a","size":"64x48","stream":true}""");
        Assert.That(await plain.Content.ReadAsStringAsync(), Does.Contain("\"b64_json\":").And.Not.Contain("/files/"));
        Assert.That(await stream.Content.ReadAsStringAsync(), Does.Contain("\"b64_json\":").And.Not.Contain("/files/"));
        Assert.That(Pictures(), Is.Empty);
    }

    [Test]
    public async Task Generate_UrlOfAStream_StaysRefused()
    {
        await using var gateway = await StoreGateway.StartAsync(_folder, images: Url);
        using var response = await gateway.PostAsync(
            TestGateway.Generations, """{"model":"sandbox/painter","prompt":"a","stream":true,"response_format":"url"}""");
        Assert.That((string?)(await response.EnvelopeAsync(HttpStatusCode.BadRequest))["error"]!["code"], Is.EqualTo("unsupported_parameter"));
    }

    [Test]
    public async Task Generate_StreamsWithAddresses_HaveThemBesideTheBase64OfFinishedPictures()
    {
        await using var provider = RawProvider.Start(RawAnswer.EventsAsync);
        await using var gateway = await StartAsync(provider, """{"InStreams":true}""");
        using var response = await gateway.PostAsync(TestGateway.Generations, """{"model":"openai/gpt-image-2","prompt":"a","stream":true,"partial_images":1}""");
        var events = (await response.Content.ReadAsStringAsync()).Split('\n').Where(line => line.StartsWith("data: "))
            .Select(line => JsonNode.Parse(line[6..])!.AsObject()).ToArray();
        Assert.That(events.Select(one => (string)one["type"]!), Is.EqualTo(new[] { "image_generation.partial_image", "image_generation.completed" }));
        Assert.That(events.Select(one => (string)one["b64_json"]!), Is.All.EqualTo(RawAnswer.Pixel));
        Assert.That(events[0].ContainsKey("url"), Is.False);
        Assert.That(await gateway.Client.GetByteArrayAsync((string)events[1]["url"]!), Is.EqualTo(Convert.FromBase64String(RawAnswer.Pixel)));
    }

    [Test]
    public async Task Generate_LargePictureOfAStream_IsWholeInBothPlaces()
    {
        var completed = RawAnswer.Completed.Replace(RawAnswer.Pixel, Convert.ToBase64String(Picture));
        await using var provider = RawProvider.Start(connection => connection.SendAsync(
            RawAnswer.EventsInChunks + RawAnswer.Chunk(RawAnswer.Partial) + RawAnswer.Chunk(completed) + RawAnswer.LastChunk));
        await using var gateway = await StartAsync(provider, """{"InStreams":true}""");
        using var response = await gateway.PostAsync(TestGateway.Generations, """{"model":"openai/gpt-image-2","prompt":"a","stream":true,"partial_images":1}""");
        var text = await response.Content.ReadAsStringAsync();
        var last = JsonNode.Parse(text.Split('\n').Last(line => line.StartsWith("data: "))[6..])!;
        Assert.That(Convert.FromBase64String((string)last["b64_json"]!).AsSpan().SequenceEqual(Picture), Is.True);
        Assert.That((await gateway.Client.GetByteArrayAsync((string)last["url"]!)).AsSpan().SequenceEqual(Picture), Is.True);
    }

    [Test]
    public async Task Generate_SeveralCalls_EachPictureHasItsAddress()
    {
        var seed = 0;
        await using var provider = RawProvider.Start(
            connection => Sends("bytes", EditWorld.Png(32, 32, 200_000, Interlocked.Increment(ref seed)))(connection));
        await using var gateway = await StartAsync(provider);
        var answer = await AskAsync(gateway, "bytes", ",\"n\":3");
        var files = await Task.WhenAll(answer["data"]!.AsArray().Select(picture => gateway.Client.GetByteArrayAsync((string)picture!["url"]!)));
        Assert.That(files.Select(file => file.Length), Is.EqualTo(new[] { 200_000, 200_000, 200_000 }));
        Assert.That(files.Select(EditWorld.Hash), Is.Unique);
        Assert.That(provider.Requests, Has.Count.EqualTo(3));
    }

    [Test]
    public async Task Generate_AfterAReload_PicturesLastAsTheFileSaysNow()
    {
        await using var gateway = await StoreGateway.StartAsync(_folder, images: Url);
        await File.WriteAllTextAsync(
            gateway.ConfigPath, (await File.ReadAllTextAsync(gateway.ConfigPath)).Replace("\"Directory\"", "\"TimeToLive\":\"00:05:00\",\"Directory\""));
        await Patience.UntilAsync(() => gateway.Store().Files!.Options.TimeToLive == TimeSpan.FromMinutes(5), "the edit is not in force");
        using var response = await gateway.PostAsync(
            TestGateway.Generations, """{"model":"sandbox/painter","prompt":"a","size":"64x48","response_format":"url"}""");
        var file = await gateway.Store().Files!.FindAsync(new Uri((string)(await response.JsonAsync())["data"]![0]!["url"]!).Segments[^1], default);
        Assert.That(file!.Expires - file.Created, Is.EqualTo(TimeSpan.FromMinutes(5)));
    }

    [TestCase("json")]
    [TestCase("bytes")]
    [TestCase("json small", 3)]
    [TestCase("bytes small", 3)]
    public async Task Generate_LargePicture_IsBehindItsAddress(string form, int length = 1_500_001)
    {
        var picture = Picture[..Math.Max(length, 60)];
        await using var provider = RawProvider.Start(Sends(form, picture));
        await using var gateway = await StartAsync(provider);
        var answer = await AskAsync(gateway, form);
        var address = (string)answer["data"]![0]!["url"]!;
        Assert.That((await gateway.Client.GetByteArrayAsync(address)).AsSpan().SequenceEqual(picture), Is.True);
        Assert.That(Warnings(answer), Is.Empty);
    }

    // What stands in the way comes in the middle of the picture, or at its end.
    [TestCase("json", "room")]
    [TestCase("bytes", "room")]
    [TestCase("json", "folder")]
    [TestCase("bytes", "folder")]
    [TestCase("json", "index")]
    [TestCase("bytes", "index")]
    public async Task Generate_StoreFails_ThePictureIsInTheAnswerWithAWarning(string form, string fault)
    {
        await using var provider = RawProvider.Start(Sends(form, Picture));
        await using var gateway = await StartAsync(provider, fault == "room" ? """{"Bytes":1048576}""" : "{}");
        Break(fault);
        var answer = await AskAsync(gateway, form);
        var got = answer["data"]!.AsArray().Single()!.AsObject();
        Assert.That(got.Select(member => member.Key), Is.EquivalentTo(new[] { "b64_json", "index" }));
        Assert.That(Convert.FromBase64String((string)got["b64_json"]!).AsSpan().SequenceEqual(Picture), Is.True);
        Assert.That(Warnings(answer), Is.EqualTo(new[] { "store_failed" }));
        Assert.That((string?)answer["size"], Is.EqualTo("64x48"));
        await Patience.UntilAsync(() => Pictures().Length == 0, "something is left");
        Assert.That(gateway.Logs.Entries.Count(entry => entry.Id.Name == "FileNotStored"), Is.EqualTo(1));
    }

    [TestCase("json", "room")]
    [TestCase("bytes", "folder")]
    [TestCase("json", "index")]
    public async Task Generate_StoreFailsStrictly_IsA502AndNoOtherTargetIsAsked(string form, string fault)
    {
        await using var provider = RawProvider.Start(Sends(form, Picture));
        await using var gateway = await StartAsync(provider, fault == "room" ? """{"Bytes":1048576}""" : "{}", """{"Url":"store","Strict":true}""");
        Break(fault);
        using var response = await gateway.PostAsync(TestGateway.Generations, Ask(form, ",\"fallbacks\":[\"openai/gpt-image-1\"]"));
        var envelope = await response.EnvelopeAsync(HttpStatusCode.BadGateway);
        Assert.That((string?)envelope["error"]!["type"], Is.EqualTo("store_failed"));
        Assert.That(envelope["extra_fields"]!["attempts"]!.AsArray().Select(attempt => (bool)attempt!["possibly_billed"]!), Is.EqualTo(new[] { true }));
        Assert.That(provider.Requests, Has.Count.EqualTo(1));
        await Patience.UntilAsync(() => Pictures().Length == 0, "something is left");
    }

    [Test]
    public async Task Generate_SecondPictureCannotBeKept_TheFirstHasItsAddressAndTheSecondIsThere()
    {
        var small = EditWorld.Png(8, 8, 500_000, seed: 5);
        await using var provider = RawProvider.Start(connection => connection.SendAsync(RawAnswer.Whole(
            200, $$"""{"data":[{"b64_json":"{{Convert.ToBase64String(small)}}"},{"b64_json":"{{Convert.ToBase64String(Picture)}}","revised_prompt":"x"}]}""")));
        await using var gateway = await StartAsync(provider, """{"Bytes":1500000}""");
        var answer = await AskAsync(gateway, "json", ",\"n\":2");
        Assert.That(await gateway.Client.GetByteArrayAsync((string)answer["data"]![0]!["url"]!), Is.EqualTo(small));
        Assert.That(Convert.FromBase64String((string)answer["data"]![1]!["b64_json"]!).AsSpan().SequenceEqual(Picture), Is.True);
        Assert.That((string?)answer["data"]![1]!["revised_prompt"], Is.EqualTo("x"));
        Assert.That(Warnings(answer), Is.EqualTo(new[] { "store_failed" }));
    }

    [Test]
    public async Task Generate_PictureBreaksOff_NothingIsKeptAndAnotherTargetIsAsked()
    {
        var torn = RawAnswer.JsonUntilClose + "{\"data\":[{\"b64_json\":\"" + Convert.ToBase64String(Picture)[..900_000];
        await using var provider = RawProvider.Start(
            async connection =>
            {
                await connection.SendAsync(torn);
                connection.Reset();
            },
            Sends("json", Picture));
        await using var gateway = await StartAsync(provider);
        var answer = await AskAsync(gateway, "json", ",\"fallbacks\":[\"openai/gpt-image-1\"]");
        Assert.That((await gateway.Client.GetByteArrayAsync((string)answer["data"]![0]!["url"]!)).AsSpan().SequenceEqual(Picture), Is.True);
        Assert.That(answer["extra_fields"]!["attempts"]!.AsArray(), Has.Count.EqualTo(2));
        await Patience.UntilAsync(() => Pictures().Length == 1, "the torn picture is left");
    }

    [Test]
    public async Task Generate_ClientLeavesInsideAPicture_NothingIsKept()
    {
        await using var provider = RawProvider.Start(async connection =>
        {
            await connection.SendAsync(RawAnswer.JsonUntilClose + "{\"data\":[{\"b64_json\":\"" + Convert.ToBase64String(Picture)[..900_000]);
            await connection.HoldAsync();
        });
        await using var gateway = await StartAsync(provider);
        using var gone = new CancellationTokenSource();
        var posting = gateway.PostAsync(TestGateway.Generations, Ask("json"), gone.Token);
        await Patience.UntilAsync(() => Pictures().Length == 1, "no beginning of a picture");
        await gone.CancelAsync();
        Assert.That(async () => await posting, Throws.InstanceOf<OperationCanceledException>());
        await Patience.UntilAsync(() => Pictures().Length == 0, "the torn picture is left");
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
            TestGateway.Generations, """{"model":"openai/dall-e-3","prompt":"a red fox","response_format":"url"}""");
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
                ["State"] = new JsonObject { ["Sqlite"] = Path.Combine(_folder, "iris.db") },
                ["Store"] = new JsonObject { ["Directory"] = Path.Combine(_folder, "files") },
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
                ["State"] = new JsonObject { ["Sqlite"] = Path.Combine(_folder, "iris.db") },
                ["Store"] = new JsonObject { ["Directory"] = Path.Combine(_folder, "files") },
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

    private Task<GatewayHost> StartAsync(RawProvider provider, string store = "{}", string images = Url) => StoreGateway.StartAsync(
        _folder, store: store, images: images,
        clusters: new JsonObject { ["openai"] = ProxyJson.Cluster("openai", provider.Address), ["huggingface"] = ProxyJson.Cluster("huggingface", provider.Address) });

    private static string Ask(string form, string more = "") =>
        $$"""{"model":"{{(form.StartsWith("json") ? "openai/gpt-image-2" : "huggingface/hf-inference/org/model")}}","prompt":"a fox","response_format":"url"{{more}}}""";

    private static async Task<JsonObject> AskAsync(GatewayHost gateway, string form, string more = "")
    {
        using var response = await gateway.PostAsync(TestGateway.Generations, Ask(form, more));
        var text = await response.Content.ReadAsStringAsync().WaitAsync(Patience.Long);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), text);
        return JsonNode.Parse(text, documentOptions: new() { AllowDuplicateProperties = false })!.AsObject();
    }

    private static Func<RawConnection, Task> Sends(string form, byte[] picture) => async connection =>
    {
        if (form.StartsWith("json"))
        {
            await connection.SendAsync(RawAnswer.Whole(200, $$"""{"created":1768500000,"data":[{"b64_json":"{{Convert.ToBase64String(picture)}}"}]}"""));
            return;
        }
        // The end of a PNG, so that it is whole.
        Convert.FromBase64String(RawAnswer.Pixel)[^12..].CopyTo(picture, picture.Length - 12);
        await connection.SendAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: {picture.Length}\r\n\r\n"));
        await connection.SendAsync(picture);
    };

    private void Break(string fault)
    {
        if (fault == "folder")
        {
            Directory.Delete(Path.Combine(_folder, "files", "new"), recursive: true);
            // In the folder's place, so that it cannot be made again.
            File.WriteAllText(Path.Combine(_folder, "files", "new"), "");
        }
        else if (fault == "index")
        {
            using var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, "iris.db")};Pooling=False");
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "DROP TABLE iris_files";
            command.ExecuteNonQuery();
        }
    }

    private string[] Pictures() => Directory.Exists(Path.Combine(_folder, "files"))
        ? [.. Directory.GetFiles(Path.Combine(_folder, "files"), "*", SearchOption.AllDirectories).Where(path => Path.GetFileName(path) is not ("signing.key" or "new"))]
        : [];

    private static string[] Warnings(JsonObject answer) =>
        [.. (answer["extra_fields"]!["warnings"]?.AsArray() ?? []).Select(warning => (string)warning!["code"]!).Where(code => code is not ("price_unknown" or "model_retired"))];
}
