using SkiaSharp;

namespace Iris.Sandbox.Painting;

/// <summary>The colours of one picture, by their part in it.</summary>
/// <param name="High">Sky at the top.</param>
/// <param name="Middle">Sky half-way down.</param>
/// <param name="Low">Sky at the horizon; also the haze between layers.</param>
/// <param name="Orb">Sun or moon.</param>
/// <param name="Far">The most distant land.</param>
/// <param name="Near">The land at the viewer's feet.</param>
/// <param name="Accent">The one colour that stands out: a sail, a flower, a lit window.</param>
internal sealed record Palette(SKColor High, SKColor Middle, SKColor Low, SKColor Orb, SKColor Far, SKColor Near, SKColor Accent)
{
    private static readonly Palette[] Dawns =
    [
        Of(0x37447a, 0xb8789a, 0xffd3a8, 0xfff0cf, 0x9c7aa3, 0x231f3d, 0xe8624e),
        Of(0x5b7fa8, 0xe3a9a1, 0xfde3bd, 0xfffaea, 0x9aa0b8, 0x2c3a52, 0xd9573f),
        Of(0x2f6f86, 0x9cc0b0, 0xfbe2b4, 0xfff6dd, 0x7fa3a4, 0x16343f, 0xe76f51),
    ];

    private static readonly Palette[] Days =
    [
        Of(0x3b8fc2, 0x8fcbe0, 0xf1f1dc, 0xfffbe6, 0x86b9c8, 0x1f4d57, 0xf06a3f),
        Of(0x5fb3a5, 0xbfe0c6, 0xfff1cf, 0xff8a63, 0x83b39d, 0x1c4a4a, 0xe2533d),
        Of(0xe3a765, 0xf3d29c, 0xfdf2d8, 0xe4572e, 0xc79b73, 0x46332d, 0x2f6f73),
        Of(0x4d7fb8, 0xa9c9e4, 0xfbe9d2, 0xfff3d0, 0x93a9c6, 0x27405c, 0xf4a23a),
    ];

    private static readonly Palette[] Dusks =
    [
        Of(0x2d1b4e, 0xb8395a, 0xffb057, 0xffe9ae, 0x9c4062, 0x1a1030, 0xff6b4a),
        Of(0x24305e, 0xa4508b, 0xff9e7d, 0xffe3c2, 0x7b4a83, 0x171a3a, 0xffcf56),
        Of(0x12395b, 0xc8644b, 0xffc36b, 0xfff1c4, 0x8a5f63, 0x0f2036, 0xe63946),
    ];

    private static readonly Palette[] Nights =
    [
        Of(0x070b24, 0x14235a, 0x4765a3, 0xf6f1dc, 0x2b4277, 0x060a1f, 0xffb75e),
        Of(0x04141f, 0x0a3b49, 0x3f9186, 0xeafff4, 0x1d5c61, 0x031016, 0xffd166),
        Of(0x140a2b, 0x3a1c63, 0x8a56a6, 0xffe9f3, 0x4c2d78, 0x0d0620, 0xff7aa2),
    ];

    private static readonly Palette[] Winters =
    [
        Of(0x4b5a94, 0xb594ba, 0xffd6bc, 0xfff6e4, 0x8f8fbb, 0x2a3360, 0xe8623d),
        Of(0x6f9cc4, 0xbfd5e8, 0xfcefe4, 0xfffdf5, 0x9fb8cf, 0x37506c, 0xd94f3d),
        Of(0x3f4783, 0xa985b3, 0xffd0b5, 0xfff3dd, 0x8a86b4, 0x2a2f57, 0xe8623d),
        Of(0x0a1230, 0x1f3a6b, 0x6f93bf, 0xfdf7e3, 0x3c5b8f, 0x0c1733, 0xffb454),
    ];

    /// <summary>The snow on the ground: white in the colour of the sky.</summary>
    public SKColor Snow(float shade) => Ink.Mix(Ink.Mix(SKColors.White, Low, 0.12f), Ink.Mix(Middle, High, 0.35f), shade);

    /// <summary>The land's colour at a depth from 0 (far) to 1 (near).</summary>
    public SKColor Land(float depth) => Ink.Mix(Far, Near, depth);

    /// <summary>A palette for an hour, one of several.</summary>
    public static Palette For(Hour hour, bool snow, Dice dice)
    {
        if (snow)
            return hour == Hour.Night ? Winters[3] : dice.Pick<Palette>(Winters.AsSpan(0, 3));
        return hour switch
        {
            Hour.Dawn => dice.Pick<Palette>(Dawns),
            Hour.Day => dice.Pick<Palette>(Days),
            Hour.Dusk => dice.Pick<Palette>(Dusks),
            _ => dice.Pick<Palette>(Nights),
        };
    }

    /// <summary>A palette around one hue, for a prompt that names a colour; a chroma near 0 gives black and white.</summary>
    public static Palette Around(float hue, float chroma, Hour hour)
    {
        var (high, middle, low) = hour switch
        {
            Hour.Day => (0.62f, 0.8f, 0.95f),
            Hour.Night => (0.18f, 0.32f, 0.58f),
            Hour.Dawn => (0.46f, 0.72f, 0.93f),
            _ => (0.3f, 0.56f, 0.86f),
        };
        return new Palette(
            Ink.Of(high, chroma * 0.75f, hue - 22f),
            Ink.Of(middle, chroma, hue),
            Ink.Of(low, chroma * 0.5f, hue + 28f),
            Ink.Of(0.97f, Math.Min(chroma, 0.05f), hue + 40f),
            Ink.Of((middle + low) * 0.44f, chroma * 0.6f, hue - 8f),
            Ink.Of(0.2f, chroma * 0.4f, hue - 25f),
            Ink.Of(0.72f, chroma < 0.03f ? 0.02f : 0.16f, hue + 160f));
    }

    private static Palette Of(uint high, uint middle, uint low, uint orb, uint far, uint near, uint accent) =>
        new(Ink.Hex(high), Ink.Hex(middle), Ink.Hex(low), Ink.Hex(orb), Ink.Hex(far), Ink.Hex(near), Ink.Hex(accent));
}
