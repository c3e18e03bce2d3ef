using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.SelfHosted;

/// <summary>The behaviour that both self-hosted servers share, through the gateway.</summary>
[TestFixture("sgl")]
[TestFixture("vllm")]
public sealed class SelfHostedGatewayTests(string api) : SelfHostedFixture(api)
{
    [Test]
    public async Task Generate_Plain_IsBase64()
    {
        Provider.Answer($"{Api}/answers/one.json");
        using var response = await GenerateAsync(Target);

        var answer = await ReadAsync(response);
        Assert.Multiple(() =>
        {
            Assert.That(Provider.Request.Body, Is.EqualTo($$"""{"model":"{{Model}}","prompt":"a red kite","response_format":"b64_json"}"""));
            Assert.That((string?)answer["data"]!.AsArray().Single()!["b64_json"], Is.EqualTo(Picture));
            Assert.That(((long?)answer["created"], (string?)answer["size"], (string?)answer["output_format"]), Is.EqualTo((1763800000, "1x1", "png")));
            Assert.That((string?)answer["extra_fields"]!["provider"], Is.EqualTo(Api));
            Assert.That(Warnings(answer), Is.Empty);
        });
    }

    // A server that nobody has given a key must not be shown anybody's, the client's own least of all.
    [TestCase(null, "/v1/images/generations", null, null)]
    [TestCase("versioned", "/v1/images/generations", null, null)]
    [TestCase("prefixed", "/gpu-1/v1/images/generations", null, null)]
    [TestCase("keyed", "/v1/images/generations", "Authorization", "Bearer " + Key)]
    [TestCase("header", "/v1/images/generations", "X-Api-Key", Key)]
    public async Task Generate_EachAddressAndKey_ReachTheServersPathWithNoOtherCredential(string? cluster, string path, string? header, string? value)
    {
        Provider.Answer($"{Api}/answers/one.json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/images/generations") { Content = TestGateway.Content(Ask($"{cluster ?? Api}/{Model}")) };
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer client-secret");
        request.Headers.TryAddWithoutValidation("X-Api-Key", "client-secret");
        using var response = await Gateway.Client.SendAsync(request);

        await ReadAsync(response);
        string[] plain = ["Accept", "Accept-Encoding", "Content-Length", "Content-Type", "Host", "User-Agent"];
        Assert.Multiple(() =>
        {
            Assert.That((Provider.Request.Method, Provider.Request.Path, Provider.Request.RawQuery), Is.EqualTo(("POST", path, "")));
            Assert.That(Provider.Request.Headers!.Keys, Is.EquivalentTo(header is null ? plain : [.. plain, header]));
            if (header is not null)
                Assert.That(Provider.Request.Headers![header], Is.EqualTo(new[] { value }));
        });
    }

    [TestCase("\"n\":10", "n", 10)]
    [TestCase("\"size\":\"1536x1024\"", "size", "1536x1024")]
    [TestCase("\"seed\":42", "seed", 42)]
    [TestCase("\"negative_prompt\":\"rain\"", "negative_prompt", "rain")]
    [TestCase("\"num_inference_steps\":28", "num_inference_steps", 28)]
    [TestCase("\"output_format\":\"webp\"", "output_format", "webp")]
    [TestCase("\"user\":\"u-1\"", "user", "u-1")]
    public async Task Generate_Member_ReachesTheServer(string member, string name, object value)
    {
        Provider.Answer($"{Api}/answers/one.json");
        using var response = await GenerateAsync(Target, member);

        await ReadAsync(response);
        Assert.That(Provider.Json[name]!.ToString(), Is.EqualTo(value.ToString()));
        Assert.That(response.Headers.Contains("x-bifrost-dropped-params"), Is.False);
    }

    [Test]
    public async Task Generate_MembersThatNameFilesOnTheServer_AreLeftOutAndReported()
    {
        Provider.Answer($"{Api}/answers/one.json");
        using var response = await GenerateAsync(
            Target, """ "guidance_scale":3.50,"lora_path":"/loras/fox","perf_dump_path":"/tmp/x","lora":{"name":"fox","path":"/loras/fox"},"extra_params":"{\"save_dir\":\"/srv\"}" """);

        var answer = await ReadAsync(response);
        Assert.That(
            Provider.Request.Body,
            Is.EqualTo($$$"""{"model":"{{{Model}}}","prompt":"a red kite","response_format":"b64_json","guidance_scale":3.50,"lora":{"name":"fox"}}"""));
        Assert.That(
            answer["extra_fields"]!["dropped_params"]!.ToJsonString(), Does.Contain("lora_path").And.Contain("perf_dump_path").And.Contain("lora.path").And.Contain("extra_params"));
    }

