using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.Nebius;

/// <summary>Nebius' failures as the one envelope.</summary>
public sealed class NebiusGatewayErrorTests : NebiusFixture
{
    [TestCase("validation.json", 422, "invalid_request_error", "less_than_equal", "width", "Input should be less than or equal to 2048")]
    [TestCase("validation-two.json", 422, "invalid_request_error", "float_type", "loras.0.scale", "Input should be a valid number; String should have at most 2000 characters")]
    [TestCase("unauthorized.json", 401, "authentication_error", null, null, "Couldn't authenticate you")]
    [TestCase("forbidden.json", 403, "permission_error", null, null, "Not enough balance")]
    [TestCase("not-found.json", 404, "invalid_request_error", null, null, "The model `flux-nope` does not exist.")]
    [TestCase("rate-limit.json", 429, "rate_limit_error", null, null, "Rate limit exceeded")]
    [TestCase("server.json", 500, "server_error", null, null, "Internal Server Error")]
    [TestCase("page.html", 502, "server_error", null, null, "HTML response received from provider (status 502)")]
    public async Task Generate_ProvidersError_IsTheEnvelopeWithItsWords(
        string fixture, int status, string type, string? code, string? param, string message)
    {
        Provider.Answer("nebius/errors/" + fixture, status);
        using var response = await GenerateAsync(Model);

        var envelope = await ReadErrorAsync(response, status, type, code, param);
        Assert.That((string?)envelope["error"]!["message"], Is.EqualTo(message));
    }

    [Test]
    public async Task Generate_ProviderSaysWhenToComeBack_TheClientIsTold()
    {
        Provider.Answer("nebius/errors/rate-limit.json", 429, ("Retry-After", "7"));
        using var response = await GenerateAsync(Model);

        Assert.That(response.Headers.RetryAfter?.Delta, Is.EqualTo(TimeSpan.FromSeconds(7)));
    }

    [TestCase("empty.json")]
    [TestCase("null.json")]
    [TestCase("detail.json")]
    public async Task Generate_SuccessWithoutAPicture_IsTheProvidersFault(string fixture)
    {
        Provider.Answer("nebius/failures/" + fixture);
        using var response = await GenerateAsync(Model);

        await ReadErrorAsync(response, 502, "provider_response_invalid", "no_image", null);
    }

    [TestCase("nebius/errors/server.json", 500, 500)]
    [TestCase("nebius/failures/empty.json", 200, 502)]
    public async Task Generate_Failure_IsServedByTheFallback(string fixture, int status, int told)
    {
        Provider.Answer(fixture, status);
        using var response = await GenerateAsync(Model, "\"fallbacks\":[\"sandbox/painter\"]");

        var extra = (await ReadAsync(response))["extra_fields"]!;
        Assert.That(
            extra["attempts"]!.AsArray().Select(line => ((string?)line!["provider"], (int?)line["status"])),
            Is.EqualTo(new (string?, int?)[] { ("nebius", told), ("sandbox", 200) }));
    }
}
