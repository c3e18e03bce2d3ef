using System.Text;
using Iris.Transforms;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Dialects.OpenAI;
using Iris.Transforms.Requests;
using Iris.Transforms.Wire.Buffers;

namespace Iris.Bench.Micro;

/// <summary>One provider's answer with one picture, and the call it answers.</summary>
public sealed class ProviderAnswer : ISized
{
    private readonly ImageProvider _provider;
    private readonly ProviderCall _call;
    private readonly string _form;
    private readonly string _contentType;
    private readonly int _mebibytes;

    internal ProviderAnswer(ImageProvider provider, AnswerForm form, int bytes)
    {
        _provider = provider;
        _form = form.Name;
        _contentType = form.ContentType;
        _mebibytes = bytes >> 20;
        Body = form.Make(bytes);
        var model = form.Model ?? provider.KnownModels.FirstOrDefault() ?? "model";
        _call = new ProviderCall
        {
            Request = new ImageRequest { Model = model, Prompt = "a red fox", N = 1, ResponseFormat = ResponseForm.Base64, Stream = form.Streams },
            Model = model,
            Address = new Uri("https://provider.test/"),
            Settings = new Dictionary<string, string>(),
            Capabilities = provider.CapabilitiesOf(model),
        };
    }

    internal byte[] Body { get; }

    public long Bytes => Body.Length;

    /// <summary>
    /// Reads the answer and writes OpenAI's, as the gateway does; returns the output's length, or -1 when the answer had no picture.
    /// </summary>
    internal long Read()
    {
        using var output = new PooledBuffer();
        var sink = OpenAIDialect.OpenAI.CreateSink(Context(), output);
        var reader = _provider.CreateReader(_call, _contentType, sink);
        long length = 0;
        for (var at = 0; at < Body.Length; at += Pieces.Size)
        {
            reader.Feed(Body.AsSpan(at, Math.Min(Pieces.Size, Body.Length - at)));
            length += output.Count;
            output.Consume(output.Count);
        }
        reader.Complete();
        length += output.Count;
        return reader.Failure is null && reader.Next is null && sink.Images == 1 ? length : -1;
    }

    private AnswerContext Context() => new(TimeProvider.System, 0)
    {
        Identity = new("bench")
        {
            RequestType = "image_generation",
            Provider = _provider.Name,
            ModelRequested = _call.Model,
            ResolvedModel = _call.Model,
        },
        Request = _call.Request,
    };

    public override string ToString() => $"{_provider.Name} {_form}, {_mebibytes} MiB";
}

/// <summary>One form of answers.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Model">A model whose answers have this form; null uses the first known model.</param>
/// <param name="ContentType">The media type.</param>
/// <param name="Make">Creates the body with a picture of a number of base64 characters, or bytes.</param>
internal sealed record AnswerForm(string Name, string? Model, string ContentType, Func<int, byte[]> Make)
{
    public bool Streams => ContentType == "text/event-stream";
}

/// <summary>
/// Answers of every provider in <see cref="ProviderCatalog"/>. For some providers the table lists the forms of their answers. Any other provider is
/// tried with all forms, and those that its reader accepts count.
/// </summary>
internal static class ProviderAnswers
{
    private const string Json = "application/json";
    private const int Smallest = 4096;

    private static readonly AnswerForm OpenAI = new("images", null, Json, Around(
        """{"created":1764000000,"data":[{"b64_json":"@"}],"output_format":"png","size":"1024x1024","usage":{"input_tokens":50,"output_tokens":4160,"total_tokens":4210}}"""));

    private static readonly AnswerForm OpenAIStream = new("stream", null, "text/event-stream", Around(
        "event: image_generation.completed\ndata: {\"type\":\"image_generation.completed\",\"b64_json\":\"@\",\"created_at\":1764000000,\"output_format\":\"png\"}\n\n"));

    private static readonly AnswerForm GenerateContent = new("generateContent", "gemini-2.5-flash-image", Json, Around(
        """{"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":"image/png","data":"@"}}],"role":"model"},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":7}}"""));

    private static readonly AnswerForm GenerateContentStream = GenerateContent with
    {
        Name = "streamGenerateContent",
        ContentType = "text/event-stream",
        Make = Around(
            "data: {\"candidates\":[{\"content\":{\"parts\":[{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"@\"}}]},\"finishReason\":\"STOP\"}]}\n\n"),
    };

