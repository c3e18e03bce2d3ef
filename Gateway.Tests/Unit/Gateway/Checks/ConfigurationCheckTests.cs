using Iris.Gateway.Checks;
using Iris.Gateway.Tests.Unit.Gateway.Configuration;
using Iris.Transforms;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Checks;

/// <summary>The promise: what is legal in a file and likely wrong is told, with its line and a way out; and what is right is not.</summary>
internal sealed class ConfigurationCheckTests
{
    private const string Clusters = """
        "ReverseProxy": {
          "Routes": {
            "images": { "Match": { "Path": "/v1/images/{operation}", "Methods": [ "POST" ] }, "Metadata": { "ImageIngress": "unified" } },
            "app": { "ClusterId": "app", "Order": ORDER, "Match": { "Path": "/{**rest}" } }
          },
          "Clusters": {
            "app": { "Destinations": { "main": { "Address": "http://localhost:3000" } } },
            "openai": { "Metadata": { "ImageApi": "openai" }, "Destinations": { "main": { "Address": "https://a.example/v1/", "Metadata": { "ApiKey": "env:KEY" } } } },
            "own": { "Metadata": { "ImageApi": "openai" }, "Destinations": { "main": { "Address": "https://b.example/v1/", "Metadata": { "ApiKey": "env:KEY", "Models": "small" } } } },
            "sandbox": { "Metadata": { "ImageApi": "sandbox" }, "Destinations": { "here": { "Address": "http://sandbox/" } } }
          }
        }
        """;

    [Test]
    public async Task File_InWhichNothingIsWrong_HasNoFinding() => Assert.That(await FindAsync(
        """{ "Models": { "house": { "Target": "openai/gpt-image-2", "Fallbacks": [ "sandbox/painter" ] } }, "Access": { "Keys": { "shop": { "Value": "env:KEY" } } } }"""), Is.Empty);

    [TestCase("""{ "Models": { "house": { "Target": "openai/gpt-image-2", "Fallbacks": [ "openai/plain" ] } }, "Capabilities": { "openai/plain": { "Edits": false } } }""", "Images.Models.house.Fallbacks[0]", "cannot do all that \"openai/gpt-image-2\" does, which also edits pictures")]
    [TestCase("""{ "Models": { "house": { "Target": "openai/dall-e-2" } } }""", "Images.Models.house.Target", "was retired on 2026-05-12")]
    [TestCase("""{ "Models": { "house": { "Target": "own/large" } } }""", "Images.Models.house.Target", "no destination of cluster \"own\" serves \"large\"")]
    [TestCase("""{ "Models": { "house": { "Target": "sandbox/painter", "Fallbacks": [ "sandbox/painter" ] } } }""", "Images.Models.house.Fallbacks[0]", "is tried before")]
    [TestCase("""{ "Access": { "Keys": { "shop": { "Value": "sk-in-plain-text" } } } }""", "Images.Access.Keys.shop.Value", "a key stands in plain text")]
    [TestCase("""{ "Access": { "Keys": { "shop": { "Value": "env:KEY", "Expires": "2026-01-01" } } } }""", "Images.Access.Keys.shop.Expires", "key \"shop\" ended on 2026-01-01")]
    [TestCase("""{ "Access": { "Keys": { "shop": { "Value": "env:KEY", "Models": [ "own/small" ], "Budget": { "Usd": 5, "Every": "1d" } } } } }""", "Images.Access.Keys.shop", "nobody knows what own/small costs")]
    [TestCase("""{ "Endpoints": { "Admin": { "Key": "in-plain-text" } } }""", "Images.Endpoints.Admin.Key", "a key stands in plain text")]
    [TestCase("""{ "State": { "Sqlite": "s.db" }, "store": { "directory": "d", "signingKey": [ "0123456789012345678901234567890123456789" ] } }""", "Images.store.signingKey[0]", "signingKey stands in plain text")]
    [TestCase("""{ "State": { "Sqlite": "s.db" }, "Store": { "Directory": "d" }, "Jobs": { "Webhooks": { "Secret": "0123456789012345678901234567890123456789", "Hosts": [ "a.example" ] } } }""", "Images.Jobs.Webhooks.Secret", "Secret stands in plain text")]
    [TestCase("""{ "access": { "keys": { "shop": { "value": "sk-in-plain-text" } } } }""", "Images.access.keys.shop.value", "a key stands in plain text")]
    [TestCase("""{ "Access": { "Keys": { "shop": { "Value": "ENV:KEY" } } } }""", "Images.Access.Keys.shop.Value", "a key stands in plain text")]
    public async Task Images_LegalAndLikelyWrong_IsWarnedOf(string images, string path, string words)
    {
        var finding = (await FindAsync(images)).Single();

        Assert.Multiple(() =>
        {
            Assert.That(finding.Severity, Is.EqualTo(Severity.Warning));
            Assert.That(finding.Path, Is.EqualTo(path));
            Assert.That(finding.Message, Does.Contain(words));
            Assert.That(finding.Fix, Is.Not.Empty);
            // The section stands in one line, behind the others.
            Assert.That(finding.Place.Line, Is.EqualTo(13));
        });
    }

