using Iris.Bench.Load.Client;
using Iris.Bench.Load.Contestants;
using Iris.Bench.Load.Mock;

namespace Iris.Bench.Load.Loads;

/// <summary>How a load is measured.</summary>
internal enum LoadKind
{
    /// <summary>On a warm gateway.</summary>
    Steady,
    /// <summary>On a gateway that has just started: all pictures at once, to measure memory.</summary>
    InFlight,
    /// <summary>Like <see cref="InFlight"/>, and measured only when it is named.</summary>
    InFlightByName,
    /// <summary>Like <see cref="InFlight"/>, for many sizes and numbers of calls.</summary>
    MemoryLaw,
    /// <summary>From the first response on.</summary>
    FirstSeconds,
    /// <summary>Start time and idle memory.</summary>
    Start,
    /// <summary>Clients that ask for a large picture and do not read it.</summary>
    StalledReaders,
    /// <summary>Clients that begin a body and hardly send.</summary>
    StalledUploads,
}

/// <summary>A kind of request, its concurrency, and the expected response.</summary>
internal sealed record Workload
{
    public required string Name { get; init; }
    public LoadKind Kind { get; init; }
    public MockForm Form { get; init; }
    /// <summary>The size of the picture as the provider sends it: base64 characters, or bytes; for a stream, of all events together.</summary>
    public int Size { get; init; } = 1500;
    public int Connections { get; init; } = 64;
    /// <summary>Further options of the mock's model.</summary>
    public string Model { get; init; } = "";

    /// <summary>The pictures that the client uploads; 0 for a prompt alone.</summary>
    public int Pictures { get; init; }
    /// <summary>Bytes of each of them.</summary>
    public int PictureBytes { get; init; }

    /// <summary>The clients that read slowly.</summary>
    public int SlowReaders { get; init; }
    /// <summary>More of Iris's section Images, as JSON; null for nothing. Contestants that forward have no such thing and are left out.</summary>
    public string? Images { get; init; }
    /// <summary>More of the request, as JSON members behind a comma.</summary>
    public string Asks { get; init; } = "";
    /// <summary>The request's Idempotency-Key; null for none.</summary>
    public string? IdempotencyKey { get; init; }

    private const int MiB = 1 << 20;

    public static Workload Small { get; } = new() { Name = "small" };

    /// <summary>All loads, in the order of a run.</summary>
    public static IReadOnlyList<Workload> All { get; } =
    [
        Small,
        new() { Name = "b64_1m", Size = MiB, Connections = 32 },
        new() { Name = "b64_8m", Size = 8 * MiB, Connections = 32 },
        new() { Name = "gemini_8m", Form = MockForm.GeminiJson, Size = 8 * MiB, Connections = 32 },
        new() { Name = "bytes_8m", Form = MockForm.Bytes, Size = 8 * MiB, Connections = 32 },
        new() { Name = "sse", Form = MockForm.OpenAIEvents, Size = 2_400_000 },
        new() { Name = "sse_gemini", Form = MockForm.GeminiEvents, Size = 2_400_000 },
        new() { Name = "edit_4x8m", Pictures = 4, PictureBytes = 8 * MiB, Connections = 8 },
        new() { Name = "edit_4x8m_gemini", Form = MockForm.GeminiJson, Pictures = 4, PictureBytes = 8 * MiB, Connections = 8 },
        new() { Name = "first10", Kind = LoadKind.FirstSeconds },
        new() { Name = "inflight_256", Kind = LoadKind.InFlight, Size = 8 * MiB, Connections = 256, SlowReaders = 64, Model = "~d1000" },
        new() { Name = "start", Kind = LoadKind.Start },
        new() { Name = "edit_memory", Kind = LoadKind.InFlightByName, Pictures = 8, PictureBytes = 20 * MiB, Connections = 64, Model = "~d1500" },
        new()
        {
            Name = "store_8m", Kind = LoadKind.InFlightByName, Size = 8 * MiB, Model = "~d1500", Asks = ",\"response_format\":\"url\"",
            Images = """{"Url":"store","State":{"Sqlite":"iris.db"},"Store":{"Directory":"files"}}""",
        },
        new()
        {
            Name = "replay_8m", Kind = LoadKind.InFlightByName, Size = 8 * MiB, SlowReaders = 64, IdempotencyKey = "bench",
            Images = """{"State":{"Sqlite":"iris.db"},"Store":{"Directory":"files"},"Idempotency":{}}""",
        },
        new() { Name = "memory_law", Kind = LoadKind.MemoryLaw },
        new() { Name = "stalled_readers", Kind = LoadKind.StalledReaders, Size = 8 * MiB, Connections = 128 },
        new() { Name = "stalled_uploads", Kind = LoadKind.StalledUploads, Connections = 256 },
    ];

