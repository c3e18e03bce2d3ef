using Iris.Transforms.Answers;
using Iris.Transforms.Wire.Json;
using Iris.Transforms.Wire.Pictures;

namespace Iris.Transforms.Codecs.Reading;

/// <summary>Reads an answer that is the picture itself, as it is.</summary>
/// <param name="sink">Receives the picture.</param>
/// <param name="contentType">The answer's media type without parameters, lower case; null when missing.</param>
/// <param name="next">The leg that fetches the next picture; null completes the sink.</param>
public sealed class ImageBytesReader(ImageSink sink, string? contentType, ProviderLeg? next = null) : AnswerReader
{
    /// <summary>The largest picture that is passed on, in bytes: far beyond what models draw, and an end to a host that never ends.</summary>
    public const long MaxPicture = 256L << 20;

    private readonly PictureEnd _end = new();

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
            sink.BeginImage(ImageKind.Final);
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
        // Nothing more is said about it: whoever watches a stream gets it now and not with the last one, whose event tells the usage of all.
        sink.EndImage(ImageKind.Final, whole: next is not null || !sink.IsLastCall);
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

    // A page or a JSON text under a picture's status must not pass for one.
    private string? WhatElse(ReadOnlySpan<byte> head)
    {
        var isUntold = contentType is null or "application/octet-stream" or "binary/octet-stream";
        if (!isUntold && !contentType!.StartsWith("image/", StringComparison.Ordinal))
            return $"the answer is {ShortText.Cut(contentType)}";
        // Where the type says nothing, or one that is known, the bytes have to be one's; a few of them say nothing either.
        var mustBeKnown = isUntold || contentType is "image/png" or "image/jpeg" or "image/jpg" or "image/webp" or "image/gif";
        if (mustBeKnown && head.Length >= PictureHead.Needed && !PictureHead.IsKnown(head))
            return "the answer is no picture";
        var first = head[0];
        return first is (byte)'{' or (byte)'[' || (first == (byte)'<' && contentType != "image/svg+xml") ? "the answer is text" : null;
    }
}
