namespace Iris.Transforms.Wire.Buffers;

/// <summary>A part of the output whose text is not known yet when what follows it is written: it is asked for when all before it has gone out.</summary>
internal abstract class DeferredPart
{
    /// <summary>Writes the next piece of the text.</summary>
    /// <returns>True when there is more.</returns>
    public abstract bool Write(PooledBuffer output);
}
