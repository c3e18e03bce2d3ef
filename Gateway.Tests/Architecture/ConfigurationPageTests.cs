using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Iris.Gateway.Tests.Unit.Gateway.Configuration;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Architecture;

/// <summary>The promise: docs/configuration.md has every section of <c>Images</c> that proxy.schema.json has, and no member that it has not.</summary>
public sealed partial class ConfigurationPageTests
{
    private static readonly JsonObject Schema = JsonNode.Parse(File.ReadAllText(Repository.PathOf("proxy.schema.json")))!.AsObject();

    private static readonly string[] Members = [.. File.ReadLines(Repository.PathOf("docs/configuration.md"))
        .SkipWhile(line => !line.StartsWith("| member of `Images`", StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.StartsWith('|'))
        .SelectMany(row => Name().Matches(row.Split('|')[1]).Select(name => name.Groups["name"].Value))];

    [Test]
    public void Sections_OfTheSchema_StandInThePage() => Assert.That(
        PropertiesOf(Schema, Schema["properties"]!["Images"]!).Select(member => member.Key).Except(Members.Select(member => member.Split('.')[0])), Is.Empty);

    [Test]
    public void Members_OfThePage_AreThoseOfTheSchema() => Assert.Multiple(() =>
    {
        Assert.That(Members, Has.Length.GreaterThan(20));
        foreach (var member in Members)
        {
            var at = Schema["properties"]!["Images"]!;
            foreach (var part in member.Split('.'))
            {
                // A free name is described by what all of them have.
                var next = part[0] == '{' ? at["additionalProperties"] : PropertiesOf(Schema, at)[part];
                Assert.That(next, Is.Not.Null, $"{member}: the schema has no {part}");
                at = next ?? new JsonObject();
            }
        }
    });

    private static JsonObject PropertiesOf(JsonObject schema, JsonNode node)
    {
        if ((string?)node["$ref"] is { } reference)
            node = schema["definitions"]![reference.Split('/')[^1]]!;
        return node["properties"]?.AsObject() ?? [];
    }

    [GeneratedRegex("`(?<name>[^`]+)`")]
    private static partial Regex Name();
}
