using Iris.Transforms.Answers;
using Iris.Transforms.Wire.Json;
using Iris.Transforms.Wire.Pictures;

namespace Iris.Transforms.Codecs.Reading;

/// <summary>Reads an answer whose body is the picture itself.</summary>
/// <param name="sink">Receives the picture.</param>
/// <param name="contentType">The answer's media type without parameters, in lower case; null when missing.</param>
/// <param name="next">The leg that fetches the next picture; null when this is the last one, which completes the sink.</param>
public sealed class ImageBytesReader(ImageSink sink, string? contentType, ProviderLeg? next = null) : AnswerReader
{
    /// <summary>
    /// The largest picture that is passed on, in bytes: far above what models draw, and a bound for a host that never stops sending.
    /// </summary>
    public const long MaxPicture = 256L << 20;

    private readonly PictureEnd _end = new();
    private readonly StoredPicture? _picture;

    /// <summary>Reads a picture that an earlier answer has named.</summary>
    internal ImageBytesReader(ImageSink sink, string? contentType, ProviderLeg? next, StoredPicture picture)
        : this(sink, contentType, next) => _picture = picture;

    private ImageKind Kind => _picture?.Kind ?? ImageKind.Final;

    /// <inheritdoc/>
    protected override void OnExpect(long length)
    {
        if (length > MaxPicture)
            Failure = TooLarge();
    }

    /// <inheritdoc/>
    protected override void OnFeed(ReadOnlySpan<byte> chunk)
    {
        if (chunk.IsEmpty)
            return;
        if (_end.Length + chunk.Length > MaxPicture)
        {
            Failure = TooLarge();
            return;
        }
        if (_end.Length == 0)
        {
            if (WhatElse(chunk) is { } other)
            {
                Failure = NoImage(other);
                return;
            }
            sink.BeginImage(Kind);
            _picture?.Tell?.Invoke();
        }
        _end.Feed(chunk);
        sink.Bytes(chunk);
    }

    /// <inheritdoc/>
    protected override void OnComplete()
    {
        if (_end.Length == 0)
        {
            Failure = NoImage("the answer is empty");
            return;
        }
        if (!_end.IsWhole)
            throw new FormatException("the picture ends early");
        // The picture is complete, so a streaming client gets it now. The last picture waits, because its event also carries the usage of the whole
        // answer.
        sink.EndImage(Kind, whole: next is not null || !sink.IsLastCall);
        if (next is null)
            sink.Complete();
        else
            Next = next;
    }

    private static ImageError TooLarge() => new()
    {
        Status = 502,
        Type = "provider_response_invalid",
        Code = "picture_too_large",
        Message = $"The provider's picture has more than {MaxPicture >> 20} MiB.",
    };

    // Detects an HTML page or a JSON text that is served as a picture.
    private string? WhatElse(ReadOnlySpan<byte> head)
    {
        var isUntold = contentType is null or "application/octet-stream" or "binary/octet-stream";
        if (!isUntold && !contentType!.StartsWith("image/", StringComparison.Ordinal))
            return $"the answer is {ShortText.Cut(contentType)}";
        // Without a media type, or with the type of a known format, the bytes must begin a known format. Very few bytes cannot be judged.
        var mustBeKnown = isUntold || contentType is "image/png" or "image/jpeg" or "image/jpg" or "image/webp" or "image/gif";
        if (mustBeKnown && head.Length >= PictureHead.Needed && !PictureHead.IsKnown(head))
            return "the answer is no picture";
        var first = head[0];
        return first is (byte)'{' or (byte)'[' || (first == (byte)'<' && contentType != "image/svg+xml") ? "the answer is text" : null;
    }
}
