using System.Buffers;
using System.Text;
using BenchmarkDotNet.Attributes;
using Iris.Transforms.Answers;
using Iris.Transforms.Dialects.OpenAI;
using Iris.Transforms.Requests;
using Iris.Transforms.Wire.Buffers;
using Iris.Transforms.Wire.Json;
using Iris.Transforms.Wire.Pictures;
using Iris.Transforms.Wire.Sse;

namespace Iris.Bench.Micro;

/// <summary>Measures the parts that every byte of a picture passes, each by itself.</summary>
public class PieceBenchmarks : IJsonTokenHandler, ISseHandler
{
    private static readonly ImageRequest Request = new() { Model = "m", Prompt = "a red fox", N = 1 };
    private static readonly ImageRequest StreamRequest = Request with { Stream = true };

    private byte[] _bytes = [];
    private byte[] _base64 = [];
    private byte[] _json = [];
    private byte[] _events = [];
    private long _seen;

    [ParamsSource(nameof(Sizes))]
    public PictureSize Input { get; set; } = null!;

    public static IEnumerable<PictureSize> Sizes => [new(1), new(8)];

    [GlobalSetup]
    public void Prepare()
    {
        _bytes = SamplePictures.Bytes((int)Input.Bytes);
        _base64 = SamplePictures.Base64Text((int)Input.Bytes);
        _json = [.. "{\"data\":[{\"b64_json\":\""u8, .. _base64, .. "\"}],\"created\":1}"u8];
        _events = [.. "event: image_generation.completed\ndata: {\"b64_json\":\""u8, .. _base64, .. "\"}\n\n"u8];
    }

    [Benchmark]
    public long Json_tokenizer()
    {
        var tokenizer = new JsonTokenizer(this);
        Pieces.ForEach(_json, piece => tokenizer.Feed(piece.Span));
        tokenizer.Complete();
        return _seen;
    }

    [Benchmark]
    public long Sse_reader()
    {
        var reader = new SseReader(this);
        Pieces.ForEach(_events, piece => reader.Feed(piece.Span));
        reader.Complete();
        return _seen;
    }

    /// <summary>Bytes to base64, without a sink.</summary>
    [Benchmark]
    public long Base64_encoder()
    {
        var encoder = new Base64Encoder();
        using var output = new PooledBuffer();
        Span<byte> head = stackalloc byte[(Base64Encoder.HeadBytes / 3 * 4) + 4];
        for (var at = 0; at < _bytes.Length; at += Pieces.Size)
        {
            ReadOnlySpan<byte> piece = _bytes.AsSpan(at, Math.Min(Pieces.Size, _bytes.Length - at));
            _seen += encoder.EncodeHead(ref piece, head) + encoder.EncodeRest(ref piece, output);
            output.Clear();
        }
        _seen += encoder.Finish(head);
        return _seen;
    }

    /// <summary>Bytes to OpenAI's JSON.</summary>
    [Benchmark]
    public long Json_sink_bytes() => Write(_bytes, stream: false, static (sink, piece) => sink.Bytes(piece));

    /// <summary>Base64 to OpenAI's JSON.</summary>
    [Benchmark]
    public long Json_sink_base64() => Write(_base64, stream: false, static (sink, piece) => sink.Base64(piece));

    /// <summary>Base64 to one event of OpenAI's stream.</summary>
    [Benchmark]
    public long Sse_sink_base64() => Write(_base64, stream: true, static (sink, piece) => sink.Base64(piece));

    private static long Write(byte[] picture, bool stream, Feed feed)
    {
        using var output = new PooledBuffer();
        var sink = OpenAIDialect.OpenAI.CreateSink(Context(stream), output);
        long length = 0;
        sink.BeginImage(ImageKind.Final);
        for (var at = 0; at < picture.Length; at += Pieces.Size)
        {
            feed(sink, picture.AsSpan(at, Math.Min(Pieces.Size, picture.Length - at)));
            length += output.Count;
            output.Consume(output.Count);
        }
        sink.EndImage(ImageKind.Final, whole: false);
        sink.Complete();
        return length + output.Count;
    }

    private delegate void Feed(ImageSink sink, ReadOnlySpan<byte> piece);

    private static AnswerContext Context(bool stream) => new(TimeProvider.System, 0)
    {
        Identity = new("bench")
        {
            RequestType = "image_generation",
            Provider = "bench",
            ModelRequested = "m",
            ResolvedModel = "m",
        },
        Request = stream ? StreamRequest : Request,
    };

    void IJsonTokenHandler.StartObject() => _seen++;
    void IJsonTokenHandler.EndObject() => _seen++;
    void IJsonTokenHandler.StartArray() => _seen++;
    void IJsonTokenHandler.EndArray() => _seen++;
    void IJsonTokenHandler.Name(ReadOnlySpan<byte> raw) => _seen += raw.Length;
    void IJsonTokenHandler.StringSlice(ReadOnlySpan<byte> raw, bool last) => _seen += raw.Length;
    void IJsonTokenHandler.Literal(ReadOnlySpan<byte> raw) => _seen += raw.Length;
    void ISseHandler.EventName(ReadOnlySpan<byte> name) => _seen += name.Length;
    void ISseHandler.Data(ReadOnlySpan<byte> slice) => _seen += slice.Length;
    void ISseHandler.Dispatch() => _seen++;
    void ISseHandler.Done() => _seen++;
}

/// <summary>A client's request, as text of this length.</summary>
public sealed record RequestText(string Name, string Json) : ISized
{
    public long Bytes => Encoding.UTF8.GetByteCount(Json);

    public override string ToString() => $"{Name}, {Bytes} bytes";
}

/// <summary>The work that each call does once, whatever the size of its picture.</summary>
public class RequestBenchmarks
{
    private ReadOnlySequence<byte> _body;

    [ParamsSource(nameof(Requests))]
    public RequestText Input { get; set; } = null!;

    public static IEnumerable<RequestText> Requests =>
    [
        new("small", """{"model":"openai/gpt-image-1","prompt":"A watercolour of a lighthouse on a cliff at dawn","size":"1024x1024","quality":"high","n":1}"""),
        new("full", """{"model":"openai/gpt-image-1","prompt":"A watercolour of a lighthouse on a cliff at dawn","n":2,"size":"1024x1024","quality":"high","style":"vivid","response_format":"b64_json","background":"opaque","moderation":"low","output_format":"webp","output_compression":80,"seed":7,"negative_prompt":"rain","num_inference_steps":28,"user":"u","fallbacks":["gemini/gemini-2.5-flash-image"],"guidance":3.5}"""),
        new("long prompt", $$"""{"model":"openai/gpt-image-1","prompt":"{{string.Concat(Enumerable.Repeat("a cliff at dawn, ", 1800))}}"}"""),
    ];

    [GlobalSetup]
    public void Prepare() => _body = new(Encoding.UTF8.GetBytes(Input.Json));

    [Benchmark]
    public object? Request_reader() => OpenAIDialect.Unified.Read(_body, false, out var request) is { } error
        ? throw new InvalidOperationException(error.Message)
        : request;
}
