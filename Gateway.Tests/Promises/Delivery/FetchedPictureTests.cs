using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Delivery;

/// <summary>A client that asks for base64 or for a stream gets base64 from a provider that answers with addresses, too.</summary>
public sealed class FetchedPictureTests : AnswerFixture
{
    private const string Base64 = "\"response_format\":\"b64_json\"";
    // Loopback, but neither the destination's own host nor a listed one.
    private const string Foreign = "http://127.0.0.2:1/a.png";

    // Servers of one's own are asked for base64 in any case, and their addresses lead into the cluster.
    private static readonly string[] Hosted = [.. Models.Where(model => model is not ("sgl/flux" or "vllm/flux"))];

    private string Own => $"http://127.0.0.1:{Provider.Port}/a.png";

    [SetUp]
    public void Forget() => _before = Provider.Requests.Count;

    private int _before;

    private int Downloads => Provider.Requests.Skip(_before).Count(request => request.Head.StartsWith("GET", StringComparison.Ordinal));

    [Test]
    public async Task Generate_Base64AskedAddressCome_IsFetched([ValueSource(typeof(AnswerFixture), nameof(Models))] string model)
    {
        Serve($$"""{"created":1,"data":[{"url":"{{Own}}","revised_prompt":"r"}]}""");
        var answer = await PlainAsync(model, Base64);
        var picture = answer["data"]!.AsArray().Single()!;
        Assert.That(((string?)picture["b64_json"], (string?)picture["url"]), Is.EqualTo((RawAnswer.Pixel, (string?)null)));
        Assert.That((Warnings(answer).Length, (string?)answer["output_format"], Downloads), Is.EqualTo((0, "png", 1)));
        if (Hosted.Contains(model))
            Assert.That((string?)picture["revised_prompt"], Is.EqualTo("r"));
    }

    [Test]
    public async Task Generate_NothingAskedOrUrl_KeepsTheAddress(
        [ValueSource(nameof(Hosted))] string model, [Values("", "\"response_format\":\"url\"")] string members)
    {
        Serve($$"""{"created":1,"data":[{"url":"{{Own}}"}]}""");
        var answer = await PlainAsync(model, members);
        Assert.That(((string?)answer["data"]![0]!["url"], Downloads), Is.EqualTo((Own, 0)));
    }

    [Test]
    public async Task Generate_NotToBeFetched_IsTheAddressWithAWarning([ValueSource(nameof(Hosted))] string model)
    {
        Serve($$"""{"created":1,"data":[{"revised_prompt":"r","url":"{{Foreign}}"}],"usage":{"prompt_tokens":1} }""");
        var answer = await PlainAsync(model, Base64);
        var picture = answer["data"]!.AsArray().Single()!;
        Assert.That(((string?)picture["url"], (string?)picture["revised_prompt"], picture["b64_json"]), Is.EqualTo((Foreign, "r", (JsonNode?)null)));
        Assert.That(Warnings(answer), Is.EqualTo(new[] { "response_format_mismatch" }));
        Assert.That((string?)answer["extra_fields"]!["warnings"]![0]!["message"], Does.Contain("Images.Downloads.Hosts"));
    }

    [Test]
    public async Task Generate_StreamOverAPlainAnswerWithAddresses_IsFetched([ValueSource(typeof(AnswerFixture), nameof(Models))] string model)
    {
        Serve($$"""{"created":1,"data":[{"url":"{{Own}}"}],"usage":{"input_tokens":5} }""");
        var picture = (await EventsAsync(model)).Single();
        Assert.That(((string?)picture["b64_json"], picture["url"], (string?)picture["type"]), Is.EqualTo((RawAnswer.Pixel, (JsonNode?)null, "image_generation.completed")));
        Assert.That((int?)picture["usage"]!["input_tokens"], Is.EqualTo(5));
    }

    [Test]
    public async Task Generate_EventsWithAddresses_AreFetched([ValueSource(typeof(AnswerFixture), nameof(StreamingModels))] string model)
    {
        ServeEvents($$"""
            event: image_generation.partial_image
            data: {"type":"image_generation.partial_image","partial_image_index":0,"url":"{{Own}}"}

            event: image_generation.completed
            data: {"type":"image_generation.completed","url":"{{Own}}","quality":"low","usage":{"input_tokens":5} }


            """);
        var events = await EventsAsync(model);
        Assert.That(events.Select(e => (string?)e["type"]), Is.EqualTo(new[] { "image_generation.partial_image", "image_generation.completed" }));
        Assert.That(events.Select(e => (string?)e["b64_json"]), Is.All.EqualTo(RawAnswer.Pixel));
        Assert.That(events.Select(e => e["url"]), Is.All.Null);
        Assert.That(((string?)events[1]["quality"], (int?)events[1]["usage"]!["input_tokens"]), Is.EqualTo(("low", 5)));
    }

