using System.Text;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using Microsoft.Extensions.Logging;
using NUnit.Framework;
using static Iris.Gateway.Tests.Hosting.TestGateway;

namespace Iris.Gateway.Tests.Promises.Costs;

/// <summary>A call allocates little in the whole gateway on real sockets, and no more for a large picture than for a small one.</summary>
/// <remarks>Client and provider are of this process and allocate nothing themselves; <see cref="Call_WithoutAGateway_AllocatesNothing"/> holds them
/// to it.</remarks>
// It measures the memory of the whole process, to which others would add.
[NonParallelizable]
internal sealed class CallAllocationTests
{
    // Bytes a call, a quarter above what was measured in a debug build: 11,700, 23,800 and 13,000.
    private const long MostJson = 14_600;
    private const long MostStream = 29_800;
    private const long MostBytes = 16_300;
    // Bytes that 15 MiB more of a picture may add; 200,000 to 210,000 were measured (85,000 to 96,000 compiled for release), some 800 for each piece
    // of 64 KiB: what the server makes when it waits for a client to take one. Pieces that are not pooled would add 15 MiB.
    private const long MostGrowth = 256 * 1024;

    private const string HuggingFace = """{"model":"huggingface/hf-inference/org/model","prompt":"a fox","response_format":"b64_json"}""";

    [Test]
    public void Call_WithoutAGateway_AllocatesNothing()
    {
        var answer = Encoding.ASCII.GetBytes(RawAnswer.Whole(200, RawAnswer.Json));
        using var provider = new LeanProvider(answer);
        using var client = new LeanClient(provider.Port, Request, answer.AsSpan(answer.Length - 16));

        Assert.That(Measure(client, answer.Length, warm: 20, calls: 100), Is.LessThan(100));
    }

    [TestCase("json", MostJson)]
    [TestCase("stream", MostStream)]
    [TestCase("bytes", MostBytes)]
    public async Task Call_SmallPicture_StaysBelowItsCeiling(string form, long most)
    {
        var allocated = await MeasureAsync(form, 1024, warm: 300, calls: 100);
        TestContext.Out.WriteLine($"{form}: {allocated} bytes a call");
        Assert.That(allocated, Is.LessThan(most));
    }

    [TestCase("json")]
    [TestCase("stream")]
    [TestCase("bytes")]
    public async Task Call_LargePicture_AllocatesNoMoreThanASmallerOne(string form)
    {
        var smaller = await MeasureAsync(form, 1 << 20, warm: 10, calls: 5);
        var larger = await MeasureAsync(form, 16 << 20, warm: 3, calls: 3);
        TestContext.Out.WriteLine($"{form}: {smaller} and {larger} bytes a call");
        Assert.That(larger - smaller, Is.LessThan(MostGrowth));
    }

    private static async Task<long> MeasureAsync(string form, int size, int warm, int calls)
    {
        var (head, body, foot, request) = form switch
        {
            "json" => ("application/json", """{"created":1768500000,"data":[{"b64_json":" """.TrimEnd(), "\"}]}", Request),
            "stream" => ("text/event-stream", """data: {"type":"image_generation.completed","b64_json":" """.TrimEnd(), "\"}\n\n", StreamRequest),
            _ => ("image/png", "", "", HuggingFace),
        };
        byte[] picture = form == "bytes"
            ? [.. Convert.FromBase64String(RawAnswer.Pixel)[..^12], .. new byte[size], .. Convert.FromBase64String(RawAnswer.Pixel)[^12..]]
            : Encoding.ASCII.GetBytes(RawAnswer.Pixel[..40] + new string('A', size));
        byte[] answer =
        [
            .. Encoding.ASCII.GetBytes(
                $"HTTP/1.1 200 OK\r\nContent-Type: {head}\r\nContent-Length: {body.Length + picture.Length + foot.Length}\r\n\r\n{body}"),
            .. picture,
            .. Encoding.ASCII.GetBytes(foot),
        ];
        using var provider = new LeanProvider(answer);
        var api = form == "bytes" ? "huggingface" : "openai";
        // Without log lines: what they cost is the log's.
        await using var gateway = await StartAsync(
            null, null, new JsonObject { [api] = ProxyJson.Cluster(api, provider.Address) }, builder => builder.Logging.ClearProviders());
        using var client = new LeanClient(gateway.Address.Port, request, "\r\n0\r\n\r\n"u8);
        return Measure(client, size, warm, calls);
    }

    // The least of several rounds: what a call needs comes every time; a collection's or the compiler's doings do not.
    private static long Measure(LeanClient client, int least, int warm, int calls)
    {
        Call(client, least, warm);
        var allocated = long.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            Call(client, least, calls);
            allocated = Math.Min(allocated, GC.GetTotalAllocatedBytes(precise: true) - before);
        }
        return allocated / calls;
    }

    private static void Call(LeanClient client, int least, int calls)
    {
        for (var i = 0; i < calls; i++)
        {
            if (client.Call() < least)
                Assert.Fail("no picture");
        }
    }
}
