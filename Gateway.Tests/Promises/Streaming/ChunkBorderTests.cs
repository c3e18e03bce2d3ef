using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;
using static Iris.Gateway.Tests.Hosting.TestGateway;

namespace Iris.Gateway.Tests.Promises.Streaming;

/// <summary>How an answer is divided on the wire makes no difference to the client's bytes.</summary>
internal sealed class ChunkBorderTests
{
    [TestCase(false)]
    [TestCase(true)]
    public async Task Generate_BorderAtEveryPosition_GivesTheSameBytes(bool stream)
    {
        var body = stream ? RawAnswer.Partial + RawAnswer.Completed : RawAnswer.Json;
        var head = stream ? RawAnswer.EventsInChunks : RawAnswer.JsonInChunks;
        var at = 0;
        await using var provider = RawProvider.Start(async connection =>
        {
            await connection.SendAsync(head);
            if (at > 0)
                await connection.SendAsync(RawAnswer.Chunk(body[..at]));
            await connection.SendAsync(RawAnswer.Chunk(body[at..]) + RawAnswer.LastChunk);
        });
        await using var gateway = await StartAsync(new TestClock(), null, ("openai", provider));
        var whole = await PostAsync(gateway, stream);
        Assert.That(whole, Does.Contain(RawAnswer.Pixel));

        for (at = 1; at < body.Length; at++)
            Assert.That(await PostAsync(gateway, stream), Is.EqualTo(whole), $"border at {at}");
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Generate_OneByteAtATime_GivesTheSameBytes(bool stream)
    {
        var body = stream ? RawAnswer.Partial + RawAnswer.Completed : RawAnswer.Json;
        var head = stream ? RawAnswer.EventsInChunks : RawAnswer.JsonInChunks;
        await using var provider = RawProvider.Start(
            connection => connection.SendAsync(head + RawAnswer.Chunk(body) + RawAnswer.LastChunk),
            async connection =>
            {
                var answer = head + string.Concat(body.Select(c => RawAnswer.Chunk(c.ToString()))) + RawAnswer.LastChunk;
                for (var i = 0; i < answer.Length; i++)
                    await connection.SendAsync(answer.Substring(i, 1));
            });
        await using var gateway = await StartAsync(new TestClock(), null, ("openai", provider));
        var whole = await PostAsync(gateway, stream);

        Assert.That(await PostAsync(gateway, stream), Is.EqualTo(whole));
    }

    private static async Task<string> PostAsync(GatewayHost gateway, bool stream)
    {
        using var response = await gateway.PostAsync(Generations, stream ? StreamRequest : Request);
        return await response.Content.ReadAsStringAsync().WaitAsync(Patience.Long);
    }
}
