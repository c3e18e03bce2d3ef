using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using NUnit.Framework;
using static Iris.Gateway.Tests.Promises.PassThrough.PassThroughWorld;

namespace Iris.Gateway.Tests.Promises.PassThrough;

/// <summary>The gateway holds nothing back in either direction and changes nothing of an answer.</summary>
internal sealed class PassThroughStreamTests
{
    // Bytes, beyond every buffer on the way.
    private const int Piece = 100_000;

    [Test]
    public async Task Chat_Stream_EachEventArrivesBeforeTheNextIsSent()
    {
        string[] events = ["data: {\"delta\":\"a\"}\n\n", ": comment\n\n", "event: x\ndata: {\"delta\":\"ü\"}\n\n", "data: [DONE]\n\n"];
        using var taken = new SemaphoreSlim(0);
        await using var provider = RawProvider.Start(async connection =>
        {
            await connection.SendAsync(RawAnswer.EventsInChunks);
            foreach (var text in events)
            {
                await connection.SendAsync(RawAnswer.Chunk(text));
                Assert.That(await taken.WaitAsync(Patience.Long), Is.True);
            }
            await connection.SendAsync(RawAnswer.LastChunk);
        });
        await using var gateway = await StartAsync(provider);
        using var request = Post("/openai/chat/completions");
        using var response = await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("text/event-stream"));

        await using var body = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[1024];
        foreach (var expected in events)
        {
            var read = 0;
            while (read < Encoding.UTF8.GetByteCount(expected))
            {
                var count = await body.ReadAsync(buffer.AsMemory(read)).AsTask().WaitAsync(Patience.Long);
                Assert.That(count, Is.GreaterThan(0));
                read += count;
            }
            Assert.That(Encoding.UTF8.GetString(buffer, 0, read), Is.EqualTo(expected));
            taken.Release();
        }
        Assert.That(await body.ReadAsync(buffer).AsTask().WaitAsync(Patience.Long), Is.Zero);
    }

    [Test]
    public async Task Upload_Chunked_ReachesTheProviderPieceByPiece()
    {
        using var arrived = new SemaphoreSlim(0);
        await using var app = await AppHost.StartAsync(async context =>
        {
            var (buffer, total, pieces) = (new byte[64 * 1024], 0, 0);
            for (int read; (read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0;)
            {
                total += read;
                // A socket's own buffer may keep a piece's last bytes until more come.
                for (; total >= ((pieces + 1) * Piece) - (16 * 1024); pieces++)
                    arrived.Release();
            }
            await context.Response.WriteAsync($"{total} {context.Request.Headers.Authorization}");
        });
        await using var gateway = await StartAsync(new JsonObject { ["openai"] = ProxyJson.Cluster("openai", app.Address + "v1/") });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/openai/files") { Content = new GatedContent(arrived, 3) };
        using var response = await gateway.Client.SendAsync(request);

        Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo("300000 Bearer test-key-123456"));
    }

    [TestCase(400)]
    [TestCase(401)]
    [TestCase(429)]
    [TestCase(500)]
    [TestCase(529)]
    public async Task Post_ProviderRefuses_ItsStatusHeadersAndBodyAreUntouched(int status)
    {
        const string Body = """{ "type":"error", "error":{"type":"overloaded_error","message":"Overloaded ü"}}""";
        await using var provider = RawProvider.Start(c => c.SendAsync(RawAnswer.Whole(
            status, Body, "Retry-After: 7", "x-request-id: req_theirs", "request-id: req_1", "anthropic-ratelimit-requests-remaining: 3", "Set-Cookie: __cf_bm=1; Path=/")));
        await using var gateway = await StartAsync(provider, "anthropic");
        using var response = await gateway.Client.SendAsync(Post("/anthropic/v1/messages", ("x-request-id", "ours")));

        Assert.Multiple(() =>
        {
            Assert.That((int)response.StatusCode, Is.EqualTo(status));
            Assert.That(response.Content.ReadAsStringAsync().Result, Is.EqualTo(Body));
            Assert.That(response.Headers.RetryAfter!.Delta, Is.EqualTo(TimeSpan.FromSeconds(7)));
            Assert.That(response.Header("x-request-id"), Is.EqualTo("req_theirs"));
            Assert.That(response.Header("request-id"), Is.EqualTo("req_1"));
            Assert.That(response.Header("anthropic-ratelimit-requests-remaining"), Is.EqualTo("3"));
            Assert.That(response.Header("Set-Cookie"), Is.EqualTo("__cf_bm=1; Path=/"));
            Assert.That(provider.Requests, Has.Count.EqualTo(1), "a body is single-shot: no retry");
        });
    }

    [TestCase("GET")]
    [TestCase("DELETE")]
    [TestCase("PATCH")]
    public async Task Send_AnyMethod_PassesWithBodyPathAndQuery(string method)
    {
        await using var provider = RawProvider.Start(AnswerAsync);
        await using var gateway = await StartAsync(provider);
        using var request = new HttpRequestMessage(new HttpMethod(method), "/openai/v1/files/a%2Fb%20c?after=x")
        {
            Content = TestGateway.Content("""{ "spaces" : "stay" }"""),
        };
        using var response = await gateway.Client.SendAsync(request);

        var seen = provider.Requests.Single();
        Assert.Multiple(() =>
        {
            Assert.That(response.Content.ReadAsStringAsync().Result, Is.EqualTo(Answer));
            Assert.That(seen.Head, Does.StartWith($"{method} /v1/files/a%2Fb%20c?after=x HTTP/1.1\r\n"));
            Assert.That(seen.Header("Content-Type"), Is.EqualTo("application/json"));
            Assert.That(seen.Body, Is.EqualTo("""{ "spaces" : "stay" }"""));
        });
    }

    [Test]
    public async Task Post_ProviderBreaksOffAfterItsFirstBytes_BreaksTheClientsConnection()
    {
        using var taken = new SemaphoreSlim(0);
        await using var provider = RawProvider.Start(async connection =>
        {
            await connection.SendAsync(RawAnswer.EventsInChunks + RawAnswer.Chunk("data: 1\n\n"));
            Assert.That(await taken.WaitAsync(Patience.Long), Is.True);
            connection.Reset();
        });
        await using var gateway = await StartAsync(provider);
        using var response = await gateway.Client.SendAsync(Post("/openai/chat/completions"), HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[1024];
        Assert.That(await body.ReadAsync(buffer).AsTask().WaitAsync(Patience.Long), Is.GreaterThan(0));
        taken.Release();

        Assert.That(async () =>
        {
            while (await body.ReadAsync(buffer).AsTask().WaitAsync(Patience.Long) > 0)
            {
            }
        }, Throws.InstanceOf<IOException>(), "a torn stream must not pass for a whole one");
    }

    // Each piece waits until the provider has the one before.
    private sealed class GatedContent(SemaphoreSlim arrived, int pieces) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            for (var i = 0; i < pieces; i++)
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{i:D100000}")));
                await stream.FlushAsync();
                Assert.That(await arrived.WaitAsync(Patience.Long), Is.True);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
