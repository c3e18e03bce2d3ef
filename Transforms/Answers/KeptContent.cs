using System.Buffers.Text;

namespace Iris.Transforms.Answers;

/// <summary>
/// The content of the picture that is being kept: base64 or bytes, in pieces of any size. What cannot be kept is given back at the point where that
/// was noticed, so that the rest of the picture can go out in its place.
/// </summary>
/// <param name="keeper">Keeps the pictures.</param>
internal sealed class KeptContent(PictureKeeper keeper)
{
    private const int Block = 3 * 1024;

    private readonly byte[] _group = new byte[4];
    private int _carried;

    /// <summary>The picture; null before its first byte.</summary>
    public KeptPicture? Picture { get; private set; }

    /// <summary>True when a part of the picture could not be kept.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>The characters that wait for others of their group of four; for whoever passes the rest on.</summary>
    public ReadOnlySpan<byte> Carried => _group.AsSpan(0, _carried);

    /// <summary>Prepares for the next picture.</summary>
    public void Begin() => (Picture, HasFailed, _carried) = (null, false, 0);

    /// <summary>Keeps bytes; false when they cannot be.</summary>
    public bool Write(ReadOnlySpan<byte> bytes)
    {
        HasFailed = HasFailed || !(Picture ??= keeper.Begin()).Write(bytes);
        return !HasFailed;
    }

    /// <summary>Keeps plain base64.</summary>
    /// <param name="base64">The text; afterwards what could not be kept of it, behind <see cref="Carried"/>.</param>
    /// <returns>False when something could not be kept.</returns>
    public bool WriteBase64(ref ReadOnlySpan<byte> base64)
    {
        Span<byte> bytes = stackalloc byte[Block];
        if (_carried > 0)
        {
            var count = Math.Min(4 - _carried, base64.Length);
            base64[..count].CopyTo(_group.AsSpan(_carried));
            if (_carried + count < 4)
            {
                _carried += count;
                base64 = default;
                return true;
            }
            Base64.DecodeFromUtf8(_group, bytes, out _, out var written);
            if (!Write(bytes[..written]))
                return false;
            _carried = 0;
            base64 = base64[count..];
        }
        while (base64.Length >= 4)
        {
            var text = base64[..Math.Min(base64.Length & ~3, Block / 3 * 4)];
            Base64.DecodeFromUtf8(text, bytes, out _, out var written);
            if (!Write(bytes[..written]))
                return false;
            base64 = base64[text.Length..];
        }
        base64.CopyTo(_group);
        _carried = base64.Length;
        base64 = default;
        return true;
    }
}
