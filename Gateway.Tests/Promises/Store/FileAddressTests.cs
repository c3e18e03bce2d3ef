using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Iris.Gateway.Store;
using Iris.Gateway.Tests.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Store;

/// <summary>The promise: an address gives its picture, whole or in ranges, until its time; any other gives the same 404.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class FileAddressTests
{
    private readonly TestClock _clock = new();
    private string _folder = null!;

    [SetUp]
    public void CreateFolder()
    {
        _folder = Directory.CreateTempSubdirectory("iris-store-").FullName;
        _clock.SetUtcNow(new DateTimeOffset(2026, 11, 27, 8, 0, 0, TimeSpan.Zero));
    }

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Get_GoodAddress_GivesThePictureWithWhatABrowserNeeds()
    {
        await using var gateway = await StoreGateway.StartAsync(_folder, _clock);
        var (file, address) = await gateway.KeepAsync(Encoding.ASCII.GetBytes("a picture"), "image/svg+xml");
        using var response = await gateway.Client.GetAsync(address);
        using var head = await gateway.Client.SendAsync(new(HttpMethod.Head, address));
        using var other = await gateway.Client.GetAsync(address.Replace("/v1/", "/openai/v1/"));
        Assert.Multiple(async () =>
        {
            Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo("a picture"));
            Assert.That(await other.Content.ReadAsStringAsync(), Is.EqualTo("a picture"));
            Assert.That(await head.Content.ReadAsStringAsync(), Is.Empty);
            foreach (var one in (HttpResponseMessage[])[response, head])
            {
                Assert.That(one.StatusCode, Is.EqualTo(HttpStatusCode.OK));
                Assert.That(one.Content.Headers.ContentLength, Is.EqualTo(9));
                Assert.That(one.Content.Headers.ContentType!.ToString(), Is.EqualTo("image/svg+xml"));
                Assert.That(one.Content.Headers.ContentDisposition!.ToString(), Is.EqualTo($"inline; filename=\"image-20261127-080000-{file.Id[..8]}.svg\""));
                Assert.That(one.Headers.ETag!.Tag, Is.EqualTo($"\"{file.Sha256}\""));
                Assert.That(one.Header("Cache-Control"), Is.EqualTo("private, max-age=3600, immutable").Or.EqualTo("max-age=3600, private, immutable"));
                Assert.That(one.Header("X-Content-Type-Options"), Is.EqualTo("nosniff"));
                Assert.That(one.Header("Content-Security-Policy"), Is.EqualTo("default-src 'none'; sandbox"));
                Assert.That(one.Header("Accept-Ranges"), Is.EqualTo("bytes"));
            }
            Assert.That(address, Does.Match("/v1/images/files/[0-9a-f]{32}\\?expires=\\d+&signature=[\\w-]{43}$"));
        });
    }

    [TestCase("bytes=2-4", 206, "pic", "bytes 2-4/9")]
    [TestCase("bytes=2-", 206, "picture", "bytes 2-8/9")]
    [TestCase("bytes=-4", 206, "ture", "bytes 5-8/9")]
    [TestCase("bytes=5-1000", 206, "ture", "bytes 5-8/9")]
    [TestCase("bytes=9-", 416, "", "bytes */9")]
    [TestCase("bytes=100-200", 416, "", "bytes */9")]
    [TestCase("bytes=-0", 416, "", "bytes */9")]
    public async Task Get_Range_GivesThatPart(string range, int status, string body, string told)
    {
        await using var gateway = await StoreGateway.StartAsync(_folder, _clock);
        using var request = new HttpRequestMessage(HttpMethod.Get, await gateway.KeepAsync("a picture"));
        request.Headers.TryAddWithoutValidation("Range", range);
        using var response = await gateway.Client.SendAsync(request);
        Assert.That(
            ((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Content.Headers.ContentRange!.ToString()),
            Is.EqualTo((status, body, told)));
    }

    [TestCase("bytes=2-4", "Fri, 27 Nov 2026 08:00:00 GMT", 206, "pic")]
    [TestCase("bytes=2-4", "Fri, 27 Nov 2026 08:00:01 GMT", 200, "a picture")]
    [TestCase("bytes=2-4", "Fri, 27 Nov 2026 07:59:59 GMT", 200, "a picture")]
    [TestCase("bytes=2-4", "whatever", 200, "a picture")]
    [TestCase("chapters=0-1", null, 200, "a picture")]
    [TestCase("bytes", null, 200, "a picture")]
    [TestCase("BYTES=2-4", null, 206, "pic")]
    public async Task Get_RangeThatIsNotMeant_GivesTheWholePicture(string range, string? ifRange, int status, string body)
    {
        await using var gateway = await StoreGateway.StartAsync(_folder, _clock);
        using var request = new HttpRequestMessage(HttpMethod.Get, await gateway.KeepAsync("a picture"));
        request.Headers.TryAddWithoutValidation("Range", range);
        if (ifRange is not null)
            request.Headers.TryAddWithoutValidation("If-Range", ifRange);
        using var response = await gateway.Client.SendAsync(request);
        Assert.That(((int)response.StatusCode, await response.Content.ReadAsStringAsync()), Is.EqualTo((status, body)));
    }

    [Test]
    public async Task Get_KnownTag_GivesNothingAgain()
    {
        await using var gateway = await StoreGateway.StartAsync(_folder, _clock);
        var address = await gateway.KeepAsync("a picture");
        using var first = await gateway.Client.GetAsync(address);
        using var known = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { IfNoneMatch = { first.Headers.ETag! } } };
        using var again = await gateway.Client.SendAsync(known);
        using var changed = new HttpRequestMessage(HttpMethod.Get, address)
        {
            Headers = { IfRange = new RangeConditionHeaderValue("\"another\""), Range = new RangeHeaderValue(2, 4) },
        };
        using var whole = await gateway.Client.SendAsync(changed);
        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
        Assert.That(await whole.Content.ReadAsStringAsync(), Is.EqualTo("a picture"), "a range of another file's is no range of this one");
    }

    [Test]
    public async Task Get_WhateverIsWrong_IsTheSame404()
    {
        await using var gateway = await StoreGateway.StartAsync(_folder, _clock);
        var address = await gateway.KeepAsync("a picture");
        var (other, _) = await gateway.KeepAsync("other"u8.ToArray());
        var (_, answer) = await gateway.KeepAsync("an answer"u8.ToArray(), "application/json", FileKind.Answer);
        var (file, deleted) = await gateway.KeepAsync("gone"u8.ToArray());
        await gateway.Store().Files!.DeleteAsync(file, default);
        var (lost, vanished) = await gateway.KeepAsync("lost"u8.ToArray());
        File.Delete(Path.Combine(_folder, "files", lost.Blob[..2], lost.Blob));
        var id = new Uri(address).Segments[^1];
        string[] wrong =
        [
            deleted, vanished, answer, address.Replace(id, other.Id), address.Replace(id, new string('0', 32)), address.Split('?')[0], address.Split('&')[0],
            address.Replace("expires=1", "expires=2"), address.Replace("expires=", "expires=0"), address.Replace("expires=", "expires=-"),
            address[..^1] + (address[^1] == 'A' ? 'B' : 'A'), address + "A", address + "&signature=" + address[^43..],
            address.Replace("signature=", "signature=%00"),
            address.Replace(id, "..%2F..%2Firis.db"), address.Replace(id, "signing.key"), address.Replace(id, id.ToUpperInvariant() + "%2F..%2Fsigning.key"),
        ];
        var answers = new List<string>();
        foreach (var one in wrong)
            answers.Add(await AnswerAsync(gateway, HttpMethod.Get, one));
        // What has vanished from the folder can still be deleted from the index.
        foreach (var one in wrong.Where(one => one != vanished))
            answers.Add(await AnswerAsync(gateway, HttpMethod.Delete, one));
        _clock.Advance(TimeSpan.FromHours(1));
        answers.Add(await AnswerAsync(gateway, HttpMethod.Get, address));
        Assert.That(answers, Is.All.EqualTo("404 file_not_found There is no picture at this address: it is wrong, or its time has passed. no-store"));
    }

    [Test]
    public async Task Delete_GoodAddress_RemovesThePicture()
    {
        await using var gateway = await StoreGateway.StartAsync(_folder, _clock);
        var address = await gateway.KeepAsync("a picture");
        using var deleted = await gateway.Client.DeleteAsync(address);
        using var again = await gateway.Client.DeleteAsync(address);
        using var read = await gateway.Client.GetAsync(address);
        Assert.That(
            new[] { deleted.StatusCode, again.StatusCode, read.StatusCode },
            Is.EqualTo(new[] { HttpStatusCode.NoContent, HttpStatusCode.NotFound, HttpStatusCode.NotFound }));
    }

    [Test]
    public async Task Post_Address_IsNoMethodOfIt()
    {
        await using var gateway = await StoreGateway.StartAsync(_folder, _clock);
        using var response = await gateway.PostAsync(await gateway.KeepAsync("a picture"), "{}");
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.MethodNotAllowed));
    }

    [Test]
    public async Task Sign_Rotation_OldAddressesStayUntilTheirKeyGoes()
    {
        const string One = "first-key-0123456789abcdef", Two = "second-key-0123456789abcdef";
        string path;
        await using (var first = await StoreGateway.StartAsync(_folder, _clock, $$"""{"SigningKey":"{{One}}"}"""))
            path = new Uri(await first.KeepAsync("a picture")).PathAndQuery;
        await using (var both = await StoreGateway.StartAsync(_folder, _clock, $$"""{"SigningKey":["{{Two}}","{{One}}"]}"""))
        {
            Assert.That((await both.Client.GetAsync(path)).StatusCode, Is.EqualTo(HttpStatusCode.OK));
            Assert.That((await both.Client.GetAsync(await both.KeepAsync("another"))).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        }
        await using var last = await StoreGateway.StartAsync(_folder, _clock, $$"""{"SigningKey":["{{Two}}"]}""");
        Assert.That((await last.Client.GetAsync(path)).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task Sign_WithoutAKey_OneIsMadeOnceForItsOwnerAlone()
    {
        string path;
        await using (var first = await StoreGateway.StartAsync(_folder, _clock))
            path = new Uri(await first.KeepAsync("a picture")).PathAndQuery;
        await using var again = await StoreGateway.StartAsync(_folder, _clock);
        Assert.That((await again.Client.GetAsync(path)).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        var key = Path.Combine(_folder, "files", "signing.key");
        if (!OperatingSystem.IsWindows())
            Assert.That(File.GetUnixFileMode(key), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.That(Convert.FromBase64String(await File.ReadAllTextAsync(key)), Has.Length.EqualTo(32));
    }

    [Test]
    public async Task Of_PublicUrlAndPrefix_AreInFrontOfThePath()
    {
        await using var gateway = await StoreGateway.StartAsync(
            _folder, _clock, """{"PublicUrl":"https://pictures.example/a/"}""", """{"Endpoints":{"Prefix":"/iris"}}""");
        var address = await gateway.KeepAsync("a picture");
        Assert.That(address, Does.StartWith("https://pictures.example/a/iris/v1/images/files/"));
        Assert.That((await gateway.Client.GetAsync(new Uri(address).PathAndQuery["/a".Length..])).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Get_TwoHundredRangesAtOnce_AreAllTheirOwn()
    {
        await using var gateway = await StoreGateway.StartAsync(_folder);
        var bytes = new byte[3 << 20];
        new Random(7).NextBytes(bytes);
        var (_, address) = await gateway.KeepAsync(bytes);
        var parts = await Task.WhenAll(Enumerable.Range(0, 200).Select(async i =>
        {
            var from = i * 15_000;
            using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { Range = new RangeHeaderValue(from, from + 99_999) } };
            using var response = await gateway.Client.SendAsync(request);
            var part = await response.Content.ReadAsByteArrayAsync();
            return part.AsSpan().SequenceEqual(bytes.AsSpan(from, Math.Min(100_000, bytes.Length - from)));
        }));
        Assert.That(parts, Is.All.True);
    }

    [Test]
    public async Task Get_Address_ItsSignatureStandsInNoLine()
    {
        await using var gateway = await StoreGateway.StartAsync(_folder, _clock);
        var address = await gateway.KeepAsync("a picture");
        using var response = await gateway.Client.GetAsync(address);
        await Patience.UntilAsync(() => gateway.Logs.Entries.Any(entry => entry.Message.Contains("/v1/images/files/")), "no line");
        Assert.That(gateway.Logs.Entries.Where(entry => entry.Level >= LogLevel.Information && entry.Message.Contains(address[^43..])), Is.Empty);
    }

    [TestCase("proxy")]
    [TestCase("redirect")]
    public async Task Get_FileInABucket_ComesFromThere(string serve)
    {
        await using var bucket = await S3Server.StartAsync();
        await using var gateway = await StoreGateway.StartAsync(_folder, store: $$"""
            {"Serve":"{{serve}}","SigningKey":"a-key-0123456789abcdef-0","S3":{"Endpoint":"{{bucket.Address}}","Bucket":"{{S3Server.Bucket}}",
             "Region":"{{S3Server.Region}}","AccessKeyId":"{{S3Server.Id}}","SecretAccessKey":"{{S3Server.Secret}}" } }
            """);
        var (_, address) = await gateway.KeepAsync(Encoding.ASCII.GetBytes("a picture"));
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = serve == "redirect" });
        using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { Range = new RangeHeaderValue(2, null) } };
        using var response = await client.SendAsync(request);
        Assert.That(
            ((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Content.Headers.ContentType!.MediaType),
            Is.EqualTo((206, "picture", "image/png")));
        Assert.That(response.RequestMessage!.RequestUri!.Port == bucket.Address.Port, Is.EqualTo(serve == "redirect"));
    }

    [Test]
    public async Task Get_BucketIsAwayOrHasLostIt_IsToldBeforeAnyByte()
    {
        await using var bucket = await S3Server.StartAsync();
        await using var gateway = await StoreGateway.StartAsync(_folder, store: $$"""
            {"SigningKey":"a-key-0123456789abcdef-0","S3":{"Endpoint":"{{bucket.Address}}","Bucket":"{{S3Server.Bucket}}",
             "Region":"{{S3Server.Region}}","AccessKeyId":"{{S3Server.Id}}","SecretAccessKey":"{{S3Server.Secret}}" } }
            """);
        var (_, address) = await gateway.KeepAsync(Encoding.ASCII.GetBytes("a picture"));
        bucket.Fails = _ => 403;
        using var refused = await gateway.Client.GetAsync(address);
        bucket.Fails = _ => null;
        bucket.Objects.Clear();
        using var lost = await gateway.Client.GetAsync(address);
        Assert.That((refused.StatusCode, lost.StatusCode), Is.EqualTo((HttpStatusCode.ServiceUnavailable, HttpStatusCode.NotFound)));
        Assert.That((string?)(await refused.EnvelopeAsync(HttpStatusCode.ServiceUnavailable))["error"]!["type"], Is.EqualTo("store_unavailable"));
        Assert.That(lost.Content.Headers.ContentDisposition, Is.Null, "nothing of the picture's own headers is left");
    }

    [Test]
    public async Task Get_IndexIsAway_Is503()
    {
        await using var gateway = await StoreGateway.StartAsync(_folder, _clock);
        var address = await gateway.KeepAsync("a picture");
        await using (var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, "iris.db")};Pooling=False"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "DROP TABLE iris_files";
            await command.ExecuteNonQueryAsync();
        }
        using var response = await gateway.Client.GetAsync(address);
        Assert.That((string?)(await response.EnvelopeAsync(HttpStatusCode.ServiceUnavailable))["error"]!["type"], Is.EqualTo("store_unavailable"));
    }

    private static async Task<string> AnswerAsync(GatewayHost gateway, HttpMethod method, string address)
    {
        using var response = await gateway.Client.SendAsync(new(method, address));
        var error = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!;
        return $"{(int)response.StatusCode} {error["code"]} {error["message"]} {response.Header("Cache-Control")}";
    }
}
