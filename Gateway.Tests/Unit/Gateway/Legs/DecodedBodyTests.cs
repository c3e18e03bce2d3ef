using System.Text;
using Iris.Gateway.Legs;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Legs;

/// <summary>A compressed body is the same wherever the network cuts it, and its end is only an end where the compressor wrote one.</summary>
internal sealed class DecodedBodyTests
{
    private static readonly string[] Codings = Compressed.Codings;

    private static readonly byte[] Text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 40).Select(i => $"{i} red kites; ")));

    [TestCaseSource(nameof(Codings))]
    public async Task Read_EverySplit_IsTheText(string coding)
    {
        var bytes = Compressed.Bytes(coding, Text);
        for (var split = 0; split <= bytes.Length; split++)
        {
            await using var body = new DecodedBody(new Pieces(bytes[..split], bytes[split..]), Of(coding));
            Assert.That(await ReadAsync(body, 7), Is.EqualTo(Text), $"split at {split}");
        }
    }

    [TestCaseSource(nameof(Codings))]
    public void Read_CutAnywhere_IsNoEnd(string coding)
    {
        var bytes = Compressed.Bytes(coding, Text);
        for (var length = 1; length < bytes.Length - 8; length++)
        {
            var cut = bytes[..length];
            Assert.That(
                async () =>
                {
                    await using var body = new DecodedBody(new Pieces(cut), Of(coding));
                    await ReadAsync(body, 4096);
                },
                Throws.InstanceOf<IOException>(), $"cut at {length}");
        }
    }

    [TestCaseSource(nameof(Codings))]
    public async Task Read_WithoutABuffer_TellsThatBytesHaveCome(string coding)
    {
        var blocks = Compressed.Blocks(coding, "one", "two");
        var source = new Pieces(blocks);
        await using var body = new DecodedBody(source, Of(coding));
        var room = new byte[100];

        Assert.That(await body.ReadAsync(Memory<byte>.Empty), Is.Zero);
        Assert.That(source.Given, Is.EqualTo(1), "the second block is not waited for");
        Assert.That(Encoding.ASCII.GetString(room, 0, await body.ReadAsync(room)), Is.EqualTo("one"));
    }

    private static ContentCoding Of(string coding) => coding switch
    {
        "br" => ContentCoding.Brotli,
        "deflate" or "raw" => ContentCoding.Deflate,
        _ => ContentCoding.Gzip,
    };

    private static async Task<byte[]> ReadAsync(Stream body, int room)
    {
        using var all = new MemoryStream();
        var buffer = new byte[room];
        while (await body.ReadAsync(buffer) is > 0 and var count)
            all.Write(buffer, 0, count);
        return all.ToArray();
    }

    // A connection that gives a piece for each read.
    private sealed class Pieces(params byte[][] pieces) : MemoryStream
    {
        private readonly Queue<byte[]> _left = new(pieces.Where(piece => piece.Length > 0));
        private ReadOnlyMemory<byte> _piece;

        public int Given { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (buffer.IsEmpty)
                return new(0);
            if (_piece.IsEmpty && _left.TryDequeue(out var next))
                (_piece, Given) = (next, Given + 1);
            var count = Math.Min(buffer.Length, _piece.Length);
            _piece[..count].CopyTo(buffer);
            _piece = _piece[count..];
            return new(count);
        }
    }
}
