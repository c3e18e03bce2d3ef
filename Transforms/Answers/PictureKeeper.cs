namespace Iris.Transforms.Answers;

/// <summary>
/// Keeps the finished pictures of an answer, which then tells where they are. One per answer; whoever sends the answer waits until each is kept.
/// </summary>
/// <param name="isBeside">True when the pictures go out as base64 as well.</param>
internal abstract class PictureKeeper(bool isBeside)
{
    /// <summary>Whether the pictures go out as base64 as well.</summary>
    public bool IsBeside => isBeside;

    /// <summary>Begins a picture.</summary>
    public abstract KeptPicture Begin();

    /// <summary>Tells the client that a picture has no address.</summary>
    public void WarnOf(AnswerContext context) => context.Warn(isBeside
        ? new ImageWarning("store_failed", "The picture could not be stored: it has no url.")
        : new ImageWarning("store_failed", "The picture could not be stored: it is in b64_json.", "response_format", "url", "b64_json"));
}

/// <summary>A picture on its way into a store. What has been written can be read again until the answer is over, whatever the store says.</summary>
internal abstract class KeptPicture
{
    /// <summary>How many bytes have been written.</summary>
    public abstract long Length { get; }

    /// <summary>The picture's address, once the store has confirmed it; null before, and when it has not.</summary>
    public abstract string? Address { get; }

    /// <summary>Adds bytes.</summary>
    /// <returns>False when they cannot be kept: none of them are, and no others are taken.</returns>
    public abstract bool Write(ReadOnlySpan<byte> bytes);

    /// <summary>The picture is whole.</summary>
    /// <param name="mediaType">What it is; null when its bytes do not tell.</param>
    /// <param name="width">Its width in pixels; 0 when they do not tell.</param>
    /// <param name="height">Its height.</param>
    public abstract void End(string? mediaType, int width, int height);

    /// <summary>Reads what was written, from a position on.</summary>
    public abstract int Read(long position, Span<byte> into);
}
