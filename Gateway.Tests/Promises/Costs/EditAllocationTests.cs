using System.Text;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Promises.Edits;
using Iris.Gateway.Tests.Providers;
using Microsoft.Extensions.Logging;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Costs;

/// <summary>
/// What an edit allocates in the whole gateway, on real sockets, does not grow with its pictures: none is held on its way to the provider.
/// </summary>
// It measures the memory of the whole process, to which others would add.
[NonParallelizable]
internal sealed class EditAllocationTests
{
    // Bytes that 15 MiB more of a picture may add. A picture that is held would add 15 MiB, and pieces of it that are not pooled as much.
    private const long MostGrowth = 2 << 20;

    [TestCase("form", "openai", "gpt-image-2")]
    [TestCase("form", "gemini", "gemini-3-pro-image")]
    [TestCase("json", "openai", "gpt-image-2")]
    [TestCase("json", "gemini", "gemini-3-pro-image")]
    public async Task Edit_LargePicture_AllocatesNoMoreThanASmallerOne(string form, string api, string model)
    {
        var smaller = await MeasureAsync(form, api, model, 1 << 20, calls: 5);
        var larger = await MeasureAsync(form, api, model, 16 << 20, calls: 3);
        TestContext.Out.WriteLine($"{form} to {api}: {smaller} and {larger} bytes a call");
        Assert.That(larger - smaller, Is.LessThan(MostGrowth));
    }

    private static async Task<long> MeasureAsync(string form, string api, string model, int size, int calls)
    {
        var answer = ProviderServer.Fixture(api == "openai" ? "openai/answers/gpt-image.json" : "gemini/answers/image-with-text.json");
        using var provider = new LeanProvider(Encoding.UTF8.GetBytes(RawAnswer.Whole(200, answer)));
        await using var gateway = await TestGateway.StartAsync(
            null, null, new JsonObject { [api] = ProxyJson.Cluster(api, provider.Address) }, builder => builder.Logging.ClearProviders());
        var (type, body) = form == "form" ? Form($"{api}/{model}", size) : Json($"{api}/{model}", size);
        using var client = new LeanClient(gateway.Address.Port, EditWorld.Route, type, body, "\r\n0\r\n\r\n"u8);
        Call(client, 5);
        var allocated = long.MaxValue;
        for (var round = 0; round < 3; round++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            Call(client, calls);
            allocated = Math.Min(allocated, GC.GetTotalAllocatedBytes(precise: true) - before);
        }
        return allocated / calls;
    }

    private static (string Type, byte[] Body) Form(string model, int size) => (
        "multipart/form-data; boundary=cut",
        [
            .. Encoding.ASCII.GetBytes(
                $"--cut\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\n{model}\r\n--cut\r\nContent-Disposition: form-data; name=\"prompt\"\r\n\r\np\r\n"
                    + "--cut\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a.png\"\r\n\r\n"),
            .. EditWorld.Png(length: size),
            .. "\r\n--cut--\r\n"u8,
        ]);

    private static (string Type, byte[] Body) Json(string model, int size) => (
        "application/json",
        Encoding.ASCII.GetBytes($$"""{"model":"{{model}}","prompt":"p","image":"{{Convert.ToBase64String(EditWorld.Png(length: size))}}"}"""));

    private static void Call(LeanClient client, int calls)
    {
        for (var i = 0; i < calls; i++)
            Assert.That(client.Call(), Is.Positive, "no picture");
    }
}
