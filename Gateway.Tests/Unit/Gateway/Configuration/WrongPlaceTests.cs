using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Configuration;

/// <summary>The promise: what stands at the wrong place, or has no effect where it stands, is told with the place where it belongs.</summary>
internal sealed class WrongPlaceTests
{
    private static string Clusters(string cluster) => $$"""{ "ReverseProxy": { "Clusters": { "c": { {{cluster}} } } } }""";

    private static TestCaseData[] Files =>
    [
        new("""{ "Routes": {} }""", "Routes: unknown member; it belongs in ReverseProxy"),
        new("""{ "Deadlines": {} }""", "Deadlines: unknown member; it belongs in Images"),
        new("""{ "ReverseProxy": { "Models": {} } }""", "ReverseProxy.Models: unknown member; it belongs in Images"),
        new("""{ "Images": { "ReverseProxy": {} } }""", "Images.ReverseProxy: unknown member; it belongs at the top of the file"),
        new("""{ "Images": { "RequestBytes": 5 } }""", "Images.RequestBytes: unknown member; it belongs in Images.Limits"),
        new("""{ "ReverseProxy": { "Routes": { "r": { "Path": "/" } } } }""", "ReverseProxy.Routes.r.Path: unknown member; it belongs in ReverseProxy.Routes.r.Match"),
        new("""{ "ReverseProxy": { "Routes": { "r": { "ImageIngress": "unified" } } } }""", "ReverseProxy.Routes.r.ImageIngress: unknown member; it belongs in ReverseProxy.Routes.r.Metadata"),
        new(Clusters("\"ImageApi\": \"openai\""), "ReverseProxy.Clusters.c.ImageApi: unknown member; it belongs in ReverseProxy.Clusters.c.Metadata"),
        new(Clusters("\"Address\": \"http://a/\""), "ReverseProxy.Clusters.c.Address: unknown member; it belongs in ReverseProxy.Clusters.c.Destinations.{destination}"),
        new(Clusters("\"Destinations\": { \"d\": { \"Address\": \"http://a/\", \"ApiKey\": \"k\" } }"),
            "ReverseProxy.Clusters.c.Destinations.d.ApiKey: unknown member; it belongs in ReverseProxy.Clusters.c.Destinations.d.Metadata"),
        new(Clusters("\"Metadata\": { \"ImageApi\": \"openai\", \"ApiKey\": \"k\" }, \"Destinations\": { \"d\": { \"Address\": \"http://a/\" } }"),
            "ReverseProxy.Clusters.c.Metadata.ApiKey: has no effect here; it belongs in ReverseProxy.Clusters.c.Destinations.{destination}.Metadata"),
        new(Clusters("\"Destinations\": { \"d\": { \"Address\": \"http://a/\", \"Metadata\": { \"ImageApi\": \"openai\" } } }, \"Metadata\": { \"ImageApi\": \"openai\" }"),
            "ReverseProxy.Clusters.c.Destinations.d.Metadata.ImageApi: has no effect here; it belongs in ReverseProxy.Clusters.c.Metadata"),
        new(Clusters(""), "ReverseProxy.Clusters.c: has no destination, so that each of its requests would be a 503: name one under Destinations"),
        new(Clusters("\"Metadata\": { \"ImageApi\": \"azure\" }, \"Destinations\": { \"d\": { \"Address\": \"http://a/\", \"Metadata\": { \"ApiKey\": \"k\", \"ApiVersion\": \"latest\" } } }"),
            "ReverseProxy.Clusters.c.Destinations.d.Metadata.ApiVersion: is no API version: write a date such as \"2025-04-01-preview\", \"v1\" or \"preview\""),
        new(Clusters("\"Metadata\": { \"ImageApi\": \"openai\" }, \"Destinations\": { \"d\": { \"Address\": \"http://a/\", \"Metadata\": { \"ApiKey\": \"k\", \"Entra\": \"true\" } } }"),
            "ReverseProxy.Clusters.c.Destinations.d.Metadata.Entra: is a setting of azure and azure-mai; \"openai\" does not know it"),
        new(Clusters("\"Metadata\": { \"ImageApi\": \"gemini\" }, \"Destinations\": { \"d\": { \"Address\": \"http://a/\", \"Metadata\": { \"ApiKey\": \"k\", \"Region\": \"x\" } } }"),
            "ReverseProxy.Clusters.c.Destinations.d.Metadata.Region: is a setting of bedrock; \"gemini\" does not know it"),
    ];

    [TestCaseSource(nameof(Files))]
    public async Task Load_SomethingAtTheWrongPlace_IsToldWithItsPlace(string file, string error)
    {
        var loaded = await Load.Json(file);
        Assert.That(loaded.Errors.Select(one => $"{one.Path}: {one.Message}"), Does.Contain(error));
    }

    [TestCase("v1")]
    [TestCase("V1")]
    [TestCase("preview")]
    [TestCase("2024-10-21")]
    [TestCase("2025-04-01-preview")]
    [TestCase("env:NOT_SET")]
    public async Task Load_VersionThatAzureHas_IsGood(string version)
    {
        var loaded = await Load.Json(Clusters(
            $"\"Metadata\": {{ \"ImageApi\": \"azure\" }}, \"Destinations\": {{ \"d\": {{ \"Address\": \"http://a/\", \"Metadata\": {{ \"ApiKey\": \"k\", \"ApiVersion\": \"{version}\" }} }} }}"));
        Assert.That(loaded.Errors, Is.Empty);
    }

    [Test]
    public async Task Load_UnknownTransform_IsToldWithTheNearestName()
    {
        var loaded = await Load.Json("""
            { "ReverseProxy": {
                "Routes": { "r": { "ClusterId": "c", "Match": { "Path": "/" }, "Transforms": [ { "PathPrefx": "/a" } ] } },
                "Clusters": { "c": { "Destinations": { "d": { "Address": "http://a/" } } } } } }
            """);
        Assert.That(loaded.Errors.Single().Message, Does.EndWith("did you mean \"PathPrefix\"?"));
    }

    [Test]
    public async Task Load_SeveralMissingVariables_AreAllTold()
    {
        var snapshot = await Load.Snapshot(Clusters(
            "\"Metadata\": { \"ImageApi\": \"azure\" }, \"Destinations\": { \"d\": { \"Address\": \"env:ADDRESS\", \"Metadata\": { \"ApiKey\": \"env:KEY\" } } }"));
        var destination = snapshot.ImageClusters["c"].Destinations["d"];
        Assert.That(destination.Unusable, Is.EqualTo("environment variables ADDRESS and KEY are not set"));
        Assert.That(destination.MissingVariables, Is.EqualTo(new[] { "ADDRESS", "KEY" }));
    }
}
