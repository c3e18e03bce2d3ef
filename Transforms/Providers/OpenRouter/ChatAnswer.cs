using System.Text;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Reading;
using Iris.Transforms.Requests;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Providers.OpenRouter;

/// <summary>
/// Collects the objects of one chat completion, plain or streamed: the pictures and the members of the whole answer. A refusal is the caller's
/// fault (400 <c>moderation_blocked</c>), text instead of a picture is the provider's (502 <c>no_image</c>).
/// </summary>
internal sealed class ChatAnswer
{
    // The longest text of a model that does not draw, in characters.
    private const int MaxText = 512;

    private static readonly string[] Filters =
        ["content_filter", "content_policy", "moderation", "refusal", "safety", "prohibited", "blocklist", "spii", "recitation"];

    private readonly ProviderCall _call;
    private readonly ImageSink _sink;
    private readonly TextPictures _content;
    private readonly StringBuilder _text = new();
    private readonly SortedDictionary<string, byte[]> _members = new(StringComparer.Ordinal);
    private string? _refusal;

    /// <summary>Creates the collection of one answer.</summary>
    /// <param name="call">The call.</param>
    /// <param name="sink">Receives the pictures.</param>
    public ChatAnswer(ProviderCall call, ImageSink sink)
    {
        (_call, _sink) = (call, sink);
        Pictures = new HeldPictures(sink);
        _content = new TextPictures(Pictures, AddText);
    }

    /// <summary>The pictures of the answer.</summary>
    public HeldPictures Pictures { get; }
    /// <summary>Why the model ended, in OpenRouter's terms; null before it has.</summary>
    public string? FinishReason { get; set; }
    /// <summary>Why the model ended, in the terms of its own provider.</summary>
    public string? NativeReason { get; set; }

    /// <summary>Takes a slice of the model's text, in which a picture may stand as a data URL.</summary>
    public void Text(ReadOnlySpan<byte> raw) => _content.Feed(raw);

    /// <summary>The text ends, or something else follows it: a picture in it ends, too.</summary>
    public void EndText() => _content.End();

    /// <summary>Takes a part of the model's refusal; a stream sends it in parts.</summary>
    public void Refuse(string? text)
    {
        if (text is not null && (_refusal?.Length ?? 0) < MaxText)
            _refusal += text;
    }

    /// <summary>Takes a member of the whole answer. Every chunk of a stream repeats these members; the last value counts.</summary>
    public void Member(string name, ReadOnlySpan<byte> json)
    {
        if (!json.IsEmpty)
            _members[name] = json.ToArray();
    }

    /// <summary>Completes the answer and passes on the waiting pictures.</summary>
    public PictureDelivery Complete()
    {
        _content.End();
        if (Pictures.Count == 0)
            return WithoutPicture();
        foreach (var (name, json) in _members)
            _sink.Member(name, json);
        // This route returns base64; a URL is passed on only to a client that asked for one.
        var fetch = _call.Request.Stream || _call.Request.ResponseFormat != ResponseForm.Url;
        return Pictures.Deliver(_ => false, fetch);
    }

    private void AddText(ReadOnlySpan<byte> raw)
    {
        if (_text.Length < MaxText && !raw.IsEmpty)
            _text.Append(JsonText.Unescape(raw));
    }

    private ImageError WithoutPicture()
    {
        var reason = NativeReason ?? FinishReason;
        if (_refusal is not null)
            return OpenRouterErrors.Blocked($"The model refused: {Shown(_refusal)}", "output", reason, null);
        if (IsFilter(FinishReason) || IsFilter(NativeReason))
            return OpenRouterErrors.Blocked($"The provider blocked the picture: {ShortText.Cut(reason!)}", "output", reason, null);
        var said = Shown(_text.ToString());
        return AnswerReader.NoImage((reason, said) switch
        {
            (null, "") => null,
            (_, "") => ShortText.Cut(reason!),
            (null, _) => $"the model said: {said}",
            _ => $"{ShortText.Cut(reason)}; the model said: {said}",
        });
    }

    private string Shown(string text) => ShortText.WithoutPrompt(text, _call.Request.Prompt, MaxText);

    private static bool IsFilter(string? reason) =>
        reason is not null && Array.Exists(Filters, filter => reason.Contains(filter, StringComparison.OrdinalIgnoreCase));
}