    [Test]
    public async Task CatchAll_WithALowerOrder_IsToldAtEveryRouteThatItSwallows()
    {
        var findings = await FindAsync("{}", order: "-1");

        Assert.That(findings.Select(finding => finding.Path), Is.EquivalentTo((string[])
        [
            "ReverseProxy.Routes.images", "ReverseProxy.Routes.app", "ReverseProxy.Routes.app", "ReverseProxy.Routes.app",
            "ReverseProxy.Routes.app.Order",
        ]));
        Assert.That(findings[^1].Message, Does.Contain(
            "the gateway's own /health, /v1/models, /openai/v1/models, /openapi.json, /api/governance/virtual-keys/quota, /metrics, which it swallows"));
        Assert.That(findings[0].Message, Does.Contain("never matches: route \"app\" (/{**rest}) has the order -1").And.Contain("image route"));
        Assert.That(findings.Select(finding => finding.Fix), Is.All.Contains("order"));
    }

    [TestCase("http://*:8080", true)]
    [TestCase("http://localhost:8080", false)]
    [TestCase("http://unix:/run/iris.sock", false)]
    public async Task Door_OpenBeyondThisMachine_IsWarnedOf(string address, bool isOpen)
    {
        var findings = await FindAsync("{}", addresses: [address]);

        Assert.That(findings.Select(finding => finding.Path), Is.EqualTo(isOpen ? ["Images.Access"] : Array.Empty<string>()));
    }

    [Test]
    public async Task ClusterWithoutItsKey_IsNotedAndNotWarnedOf()
    {
        var findings = await FindAsync("{}", environment: []);

        Assert.That(findings.Select(finding => (finding.Severity, finding.Path)), Is.EqualTo(((Severity, string)[])
            [(Severity.Note, "ReverseProxy.Clusters.openai"), (Severity.Note, "ReverseProxy.Clusters.own")]));
    }

    [Test]
    public async Task KeyOfAProvider_InPlainText_IsWarnedOfWithoutShowingIt()
    {
        var file = Load.WithClusters("""
            "openai": { "Metadata": { "ImageApi": "openai" }, "Destinations": { "main": { "Address": "https://a.example/", "Metadata": { "ApiKey": "sk-secret" } } } }
            """);
        var finding = ConfigurationCheck.Find(await Load.Json(file), ProviderCatalog.All, [], Now).Single();

        Assert.That(finding.Path, Is.EqualTo("ReverseProxy.Clusters.openai.Destinations.main.Metadata.ApiKey"));
        Assert.That(finding.ToString(), Does.Not.Contain("sk-secret"));
    }

    [Test]
    public async Task Errors_OfTheFile_AreTheOnlyFindings()
    {
        var findings = await FindAsync("""{ "Heartbeat": "soon", "Access": { "Keys": { "shop": { "Value": "sk-in-plain-text" } } } }""");

        Assert.That(findings.Select(finding => (finding.Severity, finding.Path, finding.Place.Line)), Is.EqualTo(((Severity, string, int?)[])
            [(Severity.Error, "Images.Heartbeat", 13)]));
    }

    private static DateTimeOffset Now { get; } = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);

    private static async Task<IReadOnlyList<Finding>> FindAsync(
        string images, string order = "1000", string[]? addresses = null, Dictionary<string, string>? environment = null)
    {
        var loaded = await Load.Json(
            "{ " + Clusters.Replace("ORDER", order, StringComparison.Ordinal) + $",\n\"Images\": {images} }}", environment: environment ?? new() { ["KEY"] = "key-of-a-test" });
        return ConfigurationCheck.Find(loaded, ProviderCatalog.All, addresses ?? [], Now);
    }
}
