using System.Text;
using Iris.Gateway.Configuration;
using Iris.Gateway.Model;
using Iris.Transforms.Answers;
using Microsoft.Extensions.Configuration;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Configuration;

/// <summary>The promise: what stands in the file, or is overridden, or is left out, arrives as the value that is meant.</summary>
[TestFixture]
internal sealed class ProxySnapshotTests
{
    [Test]
    public async Task Images_Absent_HasTheDocumentedDefaults()
    {
        var images = (await Load.Snapshot(Load.Good)).Images;

        Assert.That(images, Is.EqualTo(new ImagesOptions { Models = images.Models }));
        Assert.That(images.Models, Is.Empty);
        Assert.That(images.Deadlines, Is.EqualTo(new DeadlineOptions
        {
            Connect = TimeSpan.FromSeconds(10), FirstByte = TimeSpan.FromMinutes(10), Silence = TimeSpan.FromMinutes(2),
                Total = TimeSpan.FromMinutes(10),
        }));
        Assert.That((images.Heartbeat, images.Strict, images.Url, images.RequestBytes),
            Is.EqualTo((TimeSpan.FromSeconds(15), false, UrlDelivery.Base64, 1048576L)));
        Assert.That(images.BodyBytes, Is.EqualTo(268435456));
        Assert.That((images.EndpointsPrefix, images.MetricsPort), Is.EqualTo(("", (int?)null)));
        Assert.That(images.Drain, Is.EqualTo(new DrainOptions { Delay = TimeSpan.FromSeconds(5), Timeout = TimeSpan.FromSeconds(30) }));
        Assert.That(images.Resilience, Is.EqualTo(new ResilienceOptions
        {
            Retry = new RetryOptions { MaxRetries = 2, Delay = TimeSpan.FromSeconds(0.5), MaxDelay = TimeSpan.FromSeconds(5) },
            Breaker = new BreakerOptions
            {
                Enabled = true, FailureRatio = 0.5, MinimumThroughput = 10, SamplingDuration = TimeSpan.FromSeconds(30),
                    BreakDuration = TimeSpan.FromSeconds(15),
            },
            Concurrency = 256,
            Queue = 512,
        }));
    }

    [Test]
    public async Task Images_EveryMemberSet_IsRead()
    {
        var images = (await Load.Snapshot(Load.WithImages("""
            {
              "Models": { "House": { "Target": "sandbox/painter", "Fallbacks": [ "sandbox/a", "SANDBOX/b/c" ] } },
              "Deadlines": { "Connect": "00:00:01", "FirstByte": "00:00:02", "Silence": "00:00:03", "Total": "1.00:00:00" },
              "Heartbeat": "00:00:04", "Strict": true, "Url": "Data",
              "Resilience": {
                "Retry": { "MaxRetries": 0, "Delay": "00:00:00", "MaxDelay": "00:00:01" },
                "Breaker": { "Enabled": false, "FailureRatio": 0.25, "MinimumThroughput": 2, "SamplingDuration": "00:01:00", "BreakDuration": "00:00:00.5" },
                "Concurrency": 1, "Queue": 0
              },
              "Drain": { "Delay": "00:00:00", "Timeout": "00:01:00" },
              "Endpoints": { "Prefix": "/iris", "MetricsPort": 9464, "MetricsHost": "::1", "SocketMode": "0660", "SocketGroup": "www-data", "AffinityKeys": "keys" },
              "Limits": { "RequestBytes": 1024, "BodyBytes": 2048 },
              "Store": null, "ClientKeys": [], "Downloads": {}
            }
            """))).Images;

        Assert.That(images.Models["house"].Target, Is.EqualTo("sandbox/painter"));
        Assert.That(images.Models["house"].Fallbacks, Is.EqualTo(new[] { "sandbox/a", "SANDBOX/b/c" }));
        Assert.That(images with { Models = new ImagesOptions().Models }, Is.EqualTo(new ImagesOptions
        {
            Deadlines = new DeadlineOptions { Connect = TimeSpan.FromSeconds(1), FirstByte = TimeSpan.FromSeconds(2),
                Silence = TimeSpan.FromSeconds(3), Total = TimeSpan.FromDays(1) },
            Heartbeat = TimeSpan.FromSeconds(4),
            Strict = true,
            Url = UrlDelivery.DataUrl,
            Resilience = new ResilienceOptions
            {
                Retry = new RetryOptions { MaxRetries = 0, Delay = TimeSpan.Zero, MaxDelay = TimeSpan.FromSeconds(1) },
                Breaker = new BreakerOptions
                {
                    Enabled = false, FailureRatio = 0.25, MinimumThroughput = 2, SamplingDuration = TimeSpan.FromMinutes(1),
                        BreakDuration = TimeSpan.FromSeconds(0.5),
                },
                Concurrency = 1,
                Queue = 0,
            },
            Drain = new DrainOptions { Delay = TimeSpan.Zero, Timeout = TimeSpan.FromMinutes(1) },
            EndpointsPrefix = "/iris",
            MetricsPort = 9464,
            Endpoints = new EndpointOptions
            {
                MetricsHost = "[::1]",
                SocketMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite,
                SocketGroup = "www-data",
                AffinityKeys = "keys",
            },
            RequestBytes = 1024,
            BodyBytes = 2048,
        }));
    }

