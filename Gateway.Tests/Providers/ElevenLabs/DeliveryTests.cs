using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Iris.Gateway.Legs;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Promises.Reload;
using Iris.Transforms.Codecs.Reading;
using NUnit.Framework;
using static Iris.Gateway.Tests.Hosting.TestGateway;
using static Iris.Gateway.Tests.Hosting.LegAnswers;
using static Iris.Gateway.Tests.Providers.ElevenLabs.ElevenLabsWorld;

namespace Iris.Gateway.Tests.Providers.ElevenLabs;

/// <summary>
/// A picture is fetched from where the configuration allows it, patiently, and never over a connection that was opened for something else.
/// </summary>
internal sealed class DeliveryTests
{
    [TestCase("localhost", "Hosts", "Images.Downloads.Hosts")]
    [TestCase("localhost", "AllowHttp", "Images.Downloads.AllowHttp")]
    [TestCase("localhost", "AllowPrivateNetwork", "Images.Downloads.AllowPrivateNetwork")]
    [TestCase("127.0.0.1", "Hosts", "Images.Downloads.Hosts")]
    [TestCase("127.0.0.1", "AllowHttp", "Images.Downloads.AllowHttp")]
    [TestCase("127.0.0.1", "AllowPrivateNetwork", "Images.Downloads.AllowPrivateNetwork")]
    public async Task Download_OneSettingIsMissing_IsRefusedByItsName(string host, string without, string named)
    {
        await using var delivery = RawProvider.Start(SendsPictureAsync);
        var downloads = Local;
        downloads.Remove(without);

        var (status, answer, _) = await GenerateAsync(delivery, downloads, host);

        Assert.Multiple(() =>
        {
            Assert.That((status, (string?)answer["error"]!["code"]), Is.EqualTo((502, "download_refused")));
            Assert.That((string?)answer["error"]!["message"], Does.Contain(named).And.Contain(host));
            Assert.That(answer["extra_fields"]!.Trail().Single(), Does.EndWith("billed"));
            Assert.That(delivery.Requests, Is.Empty);
        });
    }

    [TestCase("localhost")]
    [TestCase("127.0.0.1")]
    public async Task Download_AllIsAllowed_BringsThePicture(string host)
    {
        await using var delivery = RawProvider.Start(SendsPictureAsync);

        var (status, answer, _) = await GenerateAsync(delivery, Local, host);

        Assert.That((status, answer.Picture()), Is.EqualTo((200, RawAnswer.Pixel)));
    }

    [Test]
    public async Task Download_AddressLeadsOn_IsNotFollowed()
    {
        await using var elsewhere = RawProvider.Start(SendsPictureAsync);
        await using var delivery = RawProvider.Start(connection =>
            connection.SendAsync($"HTTP/1.1 302 Found\r\nLocation: http://localhost:{elsewhere.Port}/x.png\r\nContent-Length: 0\r\n\r\n"));

        var (status, answer, _) = await GenerateAsync(delivery, Local);

        Assert.Multiple(() =>
        {
            Assert.That((status, (string?)answer["error"]!["code"]), Is.EqualTo((502, "download_failed")));
            Assert.That((string?)answer["error"]!["message"], Does.Contain("302").And.Contain("redirects are not followed"));
            Assert.That(delivery.Requests, Has.Count.EqualTo(1));
            Assert.That(elsewhere.Requests, Is.Empty);
        });
    }

    [Test]
    public async Task Download_LargerThanAnyPicture_IsNotBegun()
    {
        await using var delivery = RawProvider.Start(async connection =>
        {
            await connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: {ImageBytesReader.MaxPicture + 1}\r\n\r\n");
            await connection.HoldAsync();
        });

        var (status, answer, _) = await GenerateAsync(delivery, Local);

        Assert.That((status, (string?)answer["error"]!["code"]), Is.EqualTo((502, "picture_too_large")));
        await (await delivery.ArrivalAsync()).Closed;
    }

