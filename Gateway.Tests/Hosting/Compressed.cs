using System.IO.Compression;
using System.Text;

namespace Iris.Gateway.Tests.Hosting;

/// <summary>Bodies as servers send them that compress whatever they are asked for.</summary>
internal static class Compressed
{
    /// <summary>Content codings by the names that servers give them; <c>raw</c> is deflate without zlib's frame.</summary>
    public static readonly string[] Codings = ["gzip", "x-gzip", "GZIP", "deflate", "raw", "br"];

    /// <summary>The value of <c>Content-Encoding</c>.</summary>
    public static string Header(string coding) => coding == "raw" ? "deflate" : coding;

    /// <summary>A compressed body.</summary>
    public static byte[] Bytes(string coding, ReadOnlySpan<byte> body)
    {
        using var bytes = new MemoryStream();
        using (var compressor = Open(coding, bytes))
            compressor.Write(body);
        return bytes.ToArray();
    }

    /// <summary>A compressed stream: each text becomes a block that can be decoded when it has arrived.</summary>
    public static byte[][] Blocks(string coding, params string[] texts)
    {
        using var bytes = new MemoryStream();
        var blocks = new List<byte[]>();
        using (var compressor = Open(coding, bytes))
        {
            foreach (var text in texts)
            {
                compressor.Write(Encoding.UTF8.GetBytes(text));
                compressor.Flush();
                blocks.Add(bytes.ToArray());
                bytes.SetLength(0);
            }
        }
        return [.. blocks, bytes.ToArray()];
    }

    /// <summary>A whole answer.</summary>
    public static byte[] Whole(string coding, int status, byte[] body, string contentType = "application/json")
    {
        var bytes = Bytes(coding, body);
        return
        [
            .. Encoding.ASCII.GetBytes(
                $"HTTP/1.1 {status} Status\r\nContent-Type: {contentType}\r\nContent-Encoding: {Header(coding)}\r\nContent-Length: {bytes.Length}\r\n\r\n"),
            .. bytes,
        ];
    }

    private static Stream Open(string coding, Stream to) => coding switch
    {
        "deflate" => new ZLibStream(to, CompressionLevel.Optimal, leaveOpen: true),
        "raw" => new DeflateStream(to, CompressionLevel.Optimal, leaveOpen: true),
        "br" => new BrotliStream(to, CompressionLevel.Optimal, leaveOpen: true),
        _ => new GZipStream(to, CompressionLevel.Optimal, leaveOpen: true),
    };
}