    [TestCase("""{ "Limits": { "RequestBytes": 1073741824 } }""")]
    [TestCase("""{ "Clusters": { "sandbox": { "Limits": { "RequestBytes": 1073741824 } } } }""")]
    public async Task BodyBytes_Absent_HaveRoomForTheLongestBody(string images) =>
        Assert.That((await Load.Snapshot(Load.WithImages(images))).Images.BodyBytes, Is.EqualTo(1073741824));

    [Test]
    public async Task Downloads_EveryMemberSet_IsReadAndTheHostsAreInOneForm()
    {
        var downloads = (await Load.Snapshot(Load.WithImages("""
            { "Downloads": {
                "Hosts": [ "CDN.Example.com", "*.Example.org", "minio", "10.0.0.5", "fd00::1", "[FD00::2]", "b\u00fccher.example", "dotted.example." ],
                "AllowHttp": true, "AllowPrivateNetwork": true } }
            """))).Images.Downloads;

        Assert.That(downloads.Hosts, Is.EqualTo(new[]
        {
            "cdn.example.com", "*.example.org", "minio", "10.0.0.5", "fd00::1", "fd00::2", "xn--bcher-kva.example", "dotted.example",
        }));
        Assert.That((downloads.AllowHttp, downloads.AllowPrivateNetwork), Is.EqualTo((true, true)));
    }

    [Test]
    public async Task Downloads_Absent_AllowNothingMore()
    {
        var downloads = (await Load.Snapshot(Load.Good)).Images.Downloads;

        Assert.That((downloads.Hosts.Count, downloads.AllowHttp, downloads.AllowPrivateNetwork), Is.EqualTo((0, false, false)));
    }

    [Test]
    public async Task Deadlines_SmallerTotal_CapsTheOthers()
    {
        var deadlines = (await Load.Snapshot(Load.WithImages("""{ "Deadlines": { "Total": "00:00:05" } }"""))).Images.Deadlines;

        Assert.That(new[] { deadlines.Connect, deadlines.FirstByte, deadlines.Silence, deadlines.Total }, Is.All.EqualTo(TimeSpan.FromSeconds(5)));
    }

    [Test]
    public async Task ClusterOverrides_ReplaceWhatTheyNameAndInheritTheRestUncapped()
    {
        var snapshot = await Load.Snapshot(Load.WithImages("""
            {
              "Deadlines": { "Connect": "00:00:03", "Total": "00:00:05" },
              "Resilience": { "Concurrency": 7 },
              "Clusters": { "SANDBOX": {
                "Deadlines": { "Total": "00:20:00" }, "Resilience": { "Retry": { "MaxRetries": 1 } }, "Limits": { "RequestBytes": 10 } } }
            }
            """));

        var cluster = snapshot.ImageClusters["sandbox"];
        Assert.That(cluster.Deadlines, Is.EqualTo(new DeadlineOptions { Connect = TimeSpan.FromSeconds(3), Total = TimeSpan.FromMinutes(20) }));
        Assert.That((cluster.Resilience.Concurrency, cluster.Resilience.Retry.MaxRetries, cluster.RequestBytes), Is.EqualTo((7, 1, 10L)));
        Assert.That((snapshot.Images.Deadlines.Total, snapshot.Images.RequestBytes), Is.EqualTo((TimeSpan.FromSeconds(5), 1048576L)));
    }

    [Test]
    public async Task Overrides_EnvironmentThenCommandLine_WinOverTheFile()
    {
        var snapshot = await Load.Snapshot(
            Load.WithImages("""{ "Heartbeat": "00:00:15", "Strict": false }"""),
            new() { ["Images:Heartbeat"] = "00:00:05", ["Images:Strict"] = "true", ["ReverseProxy:Clusters:sandbox:Destinations:here:Address"] = "http://elsewhere:81/x" },
            args: ["--Images:Heartbeat=00:00:06", "--urls", "http://localhost:1"]);

        Assert.That((snapshot.Images.Heartbeat, snapshot.Images.Strict), Is.EqualTo((TimeSpan.FromSeconds(6), true)));
        Assert.That(snapshot.ImageClusters["sandbox"].Destinations["here"].Address, Is.EqualTo(new Uri("http://elsewhere:81/x/")));
        Assert.That(snapshot.Clusters.Single().Destinations!["here"].Address, Is.EqualTo("http://elsewhere:81/x/"));
    }

