using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Promises.Telemetry;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Prices;

/// <summary>Promise: log, metrics and spans tell the cost; what failed and may have been billed is counted apart.</summary>
// A listener hears every gateway of the process.
[NonParallelizable]
public sealed class CostRecordTests
{
    private const string Ask = """{"model":"openai/one-a-call","prompt":"a fox","size":"1024x1024","response_format":"b64_json","fallbacks":["second/one-a-call"]}""";

    private static JsonObject Priced => new() { ["Prices"] = new JsonObject { ["*/one-a-call"] = new JsonObject { ["Picture"] = 0.04 } } };

    [Test]
    public async Task Generate_Served_IsRecordedOnce()
    {
        using var metrics = new MetricRecording(instrument => instrument.Name == "iris.cost.usd");
        using var spans = new SpanRecording(name => name == "Iris.Gateway");
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await TestGateway.StartAsync(null, Priced, ("openai", provider), ("second", provider));
        using var response = await gateway.PostAsync(TestGateway.Generations, Ask);
        var line = await gateway.AccessLineAsync();
        var measured = metrics.All.Single();
        var span = spans.Ended.Single(activity => activity.GetTagItem("iris.cost.usd") is not null);
        Assert.Multiple(() =>
        {
            Assert.That(line["CostUsd"], Is.EqualTo(0.04m));
            Assert.That(line.Keys, Has.None.EqualTo("PossiblyBilledUsd"));
            Assert.That(measured.Value, Is.EqualTo(0.04).Within(1e-12));
            Assert.That(measured.Tags["gen_ai.provider.name"], Is.EqualTo("openai"));
            Assert.That(measured.Tags["gen_ai.request.model"], Is.EqualTo("one-a-call"));
            Assert.That(measured.Tags["iris.cluster"], Is.EqualTo("openai"));
            Assert.That((measured.Tags["iris.cost.billed"], measured.Tags["iris.cost.source"]), Is.EqualTo(((object)"yes", (object)"price")));
            Assert.That((span.GetTagItem("iris.cost.usd"), span.GetTagItem("iris.cost.source")), Is.EqualTo(((object)0.04, (object)"price")));
        });
    }

    [Test]
    public async Task Generate_FailedAndPossiblyBilled_IsCountedApart()
    {
        using var metrics = new MetricRecording(instrument => instrument.Name == "iris.cost.usd");
        await using var first = RawProvider.Start(RawAnswer.Error(500));
        await using var second = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await TestGateway.StartAsync(null, Priced, ("openai", first), ("second", second));
        using var response = await gateway.PostAsync(TestGateway.Generations, Ask);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        var line = await gateway.AccessLineAsync();
        Assert.Multiple(() =>
        {
            Assert.That(
                answer["extra_fields"]!["cost"]!.ToJsonString(), Is.EqualTo("""{"usd":0.04,"source":"price","currency":"USD","possibly_billed_usd":0.04}"""));
            Assert.That((line["CostUsd"], line["PossiblyBilledUsd"]), Is.EqualTo(((object)0.04m, (object)0.04m)));
            Assert.That(metrics.All.Select(measured => $"{measured.Tags["iris.cluster"]} {measured.Tags["iris.cost.billed"]}"), Is.EqualTo(new[] { "openai possibly", "second yes" }));
        });
    }

    [TestCase("", """{"usd":0,"source":null,"currency":"USD","possibly_billed_usd":0.04}""")]
    [TestCase(""","fallbacks":["second/one-a-call"]""", """{"usd":0,"source":null,"currency":"USD","possibly_billed_usd":0.08}""")]
    [TestCase(""","fallbacks":["second/a-model-of-no-list"]""", null)]
    public async Task Generate_AllFailedAndPossiblyBilled_TheErrorTellsIt(string fallbacks, string? cost)
    {
        await using var first = RawProvider.Start(RawAnswer.Error(500));
        await using var second = RawProvider.Start(RawAnswer.Error(500));
        await using var gateway = await TestGateway.StartAsync(null, Priced, ("openai", first), ("second", second));
        using var response = await gateway.PostAsync(
            TestGateway.Generations, $$"""{"model":"openai/one-a-call","prompt":"a fox","size":"1024x1024"{{fallbacks}}}""");

        var error = await response.EnvelopeAsync(HttpStatusCode.InternalServerError);
        Assert.That(error["extra_fields"]!["cost"]?.ToJsonString(), Is.EqualTo(cost));
    }

