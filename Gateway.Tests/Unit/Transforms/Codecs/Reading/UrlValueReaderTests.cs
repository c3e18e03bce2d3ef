using System.Text;
using Iris.Transforms.Codecs.Reading;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Codecs.Reading;

/// <summary>The promise: the first bytes of an address tell whether it is the picture itself, wherever they are divided.</summary>
internal sealed class UrlValueReaderTests
{
    [TestCase("https://example.com/a.png", "url https://example.com/a.png")]
    [TestCase(@"https:\/\/example.com\/a.png", @"url https:\/\/example.com\/a.png")]
    [TestCase("data:image/png;base64,iVBORw0KGgo=", "base64 iVBORw0KGgo=")]
    [TestCase("DATA:IMAGE/PNG;BASE64,iVBORw0KGgo=", "base64 iVBORw0KGgo=")]
    [TestCase(@"data:image\/jpeg;base64,\/9j\/4AAQ", @"base64 \/9j\/4AAQ")]
    [TestCase("data:;base64,iVBO", "base64 iVBO")]
    [TestCase("data:image/svg+xml;charset=utf-8;base64,PHN2Zz4=", "base64 PHN2Zz4=")]
    [TestCase("data:image/png;base64,", "")]
    [TestCase("a", "url a")]
    [TestCase("", "")]
    public void Slice_Address_IsDecidedAtEverySplit(string raw, string expected)
    {
        Splits.ForEach(Splits.Utf8(raw), (division, feed) =>
        {
            var target = new Target();
            var reader = new UrlValueReader(target);
            // A second value finds a reader that remembers nothing of the first.
            for (var time = 0; time < 2; time++)
            {
                target.Text.Clear();
                feed(piece => reader.Slice(piece, last: false));
                reader.Slice([], last: true);
                Assert.That(target.Text.ToString(), Is.EqualTo(expected), division);
            }
        });
    }

    [TestCase("data:")]
    [TestCase("data:image/png;base64")]
    [TestCase("data:image/png,raw")]
    [TestCase("data:text/html;base64,PGI+")]
    public void Slice_NoPicture_IsRefused(string raw)
    {
        var reader = new UrlValueReader(new Target());
        Assert.That(() => reader.Slice(Splits.Utf8(raw), last: true), Throws.InstanceOf<FormatException>());
    }

    [TestCase("https://", UrlValueReader.MaxUrl)]
    [TestCase("data:", 1024)]
    public void Slice_EndlessAddress_IsRefused(string beginning, int most)
    {
        var reader = new UrlValueReader(new Target());
        reader.Slice(Splits.Utf8(beginning), last: false);
        Assert.That(() => reader.Slice(Splits.Utf8(new string('a', most)), last: false), Throws.InstanceOf<FormatException>());
    }

    private sealed class Target : IUrlValueTarget
    {
        public StringBuilder Text { get; } = new();

        public void Base64(ReadOnlySpan<byte> slice) => Text.Append(Text.Length == 0 ? "base64 " : "").Append(Encoding.UTF8.GetString(slice));

        public void Url(ReadOnlySpan<byte> rawString) => Text.Append("url ").Append(Encoding.UTF8.GetString(rawString));
    }
}
