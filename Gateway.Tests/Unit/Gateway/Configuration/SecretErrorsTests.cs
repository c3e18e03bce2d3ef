using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Configuration;

/// <summary>The promise: an error names its place and quotes no secret, not even one that stands at the wrong place.</summary>
internal sealed class SecretErrorsTests
{
    private const string Secret = "sk-0123456789-of-somebody";

    [TestCase("""{ "Endpoints": { "Admin": "SECRET" } }""", "Images.Endpoints.Admin: must be an object, not what stands there")]
    [TestCase("""{ "Access": { "Keys": { "shop": "SECRET" } } }""", "Images.Access.Keys.shop: must be an object, not what stands there")]
    [TestCase("""{ "access": { "keys": "SECRET" } }""", "Images.access.keys: must be an object, not what stands there")]
    [TestCase("""{ "State": "SECRET" }""", "Images.State: must be an object, not what stands there")]
    [TestCase("""{ "Jobs": { "Webhooks": "SECRET" } }""", "Images.Jobs.Webhooks: must be an object, not what stands there")]
    [TestCase("""{ "Deadlines": "SECRET" }""", "Images.Deadlines: must be an object, not \"SECRET\"")]
    [TestCase("""{ "Downloads": { "Hosts": [ "u:SECRET@h" ] } }""", "Images.Downloads.Hosts[0]: has a user; write \"h\"")]
    [TestCase("""{ "Downloads": { "Hosts": [ "SECRET@h/a" ] } }""", "Images.Downloads.Hosts[0]: has a user; write \"h\"")]
    [TestCase("""{ "Heartbeat": "u:SECRET@h" }""", "Images.Heartbeat: what stands there is not a time span; write hh:mm:ss, for example \"00:00:15\" (a day is \"1.00:00:00\")")]
    public async Task Value_InTheSectionImages_IsQuotedWhereItIsNoSecret(string images, string expected) =>
        Assert.That(await ErrorsAsync(Load.WithImages(images.Replace("SECRET", Secret))), Has.Some.EqualTo(expected.Replace("SECRET", Secret)));

    [TestCase("Images")]
    [TestCase("ReverseProxy")]
    public async Task Value_InPlaceOfAWholeSection_IsNotQuoted(string section) =>
        Assert.That(await ErrorsAsync($$"""{ "{{section}}": "{{Secret}}" }"""), Has.Some.StartsWith($"{section}: must be an object").And.None.Contains(Secret));

    [TestCase("https://u:SECRET@h/a.json")]
    [TestCase("u:SECRET@h")]
    public async Task Include_OfAnAddress_IsNotQuoted(string address) =>
        Assert.That(
            await ErrorsAsync($$"""{ "Include": [ "{{address.Replace("SECRET", Secret)}}" ] }"""),
            Has.Some.EqualTo("Include[0]: names no file and no folder that can be read; an address is none").And.None.Contains(Secret));

    [TestCase("""{ "Address": "http://a/", "Metadata": "SECRET" }""")]
    [TestCase("""{ "Address": "htps://user:SECRET@a/" }""")]
    [TestCase("""{ "Address": "http://a/", "Metadata": { "ApiKey": "k", "KeyHeader": "env:KEY" } }""")]
    [TestCase("""{ "Address": "http://a/", "Metadata": { "ApiKey": "k", "Weight": "env:KEY" } }""")]
    [TestCase("""{ "Address": "http://a/", "Metadata": { "ApiKey": "k", "Keyless": "env:KEY" } }""")]
    public async Task Value_OfADestination_IsNotQuoted(string destination)
    {
        var errors = await ErrorsAsync(Load.WithClusters(
            $$"""
            "openai": { "Metadata": { "ImageApi": "openai" }, "Destinations": { "main": {{destination.Replace("SECRET", Secret)}} } }
            """), new() { ["KEY"] = Secret + ":" });

        Assert.That(errors, Is.Not.Empty.And.None.Contains(Secret));
    }

    [Test]
    public async Task AddressOfAProxy_ThatIsNone_IsNotQuoted()
    {
        var errors = await ErrorsAsync(Load.WithClusters($$"""
            "app": { "HttpClient": { "WebProxy": { "Address": "http//user:{{Secret}}@proxy" } }, "Destinations": { "a": { "Address": "http://a/" } } }
            """));

        Assert.That(errors, Has.Some.Contains("WebProxy").And.None.Contains(Secret));
    }

    private static async Task<string[]> ErrorsAsync(string file, Dictionary<string, string>? environment = null) =>
        [.. (await Load.Json(file, environment: environment)).Errors.Select(error => $"{error.Path}: {error.Message}")];
}
