using System.Text;
using Iris.Gateway.Checks;
using Iris.Gateway.Configuration;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Checks;

/// <summary>The promise: a plan tells which calls an edit moves and what of it needs a restart, and no secret with it.</summary>
internal sealed class ConfigurationPlanTests
{
    private const string Before = """
        { "Kestrel": { "Certificates": { "Default": { "Password": "secret-four" } } },
          "ReverseProxy": {
            "Routes": {
              "images": { "ClusterId": "openai", "Match": { "Path": "/v1/images/{operation}" } },
              "app": { "ClusterId": "app", "Match": { "Path": "/{**rest}" } }
            },
            "Clusters": {
              "openai": { "Metadata": { "ImageApi": "openai" }, "Destinations": {
                "main": { "Address": "https://a/", "Metadata": { "ApiKey": "secret-one", "Weight": "3" } },
                "spare": { "Address": "https://b/", "Metadata": { "ApiKey": "secret-two" } } } },
              "app": { "Destinations": { "main": { "Address": "http://c/" } } } } },
          "Images": { "State": { "Postgres": "Host=db;Password=secret-three" }, "Models": { "house": { "Target": "openai/a", "Fallbacks": [ "openai/b" ] } },
            "Endpoints": { "Prefix": "" }, "Access": { "Required": true, "Keys": { "shop": { "Value": "secret-five" } } } } }
        """;

    [TestCase("\"Target\": \"openai/a\"", "\"Target\": \"openai/c\"", "calls for \"house\" go to openai/c, then openai/b (before: openai/a, then openai/b)")]
    [TestCase("\"house\": {", "\"home\": {", "\"home\" can be asked for, and goes to openai/a, then openai/b|calls for \"house\" are refused: there is no such model")]
    [TestCase("\"Weight\": \"3\"", "\"Weight\": \"1\"", "calls of cluster openai go to main 50%, spare 50% (before: main 75%, spare 25%)")]
    [TestCase("\"Weight\": \"3\"", "\"Weight\": \"3\", \"Enabled\": \"false\"", "calls of cluster openai go to spare (before: main 75%, spare 25%)")]
    [TestCase("https://a/", "https://user:word@a/", "calls of cluster openai at main go to another address")]
    [TestCase("\"ImageApi\": \"openai\"", "\"ImageApi\": \"gemini\"", "calls for \"openai/…\" are written for gemini (before: openai)")]
    [TestCase("\"ClusterId\": \"app\"", "\"ClusterId\": \"openai\"", "calls to /{**rest} go to cluster openai (before: app)")]
    [TestCase("/{**rest}", "/app/{**rest}", "route app takes /app/{**rest} (before: /{**rest})")]
    [TestCase("\"Required\": true", "\"Required\": false", "calls without a key are let in")]
    [TestCase("\"shop\"", "\"blog\"", "key blog is let in|key shop is not let in any more")]
    [TestCase("secret-two", "secret-six", "")]
    public void Moves_OfAnEdit_AreTold(string from, string to, string expected)
    {
        var plan = Plan(from, to);

        Assert.That(string.Join('|', plan.Moves), Is.EqualTo(expected));
        Assert.That(plan.Changes, Is.Not.Empty);
        Assert.That(string.Join('|', [.. plan.Changes, .. plan.Moves]), Does.Not.Contain("secret").And.Not.Contain("word"));
    }

    [TestCase("\"Prefix\": \"\"", "\"Prefix\": \"/iris\"", "Images.Endpoints.Prefix")]
    [TestCase("secret-three", "secret-six", "Images.State")]
    [TestCase("secret-four", "secret-six", "Kestrel")]
    [TestCase("secret-one", "secret-six", "")]
    public void Restarts_OfAnEdit_AreTold(string from, string to, string expected) =>
        Assert.That(string.Join('|', Plan(from, to).Restarts), Is.EqualTo(expected));

    [Test]
    public void Plan_OfTheSameFile_IsEmpty()
    {
        var plan = Plan("http://c/", "http://c/");

        Assert.That(plan.Changes.Concat(plan.Moves).Concat(plan.Restarts), Is.Empty);
    }

    private static ConfigurationPlan Plan(string from, string to) =>
        ConfigurationPlan.Of(Values(Before), Values(Before.Replace(from, to, StringComparison.Ordinal)));

    private static Dictionary<string, string?> Values(string json) =>
        JsonOutline.Read(Encoding.UTF8.GetBytes(json), new ConfigurationErrors())!.Values;
}
