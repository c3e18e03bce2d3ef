using Yarp.ReverseProxy.Configuration;
using Iris.Gateway.Configuration;
using Iris.Gateway.Model;
using Iris.Gateway.Tests.Unit.Gateway.Credentials.Google;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Configuration;

/// <summary>The promise: a missing secret makes a destination unusable and says why; it never stops the gateway, and never shows.</summary>
[TestFixture]
internal sealed class ImageClusterTests
{
    private string directory = null!;

    [SetUp]
    public void CreateDirectory() => directory = Directory.CreateTempSubdirectory("iris-").FullName;

    [TearDown]
    public void DeleteDirectory() => Directory.Delete(directory, recursive: true);

    [TestCase("openai", """ "ApiKey": "sk-1" """, null, "sk-1")]
    [TestCase("openai", """ "ApiKey": "env:KEY" """, null, "from-env")]
    [TestCase("openai", """ "ApiKey": "file:secrets/key" """, null, "from-file")]
    [TestCase("openai", """ "ApiKey": "env:GONE" """, "environment variable GONE is not set", null)]
    [TestCase("openai", """ "ApiKey": "env:EMPTY" """, "environment variable EMPTY is not set", null)]
    [TestCase("openai", """ "ApiKey": "file:gone" """, "file gone does not exist", null)]
    [TestCase("openai", """ "ApiKey": "file:secrets/empty" """, "file secrets/empty is empty", null)]
    [TestCase("openai", """ "ApiKey": "file:secrets" """, "file secrets cannot be read", null)]
    [TestCase("openai", """ "ApiKey": "file:secrets/long" """, "file secrets/long is longer than 65536 bytes", null)]
    [TestCase("openai", """ "ApiKey": "two words" """, "ApiKey holds characters that no header can carry", null)]
    [TestCase("openai", """ "ApiKey": "" """, "ApiKey is empty", null)]
    [TestCase("openai", """ "Weight": "1" """, "ApiKey is missing", null)]
    [TestCase("openai", """ "Keyless": true """, null, null)]
    [TestCase("openai", """ "Keyless": "false" """, "ApiKey is missing", null)]
    [TestCase("openai", """ "ApiKey": "k", "Organization": "env:GONE" """, "environment variable GONE is not set", "k")]
    [TestCase("azure", """ "Entra": true """, null, null)]
    [TestCase("azure", """ "Entra": true, "ApiKey": "env:GONE" """, null, null)]
    [TestCase("azure", """ "Entra": "false" """, "ApiKey is missing", null)]
    [TestCase("vertex", """ "ApiKey": "k" """, null, "k")]
    [TestCase("vertex", """ "Project": "p" """, null, null)]
    [TestCase("vertex", """ "Adc": "true" """, null, null)]
    [TestCase("vertex", """ "Adc": true """, null, null)]
    [TestCase("vertex", """ "Adc": "false", "Location": "global" """, "ApiKey, ServiceAccount or Project is missing", null)]
    [TestCase("vertex", """ "Project": "" """, "ApiKey, ServiceAccount or Project is missing", null)]
    [TestCase("vertex", """ "ServiceAccount": "env:GONE", "Project": "p" """, "environment variable GONE is not set", null)]
    [TestCase("bedrock", """ "ApiKey": "k" """, null, "k")]
    [TestCase("bedrock", """ "AccessKeyId": "a", "SecretAccessKey": "s" """, null, null)]
    [TestCase("bedrock", """ "AccessKeyId": "a", "SecretAccessKey": "s", "SessionToken": "env:GONE" """, null, null)]
    [TestCase("bedrock", """ "AccessKeyId": "a", "SecretAccessKey": "s", "SessionToken": "file:gone" """, "file gone does not exist", null)]
    [TestCase("bedrock", """ "AccessKeyId": "a", "SecretAccessKey": "env:GONE" """, "environment variable GONE is not set", null)]
    [TestCase("bedrock", """ "Profile": "p" """, null, null)]
    [TestCase("bedrock", """ "Region": "us-east-1" """, null, null)]
    [TestCase("bedrock", """ "AccessKeyId": "a" """, "ApiKey, AccessKeyId with SecretAccessKey, Profile or Region is missing", null)]
    [TestCase("bedrock", """ "SecretAccessKey": "s" """, "ApiKey, AccessKeyId with SecretAccessKey, Profile or Region is missing", null)]
    [TestCase("sandbox", "", null, null)]
    [TestCase("ollama", """ "ApiKey": "env:GONE" """, null, null)]
    [TestCase("OpenAI", """ "ApiKey": "k" """, null, "k")]
    public async Task Destination_IsUsableWhenItHasWhatItsApiNeeds(string api, string metadata, string? unusable, string? key)
    {
        WriteSecrets();
        var snapshot = await Load.Snapshot(Load.WithClusters($$"""
            "c": { "Metadata": { "ImageApi": "{{api}}" }, "Destinations": { "d": { "Address": "https://a/v1", "Metadata": { {{metadata}} } } } }
            """), environment: Environment(), directory: directory);

        var cluster = snapshot.ImageClusters["c"];
        var destination = cluster.Destinations["D"];
        Assert.That((destination.Unusable, destination.ApiKey, cluster.IsUsable, cluster.ImageApi),
            Is.EqualTo((unusable, key, unusable is null, api.ToLowerInvariant())));
        Assert.That(snapshot.Clusters.Single().Destinations, Has.Count.EqualTo(unusable is null ? 1 : 0));
    }

