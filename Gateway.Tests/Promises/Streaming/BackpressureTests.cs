using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;
using static Iris.Gateway.Tests.Hosting.TestGateway;

namespace Iris.Gateway.Tests.Promises.Streaming;

/// <summary>The gateway holds no whole picture: a client that reads slowly slows the provider down.</summary>
// A client that stalls is known by nothing moving for a while, as nothing does where others take the cores.
[NonParallelizable]
internal sealed class BackpressureTests
{
    // The sockets are kept small, so that what counts is what the gateway takes: a piece of 64 KiB, as much in the client's pipe, and the
    // provider's receiving socket, which does not grow while nobody reads it (192 to 256 KiB were seen in all).
    private const long Most = 1 << 20;
    private const int SocketBuffer = 16 * 1024;

    [TestCase(false)]
    [TestCase(true)]
    public async Task Generate_ClientDoesNotRead_HoldsTheProviderUp(bool stream)
    {
        var picture = new string('A', 8 << 20);
        var answer = stream
            ? RawAnswer.EventsUntilClose + $$$"""data: {"type":"image_generation.completed","b64_json":"{{{picture}}}"}""" + "\n\n"
            : RawAnswer.Whole(200, $$$"""{"data":[{"b64_json":"{{{picture}}}"}]}""");
        await using var provider = RawProvider.Start(async connection =>
        {
            connection.SendBuffer = SocketBuffer;
            await connection.SendAsync(answer);
            connection.Finish();
        });
        await using var gateway = await StartAsync(
            null, null, new() { ["openai"] = ProxyJson.Cluster("openai", provider.Address) }, SlowClients.AllowWith(SocketBuffer));
        using var socket = await gateway.PostRawAsync(stream ? StreamRequest : Request, receiveBuffer: SocketBuffer);
        var connection = await provider.ArrivalAsync();

        await SlowClients.StalledAsync(connection);

        TestContext.Out.WriteLine($"{connection.Sent} bytes taken");
        Assert.That(connection.Sent, Is.LessThan(Most));
        Assert.That(await SlowClients.CountAsync(socket, picture.Length), Is.GreaterThanOrEqualTo(picture.Length));
    }
}
