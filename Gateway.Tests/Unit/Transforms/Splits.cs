using System.Text;

namespace Iris.Gateway.Tests.Unit.Transforms;

/// <summary>Every way a stream's bytes may be divided that a resumable reader has to be tried with.</summary>
internal static class Splits
{
    public delegate void Feed(ReadOnlySpan<byte> piece);

    /// <summary>Feeds <paramref name="bytes"/> in one piece, in two at every point, in three around every byte, and byte by byte.</summary>
    /// <param name="bytes">The stream.</param>
    /// <param name="attempt">Runs one division on a fresh reader; its string names the division for a failing assertion.</param>
    public static void ForEach(byte[] bytes, Action<string, Action<Feed>> attempt)
    {
        for (int split = 0; split <= bytes.Length; split++)
        {
            int at = split;
            attempt($"split at {at}", feed =>
            {
                feed(bytes.AsSpan(0, at));
                feed(bytes.AsSpan(at));
            });
            if (at < bytes.Length)
            {
                attempt($"byte {at} alone", feed =>
                {
                    feed(bytes.AsSpan(0, at));
                    feed(bytes.AsSpan(at, 1));
                    feed(bytes.AsSpan(at + 1));
                });
            }
        }

        attempt("byte by byte", feed =>
        {
            for (int i = 0; i < bytes.Length; i++)
                feed(bytes.AsSpan(i, 1));
        });
    }

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>Bytes as text one to one, so that invalid UTF-8 can be compared too.</summary>
    public static string Latin(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);
}
