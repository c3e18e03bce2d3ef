using Iris.Gateway.Tests.Unit.Transforms;
using Iris.Gateway.Tests.Unit.Transforms.Codecs;
using Iris.Transforms;
using Iris.Transforms.Dialects.OpenAI;
using Iris.Transforms.Wire.Buffers;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.OpenRouter;

/// <summary>Promise: a picture in a data URL passes through; nothing of its size is ever held or allocated.</summary>
// It measures allocations, which grow while others empty the shared pool of buffers.
[NonParallelizable]
public sealed class OpenRouterMemoryTests
{
    private const int Picture = 8 * 1024 * 1024;
    private const int Piece = 64 * 1024;

    // Twice the buffer in which a small picture waits for the answer's end, because it grows, and some more.
    private const int Most = 320 * 1024;

    [TestCase("", "{\"choices\":[{\"message\":{\"images\":[", "]},\"finish_reason\":\"stop\"}]}", "application/json")]
    [TestCase("\"stream\":true", "data: {\"choices\":[{\"delta\":{\"images\":[", "]},\"finish_reason\":\"stop\"}]}\n\n", "text/event-stream")]
    public void Feed_LargePictureInPieces_AllocatesNothingOfItsSize(string members, string head, string tail, string contentType)
    {
        var bytes = Splits.Utf8(head + "{\"image_url\":{\"url\":\"data:image/png;base64," + new string('A', Picture) + "\"}}" + tail);
        var call = CodecCall.Create("openrouter", OpenRouterAnswerTests.Chat, members);
        long written = 0;
        var allocated = Allocations.Least(() => written = Pass(call, bytes, contentType));
        Assert.That(written, Is.GreaterThan(Picture));
        Assert.That(allocated, Is.LessThan(Most));
    }

    private static long Pass(CodecCall call, byte[] bytes, string contentType)
    {
        using var output = new PooledBuffer();
        var sink = OpenAIDialect.OpenAI.CreateSink(call.Context, output);
        var reader = ProviderCatalog.All["openrouter"].CreateReader(call.Call, contentType, sink);
        long written = 0;
        for (var at = 0; at < bytes.Length; at += Piece)
        {
            reader.Feed(bytes.AsSpan(at, Math.Min(Piece, bytes.Length - at)));
            written += output.Count;
            output.Consume(output.Count);
        }
        reader.Complete();
        Assert.That(reader.Failure, Is.Null);
        return written + output.Count;
    }
}
