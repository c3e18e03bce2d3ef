using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.OpenAI;

/// <summary>OpenAI gets exactly the members that the model takes, under the gateway's own credential.</summary>
public sealed class OpenAIRequestTests : OpenAIFixture
{
    // Every member of the contract, and OpenAI's newer ones.
    private const string AllMembers =
        """
        "n":2,"size":"1536x1024","quality":"high","style":"vivid","response_format":"b64_json","background":"opaque","moderation":"low",
        "output_format":"webp","output_compression":80,"partial_images":0,"seed":42,
        "negative_prompt":"birds","num_inference_steps":30,"aspect_ratio":"3:2","resolution":"1K","user":"u-1","safety_identifier":"s-1",
        "complexity":"low","frame_count":9,"frame_duration_ms":200,"svg":{"model":"gpt-9"},"input_fidelity":"high","stream":false,"fallbacks":[]
        """;

    [TestCase(
        "gpt-image-2.6-flare",
        """
        {"model":"gpt-image-2.6-flare","prompt":"a red kite","n":2,"size":"1536x1024","quality":"high","background":"opaque","moderation":"low","output_format":"webp",
        "output_compression":80,"partial_images":0,"user":"u-1","safety_identifier":"s-1","complexity":"low","frame_count":9,"frame_duration_ms":200,"svg":{"model":"gpt-9"}}
        """,
        "style,seed,negative_prompt,num_inference_steps,aspect_ratio,resolution,input_fidelity")]
    [TestCase(
        "gpt-image-2",
        """
        {"model":"gpt-image-2","prompt":"a red kite","n":2,"size":"1536x1024","quality":"high","background":"opaque","moderation":"low","output_format":"webp",
        "output_compression":80,"partial_images":0,"user":"u-1","safety_identifier":"s-1"}
        """,
        "style,seed,negative_prompt,num_inference_steps,aspect_ratio,resolution,complexity,frame_count,frame_duration_ms,svg,input_fidelity")]
    [TestCase(
        "dall-e-3",
        """{"model":"dall-e-3","prompt":"a red kite","n":1,"size":"1536x1024","quality":"high","style":"vivid","response_format":"b64_json","user":"u-1"}""",
        "background,moderation,output_format,output_compression,partial_images,seed,negative_prompt,num_inference_steps,aspect_ratio,resolution,"
        + "safety_identifier,complexity,frame_count,frame_duration_ms,svg,input_fidelity")]
    [TestCase(
        "house/own-model:v7",
        """
        {"model":"house/own-model:v7","prompt":"a red kite","n":2,"size":"1536x1024","quality":"high","style":"vivid","response_format":"b64_json","background":"opaque",
        "moderation":"low","output_format":"webp","output_compression":80,"partial_images":0,"seed":42,"negative_prompt":"birds",
        "num_inference_steps":30,"aspect_ratio":"3:2","resolution":"1K","user":"u-1","safety_identifier":"s-1","complexity":"low",
        "frame_count":9,"frame_duration_ms":200,"svg":{"model":"gpt-9"}}
        """,
        "input_fidelity")]
    public async Task Generate_WithEveryMember_SendsWhatTheModelTakesAndReportsTheRest(string model, string expected, string dropped)
    {
        Provider.Answer("openai/answers/gpt-image-webp.json");
        using var response = await GenerateAsync("openai/" + model, AllMembers);

        var answer = await ReadAsync(response);
        var changes = answer["extra_fields"]!["dropped_params"]!.AsArray();
        Assert.Multiple(() =>
        {
            Assert.That(Provider.Requests[0].Body, Is.EqualTo(ProviderServer.Compact(expected)));
            Assert.That(changes.Select(change => (string)change!["param"]!), Is.EqualTo(dropped.Split(',')));
            Assert.That(response.Headers.GetValues("x-bifrost-dropped-params"), Is.EqualTo(new[] { dropped }));
            Assert.That(Warnings(answer).Count(code => code == "dropped_parameter"), Is.EqualTo(changes.Count));
            Assert.That(changes.Where(change => (string)change!["param"]! == "seed").Select(change => (string?)change!["asked"]), Is.All.EqualTo("42"));
        });
    }

    [TestCase("gpt-image-2")]
    [TestCase("dall-e-3")]
    [TestCase("sd3.5")]
    public async Task Generate_WithTheLeast_InventsNothing(string model)
    {
        Provider.Answer("openai/answers/gpt-image.json");
        using var response = await GenerateAsync("openai/" + model);

        await ReadAsync(response);
        Assert.Multiple(() =>
        {
            Assert.That(Provider.Request.Body, Is.EqualTo($$"""{"model":"{{model}}","prompt":"a red kite"}"""));
            Assert.That(response.Headers.Contains("x-bifrost-dropped-params"), Is.False);
        });
    }

    [TestCase("b64_json")]
    [TestCase("url")]
    public async Task Generate_ResponseFormatForAGptImageModel_IsNeverSent(string form)
    {
        Provider.Answer("openai/answers/gpt-image.json");
        using var response = await GenerateAsync("openai/gpt-image-2", $"\"response_format\":\"{form}\"");

        await ReadAsync(response);
        Assert.That(Provider.Request.Body, Is.EqualTo("""{"model":"gpt-image-2","prompt":"a red kite"}"""));
    }

