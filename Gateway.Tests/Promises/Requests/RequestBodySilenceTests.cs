using System.Text;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;
using static Iris.Gateway.Tests.Hosting.TestGateway;

namespace Iris.Gateway.Tests.Promises.Requests;

/// <summary>The promise: a body of which nothing comes for ten seconds ends its request, however much of it has come before.</summary>
internal sealed class RequestBodySilenceTests
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AlmostSilence = TimeSpan.FromSeconds(9);

    // At once: after each answer the server waits five seconds of the system's clock for the body's rest, so that the answer arrives before the end.
    [Test]
    public Task Generate_NothingMoreOfTheBody_Is408AndTheConnectionEnds() => Task.WhenAll(
        FallSilentAsync("Content-Length: 500", ""),
        FallSilentAsync("Content-Length: 500", "{\"model\""),
        FallSilentAsync("Transfer-Encoding: chunked", ""),
        FallSilentAsync("Transfer-Encoding: chunked", "5\r\n{\"mod\r\n"),
        FallSilentAsync("Transfer-Encoding: chunked", "5\r\n{\"m"));

    private static async Task FallSilentAsync(string framing, string part)
    {
        var clock = new TestClock();
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(clock, Deadlines(), ("openai", provider));
        using var upload = await UploadSocket.OpenAsync(gateway, framing);
        await clock.ArmedAsync(Silence);
        await upload.SendAsync(part);
        if (part.Length > 0)
            await clock.ArmedAsync(Silence, 2);

        clock.Advance(Silence);

        Assert.That(await upload.FailureAsync(408, "invalid_request_error", "request_timeout"), Does.Contain("Connection: close"), $"{framing}: {part}");
        await upload.ClosedAsync();
        Assert.That(provider.Requests, Is.Empty, $"{framing}: {part}");
    }

    [Test]
    public async Task Generate_MuchOfTheBodyAndThenNothing_BuysNoTime()
    {
        var clock = new TestClock();
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        var images = Deadlines();
        images["Limits"] = new JsonObject { ["RequestBytes"] = 8_000_000 };
        await using var gateway = await StartAsync(clock, images, ("openai", provider));
        using var upload = await UploadSocket.OpenAsync(gateway, "Content-Length: 8000000");
        await upload.SendAsync(Request.PadRight(7_000_000));

        // Pieces may still arrive when the clock is moved; each of them begins the wait anew.
        var answer = upload.FailureAsync(408, "invalid_request_error", "request_timeout");
        while (await Task.WhenAny(answer, Task.Delay(20)) != answer)
            clock.Advance(Silence);

        await answer;
        Assert.That(provider.Requests, Is.Empty);
    }

    [Test]
    public async Task Generate_AByteNowAndThen_IsServed()
    {
        var clock = new TestClock();
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(clock, Deadlines(), ("openai", provider));
        using var upload = await UploadSocket.OpenAsync(gateway, $"Content-Length: {Request.Length}");
        for (var i = 0; i < 5; i++)
        {
            await clock.ArmedAsync(Silence, i + 1);
            clock.Advance(AlmostSilence);
            await upload.SendAsync(Request[i..(i + 1)]);
        }
        await clock.ArmedAsync(Silence, 6);
        await upload.SendAsync(Request[5..]);

        Assert.That((await upload.AnswerAsync()).Head, Does.StartWith("HTTP/1.1 200 "));
    }

    [Test]
    public async Task Generate_BodyThereWhole_NeedsNoTimer()
    {
        var clock = new TestClock();
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(clock, Deadlines(), ("openai", provider));

        for (var i = 0; i < 3; i++)
        {
            using var socket = await gateway.PostRawAsync(Request);
            var buffer = new byte[16];
            Assert.That(await socket.ReceiveAsync(buffer).WaitAsync(Patience.Long), Is.Positive);
            Assert.That(Encoding.ASCII.GetString(buffer), Does.StartWith("HTTP/1.1 200 "));
        }
        Assert.That(clock.Armed(Silence), Is.Zero);
    }

    [Test]
    public async Task Generate_ConnectionUsedAgainAfterASlowBody_IsNotCutByIt()
    {
        var clock = new TestClock();
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(clock, Deadlines(), ("openai", provider));
        using var upload = await UploadSocket.OpenAsync(gateway, $"Content-Length: {Request.Length}");
        await clock.ArmedAsync(Silence);
        await upload.SendAsync(Request);
        await upload.AnswerAsync();

        clock.Advance(TimeSpan.FromMinutes(1));
        await upload.SendAsync($"POST {Generations} HTTP/1.1\r\nHost: here\r\nContent-Length: {Request.Length}\r\n\r\n{Request}");

        Assert.That((await upload.AnswerAsync()).Head, Does.StartWith("HTTP/1.1 200 "));
    }
}
