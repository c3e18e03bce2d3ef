using Iris.Gateway.Calls;
using Iris.Gateway.Store;
using Iris.Transforms.Answers;

namespace Iris.Gateway.Exchanges;

// Waits for the store where an address is to stand. Nothing of the provider's answer is read meanwhile, and nothing goes out that stands behind it.
internal sealed partial class AnswerPump
{
    // The first picture is confirmed before the response is committed, so that a strict call can still fail with a status of its own.
    private async ValueTask SettleFirstAsync(CallPictures kept)
    {
        if (output.HasDeferred && output.FirstDeferred is DeferredPicture first)
            await kept.SettleAsync(first.Picture, _sink.Context, _attempt.ClientGone);
        if (kept is { IsStrict: true, HasFailed: true } && _state != State.Failed)
            Fail(CallFailure.OfStore);
    }

    private async ValueTask SendDeferredAsync()
    {
        while (output.HasDeferred)
        {
            output.SendBeforeDeferred();
            if (output.FirstDeferred is DeferredPicture part)
                await SettleAsync(part.Picture);
            if (pictures is { IsStrict: true, HasFailed: true })
            {
                Failure = CallFailure.OfStore;
                throw new IOException("A picture could not be stored.");
            }
            while (output.SendDeferred())
                await FlushAsync();
            if (output.Unflushed >= SmallWrite)
                await FlushAsync();
        }
        output.Send();
        if (output.Unflushed >= SmallWrite)
            await FlushAsync();
    }

    private async ValueTask SettleAsync(KeptPicture picture)
    {
        var settled = pictures!.SettleAsync(picture, _sink.Context, _attempt.ClientGone);
        if (!settled.IsCompleted && output.Unflushed > 0)
            await FlushAsync();
        await settled;
    }
}