    [Test]
    public async Task Generate_AddressedPreviewOfABase64Picture_IsLeftOut()
    {
        ServeEvents($"data: {{\"partial_image_index\":0,\"url\":\"{Own}\"}}\n\n" + Events(""));
        var picture = (await EventsAsync("openai/sd")).Single();
        Assert.That(((string?)picture["type"], Downloads), Is.EqualTo(("image_generation.completed", 0)));
    }

    [Test]
    public async Task Generate_StreamWithAForbiddenAddress_FailsUnderItsOwnStatus()
    {
        ServeEvents($"data: {{\"type\":\"image_generation.completed\",\"url\":\"{Foreign}\"}}\n\n");
        using var response = await AskAsync("openai/sd", "\"stream\":true");
        var envelope = await response.EnvelopeAsync(HttpStatusCode.BadGateway);
        Assert.That((string?)envelope["error"]!["code"], Is.EqualTo("download_refused"));
    }

    [Test]
    public async Task Generate_ForbiddenAddressBehindAPicture_IsAnErrorEvent()
    {
        ServeEvents(Events("") + $"data: {{\"type\":\"image_generation.completed\",\"url\":\"{Foreign}\"}}\n\n");
        var events = await EventsAsync("openai/sd", "\"n\":2");
        Assert.That(events.Select(e => (string?)e["type"]), Is.EqualTo(new[] { "image_generation.completed", "error" }));
        Assert.That((string?)events[1]["error"]!["code"], Is.EqualTo("download_refused"));
    }

    [Test]
    public async Task Generate_BothFormsInOneAnswer_AllBecomeBase64([Values(false, true)] bool stream)
    {
        Serve($$"""
            {"data":[{"url":"{{Own}}","revised_prompt":"a"},{"b64_json":"{{RawAnswer.Pixel}}","revised_prompt":"b"},{"url":"/c.png","revised_prompt":"c"}],"created":7}
            """);
        JsonNode[] pictures = stream
            ? [.. await EventsAsync("openai/sd", "\"n\":3")]
            : [.. (await PlainAsync("openai/sd", Base64 + ",\"n\":3"))["data"]!.AsArray().Select(item => item!)];
        Assert.That(pictures.Select(item => (string?)item["b64_json"]), Is.EqualTo(Enumerable.Repeat(RawAnswer.Pixel, 3)));
        Assert.That(pictures.Select(item => (string?)item["revised_prompt"]), Is.EqualTo(new[] { "b", "a", "c" }));
    }

    [Test]
    public async Task Generate_AllowedAndForbiddenAddresses_EachAsItMay()
    {
        Serve($$"""{"created":1,"data":[{"url":"{{Foreign}}"},{"url":"{{Own}}"}]}""");
        var answer = await PlainAsync("openai/sd", Base64 + ",\"n\":2");
        Assert.That(answer["data"]!.AsArray().Select(item => (string?)item!["url"] ?? (string?)item["b64_json"]), Is.EqualTo(new[] { Foreign, RawAnswer.Pixel }));
    }

    [Test]
    public async Task Generate_SeveralCalls_AllAreFetched([Values(false, true)] bool stream)
    {
        const string Model = "nebius/house/flux";
        Serve($$"""{"data":[{"url":"{{Own}}"}]}""");
        JsonNode[] pictures = stream
            ? [.. await EventsAsync(Model, "\"n\":3")]
            : [.. (await PlainAsync(Model, Base64 + ",\"n\":3"))["data"]!.AsArray().Select(item => item!)];
        Assert.That(pictures.Select(item => (string?)item["b64_json"]), Is.EqualTo(Enumerable.Repeat(RawAnswer.Pixel, 3)));
        Assert.That(Downloads, Is.EqualTo(3));
    }

    // Above the 256 KiB that a member may have.
    [TestCase("", "url")]
    [TestCase("\"response_format\":\"url\"", "url")]
    [TestCase(Base64, "b64_json")]
    [TestCase("\"stream\":true", "b64_json")]
    public async Task Generate_LargeDataUrl_IsDelivered(string members, string member)
    {
        var png = Convert.ToBase64String([.. Convert.FromBase64String(RawAnswer.Pixel), .. new byte[300 * 1024]]);
        Serve($$"""{"created":1,"data":[{"url":"data:image/png;base64,{{png}}"}]}""");
        var isStream = members.Contains("stream", StringComparison.Ordinal);
        JsonNode picture = isStream ? (await EventsAsync("openai/sd")).Single() : (await PlainAsync("openai/sd", members))["data"]![0]!;
        Assert.That((string?)picture[member], Is.EqualTo(member == "url" ? "data:image/png;base64," + png : png));
        Assert.That(picture[member == "url" ? "b64_json" : "url"], Is.Null);
    }
}
