using System.Net;
using System.Text.Json.Nodes;
using Azure.Identity;
using Iris.Gateway.Credentials;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Unit.Gateway.Credentials;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using NUnit.Framework;
using static Iris.Gateway.Tests.Promises.PassThrough.PassThroughWorld;

namespace Iris.Gateway.Tests.Promises.PassThrough;

/// <summary>A request that the gateway cannot pass through gets the envelope, with the request's id.</summary>
internal sealed class PassThroughFailureTests
{
    [TestCase("anthropic")]
    [TestCase("openai")]
    [TestCase("bedrock")]
    public async Task Post_NoKey_Is400AndNothingIsSent(string api)
    {
        await using var provider = RawProvider.Start(AnswerAsync);
        await using var gateway = await StartAsync(new JsonObject { [api] = ProxyJson.Cluster(api, provider.Address, "env:MISSING") });
        using var response = await gateway.Client.SendAsync(Post($"/{api}/v1/messages", ("x-request-id", "my-id")));

        var envelope = await response.EnvelopeAsync(HttpStatusCode.BadRequest);
        Assert.Multiple(() =>
        {
            Assert.That((string)envelope["error"]!["message"]!, Is.EqualTo($"no keys found for provider: {api}"));
            Assert.That((string)envelope["error"]!["code"]!, Is.EqualTo("no_keys"));
            Assert.That((string)envelope["event_id"]!, Is.EqualTo("my-id"));
            Assert.That((string)envelope["extra_fields"]!["provider"]!, Is.EqualTo(api));
            Assert.That(provider.Requests, Is.Empty);
        });
    }

    [Test]
    public async Task Post_ProviderRefusesConnections_Is502()
    {
        await using var provider = RawProvider.Refusing();
        await using var gateway = await StartAsync(provider);
        using var response = await gateway.Client.SendAsync(Post("/openai/chat/completions"));

        var envelope = await response.EnvelopeAsync(HttpStatusCode.BadGateway);
        Assert.That((string)envelope["error"]!["type"]!, Is.EqualTo("provider_connection_failed"));
        Assert.That((string)envelope["extra_fields"]!["provider"]!, Is.EqualTo("openai"));
    }

    [Test]
    public async Task Post_ProviderHangsUpUnasked_Is502AndTheNextCallIsServed()
    {
        await using var provider = RawProvider.Start(
            connection =>
            {
                connection.Reset();
                return Task.CompletedTask;
            },
            AnswerAsync);
        await using var gateway = await StartAsync(provider);
        using var first = await gateway.Client.SendAsync(Post("/openai/chat/completions"));
        using var second = await gateway.Client.SendAsync(Post("/openai/chat/completions"));

        await first.EnvelopeAsync(HttpStatusCode.BadGateway);
        Assert.That(await second.Content.ReadAsStringAsync(), Is.EqualTo(Answer));
        Assert.That(provider.Requests, Has.Count.EqualTo(2), "neither was sent twice");
    }

    [Test]
    public async Task Post_NoCredentialToBeHad_Is502AndOnlyTheLogSaysWhy()
    {
        await using var provider = RawProvider.Start(AnswerAsync);
        var credential = new FakeTokenCredential(() => DateTimeOffset.UtcNow.AddHours(1))
        {
            Failure = new AuthenticationFailedException(
                "ManagedIdentityCredential: http://169.254.169.254 refused\nafter /var/run/secrets/azure/tokens/azure-identity-token held " + new string('A', 200)),
        };
        await using var gateway = await StartAsync(
            new JsonObject { ["azure"] = ProxyJson.Cluster("azure", provider.Address, null, ("Entra", "true")) },
            builder => builder.Services.Replace(ServiceDescriptor.Singleton(new EntraTokens(() => credential, TimeProvider.System))));
        using var response = await gateway.Client.SendAsync(Post("/azure/openai/deployments/d/chat/completions", ("x-request-id", "my-id")));

        var envelope = await response.EnvelopeAsync(HttpStatusCode.BadGateway);
        var line = gateway.Logs.Entries.Single(entry => entry.Id.Name == "CredentialFailed");
        Assert.Multiple(() =>
        {
            Assert.That((string)envelope["error"]!["type"]!, Is.EqualTo("provider_credentials_failed"));
            Assert.That(envelope.ToJsonString(), Does.Not.Contain("169.254"));
            Assert.That(line.Level, Is.EqualTo(LogLevel.Warning));
            Assert.That(line.Message, Is.EqualTo(
                "request my-id: no credential for azure, destination main: no Microsoft Entra token could be obtained for the provider; cause: Azure.Identity.AuthenticationFailedException: "
                + "ManagedIdentityCredential: http://169.254.169.254 refused after /var/run/secrets/azure/tokens/azure-identity-token held ***"));
            Assert.That(gateway.Logs.Entries.Where(entry => entry.Exception is not null), Is.Empty, "an exception would be written out with all that its source said");
            Assert.That(provider.Requests, Is.Empty);
        });
    }

    [Test]
    public async Task Post_Entra_SendsItsToken()
    {
        await using var provider = RawProvider.Start(AnswerAsync);
        var credential = new FakeTokenCredential(() => DateTimeOffset.UtcNow.AddHours(1));
        await using var gateway = await StartAsync(
            new JsonObject { ["azure"] = ProxyJson.Cluster("azure", $"http://127.0.0.1:{provider.Port}/", null, ("Entra", "true")) },
            builder => builder.Services.Replace(ServiceDescriptor.Singleton(new EntraTokens(() => credential, TimeProvider.System))));
        using var response = await gateway.Client.SendAsync(
            Post("/azure/openai/deployments/d/chat/completions?api-version=2025-01-01", ("api-key", "mine-all-mine"), ("Authorization", "Bearer mine-all-mine")));

        var seen = provider.Requests.Single();
        Assert.That(seen.Head, Does.StartWith("POST /openai/deployments/d/chat/completions?api-version=2025-01-01 HTTP/1.1\r\n").And.Not.Contain("mine-all-mine"));
        Assert.That(seen.Header("Authorization"), Is.EqualTo("Bearer token-1"));
    }
}
