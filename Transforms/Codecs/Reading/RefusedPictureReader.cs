using Iris.Transforms.Answers;

namespace Iris.Transforms.Codecs.Reading;

/// <summary>
/// Takes the place of a download that the guard does not allow: the picture's address is passed on with a warning. A preview is left out.
/// </summary>
/// <param name="sink">Receives the address.</param>
/// <param name="picture">The picture.</param>
/// <param name="reason">Why it was not fetched.</param>
/// <param name="next">The leg that fetches the next picture; null when this is the last one, which completes the sink.</param>
internal sealed class RefusedPictureReader(ImageSink sink, StoredPicture picture, ImageError reason, ProviderLeg? next) : AnswerReader
{
    /// <inheritdoc/>
    protected override void OnFeed(ReadOnlySpan<byte> chunk)
    {
    }

    /// <inheritdoc/>
    protected override void OnComplete()
    {
        if (picture.Kind != ImageKind.Partial)
        {
            sink.Context.Warn(new ImageWarning(
                "response_format_mismatch", $"The provider delivered the picture as url. {reason.Message}", "response_format", "b64_json", "url"));
            sink.BeginImage(picture.Kind);
            picture.Tell?.Invoke();
            sink.Url(picture.Raw);
            sink.EndImage(picture.Kind, whole: false);
        }
        if (next is null)
            sink.Complete();
        else
            Next = next;
    }
}
