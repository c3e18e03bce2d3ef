using Iris.Transforms.Answers;
using Iris.Transforms.Wire.Json;
using Iris.Transforms.Wire.Pictures;

namespace Iris.Transforms.Codecs;

/// <summary>
/// Reads one provider's answer as its bytes arrive and passes it to a sink. A failure is a value: once <see cref="Failure"/> is set, the caller
/// feeds nothing more.
/// </summary>
public abstract class AnswerReader
{
    private const string NoImageCode = "no_image";

    /// <summary>The code of an answer whose picture is none.</summary>
    private protected const string NotAPictureCode = "not_a_picture";

    // The most characters of the server's words that a failure repeats.
    private const int MaxSaid = 1024;

    private bool _isResumed;

    /// <summary>The answer's failure; null while there is none.</summary>
    public ImageError? Failure { get; protected set; }

    /// <summary>
    /// The next leg, which goes on with the same sink. <see cref="OnComplete"/> sets it when this answer does not hold the pictures yet; the reader
    /// then has not completed the sink.
    /// </summary>
    public ProviderLeg? Next { get; protected set; }

    /// <summary>True when the answer is malformed or incomplete, so that its outcome is unknown.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>
    /// The server's words about a failure in an answer that has no error of its own (<c>message</c>, <c>msg</c>, <c>detail</c>, …); null when there
    /// are none. A failure <c>no_image</c> repeats them.
    /// </summary>
    internal string? Said { get; private protected set; }

    /// <summary>Goes on with an order from what <see cref="ProviderLeg.WriteReceipt"/> has written, in place of an answer's bytes.</summary>
    internal void Resume(ReadOnlySpan<byte> receipt)
    {
        _isResumed = true;
        if (!OnResume(receipt))
            Failure ??= NoImage("the order's receipt cannot be read again");
    }

    /// <summary>Takes the answer's length in bytes, when its headers tell it: a body beyond the limit is not read at all.</summary>
    public void Expect(long length)
    {
        if (Failure is null)
            OnExpect(length);
    }

    /// <summary>Reads the next bytes; does not keep them. Does nothing after a failure.</summary>
    public void Feed(ReadOnlySpan<byte> chunk)
    {
        if (Failure is not null)
            return;
        try
        {
            OnFeed(chunk);
        }
        catch (FormatException e)
        {
            IsBroken = true;
            OnBroken();
            Failure ??= e is PictureFormatException ? NotAPicture(e.Message) : Malformed(e.Message);
        }
    }

    /// <summary>Ends the answer: the provider's body has ended.</summary>
    public void Complete()
    {
        if (Failure is not null || _isResumed)
            return;
        try
        {
            OnComplete();
        }
        catch (FormatException e)
        {
            IsBroken = true;
            OnBroken();
            Failure ??= e is PictureFormatException ? NotAPicture(e.Message) : CutShort(e.Message);
        }
        if (Said is { } words && Failure is { Code: NoImageCode } failure && !failure.Message.Contains(words, StringComparison.Ordinal))
            Failure = failure with { Message = $"{failure.Message.TrimEnd('.')}: {ShortText.Cut(words, MaxSaid)}" };
    }

    /// <summary>Checks the answer's length in bytes; sets <see cref="Failure"/> when it is beyond the limit.</summary>
    protected virtual void OnExpect(long length)
    {
    }

    /// <summary>Sets <see cref="Next"/> from a receipt; false where the answer has none that can be resumed.</summary>
    private protected virtual bool OnResume(ReadOnlySpan<byte> receipt) => false;

    /// <summary>Reads bytes; throws <see cref="FormatException"/> when they are malformed.</summary>
    protected abstract void OnFeed(ReadOnlySpan<byte> chunk);

    /// <summary>Checks that the answer is complete; throws <see cref="FormatException"/> when it is not.</summary>
    protected abstract void OnComplete();

    /// <summary>The answer is malformed or incomplete. A reader that knows more of it sets <see cref="Failure"/>.</summary>
    protected virtual void OnBroken()
    {
    }

    /// <summary>A 2xx answer without a picture, which is never passed on as a success.</summary>
    protected internal static ImageError NoImage(string? reason = null) => new()
    {
        Status = 502,
        Type = "provider_response_invalid",
        Code = NoImageCode,
        Message = "The provider answered with success but without an image" + (reason is null ? "." : $": {reason}"),
    };

    private static ImageError NotAPicture(string cause) => new()
    {
        Status = 502,
        Type = "provider_response_invalid",
        Code = NotAPictureCode,
        Message = $"The provider's picture cannot be read: {cause}.",
        Cause = cause,
    };

    // Decoding failures have status 500 and are the gateway's (docs/contract.md, section 6.2).
    private static ImageError Malformed(string cause) => new()
    {
        Status = 500,
        Type = "provider_response_invalid",
        Code = "malformed_response",
        Message = "failed to unmarshal response from provider API",
        Cause = cause,
        IsGatewayFault = true,
    };

    private static ImageError CutShort(string cause) => new()
    {
        Status = 502,
        Type = "provider_response_invalid",
        Code = "truncated_response",
        Message = "The provider's answer ended before it was whole.",
        Cause = cause,
    };
}
