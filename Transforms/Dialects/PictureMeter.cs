namespace Iris.Transforms.Dialects;

/// <summary>Counts the picture data in one request's body: a limit for requests is about everything else.</summary>
internal abstract class PictureMeter
{
    /// <summary>The bytes of the body that have been read.</summary>
    public long Read { get; private set; }

    /// <summary>The bytes among them that are picture data, as far as the body tells until now.</summary>
    public abstract long Pictures { get; }

    /// <summary>Reads the body's next bytes; does not keep them.</summary>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        Read += bytes.Length;
        OnFeed(bytes);
    }

    /// <inheritdoc cref="Feed"/>
    protected abstract void OnFeed(ReadOnlySpan<byte> bytes);
}
