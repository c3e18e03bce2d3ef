using Iris.Gateway.Calls;
using Iris.Gateway.Model;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Masks;
using Iris.Transforms.Requests;

namespace Iris.Gateway.Spool;

/// <summary>Converts a client's mask into the form that a provider expects. The result is stored like the client's pictures.</summary>
/// <param name="budget">What all calls' pictures may take.</param>
internal sealed class MaskConverter(SpoolBudget budget)
{
    // What a mask's rows may add up to; no model takes larger pictures.
    private const long MostPixels = 64L << 20;

    /// <summary>Converts a mask.</summary>
    /// <param name="mask">The client's mask; must have <see cref="ImageInput.Content"/>.</param>
    /// <param name="form">The form.</param>
    /// <param name="options">The limits.</param>
    /// <param name="cancellation">Ends the wait for a decoder.</param>
    /// <returns>The mask to send, or the reason why it cannot be converted.</returns>
    /// <exception cref="OperationCanceledException">Nobody waits for the mask any more.</exception>
    public async ValueTask<(ConvertedMask? Mask, ImageError? Error)> ConvertAsync(
        ImageInput mask, MaskForm form, ImagesOptions options, CancellationToken cancellation)
    {
        var spool = new PictureSpool(options, budget);
        ConvertedMask? converted = null;
        try
        {
            using var rows = await OpenAsync(mask, cancellation);
            var into = new SpoolStream(spool);
            MaskWriter.Write(rows, form, into);
            ImageInput? written = null;
            var error = into.Error ?? spool.End(mask.Name, out written);
            if (error is null)
                converted = new ConvertedMask(written!, rows.HasAlpha, spool);
            return (converted, error);
        }
        catch (InvalidDataException e)
        {
            return (null, ImageError.Invalid($"The mask cannot be read: {e.Message}.", "mask", "invalid_mask_image_format"));
        }
        finally
        {
            if (converted is null)
                spool.Dispose();
            else
                spool.EndWriting();
        }
    }

    private static async ValueTask<MaskRows> OpenAsync(ImageInput mask, CancellationToken cancellation) =>
        (mask.MediaType == "image/png" ? PngMaskRows.Open(mask.Content!, MostPixels) : null)
        ?? (MaskRows)await DecodedMaskRows.OpenAsync(mask.Content!, cancellation);

    // The mask's writer knows streams and no errors as values: what it writes after a failure is dropped.
    private sealed class SpoolStream(PictureSpool spool) : Stream
    {
        public ImageError? Error { get; private set; }

        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer) => Error ??= spool.Write(buffer);

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
