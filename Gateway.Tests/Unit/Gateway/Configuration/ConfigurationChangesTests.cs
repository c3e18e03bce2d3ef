using System.Text;
using Iris.Gateway.Configuration;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Configuration;

/// <summary>The promise: an edit is told in a line, by name, and no secret with it.</summary>
internal sealed class ConfigurationChangesTests
{
    private const string Before = """
        { "ReverseProxy": {
            "Routes": {
              "x": { "ClusterId": "app", "Match": { "Path": "/x" } },
              "y": { "ClusterId": "app", "Match": { "Path": "/y", "Methods": [ "GET" ] } }
            },
            "Clusters": {
              "openai": { "Metadata": { "ImageApi": "openai" }, "Destinations": {
                "main": { "Address": "https://user:pass@a/", "Metadata": { "ApiKey": "secret-one", "Weight": "1" } },
                "old": { "Address": "https://b/", "Metadata": { "ApiKey": "secret-two" } } } },
              "app": { "Destinations": { "main": { "Address": "http://c/" } } } } },
          "Images": { "Heartbeat": "00:00:15", "Models": { "house": { "Target": "a/b", "Fallbacks": [ "c/d" ] } }, "Access": { "Keys": { "shop": { "Value": "12345678" } } } } }
        """;

    private static string Describe(string before, string after) => string.Join("; ", ConfigurationChanges.List(Values(before), Values(after)));

    private static Dictionary<string, string?> Values(string json) =>
        JsonOutline.Read(Encoding.UTF8.GetBytes(json), new ConfigurationErrors())!.Values;

    private static string Edit(params (string From, string To)[] edits) =>
        edits.Aggregate(Before, (text, edit) => text.Contains(edit.From, StringComparison.Ordinal)
            ? text.Replace(edit.From, edit.To, StringComparison.Ordinal) : throw new ArgumentException(edit.From));

    [Test]
    public void Describe_ClusterAliasAndRoute_AreToldAsDiff()
    {
        var after = Edit(
            ("\"app\": { \"Destinations\"", "\"other\": { \"Destinations\": { \"main\": { \"Address\": \"http://o/\" } } }, \"app\": { \"Destinations\""),
            ("\"a/b\"", "\"e/f\""),
            ("\"x\": { \"ClusterId\": \"app\", \"Match\": { \"Path\": \"/x\" } },", ""));

        Assert.That(Describe(Before, after), Is.EqualTo("+ cluster other; ~ alias house: a/b → e/f; - route x"));
    }

    [TestCase("\"secret-one\"", "\"secret-three\"", "~ cluster openai: destination main Metadata.ApiKey")]
    [TestCase("\"Weight\": \"1\"", "\"Weight\": \"3\"", "~ cluster openai: destination main Metadata.Weight 1 → 3")]
    [TestCase("https://user:pass@a/", "https://user:word@a/", "~ cluster openai: destination main Address")]
    [TestCase("\"old\"", "\"new\"", "~ cluster openai: + destination new, - destination old")]
    [TestCase("[ \"GET\" ]", "[ \"GET\", \"POST\" ]", "~ route y: Match.Methods")]
    [TestCase("00:00:15", "00:00:05", "~ Images.Heartbeat: 00:00:15 → 00:00:05")]
    [TestCase("[ \"c/d\" ]", "[ \"g/h\" ]", "~ alias house: Fallbacks c/d → g/h")]
    [TestCase("12345678", "87654321", "~ Images.Access: Keys.shop.Value")]
    [TestCase("\"y\": { \"ClusterId\": \"app\"", "\"y\": { \"ClusterId\": \"openai\"", "~ route y: ClusterId app → openai")]
    public void Describe_OneEdit_NamesItAndShowsOnlyHarmlessValues(string from, string to, string expected) =>
        Assert.That(Describe(Before, Edit((from, to))), Is.EqualTo(expected));

    [Test]
    public void Describe_OnlyTheLayout_IsNoChange() => Assert.That(Describe(Before, Before.Replace(" ", "  ")), Is.Empty);

    [TestCase("""{ "Images": { "Models": {} } }""", """{ "Images": { "Models": { "h": { "Target": "a/b" } } } }""", "+ alias h", "- alias h")]
    [TestCase("""{ "Images": { "Access": { "Keys": {} } } }""", """{ "Images": { "Access": { "Keys": { "a": { "Value": "12345678" } } } } }""",
        "~ Images.Access: Keys.a.Value", "~ Images.Access: Keys.a.Value")]
    [TestCase("""{ "Images": { "Deadlines": {} } }""", """{ "Images": { "Deadlines": { "Connect": "00:00:01" } } }""",
        "~ Images.Deadlines: Connect unset → 00:00:01", "~ Images.Deadlines: Connect 00:00:01 → unset")]
    [TestCase("""{ "Images": {} }""", """{ "Images": { "Idempotency": {} } }""", "+ Images.Idempotency", "- Images.Idempotency")]
    public void Describe_ContainerThatIsFilledOrEmptied_IsToldByWhatIsInIt(string empty, string full, string filled, string emptied) =>
        Assert.That((Describe(empty, full), Describe(full, empty)), Is.EqualTo((filled, emptied)));

    [Test]
    public void Describe_ManyChanges_AreCounted()
    {
        var models = string.Join(", ", Enumerable.Range(0, 50).Select(i => $"\"m{i}\": {{ \"Target\": \"a/{i}\" }}"));
        var text = ConfigurationChanges.InLines(ConfigurationChanges.List(Values(Before), Values(Edit(("\"house\"", models + ", \"house\"")))));

        Assert.That(text, Does.StartWith("\n  + alias m0; alias m1; ").And.EndWith("; and 38 more"));
        Assert.That(ConfigurationChanges.InLines([]), Is.EqualTo("; the file says the same as before"));
    }
}
