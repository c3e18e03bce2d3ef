namespace Iris.Transforms.Codecs.Masks;

/// <summary>A mask's rows from top to bottom, read one at a time: how much each pixel is to change.</summary>
internal abstract class MaskRows : IDisposable
{
    /// <summary>Pixels a row.</summary>
    public abstract int Width { get; }
    /// <summary>The number of rows.</summary>
    public abstract int Height { get; }
    /// <summary>
    /// Whether the mask has transparency: then transparent pixels change, as OpenAI's clients mean it. Otherwise it is already black and white, and
    /// white pixels change.
    /// </summary>
    public abstract bool HasAlpha { get; }

    /// <summary>Reads the next row.</summary>
    /// <param name="strengths">Receives a byte for each pixel: 0 keep, 255 change.</param>
    /// <exception cref="InvalidDataException">The picture is broken.</exception>
    public abstract void Read(Span<byte> strengths);

    /// <inheritdoc/>
    public abstract void Dispose();
}
