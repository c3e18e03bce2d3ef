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
    /// <param name="converted">The mask to send, and what must be disposed when it is not needed any more; null with an error.</param>
    /// <returns>The reason why it cannot be converted, or null.</returns>
    public ImageError? Convert(ImageInput mask, MaskForm form, ImagesOptions options, out (ImageInput Mask, bool HasAlpha, IDisposable Store)? converted)
    {
        converted = null;
        var spool = new PictureSpool(options, budget);
        try
        {
            using var rows = Rows(mask);
            var into = new SpoolStream(spool);
            MaskWriter.Write(rows, form, into);
            ImageInput? written = null;
            var error = into.Error ?? spool.End(mask.Name, out written);
            if (error is null)
                converted = (written!, rows.HasAlpha, spool);
            return error;
        }
        catch (InvalidDataException e)
        {
            return ImageError.Invalid($"The mask cannot be read: {e.Message}.", "mask", "invalid_mask_image_format");
        }
        finally
        {
            if (converted is null)
                spool.Dispose();
            else
                spool.EndWriting();
        }
    }

    private static MaskRows Rows(ImageInput mask) =>
        (mask.MediaType == "image/png" ? PngMaskRows.Open(mask.Content!, MostPixels) : null) ?? (MaskRows)DecodedMaskRows.Open(mask.Content!);

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
