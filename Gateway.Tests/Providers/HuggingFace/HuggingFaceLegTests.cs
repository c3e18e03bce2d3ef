using Iris.Gateway.Tests.Unit.Transforms;
using Iris.Gateway.Tests.Unit.Transforms.Codecs;
using Iris.Transforms;
using Iris.Transforms.Codecs;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.HuggingFace;

/// <summary>
/// The promise: what is not ready is asked for until it is, through the router, and a picture elsewhere is fetched when base64 is wanted.
/// </summary>
internal sealed class HuggingFaceLegTests
{
    private const string Fal = "fal-ai/fal-ai/flux/dev";
    private const string Json = "application/json";

    private static readonly Dictionary<string, string> Queued = new() { ["Queue"] = "true" };

    [TestCase("{}", "no_image")]
    [TestCase("""{"response_url":"not an address"}""", "no_image")]
    [TestCase("""{"response_url":"file:///etc/passwd"}""", "no_image")]
    [TestCase("""{"detail":[{"loc":["body","prompt"],"msg":"no","type":"content_policy_violation"}]}""", "moderation_blocked")]
    public void FalQueue_NoReceipt_IsAFailure(string receipt, string code)
    {
        var (outcome, _) = CodecCall.Create("huggingface", Fal, settings: Queued).Walk((Json, Splits.Utf8(receipt)));
        Assert.That(outcome.Failure?.Code, Is.EqualTo(code));
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
        Assert.That(ProviderCatalog.All["huggingface"].Hosts.Delivery,
            Has.Member(legs[1].Request.Uri.Host).Or.Member("*." + legs[1].Request.Uri.Host[(legs[1].Request.Uri.Host.IndexOf('.') + 1)..]));
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

    private static (string? ContentType, byte[] Body) Answer(string file) => (Json, CodecFixture.Bytes($"huggingface/answers/{file}"));
}
