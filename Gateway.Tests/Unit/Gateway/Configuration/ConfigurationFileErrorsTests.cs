using System.Text;
using Iris.Gateway.Configuration;
using Microsoft.Extensions.Configuration;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Configuration;

/// <summary>The promise: a file is judged as a whole, with lines and in its order, and no error shows a secret.</summary>
[TestFixture]
internal sealed class ConfigurationFileErrorsTests
{
    [Test]
    public async Task LoadAsync_EverythingWrong_ListsAllInTheOrderOfTheFileWithTheirLines()
    {
        var loaded = await Load.Json("""
            {
              "Imges": {},
              "ReverseProxy": {
                "Route": {},
                "Routes": {
                  "r": {
                    "ClusterId": "gone",
                    "Match": { "Path": "/" },
                    "Match": { "Path": "/again" }
                  }
                },
                "Clusters": {
                  "c": {
                    "Metadata": { "ImageApi": "opena" },
                    "Destinations": { "d": { "Address": "nowhere" } }
                  }
                }
              },
              "Images": { // comments and trailing commas are fine
                "Heartbeat": "soon",
                "a:b": 1,
              },
            }
            """);

        Assert.That(ConfigurationErrors.Format("proxy.json", loaded.Errors), Is.EqualTo("""
            proxy.json has 8 errors:
              Imges (line 2): unknown member; did you mean "Images"?
              ReverseProxy.Route (line 4): unknown member; did you mean "Routes"?
              ReverseProxy.Routes.r.ClusterId (line 7): "gone" is no cluster
              ReverseProxy.Routes.r.Match (line 9): is set twice (names ignore case)
              ReverseProxy.Clusters.c.Metadata.ImageApi (line 14): "opena" is no image API; did you mean "openai"?
              ReverseProxy.Clusters.c.Destinations.d.Address (line 15): "nowhere" is no absolute http or https URL
              Images.Heartbeat (line 20): "soon" is not a time span; write hh:mm:ss, for example "00:00:15" (a day is "1.00:00:00")
              Images.a.b (line 21): a name may not contain a colon
            """));
        Assert.That(loaded.Snapshot, Is.Null);
    }

    [TestCase("", "proxy.json has 1 error:\n  line 1: not valid JSON at column 1: The input does not contain any JSON tokens.*")]
    [TestCase("{\n  \"Images\": { \"Strict\": tru }\n}", "proxy.json has 1 error:\n  line 2: not valid JSON at column \\d+: a word without quotation marks that is none of true, false and null")]
    [TestCase("{ \"ApiKey\": nv-secret }", "proxy.json has 1 error:\n  line 1: not valid JSON at column \\d+: a word without.*")]
    [TestCase("{ \"Images\": {", "proxy.json has 1 error:\n  line 1: not valid JSON at column \\d+: it ends inside an object or array, whose closing bracket is missing")]
    [TestCase("{ \"Images", "proxy.json has 1 error:\n  line 1: not valid JSON at column \\d+: it ends inside a string, whose closing quotation mark is missing")]
    [TestCase("[]", "proxy.json has 1 error:\n  line 1: the file must be a JSON object")]
    [TestCase("{ \"Images\": \"\\uD800\" }", "proxy.json has 1 error:\n  a string holds an escape that is no character")]
    public async Task LoadAsync_NotJson_SaysLineAndColumn(string text, string expected)
    {
        var loaded = await Load.Json(text);
        Assert.That(ConfigurationErrors.Format("proxy.json", loaded.Errors), Does.Match("^(" + expected + ")$"));
    }

    [Test]
    public void Parse_WhatYarpCannotRead_IsReportedByItemAndTheRestIsRead()
    {
        // The shapes catch all of this first; should a later YARP be stricter than they are, nothing is swallowed.
        var errors = new ConfigurationErrors();
        using var yarp = new YarpConfiguration(
            new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["ReverseProxy:Clusters:bad:HttpClient:MaxConnectionsPerServer"] = "ten",
                ["ReverseProxy:Clusters:good:Destinations:d:Address"] = "http://a/",
                ["ReverseProxy:Routes:bad:Order"] = "first",
                ["ReverseProxy:Routes:good:Match:Path"] = "/",
            }).Build(), null, errors);

        var (routes, clusters) = yarp.Parse();

        Assert.That((routes.Single().RouteId, clusters.Single().ClusterId), Is.EqualTo(("good", "good")));
        Assert.That(errors.InOrder().Select(e => e.Path), Is.EquivalentTo(new[] { "ReverseProxy.Clusters.bad", "ReverseProxy.Routes.bad" }));
    }

    [Test]
    public async Task LoadAsync_NotUtf8_SaysSo()
    {
        var loaded = await Load.Loader().LoadAsync(Encoding.Latin1.GetBytes("{ \"Images\": \"\u00e4\" }"), "/");
        Assert.That(loaded.Errors.Single().Message, Is.EqualTo("the file is not UTF-8 text"));
    }

    [Test]
    public async Task LoadAsync_ErrorFromTheEnvironment_SaysThatTheFileIsNotToBlame()
    {
        var loaded = await Load.Json(Load.WithImages("""{ "Heartbeat": "00:00:15" }"""), new() { ["Images:Heartbeat"] = "soon", ["Images:Strickt"] = "true" });

        Assert.That(loaded.Errors.Select(e => (e.Path, e.Line, e.Message.EndsWith("(set by an environment variable or the command line)", StringComparison.Ordinal))),
            Is.EquivalentTo(new (string, int?, bool)[] { ("Images.Heartbeat", null, true), ("Images.Strickt", null, true) }));
    }

    [Test]
    public async Task LoadAsync_Error_NeverShowsASecret()
    {
        var loaded = await Load.Json(Load.WithClusters("""
            "c": { "Metadata": { "ImageApi": "openai" }, "Destinations": { "d": { "Address": "x", "Metadata": { "ApiKey": "sk-secret", "Weight": "z" } } } }
            """), environment: new() { ["K"] = "sk-secret" });

        Assert.That(ConfigurationErrors.Format("proxy.json", loaded.Errors), Does.Not.Contain("sk-secret"));
    }
}
