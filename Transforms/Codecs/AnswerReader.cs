using Iris.Transforms.Answers;

namespace Iris.Transforms.Codecs;

/// <summary>
/// Reads one provider's answer as its bytes arrive and hands it to a sink. A failure is a value: after
/// <see cref="Failure"/> is set, nothing more is fed.
/// </summary>
public abstract class AnswerReader
{
    /// <summary>What is wrong with the answer; null while nothing is.</summary>
    public ImageError? Failure { get; protected set; }

    /// <summary>
    /// Set by <see cref="OnComplete"/> when this answer does not hold the pictures yet: the call that goes on with the same
    /// sink. The reader has then not completed the sink.
    /// </summary>
    public ProviderLeg? Next { get; protected set; }

    /// <summary>True when the answer is malformed or cut short: what it would have said is not known.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Takes the answer's length in bytes, where its head tells it: one beyond all bounds is not even begun.</summary>
    public void Expect(long length)
    {
        if (Failure is null)
            OnExpect(length);
    }

    /// <summary>Takes the next bytes; they are not kept. Does nothing after a failure.</summary>
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
            Failure ??= Malformed(e.Message);
        }
    }

    /// <summary>The provider's body has ended.</summary>
    public void Complete()
    {
        if (Failure is not null)
            return;
        try
        {
            OnComplete();
        }
        catch (FormatException e)
        {
            IsBroken = true;
            Failure ??= CutShort(e.Message);
        }
    }

    /// <summary>Looks at the answer's length in bytes; sets <see cref="Failure"/> where it is beyond all bounds.</summary>
    protected virtual void OnExpect(long length)
    {
    }

    /// <summary>Reads bytes; <see cref="FormatException"/> means that they are malformed.</summary>
    protected abstract void OnFeed(ReadOnlySpan<byte> chunk);

    /// <summary>Checks that the answer is whole; <see cref="FormatException"/> means that it is not.</summary>
    protected abstract void OnComplete();

    /// <summary>A 2xx answer in which there is no picture (never passed on as a success).</summary>
    protected internal static ImageError NoImage(string? reason = null) => new()
    {
        Status = 502,
        Type = "provider_response_invalid",
        Code = "no_image",
        Message = "The provider answered with success but without an image" + (reason is null ? "." : $": {reason}"),
    };

    // Decoding failures are 500 and the gateway's (docs/contract.md, section 6.2).
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
