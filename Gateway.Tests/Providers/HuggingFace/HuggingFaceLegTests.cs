using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Unit.Transforms;
using Iris.Gateway.Tests.Unit.Transforms.Codecs;
using Iris.Transforms;
using Iris.Transforms.Codecs;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.HuggingFace;

/// <summary>The promise: what is not ready is asked for until it is, through the router, and a picture elsewhere is fetched when base64 is wanted.</summary>
internal sealed class HuggingFaceLegTests
{
    private const string Fal = "fal-ai/fal-ai/flux/dev";
    private const string Replicate = "replicate/stability-ai/sdxl";
    private const string Json = "application/json";

    private static readonly Dictionary<string, string> Queued = new() { ["Queue"] = "true" };

    [Test]
    public void FalQueue_UrlWanted_IsSubmittedPolledAndFetched()
    {
        var call = CodecCall.Create("huggingface", Fal, "\"n\":2", Queued);
        var (outcome, legs) = call.Walk(Leg("fal-submit"), Leg("fal-queued"), Leg("fal-running"), Leg("fal-completed"), Answer("fal-urls.json"));

        Assert.That(outcome.Failure, Is.Null);
        Assert.That(legs.Select(Describe), Is.EqualTo(new[]
        {
            "Submit POST https://provider.test/fal-ai/fal-ai/flux/dev?_subdomain=queue",
            "Poll GET https://provider.test/fal-ai/fal-ai/flux/requests/019a/status?_subdomain=queue",
            "Poll GET https://provider.test/fal-ai/fal-ai/flux/requests/019a/status?_subdomain=queue",
            "Poll GET https://provider.test/fal-ai/fal-ai/flux/requests/019a/status?_subdomain=queue",
            "Download GET https://provider.test/fal-ai/fal-ai/flux/requests/019a?_subdomain=queue",
        }));
        Assert.That(legs[1].Cancel is { Method: "PUT", Uri.AbsoluteUri: "https://provider.test/fal-ai/fal-ai/flux/requests/019a/cancel?_subdomain=queue" });
        Assert.That(JsonNode.Parse(outcome.Output)!["data"]!.AsArray(), Has.Count.EqualTo(2));
    }

    [Test]
    public void FalQueue_CompletedWithError_IsThatError()
    {
        var (outcome, _) = CodecCall.Create("huggingface", Fal, settings: Queued).Walk(Leg("fal-submit"), Leg("fal-completed-error"));
        Assert.That((outcome.Failure?.Status, outcome.Failure?.Code, outcome.Failure?.Message), Is.EqualTo((502, "runner_disconnected", "Runner disconnected")));
    }

    [Test]
    public void FalQueue_Cancelled_IsAFailure()
    {
        var (outcome, _) = CodecCall.Create("huggingface", Fal, settings: Queued).Walk(Leg("fal-submit"), Leg("fal-cancelled"));
        Assert.That((outcome.Failure?.Status, outcome.Failure?.Code), Is.EqualTo((502, "generation_failed")));
    }

    [TestCase("{}", "no_image")]
    [TestCase("""{"response_url":"not an address"}""", "no_image")]
    [TestCase("""{"response_url":"file:///etc/passwd"}""", "no_image")]
    [TestCase("""{"detail":[{"loc":["body","prompt"],"msg":"no","type":"content_policy_violation"}]}""", "moderation_blocked")]
    public void FalQueue_NoReceipt_IsAFailure(string receipt, string code)
    {
        var (outcome, _) = CodecCall.Create("huggingface", Fal, settings: Queued).Walk((Json, Splits.Utf8(receipt)));
        Assert.That(outcome.Failure?.Code, Is.EqualTo(code));
    }

