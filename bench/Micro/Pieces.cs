namespace Iris.Bench.Micro;

/// <summary>Divides a body into pieces, as a network does.</summary>
internal static class Pieces
{
    public const int Size = 64 * 1024;

    /// <summary>Passes on 64 KiB at a time.</summary>
    public static void ForEach(byte[] body, Action<ReadOnlyMemory<byte>> take)
    {
        for (var at = 0; at < body.Length; at += Size)
            take(body.AsMemory(at, Math.Min(Size, body.Length - at)));
    }
}

/// <summary>A picture's size in the provider's answer: base64 characters, or bytes when the answer is the picture.</summary>
public sealed record PictureSize(int MiB) : ISized
{
    public long Bytes => MiB * 1024L * 1024;

    public override string ToString() => $"{MiB} MiB";
}
