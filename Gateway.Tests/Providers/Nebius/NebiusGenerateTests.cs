using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.Nebius;

/// <summary>Nebius through the gateway: OpenAI's request goes in, OpenAI's answer comes out, and what was not as asked is told.</summary>
public sealed class NebiusGenerateTests : NebiusFixture
{
    [TestCase(Model, "")]
    [TestCase("versioned/black-forest-labs/flux-2-dev", "")]
    [TestCase("project/black-forest-labs/flux-2-dev", "?ai_project_id=project-1")]
    public async Task Generate_WithTheLeast_AsksWithTheKeyAndTheProject(string model, string query)
    {
        Provider.Answer("nebius/answers/url.json");
        using var response = await GenerateAsync(model);

        var answer = await ReadAsync(response);
        Assert.Multiple(() =>
        {
            Assert.That(Provider.Request.Body, Is.EqualTo("""{"model":"black-forest-labs/flux-2-dev","prompt":"a red kite"}"""));
            Assert.That(Provider.Request.AbsoluteUrl, Is.EqualTo(Provider.Url + "/v1/images/generations" + query));
            Assert.That(Provider.Request.Headers!["Authorization"].Single(), Is.EqualTo("Bearer " + Key));
            Assert.That((string?)answer["data"]!.AsArray().Single()!["url"], Does.StartWith("https://pictures.studio.nebius.com/"));
            Assert.That((string?)answer["id"], Is.EqualTo("text2img-7f"));
            Assert.That((long)answer["created"]!, Is.GreaterThan(1_700_000_000));
            Assert.That(answer.ContainsKey("usage"), Is.False, "nothing was counted");
            Assert.That(Warnings(answer), Is.Empty);
        });
    }

    [Test]
    public async Task Generate_EveryMember_GoesInNebiussWordsAndTheRestIsNamed()
    {
        Provider.Answer("nebius/answers/base64.json");
        using var response = await GenerateAsync(
            Model,
            """
            "size":"1024x768","quality":"hd","user":"u","output_format":"jpeg","seed":7,"negative_prompt":"rain","num_inference_steps":28,"response_format":"b64_json",
            "guidance_scale":3.50,"loras":[{"url":"https://x/l","scale":0.8}]
            """);

        var answer = await ReadAsync(response);
        Assert.Multiple(() =>
        {
            Assert.That(Provider.Request.Body, Is.EqualTo(ProviderServer.Compact(
                """
                {"model":"black-forest-labs/flux-2-dev","prompt":"a red kite","width":1024,"height":768,"response_format":"b64_json","response_extension":"jpg",
                "num_inference_steps":28,"seed":7,"negative_prompt":"rain","guidance_scale":3.50,"loras":[{"url":"https://x/l","scale":0.8}]}
                """)));
            Assert.That(response.Headers.GetValues("x-bifrost-dropped-params").Single(), Is.EqualTo("quality,user"));
            Assert.That(Warnings(answer), Does.Contain("size_mismatch").And.Contain("format_mismatch"), "the picture is another than asked for");
        });
    }

    [Test]
    public async Task Generate_RatioAndLimits_AreFittedAndReported()
    {
        Provider.Answer("nebius/answers/url.json");
        using var response = await GenerateAsync(Model, "\"aspect_ratio\":\"16:9\",\"num_inference_steps\":500,\"guidance_scale\":101,\"seed\":-5");

        var answer = await ReadAsync(response);
        Assert.Multiple(() =>
        {
            Assert.That(Provider.Request.Body, Is.EqualTo(
                """{"model":"black-forest-labs/flux-2-dev","prompt":"a red kite","width":1360,"height":768,"num_inference_steps":80,"guidance_scale":100}"""));
            Assert.That(
                answer["extra_fields"]!["converted_params"]!.AsArray().Select(change => $"{change!["param"]} {change["sent"]}"),
                Is.EqualTo(new[] { "aspect_ratio 1360x768", "num_inference_steps 80", "guidance_scale 100" }));
            Assert.That(answer["extra_fields"]!["dropped_params"]!.AsArray().Select(change => (string?)change!["param"]), Is.EqualTo(new[] { "seed" }));
        });
    }

    // n is not in its schema.
    [TestCase(40, new[] { 40, 41, 42 })]
    [TestCase(-1, new[] { -1, -1, -1 })]
    public async Task Generate_Several_AreSeveralCallsInOneAnswer(int seed, int[] seeds)
    {
        Provider.Answer("nebius/answers/base64.json");
        using var response = await GenerateAsync(Model, $"\"n\":3,\"seed\":{seed},\"response_format\":\"b64_json\"");

        var answer = await ReadAsync(response);
        var bodies = Provider.Requests.Select(request => JsonNode.Parse(request.Body!)!.AsObject()).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(bodies.Select(body => (int)body["seed"]!), Is.EquivalentTo(seeds));
            Assert.That(bodies.Select(body => body.ContainsKey("n")), Is.All.False);
            Assert.That(answer["data"]!.AsArray().Select(item => (int)item!["index"]!), Is.EqualTo(new[] { 0, 1, 2 }));
            Assert.That(answer["data"]!.AsArray().Select(item => (string)item!["b64_json"]!), Is.All.StartsWith("iVBORw0KGgo"));
            Assert.That(Warnings(answer), Is.Empty);
        });
    }

    [Test]
    public async Task Generate_ClientStreams_GetsACompletedEventPerPicture()
    {
        Provider.Answer("nebius/answers/base64.json");
        using var response = await GenerateAsync(Model, "\"n\":2,\"stream\":true");

        var events = await ServerSentEvents.ReadAllAsync(response);
        Assert.Multiple(() =>
        {
            Assert.That(Provider.Requests.Select(request => request.Body), Is.All.EqualTo(
                """{"model":"black-forest-labs/flux-2-dev","prompt":"a red kite","response_format":"b64_json"}"""));
            Assert.That(events.Select(item => item.Name), Is.EqualTo(new[] { "image_generation.completed", "image_generation.completed" }));
            Assert.That(events.Select(item => (string)item.Json["b64_json"]!), Is.All.StartsWith("iVBORw0KGgo"));
            Assert.That((string?)events[0].Json["id"], Is.EqualTo("text2img-7f"));
        });
    }
}
