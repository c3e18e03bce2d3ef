using System.Text;
using Iris.Transforms.Codecs.Reading;
using Iris.Transforms.Dialects.OpenAI;
using Iris.Transforms.Wire.Buffers;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Codecs.Reading;

/// <summary>The promise: bytes pass for a picture only when they are one, and a whole one.</summary>
internal sealed class ImageBytesReaderTests
{
    private static CodecOutcome Read(byte[] bytes, string? contentType, string members = "") => CodecCall.Create("sandbox", "painter", members)
        .Read((type, sink) => new ImageBytesReader(sink, type), contentType, feed => feed(bytes));

    [TestCase("<!DOCTYPE html><html></html>", "text/html")]
    [TestCase("<!DOCTYPE html><html></html>", null)]
    [TestCase("""{"error":"no"}""", "application/json")]
    [TestCase("""{"error":"no"}""", "image/png")]
    [TestCase("", "image/png")]
    public void Feed_NoPicture_IsAFailure(string body, string? contentType)
    {
        var outcome = Read(Splits.Utf8(body), contentType);
        Assert.That((outcome.HasImage, outcome.Failure?.Code), Is.EqualTo((false, "no_image")));
    }

    [TestCase("image/png")]
    [TestCase("application/octet-stream")]
    [TestCase("binary/octet-stream")]
    [TestCase(null)]
    public void Feed_Picture_IsEncoded(string? contentType)
    {
        var bytes = CodecFixture.Bytes("huggingface/answers/hf-inference.png");
        var outcome = Read(bytes, contentType);
        Assert.That(outcome.Failure, Is.Null);
        Assert.That(outcome.Output, Does.Contain(Convert.ToBase64String(bytes)).And.Contain("\"output_format\":\"png\""));
    }

    [TestCase("hf-inference.png")]
    [TestCase("hf-inference.jpg")]
    public void Complete_TornPicture_IsNoSuccess(string file)
    {
        var bytes = CodecFixture.Bytes("huggingface/answers/" + file);
        for (var cut = 0; cut < bytes.Length; cut++)
            Assert.That(Read(bytes[..cut], null).Failure, Is.Not.Null, $"cut at {cut}");
    }

    [TestCase("GIF89a……………………;", true)]
    [TestCase("GIF89a……………………", false)]
    [TestCase("RIFF\u0010\0\0\0WEBPVP8 abcdefgh", true)]
    [TestCase("RIFF\u0010\0\0\0WEBPVP8 abcd", false)]
    [TestCase("\0\0\0\u001cftypheic with what follows", true)]
    [TestCase("something else that is long enough", false)]
    public void Complete_OtherFormats_AreJudgedByTheirOwnEnd(string picture, bool isWhole) =>
        Assert.That(Read(Encoding.Latin1.GetBytes(picture), null).Failure is null, Is.EqualTo(isWhole));

    [TestCase(ImageBytesReader.MaxPicture, null)]
    [TestCase(ImageBytesReader.MaxPicture + 1, "picture_too_large")]
    public void Expect_LengthInTheHead_IsBoundedBeforeTheFirstByte(long length, string? code)
    {
        using var output = new PooledBuffer();
        var sut = new ImageBytesReader(OpenAIDialect.OpenAI.CreateSink(CodecCall.Create("sandbox", "painter").Context, output), "image/png");

        sut.Expect(length);

        Assert.That((sut.Failure?.Status, sut.Failure?.Code), Is.EqualTo(code is null ? default : ((int?)502, code)));
    }

    [Test]
    public void Feed_EndlessPicture_BreaksOffAtTheLargest()
    {
        using var output = new PooledBuffer();
        var sut = new ImageBytesReader(OpenAIDialect.OpenAI.CreateSink(CodecCall.Create("sandbox", "painter").Context, output), "image/png");
        var piece = new byte[1 << 20];
        ((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']).CopyTo(piece);
        for (var fed = 0L; fed < ImageBytesReader.MaxPicture; fed += piece.Length)
        {
            sut.Feed(piece);
            output.Consume(output.Count);
        }
        Assert.That(sut.Failure, Is.Null);

        sut.Feed(piece.AsSpan(0, 1));

        Assert.That(sut.Failure?.Code, Is.EqualTo("picture_too_large"));
        Assert.That(output.Count, Is.Zero);
    }

    [Test]
    public void Complete_PaddedJpeg_IsWhole()
    {
        byte[] padded = [.. CodecFixture.Bytes("huggingface/answers/hf-inference.jpg"), 0, 0, 0];
        Assert.That(Read(padded, "image/jpeg").Failure, Is.Null);
    }
}
