using System.Text.Json;
using Iris.Gateway.Tests.Unit.Transforms.Dialects.OpenAI;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Codecs;

/// <summary>Promise: the provider reads what the client wrote, under the names and at the address of its own API.</summary>
public sealed class ImagesRequestTests
{
    [Test]
    public void Create_EveryMember_IsWrittenInItsOwnForm()
    {
        var call = Call.Of("openai", "some-server-model", Call.Everything + ",\"stream\":true,\"guidance\":3.50,\"l\\u006fras\":[ {\"a\" : 1} ],\"fallbacks\":[\"x/y\"]");
        Assert.That(Call.Body("openai", call), Is.EqualTo(
            """
            {"model":"some-server-model","prompt":"a kite","n":2,"size":"1024x1024","quality":"high","style":"vivid","response_format":"b64_json","background":"opaque","moderation":"low",
            """ +
            """
            "output_format":"webp","output_compression":80,"partial_images":1,"user":"u","safety_identifier":"s","complexity":"low","frame_count":9,"frame_duration_ms":200,"svg":{"model":"x"},
            """ +
            """
            "stream":true,"guidance":3.50,"loras":[ {"a" : 1} ]}
            """));
        var request = Call.Create("openai", call);
        Assert.That((request.Method, request.ContentType, request.Accept, request.Uri.AbsoluteUri), Is.EqualTo(
            ("POST", "application/json", "text/event-stream", "https://api.example/v1/images/generations")));
    }

    [TestCase("openai", "dall-e-3", "\"stream\":true", "application/json")]
    [TestCase("sandbox", "painter", "\"stream\":true", "text/event-stream")]
    [TestCase("sandbox", "painter", "\"stream\":false", "application/json")]
    [TestCase("azure", "gpt-image-1", "\"stream\":true", "text/event-stream")]
    public void Create_Accept_FollowsWhatTheModelCan(string api, string model, string members, string accept)
    {
        var request = Call.Create(api, Call.Of(api, model, members));
        Assert.That(request.Accept, Is.EqualTo(accept));
        Assert.That(CodecCall.Text(request).Contains("\"stream\":true", StringComparison.Ordinal), Is.EqualTo(accept == "text/event-stream"));
    }

    [TestCase("he said \\\"no\\\"")]
    [TestCase("back\\\\slash \\/ slash")]
    [TestCase("\\u0000\\u0001\\u001f\\u007f\\u2028\\u2029")]
    [TestCase("line\\nbreak\\r\\t")]
    [TestCase("\\ud83e\\ude81 🪁 é 漢 <&'+>")]
    public void Create_Prompt_IsReadBackAsItWas(string raw)
    {
        var request = ReadRequest.Good($$"""{"model":"m","prompt":"{{raw}}","user":"{{raw}}"}""");
        using var body = JsonDocument.Parse(Call.Create("openai", Call.Of("openai", "m", request)).Body.ToArray());
        Assert.That(body.RootElement.GetProperty("prompt").GetString(), Is.EqualTo(request.Prompt));
        Assert.That(body.RootElement.GetProperty("user").GetString(), Is.EqualTo(request.Prompt));
    }

    [Test]
    public void Create_ExtraParams_StandOnceInTheBody()
    {
        var request = ReadRequest.Good(ReadRequest.With("\"extra_params\":{\"quality\":\"low\",\"guidance\":2,\"stream\":true}"), keepExtraParams: true);
        Assert.That(Call.Body("openai", Call.Of("openai", "m", request)), Is.EqualTo(
            """{"model":"m","prompt":"a kite","quality":"low","stream":true,"guidance":2}"""));
    }

    [TestCase("https://r.openai.azure.com/", null, "my dep/1", "https://r.openai.azure.com/openai/deployments/my%20dep%2F1/images/generations?api-version=2025-04-01-preview", null)]
    [TestCase("https://r.openai.azure.com", "2024-10-21", "dep", "https://r.openai.azure.com/openai/deployments/dep/images/generations?api-version=2024-10-21", null)]
    [TestCase("https://r.openai.azure.com/openai/", "2024-10-21", "dep", "https://r.openai.azure.com/openai/deployments/dep/images/generations?api-version=2024-10-21", null)]
    [TestCase("https://r.openai.azure.com/openai/v1/", "2024&x=1", "dep", "https://r.openai.azure.com/openai/deployments/dep/images/generations?api-version=2024%26x%3D1", null)]
    [TestCase("https://r.openai.azure.com/", "v1", "dep", "https://r.openai.azure.com/openai/v1/images/generations", "dep")]
    [TestCase("https://r.openai.azure.com/OpenAI/V1", "V1", "dep", "https://r.openai.azure.com/openai/v1/images/generations", "dep")]
    [TestCase("https://gw.example:8443/azure/r1/openai", "v1", "dep", "https://gw.example:8443/azure/r1/openai/v1/images/generations", "dep")]
    public void Create_Azure_ChoosesTheSurfaceByVersion(string address, string? version, string deployment, string expected, string? model)
    {
        var settings = new Dictionary<string, string>();
        if (version is not null)
            settings["ApiVersion"] = version;
        var call = Call.Of("azure", deployment, address: address, settings: settings);
        Assert.That(Call.Create("azure", call).Uri.AbsoluteUri, Is.EqualTo(expected));
        using var body = JsonDocument.Parse(Call.Create("azure", call).Body.ToArray());
        Assert.That(body.RootElement.TryGetProperty("model", out var named) ? named.GetString() : null, Is.EqualTo(model));
    }
}
