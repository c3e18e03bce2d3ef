using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Errors;

/// <summary>Without a catch-all a wrong method is 405 and an unknown path 404, both with the envelope.</summary>
internal sealed class UnknownRouteTests
{
    private GatewayHost _gateway = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _gateway = await GatewayHost.StartAsync(ProxyJson.Create(new JsonObject { ["sandbox"] = ProxyJson.Sandbox() }));

    [OneTimeTearDown]
    public ValueTask StopAsync() => _gateway.DisposeAsync();

    [TestCase("GET")]
    [TestCase("PUT")]
    [TestCase("DELETE")]
    [TestCase("OPTIONS")]
    [TestCase("BREW")]
    public async Task Send_WrongMethodOnAnImagePath_Is405WithAllow(string method)
    {
        using var response = await _gateway.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), "/v1/images/generations"));

        var envelope = await response.EnvelopeAsync(HttpStatusCode.MethodNotAllowed);
        Assert.That(response.Content.Headers.Allow, Is.EqualTo(new[] { "POST" }));
        Assert.That((string)envelope["error"]!["code"]!, Is.EqualTo("method_not_allowed"));
        Assert.That((string)envelope["error"]!["message"]!, Is.EqualTo($"Method {method} is not allowed here; allowed: POST."));
    }

    [TestCase("/")]
    [TestCase("/v1/chat/completions")]
    [TestCase("/v1/images/generations/more")]
    [TestCase("/providers/nobody/v1/images/generations")]
    [TestCase("/v1/images/generation")]
    public async Task Post_UnknownPath_Is404(string path)
    {
        using var response = await _gateway.PostAsync(path, "{}");

        var envelope = await response.EnvelopeAsync(HttpStatusCode.NotFound);
        Assert.That((string)envelope["error"]!["code"]!, Is.EqualTo("unknown_path"));
        Assert.That((string)envelope["error"]!["message"]!, Is.EqualTo($"Unknown path: {path}. Pictures are drawn at POST /v1/images/generations, /openai/v1/images/generations, /openai/images/generations."));
    }

    [Test]
    public async Task Head_UnknownPath_HasTheEnvelopesHeadersOnly()
    {
        var answer = await RawHttp.ExchangeAsync(_gateway.Address, "HEAD /nowhere HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

        Assert.That(answer, Does.StartWith("HTTP/1.1 404 ").And.Contain("Content-Type: application/json").And.EndWith("\r\n\r\n"));
    }

    [TestCase("CONNECT somewhere:443 HTTP/1.1\r\nHost: somewhere:443\r\n")]
    [TestCase("OPTIONS * HTTP/1.1\r\nHost: a\r\n")]
    public async Task Send_TargetWithoutAPath_Is404(string head)
    {
        var answer = await RawHttp.ExchangeAsync(_gateway.Address, head + "Connection: close\r\n\r\n");

        Assert.That(answer, Does.StartWith("HTTP/1.1 404 ").And.Contain("unknown_path"));
    }

    [Test]
    public async Task Get_PathOfControlCharactersAndLetters_IsToldPrintably()
    {
        using var response = await _gateway.Client.GetAsync("/a%0Ab%C3%BC/" + new string('x', 400));

        var envelope = await response.EnvelopeAsync(HttpStatusCode.NotFound);
        Assert.That((string)envelope["error"]!["message"]!, Does.StartWith("Unknown path: /a%0Ab%C3%BC/x").And.Length.LessThan(450));
        await Answers.EventuallyAsync(() => _gateway.Logs.Entries.Any(entry => entry.Message.StartsWith("GET /a?b?/x", StringComparison.Ordinal)), "the access line, printable");
    }
}
