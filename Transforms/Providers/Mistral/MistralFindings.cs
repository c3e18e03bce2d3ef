using System.Text;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Reading;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Providers.Mistral;

/// <summary>
/// Collects the results of a conversation, plain or streamed: the files of its pictures, the model's text and its tokens. A message's content is a
/// text, one chunk (a stream's delta) or a list of chunks, <c>{"type": "text" | "tool_file", …}</c>.
/// </summary>
/// <param name="call">The call.</param>
/// <param name="sink">Receives the usage.</param>
internal sealed class MistralFindings(ProviderCall call, ImageSink sink)
{
    // The longest text of the model that is repeated, in characters.
    private const int MaxWords = 256;

    // More than any conversation makes.
    private const int MaxFiles = 32;

    // A file id is a UUID of 36 characters; this bound leaves room.
    private const int MaxFileId = 256;

    private static readonly string[] PictureTypes = ["png", "jpeg", "jpg", "webp", "gif"];

    private readonly List<string> _files = [];
    private readonly StringBuilder _words = new();
    private string? _type;
    private string? _tool;
    private string? _fileId;
    private string? _fileType;

    /// <summary>Whether the conversation has named a picture's file.</summary>
    public bool HasFiles => _files.Count > 0;

    /// <summary>How to handle a value inside a message.</summary>
    /// <param name="path">The value's path within the message.</param>
    /// <param name="kind">The value's kind.</param>
    public static ValueUse UseOf(string path, ValueKind kind) => path switch
    {
        "content" => kind == ValueKind.String ? ValueUse.Slices : ValueUse.Enter,
        "content[]" => kind == ValueKind.String ? ValueUse.Slices : ValueUse.Enter,
        "content.text" or "content[].text" => ValueUse.Slices,
        "content.type" or "content.tool" or "content.file_id" or "content.file_type"
            or "content[].type" or "content[].tool" or "content[].file_id" or "content[].file_type" => ValueUse.Keep,
        _ => ValueUse.Skip,
    };

    /// <summary>Takes a slice of the model's text.</summary>
    public void Words(ReadOnlySpan<byte> raw)
    {
        if (_words.Length <= MaxWords)
            _words.Append(JsonText.Unescape(raw));
    }

    /// <summary>Takes a small member of a chunk.</summary>
    public void Member(string path, string? text)
    {
        switch (path[(path.LastIndexOf('.') + 1)..])
        {
            case "type":
                _type = text;
                break;
            case "tool":
                _tool = text;
                break;
            case "file_id":
                _fileId = text;
                break;
            case "file_type":
                _fileType = text;
                break;
        }
    }

    /// <summary>A chunk begins.</summary>
    public void StartChunk() => _type = _tool = _fileId = _fileType = null;

    /// <summary>A chunk ends. A file of the image tool is a picture; other tools also leave files.</summary>
    public void EndChunk()
    {
        if (_type != "tool_file" || _fileId is null)
            return;
        var isPicture = _tool is null || _tool.StartsWith("image_generation", StringComparison.Ordinal)
            || PictureTypes.Contains(_fileType, StringComparer.OrdinalIgnoreCase);
        if (!isPicture || _files.Contains(_fileId))
            return;
        // An id of dots would lead to another path.
        if (_files.Count == MaxFiles || _fileId.Length > MaxFileId || _fileId is "." or "..")
            throw new FormatException("files that no conversation has");
        _files.Add(_fileId);
    }

    /// <summary>Ends the answer.</summary>
    /// <param name="usage">The raw usage; null when the answer had none.</param>
    /// <returns>The leg that fetches the pictures; null when there are none.</returns>
    public ProviderLeg? Fetch(ReadOnlySpan<byte> usage)
    {
        if (_files.Count == 0)
            return null;
        if (MistralUsage.Convert(usage) is { } converted)
            sink.Member("usage", converted);
        // The file's path is joined to the destination's address, so no other host is called.
        return PictureDownloads.Chain(_files.ConvertAll(id => MistralRequest.FileOf(call, id)));
    }

    /// <summary>The model's text as the reason for a missing picture; null when there is none.</summary>
    public string? Reason => _words.ToString().Trim() is { Length: > 0 } words ? ShortText.WithoutPrompt(words, call.Request.Prompt, MaxWords) : null;

    /// <summary>The failure of a conversation in which the model refused to draw; null when it did not.</summary>
    public ImageError? Refusal() => Reason is { } reason && MistralErrors.IsModeration(reason)
        ? ImageError.Blocked($"The model refused to make the image: {reason}")
        : null;
}