    [Test]
    public async Task Generate_UnknownMembers_ArePassedOnAsTheyCame()
    {
        Provider.Answer("openai/answers/gpt-image.json");
        using var response = await GenerateAsync("openai/gpt-image-2", """ "zeta" : 1.50 , "lora":[ {"a" : "\u00fc\/"}, 1e3 ] ,"quality":null,"tenant\u002did":"x","flag":false""");

        await ReadAsync(response);
        Assert.That(
            Provider.Request.Body,
            Is.EqualTo("""{"model":"gpt-image-2","prompt":"a red kite","zeta":1.50,"lora":[ {"a" : "\u00fc\/"}, 1e3 ],"tenant-id":"x","flag":false}"""));
    }

    [Test]
    public async Task Generate_TextOutsideAscii_ReachesTheProviderUnchanged()
    {
        Provider.Answer("openai/answers/gpt-image.json");
        using var response = await Gateway.PostAsync("/v1/images/generations", """{"model":"openai/gpt-image-2","prompt":"ein Bär, 熊, \ud83e\uddf8 & <b>\"x\"</b>\n+"}""");

        await ReadAsync(response);
        Assert.That((string)Provider.Json["prompt"]!, Is.EqualTo("ein Bär, 熊, 🧸 & <b>\"x\"</b>\n+"));
    }

    [Test]
    public async Task Stream_AskedOfAStreamingModel_IsAskedOfTheProvider()
    {
        Provider.Answer("openai/answers/stream-partials.sse");
        using var response = await GenerateAsync("openai/gpt-image-2", "\"stream\":true,\"partial_images\":2,\"response_format\":\"b64_json\"");
        await response.Content.ReadAsStringAsync();

        Assert.Multiple(() =>
        {
            Assert.That(Provider.Request.Body, Is.EqualTo("""{"model":"gpt-image-2","prompt":"a red kite","partial_images":2,"stream":true}"""));
            Assert.That(Provider.Request.Headers!["Accept"], Is.EqualTo(new[] { "text/event-stream" }));
        });
    }

    // Its own default is a URL, and an event has to carry the picture.
    [Test]
    public async Task Stream_AskedOfAModelThatDoesNotStream_IsAPlainCallForBase64()
    {
        Provider.Answer("openai/answers/dall-e-3-base64.json");
        using var response = await GenerateAsync("openai/dall-e-3", "\"stream\":true,\"style\":\"vivid\"");
        await response.Content.ReadAsStringAsync();

        Assert.Multiple(() =>
        {
            Assert.That(Provider.Request.Body, Is.EqualTo("""{"model":"dall-e-3","prompt":"a red kite","style":"vivid","response_format":"b64_json"}"""));
            Assert.That(Provider.Request.Headers!["Accept"], Is.EqualTo(new[] { "application/json" }));
        });
    }

    [TestCase("openai", "/v1/images/generations", "Authorization", "Bearer " + Key)]
    [TestCase("root", "/v1/images/generations", "Authorization", "Bearer " + Key)]
    [TestCase("header", "/v1/images/generations", "X-Api-Key", Key)]
    public async Task Generate_EachAddressAndKeyHeader_ReachTheProvidersPathWithTheDestinationsKey(
        string cluster, string path, string header, string value)
    {
        Provider.Answer("openai/answers/gpt-image.json");
        using var response = await GenerateAsync(cluster + "/gpt-image-2");

        await ReadAsync(response);
        Assert.Multiple(() =>
        {
            Assert.That((Provider.Request.Method, Provider.Request.Path, Provider.Request.RawQuery), Is.EqualTo(("POST", path, "")));
            Assert.That(Provider.Request.Headers![header], Is.EqualTo(new[] { value }));
            Assert.That(Provider.Request.Headers!["Content-Type"], Is.EqualTo(new[] { "application/json" }));
            Assert.That(Provider.Request.Headers!["Accept"], Is.EqualTo(new[] { "application/json" }));
        });
    }

    [TestCase("openai", new[] { "Accept", "Accept-Encoding", "Authorization", "Content-Length", "Content-Type", "Host", "User-Agent" })]
    [TestCase("keyless", new[] { "Accept", "Accept-Encoding", "Content-Length", "Content-Type", "Host", "User-Agent" })]
    public async Task Generate_HeadersOfTheClient_NeverReachTheProvider(string cluster, string[] expected)
    {
        Provider.Answer("openai/answers/gpt-image.json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/images/generations?api_key=client-query")
        {
            Content = new StringContent(Ask(cluster + "/gpt-image-2"), System.Text.Encoding.UTF8, "application/json"),
        };
        foreach (var name in (string[])["Cookie", "X-Forwarded-For", "X-Forwarded-Host", "x-api-key", "api-key", "traceparent", "tracestate", "baggage", "Request-Id", "X-Custom",
            "Referer", "Origin", "OpenAI-Organization", "x-bf-api-key", "Accept-Language", "x-request-id"])
        {
            request.Headers.TryAddWithoutValidation(name, name == "traceparent" ? "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" : "client-" + name);
        }
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer client-secret");
        request.Headers.TryAddWithoutValidation("User-Agent", "client-agent");
        using var response = await Gateway.Client.SendAsync(request);

        await ReadAsync(response);
        Assert.Multiple(() =>
        {
            Assert.That(Provider.Request.Headers!.Keys, Is.EquivalentTo(expected));
            Assert.That(Provider.Request.Headers!.Values.SelectMany(value => value), Has.None.Contains("client"));
            Assert.That(Provider.Request.RawQuery, Is.Empty);
        });
    }
}
