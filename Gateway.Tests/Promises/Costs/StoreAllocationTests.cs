using System.Text;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using Microsoft.Extensions.Logging;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Costs;

/// <summary>A picture that is stored is held no more than one that passes: what a call allocates does not grow with it.</summary>
// It measures the memory of the whole process, to which others would add.
[NonParallelizable]
internal sealed class StoreAllocationTests
{
    // Bytes that 15 MiB more of a picture may add: pieces that were not pooled would add 15 MiB.
    private const long MostGrowth = 512 * 1024;

    [TestCase("json")]
    [TestCase("bytes")]
    public async Task Call_LargeStoredPicture_AllocatesNoMoreThanASmallerOne(string form)
    {
        var smaller = await MeasureAsync(form, 1 << 20);
        var larger = await MeasureAsync(form, 16 << 20);
        TestContext.Out.WriteLine($"{form}: {smaller} and {larger} bytes a call");
        Assert.That(larger - smaller, Is.LessThan(MostGrowth));
    }

    private static async Task<long> MeasureAsync(string form, int size)
    {
        var (type, head, foot, model) = form == "json"
            ? ("application/json", """{"created":1768500000,"data":[{"b64_json":" """.TrimEnd(), "\"}]}", "openai/gpt-image-2")
            : ("image/png", "", "", "huggingface/hf-inference/org/model");
        byte[] picture = form == "bytes"
            ? [.. Convert.FromBase64String(RawAnswer.Pixel)[..^12], .. new byte[size], .. Convert.FromBase64String(RawAnswer.Pixel)[^12..]]
            : Encoding.ASCII.GetBytes(RawAnswer.Pixel[..40] + new string('A', size));
        byte[] answer =
        [
            .. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nContent-Length: {head.Length + picture.Length + foot.Length}\r\n\r\n{head}"),
            .. picture,
            .. Encoding.ASCII.GetBytes(foot),
        ];
        using var provider = new LeanProvider(answer);
        await using var gateway = await TestGateway.StartAsync(
            null,
            JsonNode.Parse("""{"Url":"store","State":{"Sqlite":"iris.db"},"Store":{"Directory":"files"}}""")!.AsObject(),
            new JsonObject { [model.Split('/')[0]] = ProxyJson.Cluster(model.Split('/')[0], provider.Address) },
            builder => builder.Logging.ClearProviders());
        var body = $$"""{"model":"{{model}}","prompt":"a fox","response_format":"url"}""";
        using var client = new LeanClient(gateway.Address.Port, body, "\r\n0\r\n\r\n"u8);
        Call(client, 3);
        var allocated = long.MaxValue;
        for (var round = 0; round < 3; round++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            Call(client, 3);
            allocated = Math.Min(allocated, GC.GetTotalAllocatedBytes(precise: true) - before);
        }
        return allocated / 3;
    }

    private static void Call(LeanClient client, int calls)
    {
        for (var i = 0; i < calls; i++)
            Assert.That(client.Call(), Is.GreaterThan(100), "no address");
    }
}