    [TestCase("vertex-broken", null, "the service account is no JSON")]
    [TestCase("vertex-elsewhere", null, "the service account has a token_uri that is not Google's; the setting TokenUri makes an endpoint trusted")]
    [TestCase("vertex-elsewhere", "http://127.0.0.1:1/token", null)]
    [TestCase("vertex", null, null)]
    public async Task Destination_ServiceAccountMalformed_IsAnErrorThatNamesThePathAndShowsNothing(string file, string? tokenUri, string? message)
    {
        File.WriteAllText(Path.Combine(directory, "vertex-broken"), "{ \"private_key\": secret");
        File.WriteAllText(Path.Combine(directory, "vertex-elsewhere"), TestAccount.Json(("token_uri", "https://secret.example/token")));
        File.WriteAllText(Path.Combine(directory, "vertex"), TestAccount.Json());
        var loaded = await Load.Json(Load.WithClusters($$"""
            "c": { "Metadata": { "ImageApi": "vertex" }, "Destinations": { "d": { "Address": "https://a/v1", "Metadata": {
              "ServiceAccount": "file:{{file}}"{{(tokenUri is null ? "" : $", \"TokenUri\": \"{tokenUri}\"")}} } } } }
            """), directory: directory);

        Assert.That(loaded.Errors.Select(e => (e.Path, e.Message)), Is.EqualTo(message is null
            ? Array.Empty<(string, string)>()
            : [("ReverseProxy.Clusters.c.Destinations.d.Metadata.ServiceAccount", message)]));
        Assert.That(loaded.Snapshot?.ImageClusters["c"].IsUsable, message is null ? Is.True : Is.Null);
    }

    [Test]
    public async Task Destination_TokenUriOrAdcMalformed_AreErrors()
    {
        var loaded = await Load.Json(Load.WithClusters("""
            "c": { "Metadata": { "ImageApi": "vertex" }, "Destinations": { "d": { "Address": "https://a/v1", "Metadata": { "Adc": "maybe", "TokenUri": "token", "Arch": "x" } } } }
            """));

        Assert.That(loaded.Errors.Select(e => (e.Path.Split('.')[^1], e.Message)), Is.EquivalentTo(new[]
        {
            ("Adc", "\"maybe\" is neither true nor false"), ("TokenUri", "is no absolute http or https URL"),
        }));
    }

    [Test]
    public async Task Destination_EverySettingResolved_AndNoSecretReachesYarpOrText()
    {
        WriteSecrets();
        var loaded = await Load.Json(Load.WithClusters("""
            "c": { "Metadata": { "ImageApi": "azure" }, "Destinations": { "d": { "Address": "env:ENDPOINT", "Metadata": {
              "ApiKey": "file:secrets/key", "KeyHeader": "x-key", "Weight": 3, "Models": "env:MODELS", "ApiVersion": "v1", "Custom": "env:KEY" } } } }
            """), environment: Environment(), directory: directory);

        var destination = loaded.Snapshot!.ImageClusters["C"].Destinations["d"];
        Assert.That((destination.Address, destination.KeyHeader, destination.Weight, destination.Keyless), Is.EqualTo((new Uri("https://endpoint/"), "x-key", 3, false)));
        Assert.That((destination.Models.Allows("gpt-1"), destination.Models.Allows("x")), Is.EqualTo((true, false)));
        Assert.That(destination.Settings, Is.EquivalentTo(new Dictionary<string, string> { ["ApiVersion"] = "v1", ["Custom"] = "from-env" }));
        Assert.That(destination.ToString(), Is.EqualTo("d (endpoint)"));
        Assert.That(loaded.Snapshot.Clusters.Single().Destinations!["d"].Metadata,
            Is.EquivalentTo(new Dictionary<string, string> { ["Weight"] = "3", ["Models"] = "gpt-*" }));
        Assert.That(loaded.SecretFiles.Keys, Is.EqualTo(new[] { Path.Combine(directory, "secrets", "key") }));
    }

