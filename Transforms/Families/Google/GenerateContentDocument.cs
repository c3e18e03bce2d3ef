using Iris.Transforms.Codecs.Reading;

namespace Iris.Transforms.Families.Google;

/// <summary>
/// Reads one GenerateContentResponse, or an array of them, as Google's streaming method sends without <c>alt=sse</c>. It skips everything else
/// without storing it: a <c>thoughtSignature</c> may have 600 KB.
/// </summary>
internal sealed class GenerateContentDocument(GenerateContentAnswer answer) : JsonTreeReader
{
    private const string Candidate = "candidates[]";
    private const string Part = Candidate + ".content.parts[]";
    private const string Data = Part + ".inlineData.data";
    private const string Text = Part + ".text";

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
            answer.Pictures.BeginPart();
    }

    /// <inheritdoc/>
    protected override void OnEnd(string path)
    {
        if (GoogleNames.PathOf(path) == Part)
            answer.Pictures.EndPart();
    }

    /// <inheritdoc/>
    protected override void OnSlice(string path, ReadOnlySpan<byte> raw, bool last)
    {
        if (GoogleNames.PathOf(path) == Data)
            answer.Pictures.Base64(raw, last);
        else
            answer.Pictures.AddText(raw);
    }

    /// <inheritdoc/>
    protected override void OnKept(string path, ReadOnlySpan<byte> json)
    {
        var name = NameOf(GoogleNames.PathOf(path))!;
        if (json.IsEmpty)
            answer.TooLarge(name);
        else
            answer.Member(name, json);
    }

    /// <inheritdoc/>
    protected override void OnWhole()
    {
    }

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
