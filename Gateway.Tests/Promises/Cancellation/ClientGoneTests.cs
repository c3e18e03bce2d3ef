using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;
using static Iris.Gateway.Tests.Hosting.TestGateway;

namespace Iris.Gateway.Tests.Promises.Cancellation;

/// <summary>A client that hangs up ends its provider's call at once, and nothing more is tried for it.</summary>
// A client that stalls is known by nothing moving for a while, as nothing does where others take the cores.
[NonParallelizable]
internal sealed class ClientGoneTests
{
    private static IEnumerable<TestCaseData> Moments()
    {
        yield return Case("while the answer's head is awaited", "");
        yield return Case("within the answer's head", "HTTP/1.1 200 OK\r\n");
        yield return Case("while a failure is read", "HTTP/1.1 500 No\r\nContent-Length: 100\r\n\r\n{");
        yield return Case("behind the answer's head", RawAnswer.JsonInChunks);
        yield return Case("while the picture is awaited", RawAnswer.JsonInChunks + RawAnswer.Chunk("""{"created":1,"""));

        static TestCaseData Case(string name, string beginning) => new TestCaseData(beginning).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Moments))]
    public async Task Generate_ClientHangsUpBeforeThePicture_EndsTheCall(string beginning)
    {
        await using var provider = RawProvider.Start(async connection =>
        {
            await connection.SendAsync(beginning);
            await connection.HoldAsync();
        });
        await using var second = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(null, null, ("openai", provider), ("second", second));
        var socket = await gateway.PostRawAsync("""{"model":"openai/gpt-image-2","prompt":"a fox","fallbacks":["second/gpt-image-2"]}""");
        var connection = await provider.ArrivalAsync();

        socket.Dispose();

        await connection.Closed;
        var line = await gateway.AccessLineAsync();
        Assert.Multiple(() =>
        {
            Assert.That(line["Status"], Is.EqualTo(499));
            Assert.That(line["ErrorType"], Is.EqualTo("request_cancelled"));
            Assert.That(line["Attempts"], Is.EqualTo(1));
            Assert.That(second.Requests, Is.Empty);
            Assert.That(provider.Requests, Has.Count.EqualTo(1));
        });
    }

    [TestCase(false, true)]
    [TestCase(true, true)]
    [TestCase(false, false)]
    [TestCase(true, false)]
    public async Task Generate_ClientHangsUpWithinThePicture_EndsTheCall(bool stream, bool isReset)
    {
        await using var provider = RawProvider.Start(async connection =>
        {
            await connection.SendAsync(stream
                ? RawAnswer.EventsInChunks + RawAnswer.Chunk(RawAnswer.Partial)
                : RawAnswer.JsonInChunks + RawAnswer.Chunk("""{"data":[{"b64_json":"iVBORw0KGgo"""));
            await connection.HoldAsync();
        });
        await using var gateway = await StartAsync(null, null, ("openai", provider));
        var socket = await gateway.PostRawAsync(stream ? StreamRequest : Request);
        var connection = await provider.ArrivalAsync();
        Assert.That(await socket.ReceiveAsync(new byte[1]).WaitAsync(Patience.Long), Is.EqualTo(1));

        if (isReset)
            socket.LingerState = new(true, 0);
        socket.Dispose();

        await connection.Closed;
        var line = await gateway.AccessLineAsync();
        Assert.Multiple(() =>
        {
            Assert.That(line["Status"], Is.EqualTo(499));
            Assert.That(line["ErrorType"], Is.EqualTo("request_cancelled"));
            Assert.That(line["Attempts"], Is.EqualTo(1));
        });
    }

    [Test]
    public async Task Generate_ClientHangsUpWhileItIsWrittenTo_EndsTheCall()
    {
        await using var provider = RawProvider.Start(connection =>
            connection.SendAsync(RawAnswer.Whole(200, $$$"""{"data":[{"b64_json":"{{{new string('A', 32 << 20)}}}"}]}""")));
        await using var gateway = await StartAsync(
            null, null, new() { ["openai"] = ProxyJson.Cluster("openai", provider.Address) }, SlowClients.Allow);
        var socket = await gateway.PostRawAsync(Request, receiveBuffer: 16 * 1024);
        var connection = await provider.ArrivalAsync();
        await SlowClients.StalledAsync(connection);

        socket.Dispose();

        await connection.Closed;
        var line = await gateway.AccessLineAsync();
        Assert.That(line["Status"], Is.EqualTo(499));
    }

    [Test]
    public async Task Generate_ClientHangsUpWithinItsBody_SendsNothing()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(null, null, ("openai", provider));
        using (var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp))
        {
            await socket.ConnectAsync("127.0.0.1", gateway.Address.Port);
            await socket.SendAsync("POST /v1/images/generations HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\nContent-Length: 500\r\nExpect: 100-continue\r\n\r\n"u8.ToArray());
            // "Continue" tells that the gateway has begun to read.
            await socket.ReceiveAsync(new byte[25]).WaitAsync(Patience.Long);
            await socket.SendAsync("{\"model\":"u8.ToArray());
            socket.LingerState = new(true, 0);
        }

        var line = await gateway.AccessLineAsync();
        Assert.Multiple(() =>
        {
            Assert.That(line["Status"], Is.EqualTo(499));
            Assert.That(provider.Requests, Is.Empty);
            Assert.That(gateway.Logs.Entries.Where(entry => entry.Id.Name == "Unexpected"), Is.Empty);
        });
    }

    [Test]
    public async Task Generate_ClientHangsUpDuringARetrysWait_AsksNobodyAgain()
    {
        var clock = new TestClock();
        await using var provider = RawProvider.Start(RawAnswer.Error(429, headers: "Retry-After: 3"));
        await using var gateway = await StartAsync(
            clock, new JsonObject { ["Resilience"] = new JsonObject { ["Retry"] = new JsonObject { ["MaxRetries"] = 2 } } }, ("openai", provider));
        var socket = await gateway.PostRawAsync(Request);
        await clock.ArmedAsync(TimeSpan.FromSeconds(3));

        socket.Dispose();

        Assert.That((await gateway.AccessLineAsync())["Status"], Is.EqualTo(499));
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.That(provider.Requests, Has.Count.EqualTo(1));
    }
}
