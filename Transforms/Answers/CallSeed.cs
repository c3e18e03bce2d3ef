using System.Buffers.Text;

namespace Iris.Transforms.Answers;

/// <summary>The seed of one of several calls: the one that was sent, until the provider reports the one it used.</summary>
/// <param name="sent">The seed that was sent; null for none.</param>
internal sealed class CallSeed(long? sent)
{
    /// <summary>The seed; null while none is known.</summary>
    public long? Value { get; private set; } = sent;

    /// <summary>The seed that a provider reports; null when the value is no whole number.</summary>
    public static CallSeed? Read(ReadOnlySpan<byte> json) => new CallSeed(null) is var seed && seed.TryReport(json) ? seed : null;

    /// <summary>Takes the seed that the provider reports; false when the value is no whole number.</summary>
    public bool TryReport(ReadOnlySpan<byte> json)
    {
        if (!Utf8Parser.TryParse(json, out long seed, out var length) || length != json.Length)
            return false;
        Value = seed;
        return true;
    }
}
