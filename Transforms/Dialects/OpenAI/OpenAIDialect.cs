using System.Buffers;
using System.Globalization;
using System.Text;
using Iris.Transforms.Answers;
using Iris.Transforms.Requests;
using Iris.Transforms.Wire.Buffers;

namespace Iris.Transforms.Dialects.OpenAI;

/// <summary>
/// OpenAI's Images API with the contract's additions: JSON or server-sent events, <c>extra_fields</c>, the error envelope (docs/contract.md,
/// sections 3 to 6).
/// </summary>
internal sealed class OpenAIDialect : ImageDialect
{
    private static readonly byte[] Comment = [.. ": heartbeat\n\n"u8];
    // Whitespace is allowed between any two tokens (RFC 8259, section 2).
    private static readonly byte[] Space = [.. " "u8];

    private readonly RouteWording _wording;

    private OpenAIDialect(RouteWording wording) => _wording = wording;

    /// <summary>The dialect of <c>/v1/images/*</c>.</summary>
    public static OpenAIDialect Unified { get; } = new(RouteWording.Unified);
    /// <summary>The dialect of OpenAI-shaped routes and of the gateway's own failures.</summary>
    public static OpenAIDialect OpenAI { get; } = new(RouteWording.OpenAI);
    /// <summary>The dialect of Azure's deployment paths, which name the model.</summary>
    public static OpenAIDialect Azure { get; } = new(RouteWording.Azure);

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> Heartbeat(bool stream) => stream ? Comment : Space;

    /// <summary>The contract's headers (docs/contract.md, sections 3.8 and 4.4).</summary>
    public override DialectHeaders Headers { get; } = new()
    {
        KeepExtraParams = "x-bf-passthrough-extra-params",
        Strict = "x-bf-strict",
        RequestType = "x-bifrost-request-type",
        Provider = "x-bifrost-provider",
        OriginalModel = "x-bifrost-original-model",
        ResolvedModel = "x-bifrost-resolved-model",
        FallbackIndex = "x-bifrost-fallback-index",
        UpstreamLatency = "x-bifrost-upstream-latency-ms",
        Cost = "x-iris-cost-usd",
        Replay = "x-iris-replay",
        DroppedParams = "x-bifrost-dropped-params",
    };

    /// <inheritdoc/>
    public override ImageError? Read(ReadOnlySequence<byte> body, bool keepExtraParams, out ImageRequest? request) =>
        OpenAIRequestReader.Read(body, _wording, keepExtraParams, out request);

    /// <inheritdoc/>
    public override ImageError? MovePictures(ImageRequest request, IPictureStore store, out ImageRequest moved) =>
        InputImages.Move(request, store, out moved);

    /// <inheritdoc/>
    public override PictureMeter CreateMeter() => new JsonPictureMeter();

    /// <inheritdoc/>
    public override FormReading ReadForm(RequestScope scope, IPictureStore store, Func<ImageRequest, ImageError?> judge) =>
        new OpenAIFormReading(new OpenAIRequestMembers(_wording, scope, new RequestPictures(store), judge));

    /// <inheritdoc/>
    public override JsonReading ReadJson(RequestScope scope, IPictureStore store, Func<ImageRequest, ImageError?> judge) =>
        new OpenAIJsonReading(new OpenAIRequestMembers(_wording, scope, new RequestPictures(store), judge));

    /// <inheritdoc/>
    public override string ContentType(bool stream) => stream ? "text/event-stream" : "application/json";

    /// <inheritdoc/>
    public override void WriteFailure(IBufferWriter<byte> output, FailureReport report) => ErrorEnvelope.Write(output, report);

    /// <inheritdoc/>
    public override void WriteStreamFailure(IBufferWriter<byte> output, FailureReport report) =>
        ErrorEnvelope.WriteEvent(output, report, sequence: 0);

    /// <summary>Writes a comment of the event stream, <c>: progress 5/20</c>, which every client ignores.</summary>
    public override void WriteProgress(IBufferWriter<byte> output, WorkProgress progress)
    {
        var text = progress switch
        {
            ({ } completed, { } total) => string.Create(CultureInfo.InvariantCulture, $": progress {completed}/{total}\n\n"),
            ({ } completed, null) => string.Create(CultureInfo.InvariantCulture, $": progress {completed}\n\n"),
            _ => ": progress\n\n",
        };
        Encoding.ASCII.GetBytes(text, output);
    }

    /// <inheritdoc/>
    protected override AnswerForm CreateForm(AnswerTally tally, PooledBuffer output) =>
        tally.Context.Request.Stream ? new OpenAISseForm(tally, output) : new OpenAIJsonForm(tally, output);
}