    [Test]
    public async Task Generate_ErrorForFree_HasNoCost()
    {
        await using var first = RawProvider.Start(RawAnswer.Error(400));
        await using var gateway = await TestGateway.StartAsync(null, Priced, ("openai", first));
        using var response = await gateway.PostAsync(TestGateway.Generations, Ask);

        Assert.That((await response.EnvelopeAsync(HttpStatusCode.BadRequest))["extra_fields"]!["cost"], Is.Null);
    }

    [Test]
    public async Task Generate_RefusedForFree_CostsNothing()
    {
        await using var first = RawProvider.Start(RawAnswer.Error(400));
        await using var second = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await TestGateway.StartAsync(null, Priced, ("openai", first), ("second", second));
        using var response = await gateway.PostAsync(TestGateway.Generations, Ask);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.That(answer["extra_fields"]!["cost"]!.ToJsonString(), Is.EqualTo("""{"usd":0.04,"source":"price","currency":"USD"}"""));
    }

    [Test]
    public async Task Generate_OneOfSeveralCallsFails_ItsShareIsCountedApart()
    {
        var number = 0;
        await using var provider = RawProvider.Start(connection =>
            Interlocked.Increment(ref number) == 2 ? RawAnswer.Error(500)(connection) : RawAnswer.PictureAsync(connection));
        await using var gateway = await TestGateway.StartAsync(null, Priced, ("openai", provider));
        using var response = await gateway.PostAsync(
            TestGateway.Generations, """{"model":"openai/one-a-call","prompt":"a fox","size":"1024x1024","n":3,"response_format":"b64_json"}""");
        await response.Content.ReadAsByteArrayAsync();
        var line = await gateway.AccessLineAsync();
        Assert.That((line["CostUsd"], line["PossiblyBilledUsd"]), Is.EqualTo(((object)0.08m, (object)0.04m)));
    }

    [Test]
    public async Task Generate_ClientLeaves_MayHaveCostWhatItOrdered()
    {
        await using var provider = RawProvider.Start(RawAnswer.SilenceAsync);
        await using var gateway = await TestGateway.StartAsync(null, Priced, ("openai", provider));
        using (var socket = await gateway.PostRawAsync("""{"model":"openai/one-a-call","prompt":"a fox","n":2}"""))
            await provider.ArrivalAsync();
        var line = await gateway.AccessLineAsync();
        Assert.Multiple(() =>
        {
            Assert.That(line["PossiblyBilledUsd"], Is.EqualTo(0.08m));
            Assert.That(line.Keys, Has.None.EqualTo("CostUsd"));
        });
    }

    [Test]
    public async Task Generate_AnswerThatBreaksOff_MayHaveCostWhatWasOrdered()
    {
        await using var provider = RawProvider.Start(async connection =>
        {
            await connection.SendAsync(RawAnswer.JsonUntilClose + RawAnswer.Json[..60]);
            connection.Reset();
        });
        await using var gateway = await TestGateway.StartAsync(null, Priced, ("openai", provider));
        using var socket = await gateway.PostRawAsync("""{"model":"openai/one-a-call","prompt":"a fox","size":"1024x1024"}""");
        await socket.ReadToEndAsync();
        Assert.That((await gateway.AccessLineAsync())["PossiblyBilledUsd"], Is.EqualTo(0.04m));
    }
}
