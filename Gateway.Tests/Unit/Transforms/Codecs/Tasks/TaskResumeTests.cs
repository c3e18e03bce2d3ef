using System.Text;
using Iris.Transforms;
using Iris.Transforms.Codecs;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Codecs.Tasks;

/// <summary>The promise: what a receipt said is enough for another process to go on with the order, and holds no more than that.</summary>
internal sealed class TaskResumeTests
{
    private const string Json = "application/json";

    [TestCase("bfl", "flux-2-pro", "bfl/legs/submit.json")]
    [TestCase("huggingface", "fal-ai/black-forest-labs/FLUX.2-dev", "huggingface/legs/fal-submit.json")]
    [TestCase("huggingface", "replicate/stabilityai/sdxl", "huggingface/legs/replicate-starting.json")]
    public void Resume_ReceiptOfAnotherProcess_AsksWhereItSaid(string provider, string model, string receipt)
    {
        var (codec, call) = (ProviderCatalog.All[provider], CodecCall.Create(provider, model, settings: new() { ["Queue"] = "true" }));
        var text = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fixtures", receipt));
        var first = call.Read((type, sink) => codec.CreateReader(call.Call, type, sink), Json, feed => feed(text)).Next!;
        var written = first.WriteReceipt!();

        var outcome = call.Read((type, sink) => Resume(codec.CreateReader(call.Call, type, sink), written), Json, _ => { });

        Assert.That(outcome.Failure, Is.Null);
        Assert.That((outcome.Next!.Kind, outcome.Next.Request.Uri, outcome.Next.Cancel?.Uri), Is.EqualTo((LegKind.Poll, first.Request.Uri, first.Cancel?.Uri)));
        Assert.That(Encoding.UTF8.GetString(written), Does.Not.Contain("a fox"));
    }

    [Test]
    public void Resume_ServerDoesNotKnowTheOrder_IsAskedAsOftenAsForANewOne()
    {
        var (codec, call) = (ProviderCatalog.All["bfl"], CodecCall.Create("bfl", "flux-2-pro"));
        var receipt = """{"polling_url":"https://api.eu2.bfl.ai/v1/get_result?id=1"}"""u8.ToArray();
        var next = call.Read((type, sink) => Resume(codec.CreateReader(call.Call, type, sink), receipt), Json, _ => { }).Next!;
        for (var poll = 1; poll <= 3; poll++)
        {
            var passing = call.Read(next.CreateReader, Json, feed => feed("""{"status":"Task not found"}"""u8.ToArray()));
            Assert.That(passing.Failure, Is.Null, $"poll {poll}");
            next = passing.Next!;
        }
        var outcome = call.Read(next.CreateReader, Json, feed => feed("""{"status":"Task not found"}"""u8.ToArray()));
        Assert.That(outcome.Failure!.IsOrderUnknown);
    }

    [TestCase("[]")]
    [TestCase("{")]
    [TestCase("{}")]
    public void Resume_SomethingElse_IsAFailure(string receipt)
    {
        var (codec, call) = (ProviderCatalog.All["bfl"], CodecCall.Create("bfl", "flux-2-pro"));
        var outcome = call.Read((type, sink) => Resume(codec.CreateReader(call.Call, type, sink), Encoding.UTF8.GetBytes(receipt)), Json, _ => { });
        Assert.That((outcome.Failure is not null, outcome.Next), Is.EqualTo((true, (ProviderLeg?)null)));
    }

    private static AnswerReader Resume(AnswerReader reader, byte[] receipt)
    {
        reader.Resume(receipt);
        return reader;
    }
}
