using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Prices;

/// <summary>Promise: what the receipt of an order says of its cost is told with the picture, and counts where no picture comes.</summary>
public sealed class ReceiptCostTests
{
    private const string Ask = """{"model":"bfl/flux-2-pro","prompt":"a fox","response_format":"b64_json"}""";

    [Test]
    public async Task Generate_CreditsOfAReceipt_AreTheCost()
    {
        await using var provider = StartProvider("""{"status":"Ready","result":{"sample":"ADDRESS/picture.png"}}""");
        await using var gateway = await StartAsync(provider);
        using var response = await gateway.PostAsync(TestGateway.Generations, Ask);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Multiple(() =>
        {
            Assert.That(answer["extra_fields"]!["cost"]!.ToJsonString(), Is.EqualTo("""{"usd":0.045,"source":"provider","currency":"USD"}"""));
            // The receipt has told it before the picture came.
            Assert.That(response.Header("x-iris-cost-usd"), Is.EqualTo("0.045"));
        });
        Assert.That((await gateway.AccessLineAsync())["CostUsd"], Is.EqualTo(0.045m));
    }

    [Test]
    public async Task Generate_OrderThatEndsWithoutAPicture_MayHaveCostWhatItsReceiptSaid()
    {
        await using var provider = StartProvider("""{"status":"Error"}""");
        await using var gateway = await StartAsync(provider);
        using var response = await gateway.PostAsync(TestGateway.Generations, Ask);
        Assert.That((int)response.StatusCode, Is.EqualTo(502));
        var line = await gateway.AccessLineAsync();
        Assert.Multiple(() =>
        {
            Assert.That(line["PossiblyBilledUsd"], Is.EqualTo(0.045m));
            Assert.That(line.Keys, Has.None.EqualTo("CostUsd"));
        });
    }

    private static Task<GatewayHost> StartAsync(RawProvider provider) =>
        TestGateway.StartAsync(null, null, new JsonObject { ["bfl"] = ProxyJson.Cluster("bfl", provider.Address) });

    private static RawProvider StartProvider(string poll) => RawProvider.Start(async connection =>
    {
        var head = connection.Request.Head;
        var address = $"http://{head.Split("\r\n").Single(line => line.StartsWith("Host:", StringComparison.OrdinalIgnoreCase))[5..].Trim()}/v1";
        if (head.StartsWith("POST", StringComparison.Ordinal))
            await connection.SendAsync(RawAnswer.Whole(200, $$"""{"id":"1","polling_url":"{{address}}/poll","cost":4.5,"input_mp":0,"output_mp":2}"""));
        else if (head.Contains("/poll", StringComparison.Ordinal))
            await connection.SendAsync(RawAnswer.Whole(200, poll.Replace("ADDRESS", address, StringComparison.Ordinal)));
        else
            await LegAnswers.SendsPictureAsync(connection);
    });
}
