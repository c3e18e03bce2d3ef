using System.Net;
using System.Text;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;
using static Iris.Gateway.Tests.Hosting.TestGateway;

namespace Iris.Gateway.Tests.Promises.Legs;

/// <summary>Answers that are compressed although nobody asked for it are read all the same, as they come, and within bounds.</summary>
internal sealed class CompressedAnswerTests
{
    private static readonly string[] Codings = Compressed.Codings;

    [TestCaseSource(nameof(Codings))]
    public async Task Generate_JsonIsCompressed_IsDecoded(string coding)
    {
        await using var provider =
            RawProvider.Start(connection => connection.SendAsync(Compressed.Whole(coding, 200, Encoding.UTF8.GetBytes(RawAnswer.Json))));
        await using var gateway = await StartAsync(null, null, ("openai", provider));

        using var response = await gateway.PostAsync(Generations, Request);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), await response.Content.ReadAsStringAsync());
        Assert.That((await response.JsonAsync()).Picture(), Is.EqualTo(RawAnswer.Pixel));
        Assert.That(provider.Requests.Single().Header("Accept-Encoding"), Is.EqualTo("identity"));
    }

    [TestCaseSource(nameof(Codings))]
    public async Task Generate_ErrorIsCompressed_IsTold(string coding)
    {
        const string Body = """{"error":{"message":"no such style","type":"invalid_request_error","code":"bad_style"}}""";
        await using var provider = RawProvider.Start(connection => connection.SendAsync(Compressed.Whole(coding, 400, Encoding.UTF8.GetBytes(Body))));
        await using var gateway = await StartAsync(null, null, ("openai", provider));

        using var response = await gateway.PostAsync(Generations, Request);

        var envelope = await response.EnvelopeAsync(HttpStatusCode.BadRequest);
        Assert.That((string?)envelope["error"]!["message"], Is.EqualTo("no such style"));
    }

    [TestCaseSource(nameof(Codings))]
    public async Task Generate_EventsAreCompressed_GoOutAsTheyCome(string coding)
    {
        var isSeen = new TaskCompletionSource();
        var blocks = Compressed.Blocks(coding, RawAnswer.Partial, RawAnswer.Completed);
        await using var provider = RawProvider.Start(async connection =>
        {
            await connection.SendAsync(RawAnswer.EventsUntilClose.Replace("\r\n\r\n", $"\r\nContent-Encoding: {Compressed.Header(coding)}\r\n\r\n", StringComparison.Ordinal));
            await connection.SendAsync(blocks[0]);
            await isSeen.Task;
            await connection.SendAsync(blocks[1]);
            await connection.SendAsync(blocks[2]);
            connection.Finish();
        });
        await using var gateway = await StartAsync(null, null, ("openai", provider));

        using var response = await gateway.PostAsync(Generations, StreamRequest).WaitAsync(Patience.Long);
        using var events = new StreamReader(await response.Content.ReadAsStreamAsync());
        var first = await events.ReadLineAsync().WaitAsync(Patience.Long);
        isSeen.SetResult();

        Assert.That(first, Is.EqualTo("event: image_generation.partial_image"));
        Assert.That(await events.ReadToEndAsync().WaitAsync(Patience.Long), Does.Contain("event: image_generation.completed").And.Not.Contain("error"));
    }

    [TestCase("zstd")]
    [TestCase("compress")]
    [TestCase("gzip, br")]
    [TestCase("dcb")]
    public async Task Generate_CodingCannotBeRead_IsNamed(string coding)
    {
        await using var provider = RawProvider.Start(
            connection => connection.SendAsync(RawAnswer.Whole(200, "whatever", $"Content-Encoding: {coding}")),
            connection => connection.SendAsync(RawAnswer.Whole(429, "whatever", $"Content-Encoding: {coding}")));
        await using var gateway = await StartAsync(null, null, ("openai", provider));

        using var success = await gateway.PostAsync(Generations, Request);
        using var failure = await gateway.PostAsync(Generations, Request);

        var of200 = await success.EnvelopeAsync(HttpStatusCode.BadGateway);
        var of429 = await failure.EnvelopeAsync(HttpStatusCode.TooManyRequests);
        Assert.Multiple(() =>
        {
            Assert.That((string?)of200["error"]!["code"], Is.EqualTo("content_encoding"));
            Assert.That((string?)of200["error"]!["message"], Does.Contain($"\"{coding}\""));
            Assert.That(of200["extra_fields"]!.Trail(), Is.EqualTo(new[] { "openai 502 provider_response_invalid billed" }));
            Assert.That((string?)of429["error"]!["message"], Does.Contain($"\"{coding}\""));
        });
    }

    [TestCase("identity")]
    [TestCase("")]
    [TestCase("identity, gzip")]
    public async Task Generate_CodingIsIdentity_IsNone(string coding)
    {
        var body = Encoding.UTF8.GetBytes(RawAnswer.Json);
        if (coding.EndsWith("gzip", StringComparison.Ordinal))
            body = Compressed.Bytes("gzip", body);
        await using var provider = RawProvider.Start(async connection =>
        {
            await connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: {coding}\r\nContent-Length: {body.Length}\r\n\r\n");
            await connection.SendAsync(body);
        });
        await using var gateway = await StartAsync(null, null, ("openai", provider));

        using var response = await gateway.PostAsync(Generations, Request);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), await response.Content.ReadAsStringAsync());
    }

    [TestCaseSource(nameof(Codings))]
    public async Task Generate_CompressedBodyIsBroken_IsNoPicture(string coding)
    {
        var whole = Compressed.Bytes(coding, Encoding.UTF8.GetBytes(RawAnswer.Json));
        await using var provider = RawProvider.Start(
            connection => SendAsync(connection, coding, whole[..^8]),
            connection => SendAsync(connection, coding, [.. whole[..4], .. Enumerable.Repeat((byte)0xFF, 400)]));
        await using var gateway = await StartAsync(null, null, ("openai", provider));

        using var cut = await gateway.PostAsync(Generations, Request);
        using var torn = await gateway.PostAsync(Generations, Request);

        Assert.That(() => cut.Content.ReadAsStringAsync(), Throws.InstanceOf<HttpRequestException>(), "its picture had begun");
        var envelope = await torn.EnvelopeAsync(HttpStatusCode.BadGateway);
        Assert.That((string?)envelope["error"]!["type"], Is.EqualTo("provider_response_invalid"));
    }

    [TestCase("gzip")]
    [TestCase("deflate")]
    [TestCase("br")]
    public async Task Generate_AnswerGrowsBeyondBounds_IsRefused(string coding)
    {
        // White space in front of a JSON text is valid however long it is.
        var bomb = Compressed.Bytes(coding, Encoding.ASCII.GetBytes(new string(' ', 64 * 1024 * 1024) + RawAnswer.Json));
        await using var provider = RawProvider.Start(connection => SendAsync(connection, coding, bomb));
        await using var gateway = await StartAsync(null, null, ("openai", provider));

        using var response = await gateway.PostAsync(Generations, Request);

        var envelope = await response.EnvelopeAsync(HttpStatusCode.BadGateway);
        Assert.That((string?)envelope["error"]!["code"], Is.EqualTo("content_encoding"));
        Assert.That((string?)envelope["error"]!["message"], Does.Contain("times when it is decoded"));
    }

    private static async Task SendAsync(RawConnection connection, string coding, byte[] body)
    {
        await connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: {Compressed.Header(coding)}\r\nContent-Length: {body.Length}\r\n\r\n");
        await connection.SendAsync(body);
    }
}
