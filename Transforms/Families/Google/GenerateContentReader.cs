using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Reading;

namespace Iris.Transforms.Families.Google;

/// <summary>
/// Reads what <c>generateContent</c> answers: a response object, an array of them, which Google's streaming method sends without <c>alt=sse</c>, or
/// the stream of <c>streamGenerateContent?alt=sse</c>: unnamed events, each a whole response object, without <c>[DONE]</c>. A stream is complete
/// when a finish reason has come; a picture without one may come from a stream that broke off. Everything else is skipped without being stored: a
/// <c>thoughtSignature</c> may have 600 KB.
/// </summary>
/// <param name="sink">Receives the answer.</param>
/// <param name="readError">Reads an error object inside a 200 answer.</param>
/// <param name="isStream">Whether the answer is a stream of events.</param>
internal sealed class GenerateContentReader(ImageSink sink, Func<ErrorAnswer, ImageError> readError, bool isStream) : SseTreeReader(isStream)
{
    private const string Candidate = "candidates[]";
    private const string Part = Candidate + ".content.parts[]";
    private const string Data = Part + ".inlineData.data";
    private const string Text = Part + ".text";

    private readonly GenerateContentAnswer _answer = new(sink, readError);

    /// <inheritdoc/>
    protected override ValueUse UseOf(string path, ValueKind kind) => GoogleNames.PathOf(path) switch
    {
        "candidates" or Candidate + ".content.parts" => kind == ValueKind.Array ? ValueUse.Enter : ValueUse.Skip,
        "[]" or Candidate or Candidate + ".content" or Part or Part + ".inlineData" => kind == ValueKind.Object ? ValueUse.Enter : ValueUse.Skip,
        Data or Text => ValueUse.Slices,
        var member => NameOf(member) is null ? ValueUse.Skip : ValueUse.Keep,
    };

    /// <inheritdoc/>
    protected override void OnStart(string path)
    {
        if (GoogleNames.PathOf(path) == Part)
            _answer.Pictures.BeginPart();
    }

    /// <inheritdoc/>
    protected override void OnEnd(string path)
    {
        if (GoogleNames.PathOf(path) == Part)
            _answer.Pictures.EndPart();
    }

    /// <inheritdoc/>
    protected override void OnSlice(string path, ReadOnlySpan<byte> raw, bool last)
    {
        if (GoogleNames.PathOf(path) == Data)
            _answer.Pictures.Base64(raw, last);
        else
            _answer.Pictures.AddText(raw);
    }

    /// <inheritdoc/>
    protected override void OnKept(string path, ReadOnlySpan<byte> json)
    {
        var name = NameOf(GoogleNames.PathOf(path))!;
        if (json.IsEmpty)
            _answer.TooLarge(name);
        else
            _answer.Member(name, json);
    }

    /// <inheritdoc/>
    protected override void OnWhole()
    {
    }

    /// <inheritdoc/>
    protected override void OnLastWhole()
    {
        if (IsStream && _answer.Pictures.HasAny && !_answer.HasFinished)
            throw new FormatException("the stream ended without a finish reason");
        Failure = _answer.Complete();
    }

    /// <inheritdoc/>
    protected override void OnBroken() => Failure = _answer.Fail();

    private static string? NameOf(string path) => path switch
    {
        Part + ".inlineData.mimeType" => "mimeType",
        Part + ".thought" => "thought",
        Candidate + ".finishReason" => "finishReason",
        Candidate + ".finishMessage" => "finishMessage",
        Candidate + ".safetyRatings" => "safetyRatings",
        "promptFeedback" or "usageMetadata" or "modelVersion" or "responseId" or "error" => path,
        _ => null,
    };
}
