using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;
using static Iris.Gateway.Tests.Hosting.FaultyWorld;

namespace Iris.Gateway.Tests.Forwarding;

/// <summary>Nothing holds a whole picture: who reads slowly slows the provider down.</summary>
internal sealed class BackpressureTests
{
    // Linux lets the two socket pairs grow to 6 MiB where they receive and 4 MiB where they send (7 to 11 MB were seen); the
    // gateway itself adds some pieces of 64 KiB.
    private const long Most = 16 << 20;

    [TestCase(false)]
    [TestCase(true)]
    public async Task Generate_ClientDoesNotRead_HoldsTheProviderUp(bool stream)
    {
        var picture = new string('A', 32 << 20);
        var answer = stream
            ? RawAnswer.EventsUntilClose + $$$"""data: {"type":"image_generation.completed","b64_json":"{{{picture}}}"}""" + "\n\n"
            : RawAnswer.Whole(200, $$$"""{"data":[{"b64_json":"{{{picture}}}"}]}""");
        await using var provider = RawProvider.Start(async connection =>
        {
            await connection.SendAsync(answer);
            connection.Finish();
        });
        await using var gateway = await StartAsync(
            null, null, new() { ["openai"] = ProxyJson.Cluster("openai", provider.Address) }, SlowClients.Allow);
        using var socket = await gateway.PostRawAsync(stream ? StreamRequest : Request, receiveBuffer: 16 * 1024);
        var connection = await provider.ArrivalAsync();

        await SlowClients.StalledAsync(connection);

        Assert.That(connection.Sent, Is.LessThan(Most));
        Assert.That(await SlowClients.CountAsync(socket, picture.Length), Is.GreaterThanOrEqualTo(picture.Length));
    }
}
