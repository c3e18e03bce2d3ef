using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Unit.Transforms.Dialects;
using Iris.Gateway.Tests.Unit.Transforms.Dialects.OpenAI;
using Iris.Transforms;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Dialects.OpenAI;
using Iris.Transforms.Requests;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Codecs;

/// <summary>The outcome of an answer.</summary>
/// <param name="Failure">The failure; null for a good answer.</param>
/// <param name="Next">The call that goes on.</param>
/// <param name="Output">The client's bytes.</param>
/// <param name="HasImage">Whether a byte of a picture went out.</param>
internal sealed record CodecOutcome(ImageError? Failure, ProviderLeg? Next, string Output, bool HasImage);

/// <summary>
/// One call through a codec without a network: a client's body in, the provider's request out; the provider's bytes in, the client's out.
/// </summary>
internal sealed class CodecCall
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ImageProvider _provider;

    private CodecCall(ImageProvider provider, ProviderCall call, AnswerContext context)
    {
        _provider = provider;
        Call = call;
        Context = context;
    }

    public ProviderCall Call { get; }

    public AnswerContext Context { get; }

    /// <summary>Makes a call as the exchange does: judged, but not refused.</summary>
    /// <param name="provider">The codec's name.</param>
    /// <param name="model">The model as the provider knows it.</param>
    /// <param name="members">The client's members besides the model, with or without braces.</param>
    /// <param name="settings">The destination's settings.</param>
    /// <param name="address">The destination's address; a host of no provider's when null.</param>
    /// <param name="more">Adds more to the request: its pictures.</param>
    public static CodecCall Create(
        string provider, string model, string members = "", Dictionary<string, string>? settings = null, string? address = null,
        Func<ImageRequest, ImageRequest>? more = null)
    {
        var request = ReadRequest.Good(BodyOf(members));
        request = more?.Invoke(request) ?? request;
        var codec = ProviderCatalog.All[provider];
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddSeconds(1_700_000_000));
        var context = new AnswerContext(time, time.GetTimestamp())
        {
            Identity = new("req-1")
            {
                RequestType = request.Stream ? "image_generation_stream" : "image_generation",
                Provider = provider,
                ModelRequested = model,
                ResolvedModel = model,
            },
            Request = request,
        };
        settings ??= [];
        var capabilities = codec.CapabilitiesOf(model, settings);
        if (request.InputImages is not null && capabilities.Edits is not null)
            Assert.That(OpenAIDialect.OpenAI.MovePictures(request, new HeldPictureStore(), out request), Is.Null);
        request = ModelRequest.Of(request, capabilities, codec.Serves);
        var call = new ProviderCall
        {
            Request = request,
            Model = model,
            Address = new Uri(address ?? "https://provider.test/"),
            Settings = settings,
            Capabilities = ModelRequest.CapabilitiesFor(request, capabilities),
            Report = new ParameterReport(context),
        };
        Assert.That(CapabilityCheck.Judge(call, strict: false, context), Is.Null);
        return new CodecCall(codec, call, context);
    }

    /// <summary>The names of the members that were left out.</summary>
    public IEnumerable<string> Dropped => Context.Dropped.Select(change => change.Param);

    /// <summary>The names of the members that were sent in another form.</summary>
    public IEnumerable<string> Converted => Context.Converted.Select(change => change.Param);

    /// <summary>Both, as <c>param asked → sent: reason</c>, a line each.</summary>
    public string Changes => string.Join('\n', Context.Dropped.Concat(Context.Converted).Select(
        change => $"{change.Param} {change.Asked} → {change.Sent ?? "nothing"}: {change.Reason}"));

    public ImageError? Refuse() => _provider.Refuse(Call);

    public ProviderRequest Request() => _provider.CreateRequest(Call);

    /// <summary>The body of the request.</summary>
    public JsonNode Json() => Json(Request());

    /// <summary>The body of the request as it is sent.</summary>
    public string Text() => Text(Request());

    /// <summary>A request's body.</summary>
    public static JsonNode Json(ProviderRequest request) => JsonNode.Parse(Text(request))!;

    /// <summary>A request's body as it is sent.</summary>
    public static string Text(ProviderRequest request) => Encoding.UTF8.GetString(request.Body.ToArray());

    /// <summary>A body as text in one form, so that two are the same when their members, order and values are.</summary>
    public static string Canonical(JsonNode? node) => node!.ToJsonString(Compact);

    /// <summary>Begins to read answers.</summary>
    public CodecReading Open() => new(_provider, Call, Context.Identity);

    /// <summary>Reads the first leg's answer.</summary>
    public CodecOutcome Read(string? contentType, Action<Splits.Feed> feed) =>
        Read((type, sink) => _provider.CreateReader(Call, type, sink), contentType, feed);

    /// <summary>Reads a leg's answer, with a sink of its own.</summary>
    public CodecOutcome Read(Func<string?, ImageSink, AnswerReader> createReader, string? contentType, Action<Splits.Feed> feed)
    {
        using var reading = Open();
        return reading.Read(createReader(contentType, reading.Sink), feed);
    }

    /// <summary>Goes through the legs of a call, each answered by the next fixture.</summary>
    /// <returns>The outcome, and what was sent leg by leg.</returns>
    public (CodecOutcome Outcome, List<ProviderLeg> Legs) Walk(params (string? ContentType, byte[] Body)[] answers) =>
        Walk([.. answers.Select(answer => (answer.ContentType, (Action<Splits.Feed>)(feed => feed(answer.Body))))]);

    /// <summary>Goes through the legs of a call, each answered by the next feed.</summary>
    /// <returns>The outcome, and what was sent leg by leg.</returns>
    public (CodecOutcome Outcome, List<ProviderLeg> Legs) Walk(IReadOnlyList<(string? ContentType, Action<Splits.Feed> Feed)> answers)
    {
        using var reading = Open();
        ProviderLeg? leg = new()
        {
            Request = Request(),
            CreateReader = (type, target) => _provider.CreateReader(Call, type, target),
        };
        var legs = new List<ProviderLeg>();
        CodecOutcome? outcome = null;
        foreach (var (contentType, feed) in answers)
        {
            Assert.That(leg, Is.Not.Null, "more answers than legs");
            legs.Add(leg!);
            outcome = reading.Read(leg!.CreateReader(contentType, reading.Sink), feed);
            leg = outcome.Next;
        }
        return (outcome!, legs);
    }

    /// <summary>A leg in one line: what it is, what is sent, and what cancels it. A path is one of the destination's own host.</summary>
    public string Describe(ProviderLeg leg)
    {
        var text = $"{leg.Kind} {leg.Request.Method} {Address(leg.Request)}";
        return leg.Cancel is { } cancel ? $"{text}, cancel {cancel.Method} {Address(cancel)}" : text;
    }

    // Values stay as they are written: a text may hold half of a surrogate pair.
    private static string BodyOf(string members)
    {
        using var given = JsonDocument.Parse(members.StartsWith('{') ? members : $"{{{members}}}");
        using var output = new MemoryStream();
        using (var body = new Utf8JsonWriter(output))
        {
            body.WriteStartObject();
            body.WriteString("model", "x/y");
            if (!given.RootElement.TryGetProperty("prompt", out _))
                body.WriteString("prompt", "a red fox");
            foreach (var member in given.RootElement.EnumerateObject().Where(member => member.Name != "model"))
            {
                body.WritePropertyName(member.Name);
                body.WriteRawValue(member.Value.GetRawText(), skipInputValidation: true);
            }
            body.WriteEndObject();
        }
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private string Address(ProviderRequest request) =>
        request.Uri.GetLeftPart(UriPartial.Authority) == Call.Address.GetLeftPart(UriPartial.Authority)
            ? request.Uri.PathAndQuery
            : request.Uri.AbsoluteUri;
}