    private static IEnumerable<TestCaseData> Passing()
    {
        yield return Case("429", RawAnswer.Error(429));
        yield return Case("502", RawAnswer.Error(502));
        yield return Case("503", RawAnswer.Error(503));
        yield return Case("504", RawAnswer.Error(504));
        yield return Case("reset", ResetsAsync);

        static TestCaseData Case(string name, Func<RawConnection, Task> script) => new TestCaseData(script).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Passing))]
    public async Task Download_FailsForAWhile_IsTriedAgainAndNothingElseIs(Func<RawConnection, Task> failure)
    {
        await using var delivery = RawProvider.Start(failure, failure, SendsPictureAsync);

        var (status, answer, lines) = await GenerateAsync(delivery, Local, repeats: 2);

        Assert.Multiple(() =>
        {
            Assert.That((status, answer.Picture()), Is.EqualTo((200, RawAnswer.Pixel)));
            Assert.That(lines, Is.EqualTo(new[] { Order, Poll }));
            Assert.That(delivery.Requests, Has.Count.EqualTo(3));
        });
    }

    [Test]
    public async Task Download_StaysUnavailable_FailsAfterSoManyAndIsNotOrderedAgain()
    {
        await using var delivery = RawProvider.Start(RawAnswer.Error(503));

        var (status, answer, lines) = await GenerateAsync(delivery, Local, repeats: LegRepeat.Most);

        Assert.Multiple(() =>
        {
            Assert.That((status, (string?)answer["error"]!["code"]), Is.EqualTo((502, "download_failed")));
            Assert.That(answer["extra_fields"]!.Trail().Single(), Does.EndWith("billed"));
            Assert.That(lines, Is.EqualTo(new[] { Order, Poll }));
            Assert.That(delivery.Requests, Has.Count.EqualTo(1 + LegRepeat.Most));
        });
    }

    [TestCase(403)]
    [TestCase(404)]
    [TestCase(501)]
    public async Task Download_IsGone_FailsAtOnce(int gone)
    {
        await using var delivery = RawProvider.Start(RawAnswer.Error(gone));

        var (status, answer, _) = await GenerateAsync(delivery, Local);

        Assert.That((status, (string?)answer["error"]!["code"], delivery.Requests.Count), Is.EqualTo((502, "download_failed", 1)));
    }

    [Test]
    public async Task Download_IsSilentWithinThePicture_BreaksTheConnection()
    {
        var clock = new TestClock();
        await using var delivery = RawProvider.Start(async connection =>
        {
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 200000\r\n\r\n");
            var half = new byte[100_000];
            Convert.FromBase64String(RawAnswer.Pixel).AsSpan(0, 24).CopyTo(half);
            await connection.SendAsync(half);
            await connection.HoldAsync();
        });
        await using var provider = RawProvider.Start(Says("legs/submit.json"), Completed(delivery));
        await using var gateway = await ElevenLabsWorld.StartAsync(provider, clock, Local, Deadlines(silence: "00:01:00"));
        var posting = gateway.PostAsync(Generations, Ask);
        await clock.PollAsync(0);
        using var response = await posting.WaitAsync(Patience.Long);
        await using var body = await response.Content.ReadAsStreamAsync();
        await body.ReadExactlyAsync(new byte[50_000]).AsTask().WaitAsync(Patience.Long);

        await clock.PassAsync(TimeSpan.FromMinutes(1));

        Assert.That(async () => await body.CopyToAsync(Stream.Null).WaitAsync(Patience.Long), Throws.InstanceOf<IOException>());
        Assert.That((await gateway.AccessLineAsync())["ErrorType"], Is.EqualTo("request_timed_out"));
    }

    [Test]
    public async Task Download_DeliveryHostFailsOftenButTheProviderDoesNot_LeavesTheBreakerClosed()
    {
        var clock = new TestClock();
        await using var delivery = RawProvider.Start(RawAnswer.Error(501));
        var completed = Completed(delivery);
        await using var provider = RawProvider.Start(connection =>
            connection.Request.Head.StartsWith("POST", StringComparison.Ordinal) ? Says("legs/submit.json")(connection) : completed(connection));
        var images = new JsonObject { ["Resilience"] = new JsonObject { ["Breaker"] = new JsonObject { ["MinimumThroughput"] = 2 } } };
        await using var gateway = await ElevenLabsWorld.StartAsync(provider, clock, Local, images);
        for (var call = 1; call <= 4; call++)
        {
            var posting = gateway.PostAsync(Generations, Ask);
            clock.Advance(await clock.BeforePollAsync(0, call));
            using var response = await posting.WaitAsync(Patience.Long);
            Assert.That((string?)(await response.JsonAsync())["error"]!["code"], Is.EqualTo("download_failed"), $"call {call}");
        }
    }

    [Test]
    public async Task Download_HostIsTheOwnOfAnotherDestination_DoesNotRideOnItsConnection()
    {
        var clock = new TestClock();
        await using var inside = RawProvider.Start(connection =>
            connection.Request.Head.StartsWith("POST", StringComparison.Ordinal) ? Says("errors/text.json", 404)(connection) : SendsPictureAsync(connection));
        await using var provider = RawProvider.Start(Says("legs/submit.json"), Completed(inside));
        var cluster = ProxyJson.Cluster("elevenlabs", provider.Address, "test-key-123456", ("Models", "gpt-image-2"));
        cluster["Destinations"]!["inside"] = JsonNode.Parse(
            $$$"""{"Address":"http://localhost:{{{inside.Port}}}/v1/","Metadata":{"ApiKey":"inside-key-123456","Models":"gpt-image-2.5-flare"}}""");
        var downloads = Local;
        downloads["AllowPrivateNetwork"] = false;
        await using var gateway = await TestGateway.StartAsync(clock, new JsonObject { ["Downloads"] = downloads }, new JsonObject { ["elevenlabs"] = cluster });
        // Opens a connection to the very host, which is private and may be: it is that destination's own.
        using (await gateway.PostAsync(Generations, """{"model":"elevenlabs/gpt-image-2.5-flare","prompt":"a fox"}"""))
            Assert.That(inside.Requests, Has.Count.EqualTo(1));
        var posting = gateway.PostAsync(Generations, Ask);

        await clock.PollAsync(0);

        using var response = await posting.WaitAsync(Patience.Long);
        var envelope = await response.EnvelopeAsync(HttpStatusCode.BadGateway);
        Assert.That((string?)envelope["error"]!["code"], Is.EqualTo("download_refused"));
        Assert.That(inside.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Download_ReloadForbidsPrivateNetworks_DoesNotRideOnAnOldConnection()
    {
        await using var delivery = RawProvider.Start(SendsPictureAsync);
        var completed = Completed(delivery);
        await using var provider = RawProvider.Start(connection =>
            connection.Request.Head.StartsWith("POST", StringComparison.Ordinal) ? Says("legs/submit.json")(connection) : completed(connection));
        await using var gateway = await ReloadingGateway.StartAsync(File(Local));
        var first = gateway.Host.PostAsync(Generations, Ask);
        await gateway.RunUntilAsync(first, "the first picture");
        using (var response = await first)
            Assert.That((await response.JsonAsync()).Picture(), Is.EqualTo(RawAnswer.Pixel));
        var stricter = Local;
        stricter["AllowPrivateNetwork"] = false;

        await gateway.EditAsync(File(stricter));

        var second = gateway.Host.PostAsync(Generations, Ask);
        await gateway.RunUntilAsync(second, "the refusal");
        using (var response = await second)
            Assert.That((string?)(await response.EnvelopeAsync(HttpStatusCode.BadGateway))["error"]!["code"], Is.EqualTo("download_refused"));
        Assert.That(delivery.Requests, Has.Count.EqualTo(1));

        string File(JsonObject downloads) => ProxyJson.Create(
            new JsonObject { ["elevenlabs"] = ProxyJson.Cluster("elevenlabs", provider.Address) }, new JsonObject { ["Downloads"] = downloads });
    }

    [Test]
    public async Task Download_BehindAProxy_TheProxyResolvesTheNameAndAddressesAreStillJudged()
    {
        var clock = new TestClock();
        await using var proxy = RawProvider.Start(connection => connection.Request.Head switch
        {
            var head when head.StartsWith("POST", StringComparison.Ordinal) => Says("legs/submit.json")(connection),
            var head when head.Contains("/flows/image/", StringComparison.Ordinal) => SaysText(
                $$"""{"id":"x","status":"completed","content_url":"{{(head.Contains("second.test", StringComparison.Ordinal) ? "http://10.1.2.3/x.png" : "http://pictures.test/x.png")}}"}""")(connection),
            _ => SendsPictureAsync(connection),
        });
        var clusters = new JsonObject();
        foreach (var id in new[] { "first", "second" })
        {
            clusters[id] = ProxyJson.Cluster("elevenlabs", $"http://{id}.test/");
            clusters[id]!["HttpClient"] = new JsonObject { ["WebProxy"] = new JsonObject { ["Address"] = $"http://127.0.0.1:{proxy.Port}" } };
        }
        var downloads = new JsonObject { ["Hosts"] = new JsonArray("pictures.test", "10.1.2.3"), ["AllowHttp"] = true };
        await using var gateway = await TestGateway.StartAsync(clock, new JsonObject { ["Downloads"] = downloads }, clusters);
        var posting = gateway.PostAsync(Generations, """{"model":"first/gpt-image-2","prompt":"a fox"}""");
        await clock.PollAsync(0);
        using (var response = await posting.WaitAsync(Patience.Long))
            Assert.That((await response.JsonAsync()).Picture(), Is.EqualTo(RawAnswer.Pixel));
        Assert.That(proxy.Lines()[^1], Is.EqualTo("GET http://pictures.test/x.png"));

        posting = gateway.PostAsync(Generations, """{"model":"second/gpt-image-2","prompt":"a fox"}""");
        clock.Advance(await clock.BeforePollAsync(0, times: 2));

        using var refused = await posting.WaitAsync(Patience.Long);
        Assert.That((string?)(await refused.EnvelopeAsync(HttpStatusCode.BadGateway))["error"]!["code"], Is.EqualTo("download_refused"));
        Assert.That(proxy.Lines(), Has.None.Contains("10.1.2.3"));
    }

    [Test]
    public async Task Download_ComesSlowlyAndWhole_IsPassedOnAsItComes()
    {
        var rest = new TaskCompletionSource();
        var picture = Convert.FromBase64String(RawAnswer.Pixel);
        await using var delivery = RawProvider.Start(async connection =>
        {
            await connection.SendAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: {picture.Length}\r\n\r\n"));
            await connection.SendAsync(picture.AsMemory(0, 30));
            await rest.Task;
            await connection.SendAsync(picture.AsMemory(30));
        });
        var clock = new TestClock();
        await using var provider = RawProvider.Start(Says("legs/submit.json"), Completed(delivery));
        await using var gateway = await ElevenLabsWorld.StartAsync(provider, clock, Local);
        var posting = gateway.PostAsync(Generations, Ask);
        await clock.PollAsync(0);
        await delivery.ArrivalAsync();

        rest.SetResult();

        using var response = await posting.WaitAsync(Patience.Long);
        Assert.That((await response.JsonAsync()).Picture(), Is.EqualTo(RawAnswer.Pixel));
    }

    // An order whose picture lies on the delivery server, with this number of waits before it is fetched again.
    private static async Task<(int Status, JsonObject Answer, string[] Lines)> GenerateAsync(
        RawProvider delivery, JsonObject downloads, string host = "localhost", int repeats = 0)
    {
        var clock = new TestClock();
        await using var provider = RawProvider.Start(Says("legs/submit.json"), Completed(delivery, host));
        await using var gateway = await ElevenLabsWorld.StartAsync(provider, clock, downloads);
        var posting = gateway.PostAsync(Generations, Ask);
        await clock.PollAsync(0);
        for (var i = 0; i < repeats; i++)
            clock.Advance(await clock.BeforePollAsync(i, times: i == 0 ? 2 : 1));
        using var response = await posting.WaitAsync(Patience.Long);
        return ((int)response.StatusCode, await response.JsonAsync(), provider.Lines());
    }
}
