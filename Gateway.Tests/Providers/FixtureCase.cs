using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Unit.Transforms.Codecs;
using Iris.Transforms;

namespace Iris.Gateway.Tests.Providers;

/// <summary>
/// One case of a provider's fixtures: a file of <c>requests/</c>, or a row of another folder's <c>cases.json</c>. What its members mean stands in
/// <c>Fixtures/README.md</c>.
/// </summary>
internal sealed class FixtureCase
{
    /// <summary>The folders that a provider's fixtures may have.</summary>
    public static readonly string[] Kinds = ["requests", "answers", "legs", "errors", "failures"];

    private FixtureCase(string provider, string kind, string name, JsonObject row)
    {
        Provider = provider;
        Kind = kind;
        Name = name;
        Row = row;
    }

    /// <summary>The codec's name and its folder's.</summary>
    public string Provider { get; }

    /// <summary>One of <see cref="Kinds"/>.</summary>
    public string Kind { get; }

    /// <summary>What tells the case from the others of its folder; expected answers are called by it.</summary>
    public string Name { get; }

    /// <summary>The case as it is written.</summary>
    public JsonObject Row { get; }

    /// <summary>The provider's bytes.</summary>
    public byte[] Bytes => BytesOf((string)Row["file"]!);

    /// <summary>The media type of the provider's bytes; null for none.</summary>
    public string? ContentType => Row.ContainsKey("contentType") ? (string?)Row["contentType"] : TypeOf((string)Row["file"]!);

    /// <summary>The forms in which the client is answered, as endings of the files beside: both, unless the case names one.</summary>
    public string[] Forms => Row["form"] is { } form ? [(string)form!] : ["json", "sse"];

    /// <summary>What of the provider's bytes is needed: a stream may be whole before its last byte.</summary>
    public int Length => Row["whole"] is { } whole ? CodecFixture.IndexOf(Bytes, (string)whole!) : CodecFixture.LengthOf(Bytes);

    /// <summary>The cases of every provider.</summary>
    public static IEnumerable<FixtureCase> All(string kind) => ProviderCatalog.All.Names.Order().SelectMany(provider => Of(provider, kind));

    /// <summary>The cases of one provider; none where the folder is missing.</summary>
    public static IEnumerable<FixtureCase> Of(string provider, string kind)
    {
        var folder = $"{provider}/{kind}";
        if (kind == "requests")
            return CodecFixture.Files(folder).Select(file => new FixtureCase(provider, kind, file, Read($"{folder}/{file}").AsObject()));
        return CodecFixture.Files(folder).Contains("cases.json")
            ? Read($"{folder}/cases.json").AsArray().Select(row => new FixtureCase(provider, kind, NameOf(kind, row!.AsObject()), row.AsObject()))
            : [];
    }

    /// <summary>A call as the case's client makes it.</summary>
    /// <param name="form">The form that the client wants; null for what the case's client says itself.</param>
    public CodecCall Call(string? form = null)
    {
        var client = Row["client"]?.DeepClone().AsObject() ?? [];
        if (form == "sse")
            client["stream"] = true;
        var settings = Row["settings"]?.AsObject().ToDictionary(entry => entry.Key, entry => (string)entry.Value!);
        return CodecCall.Create(Provider, (string?)Row["model"] ?? "m", client.ToJsonString(), settings, (string?)Row["address"]);
    }

    /// <summary>A file of the case's folder, or of another one of the provider's when its name has a slash.</summary>
    public byte[] BytesOf(string file) => CodecFixture.Bytes(PathOf(file));

    /// <summary>What the client gets.</summary>
    public string Expected(string form) => CodecFixture.Text($"{Provider}/{Kind}/{Name}.out.{form}").TrimEnd('\n');

    /// <summary>The media type that a file's ending stands for.</summary>
    public static string TypeOf(string file) => Path.GetExtension(file) switch
    {
        ".sse" => "text/event-stream",
        ".ndjson" => "application/x-ndjson",
        ".html" => "text/html",
        ".txt" => "text/plain",
        ".png" => "image/png",
        ".jpg" => "image/jpeg",
        _ => "application/json",
    };

    /// <summary>Says provider, kind and case: it is how a test's name ends.</summary>
    public override string ToString() => $"{Provider}/{Kind}/{Name}";

    /// <summary>A file's path under <c>Fixtures/</c>.</summary>
    public string PathOf(string file) => file.Contains('/') ? $"{Provider}/{file}" : $"{Provider}/{Kind}/{file}";

    private static JsonNode Read(string path) => JsonNode.Parse(CodecFixture.Bytes(path))!;

    private static string NameOf(string kind, JsonObject row)
    {
        var name = (string?)row["name"] ?? (string)row["file"]!;
        return kind == "errors" ? $"{name} {row["status"]} {row["errorType"]}".TrimEnd() : name;
    }
}
