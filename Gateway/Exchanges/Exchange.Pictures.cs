using Iris.Gateway.Calls;
using Iris.Gateway.Legs;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Requests;

namespace Iris.Gateway.Exchanges;

/// <content>Makes the client's pictures what the order needs: fetched, and its mask converted.</content>
internal sealed partial class Exchange
{
    private async ValueTask<CallFailure?> FetchAsync(EditCapabilities edits, LegTransport transport, IAnswerTarget target)
    {
        try
        {
            var (request, error) = await _services.Pictures.Addresses.FetchAsync(_attempt.Call, _call.Request, edits, _ended.Token);
            if (error is not null)
                return CallFailure.BeforeSending(error);
            _call = _call.With(request);
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            return CallFailure.OfClient(CallFailure.Cancelled);
        }
        return await JudgeAsync(transport, target);
    }

    private async ValueTask<CallFailure?> PlaceMaskedAsync(ImageInput mask, MaskForm form, LegTransport transport, IAnswerTarget target)
    {
        var call = _attempt.Call;
        var converted = call.MaskOf(form);
        if (converted is null)
        {
            ImageError? broken;
            try
            {
                (converted, broken) = await _services.Pictures.Masks.ConvertAsync(mask, form, call.Snapshot.Images, _ended.Token);
            }
            catch (OperationCanceledException) when (_ended.IsCancellationRequested)
            {
                return CallFailure.OfClient(CallFailure.Cancelled);
            }
            if (broken is not null)
                return CallFailure.BeforeSending(broken);
            call.Keep(form, converted!);
        }
        if (!converted!.HasAlpha)
            _sink.Context.Warn(new ImageWarning("mask_without_alpha", "The mask has no transparency: its white parts were taken for what is to change.", "mask"));
        _call = _call.With(_call.Request with { Mask = converted.Mask });
        return await PlaceAsync(transport, target);
    }
}