    [Test]
    public async Task Destination_AddressNotSet_IsLeftOutAndTheClusterStays()
    {
        var snapshot = await Load.Snapshot(Load.WithClusters("""
            "c": { "Metadata": { "ImageApi": "openai" }, "Destinations": {
              "a": { "Address": "env:GONE", "Metadata": { "ApiKey": "k" } }, "b": { "Address": "https://b/v1/", "Metadata": { "ApiKey": "k" } } } }
            """));

        Assert.That(snapshot.ImageClusters["c"].Destinations["a"].Unusable, Is.EqualTo("environment variable GONE is not set"));
        Assert.That(snapshot.ImageClusters["c"].Destinations["a"].Address, Is.EqualTo(ImageDestination.NoAddress));
        Assert.That((snapshot.ImageClusters["c"].IsUsable, snapshot.Clusters.Single().Destinations!.Keys.Single()), Is.EqualTo((true, "b")));
    }

    [Test]
    public async Task Cluster_ForYarp_HasPolicyActivityTimeoutAndConnectDeadline()
    {
        var snapshot = await Load.Snapshot("""
            {
              "ReverseProxy": { "Clusters": {
                "a": { "Metadata": { "ImageApi": "sandbox", "Free": "text" }, "Destinations": { "d": { "Address": "http://a/" } } },
                "b": { "Metadata": { "ImageApi": "sandbox" }, "LoadBalancingPolicy": "RoundRobin",
                       "HttpRequest": { "ActivityTimeout": "02:00:00", "Version": "1.1" }, "Destinations": { "d": { "Address": "http://b/" } } },
                "app": { "Destinations": { "d": { "Address": "http://app" } } } } },
              "Images": { "Clusters": { "a": { "Deadlines": { "Connect": "00:00:03" } } } }
            }
            """);

        var (a, b, app) = (Of("a"), Of("b"), Of("app"));
        Assert.That((a.LoadBalancingPolicy, a.HttpRequest!.ActivityTimeout), Is.EqualTo(("WeightedRandom", TimeSpan.FromSeconds(630))));
        Assert.That((a.Metadata![ProxyClusters.ConnectMetadata], a.Metadata["Free"]), Is.EqualTo(("00:00:03", "text")));
        Assert.That((b.LoadBalancingPolicy, b.HttpRequest!.ActivityTimeout, b.HttpRequest.Version),
            Is.EqualTo(("RoundRobin", TimeSpan.FromHours(2), new Version(1, 1))));
        Assert.That((app.LoadBalancingPolicy, app.HttpRequest, app.Metadata, app.Destinations!["d"].Address),
            Is.EqualTo(((string?)null, (object?)null, (object?)null, "http://app")));

        ClusterConfig Of(string id) => snapshot.Clusters.Single(c => c.ClusterId == id);
    }

    [Test]
    public async Task Routes_EachImageClusterHasADerivedOne_AndAUnifiedRouteGetsACluster()
    {
        var snapshot = await Load.Snapshot(Load.WithRoutes("""
            "images": { "Match": { "Path": "/v1/images/{operation}" }, "Metadata": { "ImageIngress": "Unified", "Free": "text" } },
            "app": { "ClusterId": "app", "Match": { "Path": "/{**rest}" }, "Order": 1000 }
            """));

        Assert.That(snapshot.Routes.Select(r => r.RouteId), Is.EquivalentTo(new[] { "images", "app", "providers/sandbox" }));
        var unified = snapshot.Routes.Single(r => r.RouteId == "images");
        Assert.That((unified.ClusterId, unified.Metadata!["ImageIngress"], unified.Metadata["Free"]), Is.EqualTo(("sandbox", "unified", "text")));
        var derived = snapshot.Routes.Single(r => r.RouteId == ImageRoutes.DerivedId("sandbox"));
        Assert.That((derived.ClusterId, derived.Match.Methods!.Single(), derived.Metadata!["ImageIngress"], derived.Metadata["ImageCluster"]),
            Is.EqualTo(("sandbox", "POST", "openai", "sandbox")));
        Assert.That(derived.Match.Path, Does.StartWith("/providers/sandbox/v1/images/{operation"));
    }

    private static Dictionary<string, string> Environment() => new()
    {
        ["KEY"] = "from-env", ["EMPTY"] = "", ["ENDPOINT"] = "https://endpoint", ["MODELS"] = "gpt-*",
    };

    private void WriteSecrets()
    {
        Directory.CreateDirectory(Path.Combine(directory, "secrets"));
        File.WriteAllText(Path.Combine(directory, "secrets", "key"), "from-file\n");
        File.WriteAllText(Path.Combine(directory, "secrets", "empty"), "\n");
        File.WriteAllText(Path.Combine(directory, "secrets", "long"), new string('x', 65537));
    }
}
