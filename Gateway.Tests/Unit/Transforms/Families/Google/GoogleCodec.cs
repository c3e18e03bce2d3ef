using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Unit.Transforms.Codecs;
using Iris.Gateway.Tests.Unit.Transforms.Dialects.OpenAI;
using Iris.Transforms;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Dialects.OpenAI;
using Iris.Transforms.Wire.Buffers;
using Microsoft.Extensions.Time.Testing;

namespace Iris.Gateway.Tests.Unit.Transforms.Families.Google;

/// <summary>
/// One of Google's codecs with bytes on both sides: a client's body in, the provider's body out; an answer in, the client's answer out.
/// </summary>
internal sealed class GoogleCodec : IDisposable
{
    private static readonly FakeTimeProvider Clock = new(DateTimeOffset.FromUnixTimeSeconds(1_763_800_000));
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly PooledBuffer _output = new();
    private readonly ImageProvider _provider;

    /// <summary>Prepares a call.</summary>
    /// <param name="provider"><c>gemini</c> or <c>vertex</c>.</param>
    /// <param name="client">The client's body; its model without the provider.</param>
    /// <param name="settings">The destination's settings.</param>
    /// <param name="address">The destination's address; the shipped one when null.</param>
    public GoogleCodec(string provider, string client, Dictionary<string, string>? settings = null, string? address = null)
    {
        _provider = ProviderCatalog.All[provider];
        var request = ReadRequest.Good(client);
        Context = new AnswerContext(Clock, Clock.GetTimestamp())
        {
            Identity = new("req")
            {
                RequestType = request.Stream ? "image_generation_stream" : "image_generation",
                Provider = provider,
                ModelRequested = request.Model,
                ResolvedModel = request.Model,
            },
            Request = request,
        };
        Call = new ProviderCall
        {
            Request = request,
            Model = request.Model,
            Address = new Uri(address ?? (provider == "gemini"
                ? "https://generativelanguage.googleapis.com/v1beta/"
                : "https://us-central1-aiplatform.googleapis.com/v1/")),
            Settings = settings ?? [],
            Capabilities = _provider.CapabilitiesOf(request.Model),
            Report = new ParameterReport(Context),
        };
        Sink = OpenAIDialect.OpenAI.CreateSink(Context, _output);
    }

    public AnswerContext Context { get; }
    public ProviderCall Call { get; }
    public ImageSink Sink { get; }
    public ImageError? Failure { get; private set; }
    /// <summary>What the client has got so far.</summary>
    public string Text => Encoding.UTF8.GetString(_output.WrittenSpan);

    /// <summary>What was left out, by name.</summary>
    public IEnumerable<string> Dropped => Context.Dropped.Select(change => change.Param);
    /// <summary>What was sent in another form, by name.</summary>
    public IEnumerable<string> Converted => Context.Converted.Select(change => change.Param);
    /// <summary>Both, as <c>param asked → sent: reason</c>.</summary>
    public string Changes => string.Join('\n', Context.Dropped.Concat(Context.Converted).Select(
        change => $"{change.Param} {change.Asked} → {change.Sent ?? "nothing"}: {change.Reason}"));

    /// <summary>Judges and writes as the gateway does.</summary>
    public ProviderRequest Write()
    {
        CapabilityCheck.Judge(Call, strict: false, Context);
        return _provider.CreateRequest(Call);
    }

    /// <summary>Writes and returns the body as text.</summary>
    public string WriteBody() => CodecCall.Text(Write());

    /// <summary>Reads an answer in the pieces that <paramref name="feed"/> makes of it.</summary>
    public GoogleCodec Read(string contentType, Action<Splits.Feed> feed)
    {
        var reader = _provider.CreateReader(Call, contentType, Sink);
        feed(reader.Feed);
        reader.Complete();
        Failure = reader.Failure;
        return this;
    }

    /// <summary>Reads a fixture whole.</summary>
    public GoogleCodec ReadFixture(string name)
    {
        var bytes = Fixture(name);
        return Read(TypeOf(name), feed => feed(bytes));
    }

    /// <summary>A file under <c>Fixtures</c>.</summary>
    public static byte[] Fixture(string name) => CodecFixture.Bytes(name);

    /// <summary>A fixture as JSON.</summary>
    public static JsonNode FixtureJson(string name) => JsonNode.Parse(Fixture(name))!;

    /// <summary>Compact text, nothing escaped that need not be.</summary>
    public static string Compact(JsonNode node) => node.ToJsonString(Plain);

    public static string TypeOf(string fixture) => Path.GetExtension(fixture) switch
    {
        ".sse" => "text/event-stream",
        ".html" => "text/html",
        _ => "application/json",
    };

    /// <summary>A client's body for a model.</summary>
    public static string Ask(string model, string members = "") =>
        $$"""{"model":"{{model}}","prompt":"a cat"{{(members.Length == 0 ? "" : "," + members)}}}""";

    public void Dispose() => _output.Dispose();
}
