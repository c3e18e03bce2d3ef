namespace Iris.Transforms.Codecs;

/// <summary>What a model does with pictures that a client sends: a part of its row, as plain data.</summary>
public sealed record EditCapabilities
{
    /// <summary>The most pictures of one call, 1 or more; the mask does not count.</summary>
    public required int MostInputs { get; init; }
    /// <summary>The most pictures beside a mask, where it is fewer; null for <see cref="MostInputs"/>.</summary>
    public int? MostInputsWithMask { get; init; }
    /// <summary>The media types of the pictures that the model reads; empty for all that Iris knows.</summary>
    public IReadOnlyList<string> MediaTypes { get; init; } = [];
    /// <summary>Whether and how the model takes a mask.</summary>
    public MaskForm Mask { get; init; }
    /// <summary>Whether an edit needs a prompt; some tasks (erase, remove the background) have none.</summary>
    public bool NeedsPrompt { get; init; } = true;
    /// <summary>Whether the provider fetches addresses of pictures itself.</summary>
    public bool TakesUrls { get; init; }
    /// <summary>How the addresses begin that the provider fetches; any http(s) address unless the row says otherwise.</summary>
    public IReadOnlyList<string> UrlPrefixes { get; init; } = ["http://", "https://"];
    /// <summary>Whether the provider knows the ids of files that a client has given it.</summary>
    public bool TakesFileIds { get; init; }
    /// <summary>Whether the model also makes variations of a picture without a prompt.</summary>
    public bool Varies { get; init; }

    /// <summary>Whether the provider fetches a picture from this address itself.</summary>
    public bool TakesUrl(string url) => TakesUrls && UrlPrefixes.Any(prefix => url.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
}

/// <summary>The form in which a provider expects a mask. Clients send OpenAI's.</summary>
public enum MaskForm
{
    /// <summary>It has no masks: a request with one is refused, because an edit of the whole picture is not what was asked.</summary>
    None,
    /// <summary>OpenAI's: transparent means change. Sent as it came.</summary>
    Alpha,
    /// <summary>Greyscale without alpha: white means change, grey changes in part.</summary>
    White,
    /// <summary>Pure white means change, pure black keep; no other value.</summary>
    PureWhite,
    /// <summary>Pure black means change, pure white keep; no other value.</summary>
    PureBlack,
}
