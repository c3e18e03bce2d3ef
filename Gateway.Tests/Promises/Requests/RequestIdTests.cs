using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Requests;

/// <summary>The request's id, and names that would break headers or log lines.</summary>
internal sealed class RequestIdTests
{
    private GatewayHost _gateway = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _gateway = await GatewayHost.StartAsync(ProxyJson.Create(new JsonObject { ["sandbox"] = ProxyJson.Sandbox() }));

    [OneTimeTearDown]
    public ValueTask StopAsync() => _gateway.DisposeAsync();

    [TestCase("my-id_1.2:3")]
    [TestCase("0")]
    public async Task Post_HarmlessId_IsTakenOver(string id)
    {
        using var response = await SendAsync(id);

        Assert.That(response.Headers.GetValues("x-request-id").Single(), Is.EqualTo(id));
        Assert.That(await LinesAsync(id), Has.Exactly(1).Items);
    }

    [TestCase("with blank")]
    [TestCase("<script>")]
    [TestCase("a,b")]
    [TestCase("")]
    public async Task Post_HarmfulId_IsReplaced(string id)
    {
        using var response = await SendAsync(id);

        Assert.That(response.Headers.GetValues("x-request-id").Single(), Is.Not.EqualTo(id).And.Length.EqualTo(32));
    }

    [Test]
    public async Task Post_IdOverTheLimit_IsReplaced()
    {
        using var fits = await SendAsync(new string('a', 128));
        using var tooLong = await SendAsync(new string('a', 129));

        Assert.That(fits.Headers.GetValues("x-request-id").Single(), Is.EqualTo(new string('a', 128)));
        Assert.That(tooLong.Headers.GetValues("x-request-id").Single(), Has.Length.EqualTo(32));
    }

    [TestCase("sandbox/pai\\nnter: ok", "sandbox", "pai?nter: ok")]
    [TestCase("sandbox/\\u00fcber\\r\\nx-evil: 1", "sandbox", "?ber??x-evil: 1")]
    [TestCase("no\\nbody\\u00fc/x", "no?body?", "x")]
    public async Task Post_ModelWithLineBreaksAndLetters_BreaksNeitherHeadersNorLog(string model, string provider, string printable)
    {
        using var response = await SendAsync(provider.Replace('?', '_') + printable.Length, model);

        Assert.That(response.StatusCode, Is.AnyOf(HttpStatusCode.BadRequest, HttpStatusCode.NotFound));
        Assert.Multiple(() =>
        {
            Assert.That(response.Headers.GetValues("x-bifrost-provider").Single(), Is.EqualTo(provider));
            Assert.That(response.Headers.GetValues("x-bifrost-original-model").Single(), Is.EqualTo(printable));
            Assert.That(response.Headers.Contains("x-evil"), Is.False);
        });
        var line = (await LinesAsync(response.Headers.GetValues("x-request-id").Single())).Single();
        Assert.That(line, Does.Not.Contain("\n").And.Not.Contain("\r").And.Contain($"provider {provider}, model {printable},"));
    }

    // The line is written when the answer may already be with the client.
    private async Task<string[]> LinesAsync(string id)
    {
        await Answers.EventuallyAsync(() => Lines().Any(), "the access line");
        return [.. Lines()];

        IEnumerable<string> Lines() => _gateway.Logs.Entries.Select(e => e.Message).Where(m => m.Contains($"id {id},", StringComparison.Ordinal));
    }

    private async Task<HttpResponseMessage> SendAsync(string id, string model = "nobody/x")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/images/generations")
        {
            Content = new StringContent($$"""{"model":"{{model}}","prompt":"p"}""", new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")),
        };
        request.Headers.TryAddWithoutValidation("x-request-id", id);
        return await _gateway.Client.SendAsync(request);
    }
}
