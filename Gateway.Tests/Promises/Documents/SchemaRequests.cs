using System.Globalization;
using System.Text.Json.Nodes;

namespace Iris.Gateway.Tests.Promises.Documents;

/// <summary>Requests that the schema <c>ImageRequest</c> allows, and requests that break it in one place.</summary>
internal sealed class SchemaRequests(Random random)
{
    // A picture that is quickly drawn, and words that somebody could mean.
    private static readonly string[] Sizes = ["64x64", "auto", "16:9", "1K", "96x48"];
    private static readonly string[] Words = ["low", "standard", "png", "webp", "16:9", "2K", "transparent", "ü \" \\ \u0001", "", new('x', 256)];

    /// <summary>A request that the schema allows: model and prompt, and any of the other members.</summary>
    public JsonObject Allowed()
    {
        var request = new JsonObject { ["model"] = "sandbox/painter", ["prompt"] = "a fox", ["size"] = "64x64" };
        foreach (var (name, schema) in OpenApiWorld.MembersOf("ImageRequest"))
        {
            if (name is "model" or "prompt" || random.Next(3) > 0)
                continue;
            request[name] = name switch
            {
                "size" => Pick(Sizes),
                "n" => random.Next(1, 4),
                "input_images" => new JsonArray($"data:image/png;base64,{Iris.Gateway.Tests.Hosting.RawAnswer.Pixel}"),
                "fallbacks" => new JsonArray(Pick(["sandbox/painter", "nobody/nothing"])),
                _ => ValueOf(schema!.AsObject()),
            };
        }
        return request;
    }

    /// <summary>For each member: a value of another type, one beyond each bound, and its absence where it is required.</summary>
    public static IEnumerable<(string Member, JsonObject Request)> Forbidden()
    {
        foreach (var (name, schema) in OpenApiWorld.MembersOf("ImageRequest"))
        {
            foreach (var value in Wrong(schema!.AsObject()))
            {
                var request = new JsonObject { ["model"] = "sandbox/painter", ["prompt"] = "a fox" };
                request[name] = value;
                yield return (name, request);
            }
        }
        foreach (var required in (string[])["model", "prompt"])
        {
            var request = new JsonObject { ["model"] = "sandbox/painter", ["prompt"] = "a fox" };
            request.Remove(required);
            yield return (required, request);
        }
    }

    private JsonNode? ValueOf(JsonObject schema)
    {
        if (schema["enum"] is { } words)
            return words.AsArray()[random.Next(words.AsArray().Count)]?.DeepClone();
        return (string)schema["type"]![0]! switch
        {
            "integer" => schema["minimum"] is { } least
                ? random.NextInt64((long)least, (long)schema["maximum"]! + 1)
                : random.NextInt64(long.MinValue, long.MaxValue),
            "boolean" => random.Next(2) == 0,
            "object" => new JsonObject { ["any"] = random.Next() },
            _ => random.Next(8) == 0 ? null : Pick(Words),
        };
    }

    private static IEnumerable<JsonNode?> Wrong(JsonObject schema)
    {
        if (schema["enum"] is not null)
        {
            yield return "neither";
            yield break;
        }
        var type = schema["type"] is JsonArray types ? (string)types[0]! : (string)schema["type"]!;
        yield return type == "object" ? 5 : new JsonObject();
        if (type is "string" or "boolean")
            yield return 5;
        else
            yield return "no number";
        if (schema["minimum"] is { } least)
            yield return (long)least - 1;
        if (schema["maximum"] is { } most)
            yield return (long)most + 1;
        if (type == "integer")
            yield return 1.5;
        if (schema["maxLength"] is { } longest)
            yield return new string('y', (int)longest + 1);
        if (schema["minLength"] is not null)
            yield return "";
        if (schema["maxItems"] is { } items)
            yield return new JsonArray([.. Enumerable.Range(0, (int)items + 1).Select(i => (JsonNode)string.Create(CultureInfo.InvariantCulture, $"sandbox/{i}"))]);
    }

    private string Pick(string[] values) => values[random.Next(values.Length)];
}
