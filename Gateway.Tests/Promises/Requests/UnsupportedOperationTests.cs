using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Promises.Edits;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Requests;

/// <summary>
/// Edits and variations of providers that only generate are refused in the contract's words, with the provider they were meant for.
/// </summary>
internal sealed class UnsupportedOperationTests
{
    private GatewayHost _gateway = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _gateway = await GatewayHost.StartAsync(ProxyJson.Create(
        new JsonObject
        {
            ["sandbox"] = ProxyJson.Cluster("nebius", "http://sandbox.invalid/"),
            ["openai"] = ProxyJson.Cluster("mistral", "http://openai.invalid/"),
            ["azure"] = ProxyJson.Cluster("nebius", "http://azure.invalid/"),
        },
        JsonNode.Parse("""{ "Models": { "house": { "Target": "sandbox/painter" } } }""")!.AsObject()));

    [OneTimeTearDown]
    public ValueTask StopAsync() => _gateway.DisposeAsync();

    [TestCase("/v1/images/edits", "sandbox/painter", "image_edit", "sandbox")]
    [TestCase("/v1/images/variations", "openai/dall-e-2", "image_variation", "openai")]
    [TestCase("/v1/images/edits", "house", "image_edit", "sandbox")]
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

    [TestCase("", "text/plain", 415)]
    [TestCase("{\"model\":\"openai/x\"}", "application/json", 400)]
    [TestCase("no form at all", "multipart/form-data; boundary=x", 400)]
    [TestCase("", "multipart/form-data", 400)]
    [TestCase("--x\r\nContent-Disposition: form-data; name=\"model\"\r\n", "multipart/form-data; boundary=x", 400)]
    public async Task Post_EditWithoutAReadableForm_IsRefusedAllTheSame(string body, string contentType, int status)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        using var response = await _gateway.Client.PostAsync("/openai/v1/images/edits", content);

        var envelope = await response.EnvelopeAsync((HttpStatusCode)status);
        Assert.That((string?)envelope["error"]!["type"], Is.EqualTo("invalid_request_error"));
        Assert.That((string?)envelope["extra_fields"]!["provider"], Is.EqualTo("openai"));
        Assert.That((string?)envelope["extra_fields"]!["request_type"], Is.EqualTo("image_edit"));
    }

    [Test]
    public async Task Post_EditOfAProviderThatIsNotThere_SaysSo()
    {
        using var form = Form("nobody/x", modelFirst: true);
        using var response = await _gateway.Client.PostAsync("/v1/images/edits", form);

        var envelope = await response.EnvelopeAsync(HttpStatusCode.BadRequest);
        Assert.That((string)envelope["error"]!["message"]!, Does.StartWith("failed to get config for provider nobody: not found."));
    }

    private static MultipartFormDataContent Form(string model, bool modelFirst)
    {
        var form = new MultipartFormDataContent();
        if (modelFirst)
            form.Add(new StringContent(model), "model");
        form.Add(new ByteArrayContent(EditWorld.Png(length: 200_000)), "image", "a.png");
        form.Add(new StringContent("make it blue"), "prompt");
        if (!modelFirst)
            form.Add(new StringContent(model), "model");
        return form;
    }
}