    [Test]
    public async Task HostSections_AreHandedOnAndNotChecked()
    {
        var loaded = await Load.Json("""{ "Urls": "http://*:9000", "Logging": { "LogLevel": { "Default": "Debug" } }, "Kestrel": { "Limits": { "Anything": 1 } } }""");

        Assert.That(loaded.Errors, Is.Empty);
        Assert.That(loaded.HostSettings, Is.EquivalentTo(new Dictionary<string, string?>
        {
            ["Urls"] = "http://*:9000", ["Logging:LogLevel:Default"] = "Debug", ["Kestrel:Limits:Anything"] = "1",
        }));
    }

    [TestCase("""{ "Kestrel": "x" }""", "Kestrel", "must be an object; write for example { \"Endpoints\": ")]
    [TestCase("""{ "Logging": [ "Debug" ] }""", "Logging", "must be an object; write for example { \"LogLevel\": ")]
    [TestCase("""{ "OpenTelemetry": true }""", "OpenTelemetry", "must be an object; write for example {}, or remove it")]
    [TestCase("""{ "Urls": [ "http://*:9000", "http://*:9001" ] }""", "Urls", "must be one text; write for example \"http://localhost:8080;")]
    [TestCase("""{ "AllowedHosts": { "a": "b" } }""", "AllowedHosts", "must be one text; write for example \"images.example.com;")]
    public async Task HostSections_OfAnotherKind_AreErrorsThatSayWhatToWrite(string json, string path, string message)
    {
        var error = (await Load.Json(json)).Errors.Single();
        Assert.That((error.Path, error.Line), Is.EqualTo((path, (int?)1)));
        Assert.That(error.Message, Does.StartWith(message));
    }

    [TestCase("""{ "Kestrel": {}, "Logging": null, "Urls": null }""")]
    [TestCase("{}")]
    public async Task HostSections_Empty_AreNoErrors(string json) => Assert.That((await Load.Json(json)).Errors, Is.Empty);

    [Test]
    public async Task File_WithByteOrderMark_IsRead()
    {
        var loaded = await Load.Loader().LoadAsync(new byte[] { 0xEF, 0xBB, 0xBF, (byte)'{', (byte)'}' }, "/");
        Assert.That(loaded.Errors, Is.Empty);
    }

    [TestCase("{}")]
    [TestCase("""{ "a": null, "b": {}, "c": [], "d": [ [], {}, null, "" ], "e": { "f": { } } }""")]
    [TestCase("""{ "a": [ 1, -2.50, 1e3 ], "b": [ true, false, { "C": "x", "d": [ "y", "z" ] } ], "\u0065": "\u00e4\n" }""")]
    [TestCase("""/* c */ { "A": { "b": 1, /* c */ }, "x y": "//", } // end""")]
    public void JsonOutline_Values_AreThoseOfDotNetsJsonProvider(string json)
    {
        var errors = new ConfigurationErrors();
        var ours = JsonOutline.Read(Encoding.UTF8.GetBytes(json), errors)!.Values;
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        using var theirs = (ConfigurationRoot)new ConfigurationBuilder().AddJsonStream(stream).Build();
        using var rebuilt = (ConfigurationRoot)new ConfigurationBuilder().AddInMemoryCollection(ours).Build();

        Assert.That(errors.Count, Is.Zero);
        Assert.That(rebuilt.AsEnumerable(), Is.EquivalentTo(theirs.AsEnumerable()));
    }

    [TestCase(null, "anything", true)]
    [TestCase("", "anything", true)]
    [TestCase("a, *", "anything", true)]
    [TestCase("gpt-image-1, gpt-image-2", "GPT-Image-2", true)]
    [TestCase("gpt-image-1", "gpt-image-10", false)]
    [TestCase("gpt-*", "gpt-image-10", true)]
    [TestCase("*-mini,dall-e-*", "gpt-image-1-mini", true)]
    [TestCase("black-forest-labs/*", "black-forest-labs/FLUX.1-schnell", true)]
    [TestCase("gpt-*", "dall-e-3", false)]
    public void ModelFilter_Allows(string? list, string model, bool expected) =>
        Assert.That(ModelFilter.Parse(list).Allows(model), Is.EqualTo(expected));

    [TestCase("Heartbeet", "Heartbeat")]
    [TestCase("Cluserts", "Clusters")]
    [TestCase("Xyz", null)]
    public void NearMiss_FindsSlipsOnly(string name, string? expected) =>
        Assert.That(NearMiss.Find(name, ["Clusters", "Heartbeat", "Url"], 2), Is.EqualTo(expected));
}
