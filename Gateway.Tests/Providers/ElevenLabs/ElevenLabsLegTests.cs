using Iris.Gateway.Tests.Unit.Transforms;
using Iris.Gateway.Tests.Unit.Transforms.Codecs;
using Iris.Transforms;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Dialects.OpenAI;
using Iris.Transforms.Wire.Buffers;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.ElevenLabs;

/// <summary>The promise: an order is asked for until it is done, and its picture is fetched unless the client wants the address.</summary>
internal sealed class ElevenLabsLegTests
{
    private const string Model = "gpt-image-2";
    private const string Json = "application/json";
    private const string Poll = "Poll GET https://provider.test/v1/flows/image/e715c2ceace9f71c8aa3dcd2dc534d2";
    private const string Picture =
        "https://storage.googleapis.com/eleven-generations/e715c2ceace9f71c8aa3dcd2dc534d2.png?X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Expires=3600&X-Goog-Signature=5f2c";

    [TestCase("")]
    [TestCase("\"response_format\":\"b64_json\"")]
    [TestCase("\"stream\":true")]
    public void Legs_PictureWanted_IsOrderedPolledAndFetched(string members)
    {
        var picture = CodecFixture.Bytes("huggingface/answers/hf-inference.png");
        var (outcome, legs) = CodecCall.Create("elevenlabs", Model, members).Walk(
            Leg("submit"), Leg("pending"), Leg("generating"), Leg("completed"), ("image/png", picture));

        Assert.That((outcome.Failure, outcome.Next), Is.EqualTo(((object?)null, (object?)null)));
        Assert.That(legs.Select(Describe), Is.EqualTo(new[]
        {
            "Submit POST https://provider.test/v1/flows/image", Poll, Poll, Poll, "Download GET " + Picture,
        }));
        Assert.That(legs.Select(leg => leg.Cancel), Is.All.Null);
        Assert.That(ProviderCatalog.All["elevenlabs"].Hosts.Delivery, Has.Member("storage.googleapis.com").And.Member("*.elevenlabs.io"));
        Assert.That(outcome.Output, Does.Contain(Convert.ToBase64String(picture)));
        Assert.That(outcome.Output.Split("image_generation.completed"), Has.Length.EqualTo(members.Contains("stream") ? 3 : 1));
    }

    [TestCase("submit")]
    [TestCase("generating")]
    [TestCase("completed")]
    public void Answer_Torn_IsNoSuccess(string name)
    {
        var call = CodecCall.Create("elevenlabs", Model);
        var poll = call.Walk(Leg("submit")).Outcome.Next!;
        var bytes = Leg(name).Body;
        if (name == "submit")
            CodecFixture.CheckTorn(call, Json, bytes);
        for (var cut = 0; cut < bytes.Length - 1; cut++)
        {
            var outcome = call.Read(poll.CreateReader, Json, feed => feed(bytes.AsSpan(0, cut)));
            Assert.That((outcome.Failure?.Code, outcome.Next), Is.EqualTo(("truncated_response", (object?)null)), $"cut at {cut}");
        }
    }

    [TestCase("""{"status":"pending"}""")]
    [TestCase("""{"id":"","status":"pending"}""")]
    [TestCase("""{"id":"..","status":"pending"}""")]
    [TestCase("""{"id":7}""")]
    [TestCase("{}")]
    [TestCase("""{"id":"x","status":"completed"}""")]
    [TestCase("""{"id":"x","status":"completed","content_url":""}""")]
    public void Receipt_NothingToAskForOrToFetch_IsAFailure(string receipt) =>
        Assert.That(CodecCall.Create("elevenlabs", Model).Walk((Json, Splits.Utf8(receipt))).Outcome.Failure?.Code, Is.EqualTo("no_image"));

    [TestCase("{}")]
    [TestCase("""{"id":"x","status":null}""")]
    public void Poll_NoStatus_IsAFailure(string answer) =>
        Assert.That(CodecCall.Create("elevenlabs", Model).Walk(Leg("submit"), (Json, Splits.Utf8(answer))).Outcome.Failure?.Code, Is.EqualTo("no_image"));

    [TestCase("not an address")]
    [TestCase("/relative.png")]
    public void Completed_AddressThatIsNone_IsAFailure(string address)
    {
        var answer = Splits.Utf8($$"""{"id":"x","status":"completed","content_url":"{{address}}"}""");
        var outcome = CodecCall.Create("elevenlabs", Model).Walk(Leg("submit"), (Json, answer)).Outcome;
        Assert.That((outcome.Failure is not null || outcome.Next!.Request.Uri.IsFile, outcome.HasImage), Is.EqualTo((true, false)));
    }

    [Test]
    public void Receipt_IdWithOddCharacters_IsOneSegment()
    {
        var next = CodecCall.Create("elevenlabs", Model).Walk((Json, Splits.Utf8("""{"id":"a/../b?c","status":"pending"}"""))).Outcome.Next!;
        Assert.That(next.Request.Uri.AbsoluteUri, Is.EqualTo("https://provider.test/v1/flows/image/a%2F..%2Fb%3Fc"));
    }

    [Test]
    public void Poll_StatusNobodyKnows_IsAskedAgain()
    {
        var outcome = CodecCall.Create("elevenlabs", Model).Walk(Leg("submit"), (Json, Splits.Utf8("""{"id":"x","status":"queued"}"""))).Outcome;
        Assert.That(Describe(outcome.Next!), Is.EqualTo(Poll), "the order's own id, whatever a poll says");
    }

    [TestCase("pending", true)]
    [TestCase("generating", true)]
    [TestCase("completed", false)]
    public void Poll_StillAtWork_TellsOfProgress(string name, bool tells)
    {
        var call = CodecCall.Create("elevenlabs", Model, "\"stream\":true");
        using var output = new PooledBuffer();
        var sink = OpenAIDialect.OpenAI.CreateSink(call.Context, output);
        var reader = call.Walk(Leg("submit")).Outcome.Next!.CreateReader(Json, sink);

        reader.Feed(Leg(name).Body);
        reader.Complete();

        Assert.That(sink.TakeProgress(), Is.EqualTo(tells ? new WorkProgress(null, null) : (WorkProgress?)null));
    }

    private static string Describe(ProviderLeg leg) => $"{leg.Kind} {leg.Request.Method} {leg.Request.Uri.AbsoluteUri}";

    private static (string? ContentType, byte[] Body) Leg(string name) => (Json, CodecFixture.Bytes($"elevenlabs/legs/{name}.json"));
}