    private static readonly AnswerForm Imagen = new("imagen", "imagen-4.0-generate-001", Json, Around(
        """{"predictions":[{"mimeType":"image/png","bytesBase64Encoded":"@"}]}"""));

    private static readonly AnswerForm Bytes = new("bytes", null, "image/png", SamplePictures.Bytes);

    private static readonly AnswerForm FalData = new("data URL", null, Json, Around(
        """{"images":[{"url":"data:image/png;base64,@","width":1024,"height":1024,"content_type":"image/png"}],"seed":42,"has_nsfw_concepts":[false]}"""));

    private static readonly Dictionary<string, AnswerForm[]> Known = new()
    {
        ["openai"] = [OpenAI, OpenAIStream],
        ["azure"] = [OpenAI with { Model = "gpt-image-1" }, OpenAIStream with { Model = "gpt-image-1" }],
        ["gemini"] = [GenerateContent, GenerateContentStream, Imagen],
        ["vertex"] = [GenerateContent, Imagen],
        ["bedrock"] =
        [
            new("nova", "amazon.nova-canvas-v1:0", Json, Around("""{"images":["@"],"error":null}""")),
            new("stability", "stability.sd3-5-large-v1:0", Json, Around("""{"images":["@"],"finish_reasons":[null],"seeds":[2130420379]}""")),
        ],
        ["huggingface"] =
        [
            Bytes with { Name = "hf-inference", Model = "hf-inference/org/model" },
            FalData with { Name = "fal-ai", Model = "fal-ai/fal-ai/flux/dev" },
            new("nebius", "nebius/black-forest-labs/flux-schnell", Json, Around("""{"id":"text2img-1","data":[{"b64_json":"@","url":null}]}""")),
            new("together", "together/black-forest-labs/FLUX.1-schnell", Json, Around(
                """{"id":"o1","object":"list","data":[{"index":0,"type":"b64_json","b64_json":"@"}]}""")),
            new("replicate", "replicate/black-forest-labs/flux-schnell", Json, Around(
                """{"id":"abc","output":"data:image/png;base64,@","error":null,"status":"succeeded","created_at":"2026-01-01T00:00:00.000Z"}""")),
        ],
        // The gateway itself creates its answers.
        ["sandbox"] = [],
    };

    private static readonly AnswerForm[] Candidates =
    [
        OpenAI,
        OpenAIStream,
        Bytes,
        FalData,
        GenerateContent with { Model = null },
        new("image", null, Json, Around("""{"image":"@"}""")),
        new("images array", null, Json, Around("""{"images":["@"]}""")),
        new("chat images", null, Json, Around(
            """{"id":"gen-1","model":"m","choices":[{"finish_reason":"stop","message":{"role":"assistant","content":"","images":[{"type":"image_url","image_url":{"url":"data:image/png;base64,@"}}]}}]}""")),
    ];

    public static IEnumerable<ProviderAnswer> All(params int[] sizes) =>
        from provider in ProviderCatalog.All.Providers.OrderBy(provider => provider.Name, StringComparer.Ordinal)
        from form in Known.GetValueOrDefault(provider.Name) ?? Candidates
        where new ProviderAnswer(provider, form, Smallest).Reads(isKnown: Known.ContainsKey(provider.Name))
        from size in sizes
        select new ProviderAnswer(provider, form, size);

    private static bool Reads(this ProviderAnswer answer, bool isKnown)
    {
        try
        {
            if (answer.Read() > Smallest)
                return true;
        }
        catch (Exception) when (!isKnown)
        {
            return false;
        }
        // A form in the table must be readable: otherwise a number would be missing without a notice.
        return isKnown ? throw new InvalidOperationException($"{answer} is not read as a picture") : false;
    }

    private static Func<int, byte[]> Around(string json)
    {
        var at = json.IndexOf('@', StringComparison.Ordinal);
        return length => [.. Encoding.UTF8.GetBytes(json[..at]), .. SamplePictures.Base64Text(length), .. Encoding.UTF8.GetBytes(json[(at + 1)..])];
    }
}
