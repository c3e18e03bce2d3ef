using System.Security.Cryptography;
using System.Text;
using Iris.Gateway.Tests.Unit.Gateway.Credentials.Google;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.Vertex;

/// <summary>Vertex AI gets a token or a key, and the path that goes with it.</summary>
internal sealed class VertexRequestTests : VertexWorld
{
    private const string Path = "/publishers/google/models/";

    [TestCase(Model, "image.json", Model + ":generateContent")]
    [TestCase("imagen-4.0-generate-001", "imagen.json", "imagen-4.0-generate-001:predict")]
    public async Task Generate_ServiceAccount_SendsItsTokenToItsOwnProject(string model, string fixture, string method)
    {
        Provider.Answer("vertex/answers/" + fixture);
        await using var gateway = await StartGatewayAsync(null, Account());
        using var response = await GenerateAsync(gateway, model);

        await ReadAsync(response);
        Assert.Multiple(() =>
        {
            Assert.That((Provider.Request.Method, Provider.Request.Path), Is.EqualTo(("POST", "/v1/projects/art-project/locations/global" + Path + method)));
            Assert.That(Provider.Request.Headers!["Authorization"], Is.EqualTo(new[] { "Bearer ya29.first" }));
            Assert.That(Provider.Request.Headers!.Keys, Has.None.EqualTo("x-goog-api-key").IgnoreCase.And.None.EqualTo("x-goog-user-project").IgnoreCase);
        });
    }

    [Test]
    public async Task Generate_ServiceAccount_SignsItsAssertionWithItsKey()
    {
        Provider.Answer("vertex/answers/image.json");
        await using var gateway = await StartGatewayAsync(null, Account());
        using var response = await GenerateAsync(gateway);

        await ReadAsync(response);
        var parts = Google.Requests.Single().Form["assertion"].Split('.');
        Assert.That(TestAccount.Key.VerifyData(
            Encoding.ASCII.GetBytes(parts[0] + "." + parts[1]),
            System.Buffers.Text.Base64Url.DecodeFromChars(parts[2]),
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1));
    }

    [Test]
    public async Task Generate_ProjectAndLocationSet_WinOverTheAccounts()
    {
        Provider.Answer("vertex/answers/image.json");
        await using var gateway = await StartGatewayAsync(null, Account(("Project", "other-project"), ("Location", "europe-west4")));
        using var response = await GenerateAsync(gateway);

        await ReadAsync(response);
        Assert.That(Provider.Request.Path, Is.EqualTo($"/v1/projects/other-project/locations/europe-west4{Path}{Model}:generateContent"));
    }

    [Test]
    public async Task Generate_TwoCalls_ShareOneToken()
    {
        Provider.Answer("vertex/answers/image.json");
        await using var gateway = await StartGatewayAsync(null, Account());
        for (var i = 0; i < 2; i++)
        {
            using var response = await GenerateAsync(gateway);
            await ReadAsync(response);
        }

        Assert.Multiple(() =>
        {
            Assert.That(Provider.Requests.Select(call => call.Headers!["Authorization"].Single()), Is.EqualTo(new[] { "Bearer ya29.first", "Bearer ya29.first" }));
            Assert.That(Google.Requests, Has.Count.EqualTo(1));
        });
    }

    [Test]
    public async Task Generate_ExpressMode_SendsTheKeyToAPathWithoutProject()
    {
        Provider.Answer("vertex/answers/image.json");
        await using var gateway = await StartGatewayAsync("test-key-123456", []);
        using var response = await GenerateAsync(gateway);

        await ReadAsync(response);
        Assert.Multiple(() =>
        {
            Assert.That(Provider.Request.Path, Is.EqualTo($"/v1{Path}{Model}:generateContent"));
            Assert.That(Provider.Request.Headers!["x-goog-api-key"], Is.EqualTo(new[] { "test-key-123456" }));
            Assert.That(Provider.Request.Headers!.ContainsKey("Authorization"), Is.False);
            Assert.That(Google.Requests, Is.Empty);
        });
    }
}