    [TestCase("fal-submit")]
    [TestCase("fal-running")]
    public void FalQueue_TornReceiptOrStatus_IsNoSuccess(string name)
    {
        var call = CodecCall.Create("huggingface", Fal, settings: Queued);
        var first = call.Walk(Leg("fal-submit")).Outcome.Next!;
        var bytes = Leg(name).Body;
        for (var cut = 0; cut < bytes.Length - 1; cut++)
        {
            var outcome = name == "fal-submit"
                ? call.Read(Json, feed => feed(bytes.AsSpan(0, cut)))
                : call.Read(first.CreateReader, Json, feed => feed(bytes.AsSpan(0, cut)));
            Assert.That(outcome.Failure, Is.Not.Null, $"cut at {cut}");
        }
    }

    [Test]
    public void Replicate_NotDoneInTime_IsPolled()
    {
        var call = CodecCall.Create("huggingface", Replicate, "\"n\":2");
        var (outcome, legs) = call.Walk(Leg("replicate-starting"), Leg("replicate-processing"), Answer("replicate.json"));

        Assert.That(outcome.Failure, Is.Null);
        Assert.That(legs.Select(Describe), Is.EqualTo(new[]
        {
            "Submit POST https://provider.test/replicate/v1/models/stability-ai/sdxl/predictions",
            "Poll GET https://provider.test/replicate/v1/predictions/abc",
            "Poll GET https://provider.test/replicate/v1/predictions/abc",
        }));
        Assert.That(legs[1].Cancel is { Method: "POST", Uri.AbsoluteUri: "https://provider.test/replicate/v1/predictions/abc/cancel" });
        Assert.That(outcome.Output, Does.Contain("out-0.webp").And.Contain("out-1.webp").And.Not.Contain("half.png"));
    }

    [TestCase("", Fal, "fal-urls.json", "https://v3.fal.media/files/x/", "y.png", "z.png")]
    [TestCase("\"stream\":true,", Fal, "fal-urls.json", "https://v3.fal.media/files/x/", "y.png", "z.png")]
    [TestCase("", "replicate/black-forest-labs/flux-schnell", "replicate.json", "https://replicate.delivery/xezq/", "out-0.webp", "out-1.webp")]
    public void Addresses_Base64Wanted_AreFetchedOneAfterTheOther(string members, string model, string file, string folder, params string[] names)
    {
        var call = CodecCall.Create("huggingface", model, members + "\"n\":2,\"response_format\":\"b64_json\"");
        var picture = Answer("hf-inference.png").Body;
        var (outcome, legs) = call.Walk(Answer(file), ("image/png", picture), ("image/png", picture));

        Assert.That((outcome.Failure, outcome.Next), Is.EqualTo(((object?)null, (object?)null)));
        Assert.That(legs.Skip(1).Select(Describe), Is.EqualTo(names.Select(name => $"Download GET {folder}{name}")));
        Assert.That(ProviderCatalog.All["huggingface"].Hosts.Delivery, Has.Member(legs[1].Request.Uri.Host).Or.Member("*." + legs[1].Request.Uri.Host[(legs[1].Request.Uri.Host.IndexOf('.') + 1)..]));
        var base64 = Convert.ToBase64String(picture);
        Assert.That(outcome.Output.Split(base64), Has.Length.EqualTo(3));
    }

    [Test]
    public void Download_Refused_SaysThatThePictureExists()
    {
        var call = CodecCall.Create("huggingface", Fal, "\"response_format\":\"b64_json\"");
        var next = call.Walk(Answer("fal-urls.json")).Outcome.Next!;
        var error = next.ReadError!(new ErrorAnswer(403, "application/xml", Splits.Utf8("<Error><Code>AccessDenied</Code></Error>"), null));
        Assert.That((error.Status, error.Code), Is.EqualTo((502, "download_failed")));
        Assert.That(error.Message, Does.Not.Contain("AccessDenied"));
    }

    private static string Describe(ProviderLeg leg) => $"{leg.Kind} {leg.Request.Method} {leg.Request.Uri.AbsoluteUri}";

    private static (string? ContentType, byte[] Body) Leg(string name) => (Json, CodecFixture.Bytes($"huggingface/legs/{name}.json"));

    private static (string? ContentType, byte[] Body) Answer(string file) => (Json, CodecFixture.Bytes($"huggingface/answers/{file}"));
}