    [Test]
    public async Task Generate_MembersOutsideTheContract_ArePassedOnAsTheyCame()
    {
        const string Extras =
            """ "lora":{"name":"fox","path":"/loras/fox","scale":0.80},"guidance_scale":3.50,"true_cfg_scale":4,"flow_shift":3.0,"generator_device":"cpu","new_member":[1e3]""";
        Provider.Answer($"{Api}/answers/one.json");
        using var response = await GenerateAsync("trusting/" + Model, Extras);

        await ReadAsync(response);
        Assert.That(
            Provider.Request.Body,
            Is.EqualTo($$"""{"model":"{{Model}}","prompt":"a red kite","response_format":"b64_json",{{Extras.TrimStart()}}}"""));
    }

    [Test]
    public async Task Generate_Ratio_BecomesPixelsAndIsReported()
    {
        Provider.Answer($"{Api}/answers/one.json");
        using var response = await GenerateAsync(Target, "\"aspect_ratio\":\"16:9\"");

        var converted = (await ReadAsync(response))["extra_fields"]!["converted_params"]!.AsArray().Single()!;
        Assert.That((string?)Provider.Json["size"], Is.EqualTo("1360x768"));
        Assert.That(((string?)converted["param"], (string?)converted["asked"], (string?)converted["sent"]), Is.EqualTo(("aspect_ratio", "16:9", "1360x768")));
    }

    [Test]
    public async Task Generate_MemberThatTheServerDoesNotUse_IsLeftOutAndReported()
    {
        Provider.Answer($"{Api}/answers/one.json");
        using var response = await GenerateAsync(Target, "\"style\":\"vivid\",\"moderation\":\"low\"");

        var answer = await ReadAsync(response);
        Assert.Multiple(() =>
        {
            Assert.That(Provider.Json.ContainsKey("style") || Provider.Json.ContainsKey("moderation"), Is.False);
            Assert.That(response.Headers.GetValues("x-bifrost-dropped-params"), Is.EqualTo(new[] { "style,moderation" }));
            Assert.That(Warnings(answer), Is.EqualTo(new[] { "dropped_parameter", "dropped_parameter" }));
        });
    }

    [Test]
    public async Task Generate_UrlAsked_IsBase64AndSaysSo()
    {
        Provider.Answer($"{Api}/answers/one.json");
        using var response = await GenerateAsync(Target, "\"response_format\":\"url\"");

        var answer = await ReadAsync(response);
        Assert.Multiple(() =>
        {
            Assert.That((string?)Provider.Json["response_format"], Is.EqualTo("b64_json"));
            Assert.That((string?)answer["data"]![0]!["b64_json"], Is.EqualTo(Picture));
            Assert.That(answer["data"]![0]!.AsObject().ContainsKey("url"), Is.False);
            Assert.That(Warnings(answer), Is.EqualTo(new[] { "response_format_mismatch" }));
        });
    }

    [Test]
    public async Task Stream_Asked_IsAPlainCallAndACompletedEventForEachPicture()
    {
        Provider.Answer(Api == "sgl" ? "sgl/answers/two-counted.json" : "vllm/answers/two-measured.json");
        using var response = await GenerateAsync(Target, "\"stream\":true,\"n\":2");

        var events = await ServerSentEvents.ReadAllAsync(response);
        Assert.Multiple(() =>
        {
            Assert.That(events.Select(item => item.Name), Is.EqualTo(new[] { "image_generation.completed", "image_generation.completed" }));
            Assert.That(events.Select(item => (string?)item.Json["b64_json"]), Has.All.StartsWith("iVBORw0KGgo"));
            Assert.That(events[1].Json["usage"]!["total_tokens"]!.GetValue<int>(), Is.GreaterThan(0));
            Assert.That(Provider.Json.ContainsKey("stream"), Is.False);
            Assert.That(Provider.Request.Headers!["Accept"], Is.EqualTo(new[] { "application/json" }));
        });
    }

    [TestCase("detail", 400, "invalid_request_error", null, null)]
    [TestCase("unauthorized", 401, "authentication_error", null, null)]
    [TestCase("server", 500, "server_error", null, null)]
    public async Task Generate_ServersError_IsTheEnvelope(string name, int status, string type, string? code, string? param)
    {
        Provider.Answer($"{Api}/errors/{name}.json", status);
        using var response = await GenerateAsync(Target);

        var envelope = await ReadErrorAsync(response, status, type, code, param);
        var told = ProviderServer.FixtureJson($"{Api}/errors/{name}.json");
        Assert.That((string?)envelope["error"]!["message"], Is.EqualTo((string?)(told["detail"] ?? told["error"])));
    }