    /// <summary>
    /// The loads of a run. The memory law takes long, and stalled clients test bounds of Iris's own: both are measured only when named.
    /// </summary>
    public static IReadOnlyList<Workload> Choose(IReadOnlyList<string>? names) => names is null
        ? [.. All.Where(load => load.Kind is not (LoadKind.MemoryLaw or LoadKind.InFlightByName or LoadKind.StalledReaders or LoadKind.StalledUploads))]
        : [.. names.Select(name => All.FirstOrDefault(load => load.Name == name)
            ?? throw new UsageException($"no load '{name}'; there are {string.Join(", ", All.Select(load => load.Name))}"))];

    private bool Streams => Form is MockForm.OpenAIEvents or MockForm.GeminiEvents;

    /// <summary>The load on one contestant, without its duration.</summary>
    public LoadPlan Plan(Style style, int port)
    {
        var model = $"picture~b{Size}{Model}";
        // A contestant that translates returns base64 for bytes.
        var least = Asks.Length > 0 ? 0 : Form == MockForm.Bytes ? style == Style.Translates ? (Size + 2L) / 3 * 4 : Size : Size;
        var (path, body) = style == Style.Translates || Form is MockForm.OpenAIJson or MockForm.OpenAIEvents
            ? ("/v1/images/generations", OpenAIBody(style == Style.Translates ? Prefix + model : model))
            : ProviderCall(model);
        // Whoever forwards is sent the same bytes, whatever they become elsewhere.
        if (Pictures > 0)
            (path, body) = ("/v1/images/edits", style == Style.Translates ? Prefix + model : model);
        return new LoadPlan
        {
            Pictures = Pictures,
            PictureBytes = PictureBytes,
            Port = port,
            Path = path,
            Body = body,
            Headers = IdempotencyKey is null ? [Authorization] : [Authorization, $"Idempotency-Key: {IdempotencyKey}"],
            Connections = Connections,
            LeastBytes = least,
            MostBytes = least + 8192,
            Events = Streams ? MockAnswers.Events : 0,
        };
    }

    private const string Authorization = "Authorization: Bearer bench-client";

    private string Prefix => Form switch
    {
        MockForm.GeminiJson or MockForm.GeminiEvents => "gemini/",
        MockForm.Bytes => "huggingface/hf-inference/bench/",
        _ => "openai/",
    };

    private (string Path, string Body) ProviderCall(string model) => Form == MockForm.Bytes
        ? ($"/hf-inference/models/bench/{model}", """{"inputs":"A watercolour of a lighthouse on a cliff at dawn","parameters":{"width":1024,"height":1024}}""")
        : ($"/v1beta/models/{model}:" + (Streams ? "streamGenerateContent?alt=sse" : "generateContent"),
            """{"contents":[{"role":"user","parts":[{"text":"A watercolour of a lighthouse on a cliff at dawn"}]}],"generationConfig":{"responseModalities":["TEXT","IMAGE"]}}""");

    private string OpenAIBody(string model) =>
        $$"""{"model":"{{model}}","prompt":"A watercolour of a lighthouse on a cliff at dawn","size":"1024x1024","n":1{{(Streams ? ",\"stream\":true,\"partial_images\":3" : "")}}{{Asks}}}""";
}
