using System.Text;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Reading;
using Iris.Transforms.Families.OpenAI;
using Iris.Transforms.Requests;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Providers.OpenRouter;

/// <summary>
/// What the objects of one chat completion, plain or streamed, come to: pictures, and what is said of the whole. A refusal is the caller's (400
/// <c>moderation_blocked</c>), words instead of a picture are the provider's (502 <c>no_image</c>).
/// </summary>
internal sealed class ChatAnswer(ProviderCall call, ImageSink sink)
{
    // What a model says instead of drawing, in characters.
    private const int MaxText = 512;

    private static readonly string[] Filters =
        ["content_filter", "content_policy", "moderation", "refusal", "safety", "prohibited", "blocklist", "spii", "recitation"];

    private readonly StringBuilder _text = new();
    private readonly SortedDictionary<string, byte[]> _members = new(StringComparer.Ordinal);
    private string? _refusal;

    /// <summary>The pictures.</summary>
    public HeldPictures Pictures { get; } = new(sink);
    /// <summary>Why the model has ended, in OpenRouter's words; null while it has not.</summary>
    public string? FinishReason { get; set; }
    /// <summary>The same in the words of the model's own provider.</summary>
    public string? NativeReason { get; set; }

    /// <summary>Takes a piece of what the model says.</summary>
    public void Text(ReadOnlySpan<byte> raw)
    {
        if (_text.Length < MaxText && !raw.IsEmpty)
            _text.Append(JsonText.Unescape(raw));
    }

    /// <summary>The model says that it will not; a stream says it in pieces.</summary>
    public void Refuse(string? text)
    {
        if (text is not null && (_refusal?.Length ?? 0) < MaxText)
            _refusal += text;
    }

    /// <summary>Takes a member of the whole answer; every chunk of a stream repeats them, and the last one counts.</summary>
    public void Member(string name, ReadOnlySpan<byte> json)
    {
        if (!json.IsEmpty)
            _members[name] = json.ToArray();
    }

    /// <summary>The answer is whole: hands on what waits.</summary>
    /// <param name="next">The leg that fetches a picture; null when all are there and the sink is complete.</param>
    /// <returns>Why there is no picture; null when there is one.</returns>
    public ImageError? Complete(out ProviderLeg? next)
    {
        next = null;
        if (Pictures.Count == 0)
            return WithoutPicture();
        foreach (var (name, json) in _members)
        {
            if (name != "usage")
                sink.Member(name, json);
            else if (ChatUsage.Convert(json) is { } usage)
                sink.Member(name, usage);
        }
        // Base64 is what this route gives; an address is only passed on to who has asked for one.
        var fetch = call.Request.Stream || call.Request.ResponseFormat != ResponseForm.Url;
        return Pictures.Deliver(_ => false, fetch, out next);
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

    private string Shown(string text) => ShortText.WithoutPrompt(text, call.Request.Prompt, MaxText);

    private static bool IsFilter(string? reason) =>
        reason is not null && Array.Exists(Filters, filter => reason.Contains(filter, StringComparison.OrdinalIgnoreCase));
}
