using System.Text;
using Iris.Gateway.Credentials.Aws;
using Iris.Gateway.Legs;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Bodies;
using Iris.Transforms.Requests;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Codecs.Bodies;

/// <summary>Promise: a client's picture stands in a body byte by byte, wherever it is read, and nobody holds it.</summary>
public sealed class PictureBodyTests
{
    private static readonly byte[] Bytes = [.. Enumerable.Range(0, 200_001).Select(i => (byte)(i * 31 >> 2))];

    [TestCase(0), TestCase(1), TestCase(2), TestCase(3), TestCase(200_001)]
    public async Task Picture_InMembersAndArrays_IsItsBase64(int length)
    {
        var picture = Picture(length, "image/webp");
        var base64 = Convert.ToBase64String(Bytes, 0, length);
        var body = BodyWriter.Write(writer =>
        {
            writer.Text("model", "m");
            writer.Picture("image", picture);
            writer.Array("images", items =>
            {
                items.WriteStartObject();
                items.WritePropertyName("url");
                writer.PictureValue(picture, asDataUrl: true);
                items.WriteNumber("k", 1);
                items.WriteEndObject();
                writer.PictureValue(picture);
            });
            writer.Object("outer", outer => outer.Picture("mask", picture, asDataUrl: true));
            writer.Picture("image", picture, asDataUrl: true);
        });
        var json = $$$"""
            {"model":"m","image":"{{{base64}}}","images":[{"url":"data:image/webp;base64,{{{base64}}}","k":1},"{{{base64}}}"],"outer":{"mask":"data:image/webp;base64,{{{base64}}}"}}
            """.Trim();
        Assert.That(Encoding.ASCII.GetString(body.ToArray()), Is.EqualTo(json));
        await Check(body, Encoding.ASCII.GetBytes(json));
    }

    [Test]
    public void Picture_ThatIsReplacedOrDropped_IsNotSent()
    {
        var body = BodyWriter.Write(writer =>
        {
            writer.Picture("a", Picture(10));
            writer.Picture("b", Picture(10));
            writer.Hold("a");
            writer.Number("a", 1);
            writer.Hold("b");
        });
        Assert.That(Encoding.ASCII.GetString(body.ToArray()), Is.EqualTo("""{"a":1}"""));
        Assert.That(body.Count, Is.EqualTo(1));
    }

    [Test]
    public void Picture_Reference_HasNoBytesToSend() =>
        Assert.Throws<ArgumentException>(() => BodyWriter.Write(body => body.Picture("a", new ImageInput { Name = "image", Url = "https://x/y.png" })));

    [Test]
    public void Picture_EndsBeforeItsLength_IsAnError()
    {
        var body = new ProviderBody([new BodySegment(new Short(), asBase64: true)]);
        Assert.Throws<EndOfStreamException>(() => body.ToArray());
    }

    [Test]
    public async Task Form_TextsAndFiles_AreItsParts()
    {
        var form = new FormWriter();
        form.Text("prompt", "a kite\r\n--night");
        form.Text("none", null);
        form.Number("n", 2);
        form.Flag("stream", true);
        form.Raw("loras", """[{"path":"x"}]"""u8.ToArray());
        form.Raw("quoted", "\"a \\u0041\""u8.ToArray());
        form.Text("bad\"name\r\n", "x");
        form.Picture("image[]", Picture(5), "image-1");
        form.Picture("mask", Picture(200_001, "image/jpeg"), "mask");
        var (body, contentType) = form.Finish();
        var boundary = contentType["multipart/form-data; boundary=".Length..];
        using var expected = new MemoryStream();
        void Add(string text) => expected.Write(Encoding.UTF8.GetBytes(text));
        void Part(string name, string value) => Add($"--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        Part("prompt", "a kite\r\n--night");
        Part("n", "2");
        Part("stream", "true");
        Part("loras", """[{"path":"x"}]""");
        Part("quoted", "a A");
        Part("bad%22name%0D%0A", "x");
        Add($"--{boundary}\r\nContent-Disposition: form-data; name=\"image[]\"; filename=\"image-1.png\"\r\nContent-Type: image/png\r\n\r\n");
        expected.Write(Bytes, 0, 5);
        Add($"\r\n--{boundary}\r\nContent-Disposition: form-data; name=\"mask\"; filename=\"mask.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n");
        expected.Write(Bytes);
        Add($"\r\n--{boundary}--\r\n");
        Assert.That(Encoding.Latin1.GetString(body.ToArray()), Is.EqualTo(Encoding.Latin1.GetString(expected.ToArray())));
        await Check(body, expected.ToArray());
    }

    [Test]
    public void Form_SameContent_HasTheSameBytes_AndNoOtherContentItsBoundary()
    {
        static string Boundary(string prompt, int length)
        {
            var form = new FormWriter();
            form.Text("prompt", prompt);
            form.Picture("image", Picture(length), "image");
            return form.Finish().ContentType;
        }
        var one = Boundary("a", 5);
        Assert.That(Boundary("a", 5), Is.EqualTo(one));
        // A client that knew the boundary could close a part in its text and begin another one.
        Assert.That(Boundary($"--{one}", 5), Is.Not.EqualTo(one));
        Assert.That(Boundary("a", 6), Is.Not.EqualTo(one));
    }

    // The sent, the announced and the signed bytes are the same, however they are divided.
    private static async Task Check(ProviderBody body, byte[] expected)
    {
        Assert.That(body.Length, Is.EqualTo(expected.Length));
        var taken = 0;
        using var content = SegmentContent.Of(body, () => taken++);
        Assert.That(content.Headers.ContentLength, Is.EqualTo(expected.Length));
        for (var i = 0; i < 2; i++)
        {
            using var sent = new MemoryStream();
            await content.CopyToAsync(sent);
            Assert.That(sent.ToArray(), Is.EqualTo(expected));
        }
        Assert.That(taken, Is.GreaterThanOrEqualTo(expected.Length > 200_000 ? 2 : 0));
        using var whole = new ByteArrayContent(expected);
        Assert.That(await PayloadHash.OfAsync(content, default), Is.EqualTo(await PayloadHash.OfAsync(whole, default)));
    }

    private static ImageInput Picture(int length, string mediaType = "image/png") => new()
    {
        Name = "image",
        MediaType = mediaType,
        Content = new Uneven(Bytes.AsMemory(0, length)),
        Sha256 = System.Security.Cryptography.SHA256.HashData(Bytes.AsSpan(0, length)),
    };

    // Gives fewer bytes than asked for, as files may.
    private sealed class Uneven(ReadOnlyMemory<byte> bytes) : InputContent
    {
        public override long Length => bytes.Length;

        public override int Read(long position, Span<byte> into)
        {
            var rest = bytes[(int)position..];
            var count = Math.Min(rest.Length, Math.Min(into.Length, 7_001));
            rest.Span[..count].CopyTo(into);
            return count;
        }
    }

    private sealed class Short : InputContent
    {
        public override long Length => 10;

        public override int Read(long position, Span<byte> into) => 0;
    }
}
