using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Unit.Gateway.Credentials.Google;
using Microsoft.AspNetCore.WebUtilities;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.Vertex;

/// <summary>No token to be had: the caller is told so, nothing is sent, and nobody sees the key.</summary>
internal sealed class VertexCredentialTests : VertexWorld
{
    private const string Refusal = """{"error":"invalid_grant","error_description":"Invalid JWT Signature."}""";

    [Test]
    public async Task Generate_TokenRefused_IsAnEnvelopeWithoutKeyMaterial()
    {
        Provider.Answer("vertex/answers/image.json");
        Google.On("/token", Refusal, 400);
        await using var gateway = await StartGatewayAsync(null, Account());
        using var response = await GenerateAsync(gateway);

        var text = await response.Content.ReadAsStringAsync();
        await gateway.AccessLineAsync();
        Assert.Multiple(() =>
        {
            Assert.That((int)response.StatusCode, Is.EqualTo(502), text);
            Assert.That((string?)JsonNode.Parse(text)!["error"]!["type"], Is.EqualTo("provider_credentials_failed"));
            Assert.That(text, Does.Contain("invalid_grant"));
            Assert.That(Provider.Requests, Is.Empty);
            AssertNoSecret(gateway, text, Google.Requests.Single().Form["assertion"]);
        });
    }

    [Test]
    public async Task Generate_TokenRefused_IsServedByTheFallback()
    {
        Provider.Answer("vertex/answers/image.json");
        Google.On("/token", Refusal, 400);
        await using var gateway = await StartGatewayAsync(null, Account());
        using var response = await GenerateAsync(gateway, members: ",\"fallbacks\":[\"sandbox/painter\"]");

        var answer = await ReadAsync(response);
        var text = await response.Content.ReadAsStringAsync();
        var extra = answer["extra_fields"]!;
        await gateway.AccessLineAsync();
        Assert.Multiple(() =>
        {
            Assert.That(extra.Trail(), Is.EqualTo(new[] { "vertex 502 provider_credentials_failed free", "sandbox 200 - billed" }));
            Assert.That((string?)extra["provider"], Is.EqualTo("sandbox"));
            Assert.That(Provider.Requests, Is.Empty);
            AssertNoSecret(gateway, text, Google.Requests.Single().Form["assertion"]);
        });
    }

    [Test]
    public async Task Generate_RefusalThatRepeatsTheAssertion_KeepsItFromAnswerAndLogs()
    {
        Provider.Answer("vertex/answers/image.json");
        var assertion = "";
        using var endpoint = new StubHandler(async (request, cancellationToken) =>
        {
            assertion = QueryHelpers.ParseQuery(await request.Content!.ReadAsStringAsync(cancellationToken))["assertion"].ToString();
            return StubHandler.Json($$"""{"error":"invalid_grant","error_description":"Bad assertion {{assertion}}"}""", 400);
        });
        await using var gateway = await StartGatewayAsync(null, Account(), endpoint);
        using var response = await GenerateAsync(gateway);

        var text = await response.Content.ReadAsStringAsync();
        await gateway.AccessLineAsync();
        Assert.Multiple(() =>
        {
            Assert.That((int)response.StatusCode, Is.EqualTo(502), text);
            AssertNoSecret(gateway, text, assertion);
        });
    }

    private static void AssertNoSecret(GatewayHost gateway, string answer, string assertion)
    {
        var signature = assertion.Split('.')[2];
        Assert.That(signature, Is.Not.Empty);
        Assert.That(gateway.Logs.Entries, Is.Not.Empty);
        var logged = gateway.Logs.Entries.SelectMany(
            entry => entry.Values.Select(value => value.Value?.ToString()).Append(entry.Message).Append(entry.Exception?.ToString()));
        foreach (var text in logged.Append(answer))
            Assert.That(text ?? "", Does.Not.Contain(TestAccount.KeyMaterial).And.Not.Contain(signature).And.Not.Contain("PRIVATE KEY"));
    }
}
