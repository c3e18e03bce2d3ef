using System.Text;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Reading;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Providers.Mistral;

/// <summary>
/// What a conversation comes to, whichever way it is told: the files of its pictures, the model's words, its tokens. A message's content is a text, one
/// chunk (a stream's delta) or a list of chunks, <c>{"type": "text" | "tool_file", …}</c>.
/// </summary>
/// <param name="call">The call.</param>
/// <param name="sink">Receives the usage.</param>
internal sealed class MistralFindings(ProviderCall call, ImageSink sink)
{
    // What of the model's words is repeated, in characters.
    private const int MaxWords = 256;

    // More than any conversation makes.
    private const int MaxFiles = 32;

    // A UUID has 36 characters.
    private const int MaxFileId = 256;

    private static readonly string[] PictureTypes = ["png", "jpeg", "jpg", "webp", "gif"];

    private readonly List<string> _files = [];
    private readonly StringBuilder _words = new();
    private string? _type;
    private string? _tool;
    private string? _fileId;
    private string? _fileType;

    /// <summary>Whether a picture's file has been named.</summary>
    public bool HasFiles => _files.Count > 0;

    /// <summary>What is to be done with a value inside a message.</summary>
    /// <param name="path">Its path, from the message on.</param>
    /// <param name="kind">What it is.</param>
    public static ValueUse UseOf(string path, ValueKind kind) => path switch
    {
        "content" => kind == ValueKind.String ? ValueUse.Slices : ValueUse.Enter,
        "content[]" => kind == ValueKind.String ? ValueUse.Slices : ValueUse.Enter,
        "content.text" or "content[].text" => ValueUse.Slices,
        "content.type" or "content.tool" or "content.file_id" or "content.file_type"
            or "content[].type" or "content[].tool" or "content[].file_id" or "content[].file_type" => ValueUse.Keep,
        _ => ValueUse.Skip,
    };

    /// <summary>A piece of the model's words.</summary>
    public void Words(ReadOnlySpan<byte> raw)
    {
        if (_words.Length <= MaxWords)
            _words.Append(JsonText.Unescape(raw));
    }

    /// <summary>A small member of a chunk.</summary>
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

    /// <summary>It ends: a file of the image tool's is a picture; other tools leave files, too.</summary>
    public void EndChunk()
    {
        if (_type != "tool_file" || _fileId is null)
            return;
        var isPicture = _tool is null || _tool.StartsWith("image_generation", StringComparison.Ordinal)
            || PictureTypes.Contains(_fileType, StringComparer.OrdinalIgnoreCase);
        if (!isPicture || _files.Contains(_fileId))
            return;
        // Dots would lead to another path.
        if (_files.Count == MaxFiles || _fileId.Length > MaxFileId || _fileId is "." or "..")
            throw new FormatException("files that no conversation has");
        _files.Add(_fileId);
    }

    /// <summary>The answer is whole.</summary>
    /// <param name="usage">Its usage, raw; null when it had none.</param>
    /// <returns>The leg that fetches the pictures; null when there is none.</returns>
    public ProviderLeg? Fetch(ReadOnlySpan<byte> usage)
    {
        if (_files.Count == 0)
            return null;
        if (MistralUsage.Convert(usage) is { } converted)
            sink.Member("usage", converted);
        // The API's own host: no other may be asked.
        return PictureDownloads.Chain(_files.ConvertAll(id => MistralRequest.FileOf(call, id)));
    }

    /// <summary>Why there is no picture, in the model's own words; null when it had none.</summary>
    public string? Reason => _words.ToString().Trim() is { Length: > 0 } words ? ShortText.WithoutPrompt(words, call.Request.Prompt, MaxWords) : null;

    /// <summary>The failure of a conversation in which the model has refused to draw; null when it has not said so.</summary>
    public ImageError? Refusal() => Reason is { } reason && MistralErrors.IsModeration(reason)
        ? ImageError.Blocked($"The model refused to make the image: {reason}")
        : null;
}
