using Iris.Transforms.Wire.Pictures;

namespace Iris.Transforms.Answers;

// Pictures that are kept elsewhere: the answer tells their address, alone or beside them.
public sealed partial class ImageSink
{
    private readonly PictureKeeper? _keeper = tally.Context.Keeper;
    // Null where no picture is kept; it is empty before the first one.
    private KeptContent? _kept;

    private void BeginKeeping(ImageKind kind)
    {
        if (kind == ImageKind.Partial)
            _kept = null;
        else
            (_kept ??= new KeptContent(_keeper!)).Begin();
    }

    // True when the base64 stays out of the answer; else what is left of it goes out.
    private bool KeepsBase64(ref ReadOnlySpan<byte> base64)
    {
        var text = base64;
        if (_kept!.HasFailed || _kept.WriteBase64(ref text))
            return !_keeper!.IsBeside && !_kept.HasFailed;
        FailKeeping();
        if (_keeper!.IsBeside)
            return false;
        SendKept(_kept.Picture!.Length);
        if (_kept.Carried is { IsEmpty: false } carried)
            Encoded(carried);
        base64 = text;
        return base64.IsEmpty;
    }

    // True when the bytes stay out of the answer.
    private bool KeepsBytes(ReadOnlySpan<byte> bytes)
    {
        if (_kept!.HasFailed || _kept.Write(bytes))
            return !_keeper!.IsBeside && !_kept.HasFailed;
        FailKeeping();
        if (_keeper!.IsBeside)
            return false;
        var picture = _kept.Picture!;
        // Base64 has groups of three bytes: the last ones begin a group with those that follow.
        var whole = picture.Length / 3 * 3;
        SendKept(whole);
        Span<byte> rest = stackalloc byte[(int)(picture.Length - whole)];
        for (var read = 0; read < rest.Length;)
            read += picture.Read(whole + read, rest[read..]) is > 0 and var more ? more : throw new EndOfStreamException();
        Encode(rest);
        return false;
    }

    private void EndKeeping(ImageKind kind)
    {
        // A picture that turns out to be a preview is not committed, and goes with the answer.
        if (_kept is not { Picture: { } picture, HasFailed: false } || kind == ImageKind.Partial)
            return;
        if (!_keeper!.IsBeside)
            tally.CountBase64((picture.Length + 2) / 3 * 4, (3 - (picture.Length % 3)) % 3);
        HasImage = true;
        picture.End(ImageProbe.MediaType(_probe.Format), _probe.Width, _probe.Height);
        form.Kept(picture);
    }

    // The beginning of a picture that went aside and whose rest cannot.
    private void SendKept(long length)
    {
        form.Base64([]);
        tally.CountBase64(length / 3 * 4);
        HasImage = true;
        output.Defer(new DeferredCopy(_kept!.Picture!, length));
    }

    private void FailKeeping() => _keeper!.WarnOf(Context);
}
