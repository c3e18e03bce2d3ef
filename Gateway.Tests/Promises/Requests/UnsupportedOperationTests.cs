using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Requests;

/// <summary>Edits and variations are refused in the contract's words, with the provider they were meant for.</summary>
internal sealed class UnsupportedOperationTests
{
    private GatewayHost _gateway = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _gateway = await GatewayHost.StartAsync(ProxyJson.Create(
        new JsonObject
        {
            ["sandbox"] = ProxyJson.Sandbox(),
            ["openai"] = ProxyJson.Cluster("openai", "http://openai.invalid/"),
            ["azure"] = ProxyJson.Cluster("azure", "http://azure.invalid/"),
        },
        JsonNode.Parse("""{ "Models": { "house": { "Target": "sandbox/painter" } } }""")!.AsObject()));

    [OneTimeTearDown]
    public ValueTask StopAsync() => _gateway.DisposeAsync();

    [TestCase("/v1/images/edits", "sandbox/painter", "image_edit", "sandbox")]
    [TestCase("/v1/images/variations", "openai/dall-e-2", "image_variation", "openai")]
    [TestCase("/v1/images/edits", "house", "image_edit", "sandbox")]
    [TestCase("/v1/images/edits", "nobody/x", "image_edit", "nobody")]
    [TestCase("/openai/v1/images/edits", "gpt-image-2", "image_edit", "openai")]
    [TestCase("/openai/v1/images/edits", "sandbox/painter", "image_edit", "sandbox")]
    [TestCase("/openai/v1/images/edits", "black-forest-labs/flux", "image_edit", "openai")]
    [TestCase("/openai/images/variations/", "dall-e-2", "image_variation", "openai")]
    [TestCase("/openai/deployments/d/images/edits", "sandbox/painter", "image_edit", "azure")]
    [TestCase("/openai/deployments/sandbox/painter/images/edits", "x", "image_edit", "sandbox")]
    [TestCase("/providers/sandbox/v1/images/edits", "openai/gpt-image-2", "image_edit", "sandbox")]
    public async Task Post_EditOrVariation_Is400NamingTheProvider(string path, string model, string requestType, string provider)
    {
        foreach (var modelFirst in new[] { true, false })
        {
            using var form = Form(model, modelFirst);
            using var response = await _gateway.Client.PostAsync(path, form);

            var envelope = await response.EnvelopeAsync(HttpStatusCode.BadRequest);
            Assert.Multiple(() =>
            {
                Assert.That((string)envelope["error"]!["message"]!, Is.EqualTo($"{requestType} is not supported by {provider} provider"));
                Assert.That((string)envelope["error"]!["code"]!, Is.EqualTo("unsupported_operation"));
                Assert.That((string)envelope["extra_fields"]!["provider"]!, Is.EqualTo(provider));
                Assert.That((string)envelope["extra_fields"]!["request_type"]!, Is.EqualTo(requestType));
                Assert.That(response.Headers.GetValues("x-bifrost-request-type"), Is.EqualTo(new[] { requestType }));
            });
        }
    }

    [TestCase("", "text/plain")]
    [TestCase("{\"model\":\"openai/x\"}", "application/json")]
    [TestCase("no form at all", "multipart/form-data; boundary=x")]
    [TestCase("", "multipart/form-data")]
    [TestCase("--x\r\nContent-Disposition: form-data; name=\"model\"\r\n", "multipart/form-data; boundary=x")]
    public async Task Post_EditWithoutAReadableForm_IsRefusedAllTheSame(string body, string contentType)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        using var response = await _gateway.Client.PostAsync("/openai/v1/images/edits", content);

        var envelope = await response.EnvelopeAsync(HttpStatusCode.BadRequest);
        Assert.That((string)envelope["error"]!["message"]!, Is.EqualTo("image_edit is not supported by openai provider"));
    }

    private static MultipartFormDataContent Form(string model, bool modelFirst)
    {
        var form = new MultipartFormDataContent();
        if (modelFirst)
            form.Add(new StringContent(model), "model");
        form.Add(new ByteArrayContent(new byte[200_000]), "image", "a.png");
        form.Add(new StringContent("make it blue"), "prompt");
        if (!modelFirst)
            form.Add(new StringContent(model), "model");
        return form;
    }
}
