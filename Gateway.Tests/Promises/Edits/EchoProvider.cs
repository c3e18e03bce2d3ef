using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Iris.Transforms;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Requests;

namespace Iris.Gateway.Tests.Promises.Edits;

/// <summary>
/// An embedder's provider that sends what it was given of a request, as one JSON document, to a server that answers as OpenAI's does. The model's
/// name says what it does with pictures.
/// </summary>
internal sealed class EchoProvider : ImageProvider
{
    private static readonly ImageProvider OpenAI = ProviderCatalog.All["openai"];

    public override string Name => "echo";
    public override string TelemetryName => "echo";

    public override ImageOperations Serves => ImageOperations.Generation | ImageOperations.Edit | ImageOperations.Variation;

    public override IReadOnlyList<ModelCapabilities> Models { get; } =
    [
        Row("text", null),
        Row("maskless", new() { MostInputs = 16 }),
        Row("one", new() { MostInputs = 1, Mask = MaskForm.Alpha }),
        Row("png", new() { MostInputs = 16, Mask = MaskForm.Alpha, MediaTypes = ["image/png"] }),
        Row("promptless", new() { MostInputs = 16, NeedsPrompt = false, Varies = true }),
        Row("far", new() { MostInputs = 16, Mask = MaskForm.Alpha, TakesUrls = true, UrlPrefixes = ["http://", "https://", "gs://"], TakesFileIds = true }),
        Row("white", new() { MostInputs = 16, Mask = MaskForm.White }),
        Row("*", new() { MostInputs = 16, Mask = MaskForm.Alpha }),
    ];

    /// <summary>How often a model's row has been looked up.</summary>
    public int Lookups { get; private set; }

    public override ModelCapabilities CapabilitiesOf(string model, IReadOnlyDictionary<string, string> settings, Uri address)
    {
        Lookups++;
        return base.CapabilitiesOf(model, settings, address);
    }

    private static ModelCapabilities Row(string models, EditCapabilities? edits) => new()
    {
        Models = models,
        Accepts = OpenAI.CapabilitiesOf("gpt-image-1").Accepts,
        Edits = edits,
    };

    public override ProviderRequest CreateRequest(ProviderCall call)
    {
        var request = call.Request;
        var extras = new JsonObject();
        foreach (var extra in request.Extras)
            extras[extra.Name] = JsonNode.Parse(extra.Json.Span);
        var body = new JsonObject
        {
            ["operation"] = request.Operation.ToString(),
            ["prompt"] = request.Prompt,
            ["n"] = request.N,
            ["size"] = request.Size?.ToString(),
            ["quality"] = request.Quality,
            ["stream"] = request.Stream,
            ["svg"] = request.Svg is { } svg ? JsonNode.Parse(svg.Span) : null,
            ["extras"] = extras,
            ["inputs"] = new JsonArray([.. request.Inputs.Select(Describe)]),
            ["mask"] = request.Mask is { } mask ? Describe(mask) : null,
        };
        return new ProviderRequest { Uri = new Uri(call.Address, "echo"), Body = new ProviderBody(Encoding.UTF8.GetBytes(body.ToJsonString())) };
    }

    public override AnswerReader CreateReader(ProviderCall call, string? contentType, ImageSink sink) => OpenAI.CreateReader(call, contentType, sink);

    public override ImageError ReadError(ErrorAnswer answer) => OpenAI.ReadError(answer);

    // The bytes are read here, twice, in pieces of an odd size.
    private static JsonObject Describe(ImageInput input)
    {
        var hashes = new[] { 1000, 77_777 }.Select(piece => HashOf(input, piece)).Distinct();
        return new JsonObject
        {
            ["name"] = input.Name,
            ["type"] = input.MediaType,
            ["size"] = $"{input.Width}x{input.Height}",
            ["url"] = input.Url,
            ["file_id"] = input.FileId,
            ["told"] = Convert.ToHexStringLower(input.Sha256.Span),
            ["hash"] = string.Join(" and ", hashes),
        };
    }

    private static string HashOf(ImageInput input, int piece)
    {
        if (input.Content is not { } content)
            return "";
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[piece];
        int read;
        for (long at = 0; (read = content.Read(at, buffer)) > 0; at += read)
            hash.AppendData(buffer, 0, read);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