    [Test]
    public async Task Generate_ValidationList_NamesTheMember()
    {
        Provider.Answer($"{Api}/errors/detail-list.json", 422);
        using var response = await GenerateAsync(Target, "\"num_inference_steps\":500");

        await ReadErrorAsync(response, 422, "invalid_request_error", Api == "sgl" ? "int_parsing" : "less_than_equal", "num_inference_steps");
    }

    [Test]
    public async Task Generate_Crash_NeverShowsTheServersText()
    {
        Provider.Answer($"{Api}/errors/crashed.txt", 500);
        using var response = await GenerateAsync(Target);

        var envelope = await ReadErrorAsync(response, 500, "server_error", null, null);
        Assert.That((string?)envelope["error"]!["message"], Does.Contain("not JSON"));
    }

    [Test]
    public async Task Generate_ServerIsLoading_TheClientIsToldWhenToComeBack()
    {
        Provider.Answer($"{Api}/errors/loading.json", 503, ("Retry-After", "12"));
        using var response = await GenerateAsync(Target);

        await ReadAsync(response, HttpStatusCode.ServiceUnavailable);
        Assert.That(response.Headers.RetryAfter?.Delta, Is.EqualTo(TimeSpan.FromSeconds(12)));
    }

    [Test]
    public async Task Generate_ServerIsLoading_IsAskedAgainAfterTheTimeItNamed()
    {
        var clock = new TestClock();
        await using var server = RawProvider.Start(
            connection => connection.SendAsync(RawAnswer.Whole(503, ProviderServer.Fixture($"{Api}/errors/loading.json"), "Retry-After: 3")),
            Says(ProviderServer.Fixture($"{Api}/answers/one.json")));
        await using var gateway = await TestGateway.StartAsync(
            clock,
            new JsonObject { ["Resilience"] = new JsonObject { ["Retry"] = new JsonObject { ["MaxRetries"] = 1 } } },
            new JsonObject { [Api] = ProxyJson.Cluster(Api, server.Address, null) });
        var answering = gateway.PostAsync(TestGateway.Generations, Ask(Target));

        await clock.ArmedAsync(TimeSpan.FromSeconds(3));
        clock.Advance(TimeSpan.FromSeconds(3));

        using var response = await answering.WaitAsync(Patience.Long);
        Assert.That((string?)(await ReadAsync(response))["data"]![0]!["b64_json"], Is.EqualTo(Picture));
        Assert.That(server.Requests, Has.Count.EqualTo(2));
    }

    [TestCase("errors/loading.json", 503)]
    [TestCase("errors/server.json", 500)]
    [TestCase("failures/empty.json", 200)]
    [TestCase("failures/flat.json", 200)]
    public async Task Generate_Failure_IsServedByTheFallback(string fixture, int status)
    {
        Provider.Answer($"{Api}/{fixture}", status);
        using var response = await GenerateAsync(Target, "\"fallbacks\":[\"sandbox/painter\"]");

        var answer = await ReadAsync(response);
        Assert.Multiple(() =>
        {
            Assert.That((string?)answer["extra_fields"]!["provider"], Is.EqualTo("sandbox"));
            Assert.That(answer["extra_fields"]!["attempts"]!.AsArray().Select(line => (string?)line!["provider"]), Is.EqualTo(new[] { Api, "sandbox" }));
            Assert.That((string?)answer["data"]!.AsArray().Single()!["b64_json"], Is.Not.Empty);
            Assert.That(Provider.Requests, Has.Count.EqualTo(1));
        });
    }

    [Test]
    public async Task Generate_AnswerTorn_IsNoSuccess()
    {
        var whole = ProviderServer.Fixture($"{Api}/answers/one.json");
        await using var server = RawProvider.Start(Says(whole[..40]));
        await using var gateway = await TestGateway.StartAsync(null, null, new JsonObject { [Api] = ProxyJson.Cluster(Api, server.Address, null) });
        using var response = await gateway.PostAsync(TestGateway.Generations, Ask(Target));

        var envelope = await response.EnvelopeAsync(HttpStatusCode.BadGateway);
        Assert.That((string?)envelope["error"]!["code"], Is.EqualTo("truncated_response"));
    }
}
