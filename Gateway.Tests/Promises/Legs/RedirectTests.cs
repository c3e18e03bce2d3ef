using System.Net;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;
using static Iris.Gateway.Tests.Hosting.TestGateway;

namespace Iris.Gateway.Tests.Promises.Legs;

/// <summary>A redirect is the first thing that a wrong base address yields: the answer says where it leads and what to change.</summary>
internal sealed class RedirectTests
{
    [TestCase(300)]
    [TestCase(301)]
    [TestCase(302)]
    [TestCase(303)]
    [TestCase(305)]
    [TestCase(307)]
    [TestCase(308)]
    [TestCase(399)]
    public async Task Generate_Redirected_SaysWhereToAndWhatToSet(int status)
    {
        await using var provider = RawProvider.Start(connection =>
            connection.SendAsync($"HTTP/1.1 {status} Elsewhere\r\nLocation: /v1/images/generations/?key=test-key-123456\r\nContent-Length: 0\r\n\r\n"));
        await using var gateway = await StartAsync(null, null, ("openai", provider));

        using var response = await gateway.PostAsync(Generations, Request);

        var envelope = await response.EnvelopeAsync(HttpStatusCode.BadGateway);
        Assert.That((string?)envelope["error"]!["message"], Is.EqualTo(
            $"the provider answers with a redirect ({status}) to …/v1/images/generations/: set the destination's Address to where the API is"));
        Assert.That((int?)envelope["extra_fields"]!["attempts"]![0]!["status"], Is.EqualTo(status));
        Assert.That(provider.Requests, Has.Count.EqualTo(1));
    }

    [TestCase("https://127.0.0.1/v1/images/generations", " to https://127.0.0.1/v1/images/generations:")]
    [TestCase("https://user:secret@api.example.com:8443/a?b#c", " to https://api.example.com:8443/a:")]
    [TestCase("/a/test-key-123456/b", " to …/a/***/b:")]
    [TestCase("http://[::1", " (307):")]
    [TestCase("", " (307):")]
    public async Task Generate_Redirected_ShowsNoMoreThanTheAddress(string location, string says)
    {
        await using var provider = RawProvider.Start(connection =>
            connection.SendAsync($"HTTP/1.1 307 Elsewhere\r\n{(location.Length == 0 ? "" : $"Location: {location}\r\n")}Content-Length: 0\r\n\r\n"));
        await using var gateway = await StartAsync(null, null, ("openai", provider));

        using var response = await gateway.PostAsync(Generations, StreamRequest);

        var envelope = await response.EnvelopeAsync(HttpStatusCode.BadGateway);
        Assert.That((string?)envelope["error"]!["message"], Does.Contain(says));
    }

    [TestCase(600)]
    [TestCase(999)]
    public async Task Generate_StatusThatIsNone_Is502WithTheNumberInTheTrail(int status)
    {
        await using var provider = RawProvider.Start(RawAnswer.Error(status));
        await using var gateway = await StartAsync(null, null, ("openai", provider));

        using var response = await gateway.PostAsync(Generations, Request);

        var envelope = await response.EnvelopeAsync(HttpStatusCode.BadGateway);
        Assert.That((int?)envelope["extra_fields"]!["attempts"]![0]!["status"], Is.EqualTo(status));
        Assert.That((string?)envelope["error"]!["message"], Is.EqualTo($"provider says {status}; the provider's status was {status}"));
    }
}
