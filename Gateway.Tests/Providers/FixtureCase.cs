using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Unit.Transforms.Codecs;
using Iris.Transforms;

namespace Iris.Gateway.Tests.Providers;

/// <summary>An answer of a provider.</summary>
/// <param name="ContentType">Its media type; null for none.</param>
/// <param name="Body">Its bytes.</param>
/// <param name="Length">How many of them are needed.</param>
internal sealed record FixtureAnswer(string? ContentType, byte[] Body, int Length);

/// <summary>
/// One case of a provider's fixtures: a file of <c>requests/</c>, or a row of another folder's <c>cases.json</c>. What its members mean stands in
/// <c>Fixtures/README.md</c>.
/// </summary>
internal sealed class FixtureCase
{
    /// <summary>The folders that a provider's fixtures may have.</summary>
    public static readonly string[] Kinds = ["requests", "edits", "answers", "legs", "errors", "failures"];

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

    /// <summary>The name that distinguishes the case in its folder; files of expected answers bear it.</summary>
    public string Name { get; }

    /// <summary>The case as it is written.</summary>
    public JsonObject Row { get; }

    /// <summary>The provider's bytes.</summary>
    public byte[] Bytes => BytesOf((string)Row["file"]!);

    /// <summary>The media type of the provider's bytes; null for none.</summary>
    public string? ContentType => Row.ContainsKey("contentType") ? (string?)Row["contentType"] : TypeOf((string)Row["file"]!);

    /// <summary>The forms in which the client is answered, as endings of the files beside: both, unless the case names one.</summary>
    public string[] Forms => Row["form"] is { } form ? [(string)form!] : ["json", "sse"];

    /// <summary>How much of the provider's bytes is needed: a stream may be whole before its last byte.</summary>
    public int Length => LengthOf(Bytes, Row);

    /// <summary>Every file that the case stands in, reads or expects, as paths under <c>Fixtures/</c>.</summary>
    public IEnumerable<string> Paths
    {
        get
        {
            if (Kind is "requests" or "edits")
                return [PathOf(Name)];
            var read = ((JsonNode?[])[Row["file"], .. Row["answers"]?.AsArray() ?? [], .. Row["after"]?.AsArray() ?? []])
                .Where(file => file is not null).Select(file => PathOf((string)(file is JsonObject named ? named["file"]! : file!)!));
            var isAnswered = Kind == "answers" || Kind == "legs" && Row["told"] is null && Row["next"] is null;
            return [PathOf("cases.json"), .. read, .. isAnswered ? Forms.Select(form => PathOf($"{Name}.out.{form}")) : []];
        }
    }

    /// <summary>The cases of every provider.</summary>
    public static IEnumerable<FixtureCase> All(string kind) => ProviderCatalog.All.Names.Order().SelectMany(provider => Of(provider, kind));

    /// <summary>The cases of one provider; none where the folder is missing.</summary>
    public static IEnumerable<FixtureCase> Of(string provider, string kind)
    {
        var folder = $"{provider}/{kind}";
        if (kind is "requests" or "edits")
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
        var pictures = new SentPictures(Row);
        return CodecCall.Create(Provider, (string?)Row["model"] ?? "m", client.ToJsonString(), settings, (string?)Row["address"], pictures.AddTo);
    }

    /// <summary>The provider's answers to the legs of a walk, or those before the one that is read.</summary>
    /// <param name="member">The list's name.</param>
    public FixtureAnswer[] Answers(string member) => [.. (Row[member]?.AsArray() ?? []).Select(AnswerOf)];

    /// <summary>The client's answer.</summary>
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
        ".webp" => "image/webp",
        ".heic" => "image/heic",
        _ => "application/json",
    };

    /// <summary>Says provider, kind and case: it is how a test's name ends.</summary>
    public override string ToString() => $"{Provider}/{Kind}/{Name}";

    private byte[] BytesOf(string file) => CodecFixture.Bytes(PathOf(file));

    // A file of the case's folder, or of another one of the provider's when its name has a slash.
    private string PathOf(string file) => file.Contains('/') ? $"{Provider}/{file}" : $"{Provider}/{Kind}/{file}";

    private FixtureAnswer AnswerOf(JsonNode? answer)
    {
        var row = answer as JsonObject ?? new JsonObject { ["file"] = (string)answer! };
        var file = (string)row["file"]!;
        var bytes = BytesOf(file);
        return new FixtureAnswer(row.ContainsKey("contentType") ? (string?)row["contentType"] : TypeOf(file), bytes, LengthOf(bytes, row));
    }

    private static int LengthOf(byte[] bytes, JsonObject row) =>
        row["whole"] is { } whole ? CodecFixture.LengthBefore(bytes, (string)whole!) : CodecFixture.LengthOf(bytes);

    private static JsonNode Read(string path) => JsonNode.Parse(CodecFixture.Bytes(path))!;

    private static string NameOf(string kind, JsonObject row)
    {
        var name = (string?)row["name"] ?? (string)row["file"]!;
        // An error's class in a header may be followed by the page that explains it.
        return kind == "errors" ? $"{name} {row["status"]} {((string?)row["errorType"])?.Split(':')[0]}".TrimEnd() : name;
    }
}
