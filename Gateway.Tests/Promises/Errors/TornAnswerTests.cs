using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;
using static Iris.Gateway.Tests.Hosting.TestGateway;

namespace Iris.Gateway.Tests.Promises.Errors;

/// <summary>A plain answer that breaks: told as a failure while nothing is committed, never passed on as a whole document after.</summary>
internal sealed class TornAnswerTests
{
    // Larger than what is read at a time, so that its beginning is on its way before its end is known.
    private static readonly string Beginning = """{"created":1,"data":[{"b64_json":"iVBORw0KGgo""" + new string('A', 300_000);

    private static IEnumerable<TestCaseData> BeforeThePicture()
    {
        yield return Case("nothing at all", c => Finish(c, ""), 502, "provider_connection_failed");
        yield return Case("reset at once", Reset, 502, "provider_connection_failed");
        yield return Case("garbage", c => Finish(c, "\u0001\u0002 not HTTP at all\r\n\r\n"), 502, "provider_connection_failed");
        yield return Case("half a head", c => Finish(c, "HTTP/1.1 200 OK\r\nContent-Ty"), 502, "provider_connection_failed");
        yield return Case("a huge header", c => Finish(c, $"HTTP/1.1 200 OK\r\nx-huge: {new string('h', 200_000)}\r\n\r\n"), 502, "provider_connection_failed");
        yield return Case("no body", c => Finish(c, RawAnswer.JsonUntilClose), 502, "provider_response_invalid");
        yield return Case("cut before the data", c => Finish(c, RawAnswer.JsonUntilClose + """{"created":1,"da"""), 502, "provider_response_invalid");
        yield return Case("cut before the picture", c => Finish(c, RawAnswer.JsonUntilClose + """{"created":1,"data":[{"b64_json":"""), 502, "provider_response_invalid");
        yield return Case("cut within the length", c => Finish(c, "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"created\":1"), 502, "provider_connection_failed");
        yield return Case("cut within chunks", c => Finish(c, RawAnswer.JsonInChunks + RawAnswer.Chunk("""{"created":1,""")), 502, "provider_connection_failed");
        yield return Case("reset within the body", async c => { await c.SendAsync(RawAnswer.JsonInChunks); c.Reset(); }, 502, "provider_connection_failed");
        yield return Case("a chunk of no size", c => Finish(c, RawAnswer.JsonInChunks + "zz\r\n{}\r\n"), 502, "provider_connection_failed");
        yield return Case("malformed JSON", c => c.SendAsync(RawAnswer.Whole(200, """{"created":1,"data":[{,]}""")), 500, "provider_response_invalid");
        yield return Case("no JSON", c => c.SendAsync(RawAnswer.Whole(200, "<html>hello</html>")), 500, "provider_response_invalid");
        yield return Case("malformed after a picture in the same piece", c => c.SendAsync(RawAnswer.Whole(200, $$"""{"data":[{"b64_json":"{{RawAnswer.Pixel}}"},,]}""")), 500, "provider_response_invalid");
        yield return Case(
            "an error after a picture in the same piece", c => c.SendAsync(RawAnswer.Whole(200, $$$"""{"data":[{"b64_json":"{{{RawAnswer.Pixel}}}"}],"error":{"message":"no","type":"some_type"}}""")), 502, "some_type");
        yield return Case("no picture", c => c.SendAsync(RawAnswer.Whole(200, """{"created":1,"data":[]}""")), 502, "provider_response_invalid");
        yield return Case("an empty picture", c => c.SendAsync(RawAnswer.Whole(200, """{"data":[{"b64_json":""}]}""")), 502, "provider_response_invalid");

        static TestCaseData Case(string name, Func<RawConnection, Task> script, int status, string type) =>
            new TestCaseData(script, status, type).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(BeforeThePicture))]
    public async Task Generate_AnswerBreaksBeforeAPicture_GivesTheEnvelope(Func<RawConnection, Task> script, int status, string type)
    {
        await using var provider = RawProvider.Start(script);
        await using var gateway = await StartAsync(null, null, ("openai", provider));

        using var response = await gateway.PostAsync(Generations, Request);

        Assert.That((int)response.StatusCode, Is.EqualTo(status));
        var envelope = await response.JsonAsync();
        Assert.Multiple(() =>
        {
            Assert.That((string?)envelope["error"]!["type"], Is.EqualTo(type));
            Assert.That((int)envelope["status_code"]!, Is.EqualTo(status));
            Assert.That(envelope["extra_fields"]!.Trail(), Is.EqualTo(new[] { $"openai {status} {type} billed" }));
            Assert.That(provider.Requests, Has.Count.EqualTo(1), "a request that may have been billed is not sent again");
        });
    }

    [TestCaseSource(nameof(BeforeThePicture))]
    public async Task Generate_AnswerBreaksBeforeAPicture_IsServedByTheFallback(Func<RawConnection, Task> script, int status, string type)
    {
        await using var provider = RawProvider.Start(script);
        await using var second = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(null, null, ("openai", provider), ("second", second));

        using var response = await gateway.PostAsync(Generations, """{"model":"openai/gpt-image-2","prompt":"a fox","fallbacks":["second/gpt-image-2"]}""");

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        var answer = await response.JsonAsync();
        Assert.That((string?)answer["data"]![0]!["b64_json"], Is.EqualTo(RawAnswer.Pixel));
        Assert.That(answer["extra_fields"]!.Trail(), Is.EqualTo(new[] { $"openai {status} {type} billed", "second 200 - billed" }));
    }

    private static IEnumerable<TestCaseData> WithinThePicture()
    {
        yield return Case("end of a body without length", RawAnswer.JsonUntilClose, text => text, c => c.Finish());
        yield return Case("end within the length", "HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n", text => text, c => c.Finish());
        yield return Case("end within chunks", RawAnswer.JsonInChunks, RawAnswer.Chunk, c => c.Finish());
        yield return Case("reset within chunks", RawAnswer.JsonInChunks, RawAnswer.Chunk, c => c.Reset());
        yield return Case("malformed", RawAnswer.JsonInChunks, RawAnswer.Chunk, c => _ = c.SendAsync(RawAnswer.Chunk("\"}}") + RawAnswer.LastChunk));
        yield return Case("an orderly end of half a document", RawAnswer.JsonInChunks, RawAnswer.Chunk, c => _ = c.SendAsync(RawAnswer.LastChunk));

        static TestCaseData Case(string name, string head, Func<string, string> frame, Action<RawConnection> end) =>
            new TestCaseData(head, frame, end).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(WithinThePicture))]
    public async Task Generate_AnswerBreaksWithinThePicture_BreaksTheClientsConnection(
        string head, Func<string, string> frame, Action<RawConnection> end)
    {
        var seen = new TaskCompletionSource();
        await using var provider = RawProvider.Start(async connection =>
        {
            await connection.SendAsync(head + frame(Beginning));
            await seen.Task;
            end(connection);
            await connection.HoldAsync();
        });
        await using var second = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(null, null, ("openai", provider), ("second", second));

        using var response = await gateway.PostAsync(Generations, """{"model":"openai/gpt-image-2","prompt":"a fox","fallbacks":["second/gpt-image-2"]}""");
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        await using var body = await response.Content.ReadAsStreamAsync();
        await body.ReadExactlyAsync(new byte[1000]);
        seen.SetResult();

        Assert.That(async () => await body.CopyToAsync(Stream.Null).WaitAsync(Patience.Long), Throws.InstanceOf<IOException>());
        Assert.That(second.Requests, Is.Empty, "what is committed stays with its provider");
        var line = await gateway.AccessLineAsync();
        Assert.That(line["Status"], Is.EqualTo(200), "the client has not hung up: it was hung up on");
        Assert.That(line["ErrorType"], Is.Not.Null.And.Not.EqualTo("request_cancelled"));
    }

    [Test]
    public async Task Generate_RoutesTimeoutWithinThePicture_BreaksTheClientsConnection()
    {
        await using var provider = RawProvider.Start(async connection =>
        {
            await connection.SendAsync(RawAnswer.JsonInChunks + RawAnswer.Chunk(Beginning));
            await connection.HoldAsync();
        });
        var file = JsonNode.Parse(ProxyJson.Create(new JsonObject { ["openai"] = ProxyJson.Cluster("openai", provider.Address) }, Calm))!;
        file["ReverseProxy"]!["Routes"]!["unified"]!["Timeout"] = "00:00:03";
        await using var gateway = await GatewayHost.StartAsync(file.ToJsonString());

        using var response = await gateway.PostAsync(Generations, Request);
        await using var body = await response.Content.ReadAsStreamAsync();

        Assert.That(async () => await body.CopyToAsync(Stream.Null).WaitAsync(Patience.Long), Throws.InstanceOf<IOException>());
    }

    private static readonly string[] Heads =
    [
        RawAnswer.JsonUntilClose, $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Beginning.Length}\r\n\r\n",
    ];

    [TestCaseSource(nameof(Heads))]
    public async Task Generate_AnswerBreaksWithinThePicture_ClientGetsAllThatWasWrittenAndNoEnd(string head)
    {
        const int Calls = 20;
        var script = (RawConnection connection) => Finish(connection, head + Beginning);
        await using var provider = RawProvider.Start([.. Enumerable.Repeat(script, Calls)]);
        await using var gateway = await StartAsync(null, null, ("openai", provider));
        var request = $"POST {Generations} HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\nContent-Length: {Request.Length}\r\n\r\n{Request}";

        for (var i = 0; i < Calls; i++)
        {
            using var client = new TcpClient();
            await client.ConnectAsync(gateway.Address.Host, gateway.Address.Port);
            await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(request));
            using var answer = new MemoryStream();
            // A reset would be an exception.
            await client.GetStream().CopyToAsync(answer).WaitAsync(Patience.Long);

            var text = Encoding.Latin1.GetString(answer.ToArray());
            Assert.That(text.Count(c => c == 'A'), Is.GreaterThanOrEqualTo(300_000));
            Assert.That(text, Does.Not.EndWith("0\r\n\r\n"));
        }
        Assert.That(provider.Requests, Has.Count.EqualTo(Calls));
    }

    [Test]
    public async Task Generate_AnswerBreaksForAClientOfHttp10_ResetsTheConnection()
    {
        await using var provider = RawProvider.Start(connection => Finish(connection, RawAnswer.JsonUntilClose + Beginning));
        await using var gateway = await StartAsync(null, null, ("openai", provider));
        using var client = new TcpClient();
        await client.ConnectAsync(gateway.Address.Host, gateway.Address.Port);
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(
            $"POST {Generations} HTTP/1.0\r\nHost: here\r\nContent-Type: application/json\r\nContent-Length: {Request.Length}\r\n\r\n{Request}"));

        // Its bodies end with the connection: an orderly end would pass for a whole answer.
        Assert.That(async () => await client.GetStream().CopyToAsync(Stream.Null).WaitAsync(Patience.Long), Throws.InstanceOf<IOException>());
    }

    [Test]
    public async Task Generate_ServerClosesAKeptConnection_IsNotSentTwice()
    {
        await using var provider = RawProvider.Start(
            RawAnswer.PictureAsync,
            connection =>
            {
                connection.Reset();
                return Task.CompletedTask;
            });
        await using var gateway = await StartAsync(null, null, ("openai", provider));
        using (var first = await gateway.PostAsync(Generations, Request))
            Assert.That((string?)(await first.JsonAsync())["data"]![0]!["b64_json"], Is.EqualTo(RawAnswer.Pixel));

        using var second = await gateway.PostAsync(Generations, Request);

        Assert.That(second.StatusCode, Is.EqualTo(HttpStatusCode.BadGateway));
        Assert.That(provider.Requests, Has.Count.EqualTo(2));
    }

    private static async Task Finish(RawConnection connection, string text)
    {
        await connection.SendAsync(text);
        connection.Finish();
    }

    private static Task Reset(RawConnection connection)
    {
        connection.Reset();
        return Task.CompletedTask;
    }
}
