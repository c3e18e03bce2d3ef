using System.Text.Json.Nodes;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs.Tasks;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Codecs.Tasks;

/// <summary>The promise: a task API is told by its data; an order is asked for where its receipt said, until it is done or has failed.</summary>
internal sealed class TaskReaderTests
{
    private const string Json = "application/json";

    private static readonly TaskShape Shape = new()
    {
        Status = ["status", "state"],
        Done = ["Done"],
        Failed = ["Failed", "Unknown"],
        NotYetKnown = ["Unknown"],
        Addresses = ["out[].url", "out[]"],
        Base64 = ["out[].b64"],
        Blocked = ["flags[]"],
        Facts = ["at", "seed"],
        Order = static (_, facts) => Uri.TryCreate(facts.Text("at"), UriKind.Absolute, out var address) ? new TaskOrder(address) : null,
        Progress = static facts => new WorkProgress((int?)facts.Count("seed"), null),
        Tell = static (facts, sink) => facts.Tell(sink, "seed", "seed"),
        Fetches = static _ => false,
    };

    [TestCase("""{"status":"done","out":["data:image/png;base64,AAAA"]}""", 1)]
    [TestCase("""{"state":"DONE","out":[{"b64":"AAAA"},{"url":"https://a.test/b"}]}""", 2)]
    [TestCase("""{"out":["https://a.test/b"]}""", 1, TestName = "No status and a picture")]
    [TestCase("""{"status":"Done","out":[{"url":"https://a.test/b","b64":"AAAA"}]}""", 1, TestName = "An item that names its picture twice")]
    [TestCase("""{"status":"Done","flags":[true,true],"flags":[false,true],"out":["https://a.test/b","https://a.test/c"]}""", 1, TestName = "Of two lists the later one")]
    [TestCase("""{"status":"Done","out":["https://a.test/b"],"out.x":1,"deep":{"out":["https://a.test/c"]}}""", 1, TestName = "Paths elsewhere")]
    public void Done_Pictures_AreThoseOfItsPaths(string answer, int pictures)
    {
        var outcome = Read(answer);
        Assert.That((outcome.Failure, outcome.Next), Is.EqualTo(((object?)null, (object?)null)));
        Assert.That(JsonNode.Parse(outcome.Output)!["data"]!.AsArray(), Has.Count.EqualTo(pictures));
    }

    [TestCase("""{"status":"Done","out":[{"url":"https://a.test/b","deep":{"x":1},"b64":"AAAA"}]}""", 1)]
    [TestCase("""{"status":"Done","out":[{"b64":"AAAA"},{"b64":"BBBB"}],"one":{"url":"https://a.test/c"}}""", 2)]
    [TestCase("""{"status":"Done","one":{"url":"https://a.test/c","b64":"AAAA"},"out":[]}""", 1)]
    [TestCase("""{"status":"Done","one":{"deep":{"url":"https://a.test/c"},"b64":"AAAA"}}""", 1)]
    public void Done_AnItemThatRepeatsItsPicture_HasOne(string answer, int pictures)
    {
        var shape = new TaskShape
        {
            Status = ["status"],
            Done = ["Done"],
            Addresses = ["out[].url", "one.url", "one.deep.url"],
            Base64 = ["out[].b64", "one.b64"],
            Facts = ["out[].deep.x"],
            Fetches = static _ => false,
        };
        var call = CodecCall.Create("bfl", "x");
        var outcome = call.Read((_, sink) => new TaskReader(shape, call.Call, sink), Json, feed => feed(Splits.Utf8(answer)));
        Assert.That(JsonNode.Parse(outcome.Output)!["data"]!.AsArray(), Has.Count.EqualTo(pictures));
    }

    [Test]
    public void Facts_PathThatIsNotDeclared_IsAnError()
    {
        var facts = new TaskFacts(Shape);
        Assert.That(() => facts.Text("nowhere"), Throws.ArgumentException.With.Message.StartsWith("'nowhere' is no fact of this shape"));
        Assert.That(() => facts.Has("out[].url"), Throws.ArgumentException);
        Assert.That(facts.Text("at"), Is.Null);
    }

    [TestCase("{}", "the order has no address")]
    [TestCase("""{"status":"queued","at":"nowhere"}""", "the order has no address")]
    [TestCase("""{"status":"Done","at":"https://a.test/1"}""", "the order has no out[].url")]
    public void Receipt_NothingToGoOnWith_SaysWhatIsMissing(string answer, string words)
    {
        var failure = Read(answer).Failure!;
        Assert.That((failure.Status, failure.Code), Is.EqualTo((502, "no_image")));
        Assert.That(failure.Message, Does.EndWith(words));
    }

    [Test]
    public void Failed_NothingIsKnownOfIt_SaysItsStatus()
    {
        var failure = Read("""{"status":"FAILED"}""").Failure!;
        Assert.That((failure.Status, failure.Code, failure.Message), Is.EqualTo((502, "generation_failed", "The provider's order ended as FAILED.")));
    }

    [TestCase(0, true)]
    [TestCase(3, true)]
    [TestCase(4, false)]
    public void NotYetKnown_FirstPolls_AreAskedAgain(int polls, bool isAskedAgain)
    {
        var outcome = Read("""{"status":"unknown"}""", new TaskOrder(new Uri("https://a.test/1")), polls);
        Assert.That((outcome.Next is not null, outcome.Failure is null), Is.EqualTo((isAskedAgain, isAskedAgain)));
    }

    [Test]
    public void Poll_NamesAnotherAddress_TheReceiptsIsAskedAgain()
    {
        var outcome = Read("""{"status":"queued","at":"https://elsewhere.test/"}""", new TaskOrder(new Uri("https://a.test/1")), polls: 1);
        Assert.That(outcome.Next!.Request.Uri.AbsoluteUri, Is.EqualTo("https://a.test/1"));
    }

    [Test]
    public void Poll_NoStatus_IsAFailure() =>
        Assert.That(Read("""{"seed":1}""", new TaskOrder(new Uri("https://a.test/1")), polls: 1).Failure!.Message, Does.EndWith("the order has no status"));

    private static CodecOutcome Read(string answer, TaskOrder? order = null, int polls = 0)
    {
        var call = CodecCall.Create("bfl", "flux-2-pro", "\"response_format\":\"url\"");
        return call.Read((_, sink) => new TaskReader(Shape, call.Call, sink, order, polls), Json, feed => feed(Splits.Utf8(answer)));
    }
}
