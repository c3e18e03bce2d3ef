using System.Buffers;
using System.Text;
using System.Text.Json;
using Iris.Transforms.Wire.Json;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Wire.Json;

/// <summary>Promise: text survives the way into JSON and back, and only what must be escaped is.</summary>
public sealed class JsonTextTests
{
    [TestCase("", "")]
    [TestCase("plain é€😀", "plain é€😀")]
    [TestCase("""\"\\\/\b\f\n\r\t""", "\"\\/\b\f\n\r\t")]
    [TestCase("""a\u00e9b\u20ACc""", "aéb€c")]
    [TestCase("""\ud83d\ude00!""", "😀!")]
    [TestCase("""\ud83d""", "\ufffd")]
    [TestCase("""\ude00x\ud83d\n""", "\ufffdx\ufffd\n")]
    [TestCase("""\ud83d\ud83d\ude00""", "\ufffd😀")]
    [TestCase("""\u0000""", "\0")]
    public void Unescape_RawContent_Text(string raw, string expected) =>
        Assert.That(JsonText.Unescape(Splits.Utf8(raw)), Is.EqualTo(expected));

    [TestCase("""\""")]
    [TestCase("""a\x""")]
    [TestCase("""\u12""")]
    [TestCase("""\ud83d\u1""")]
    public void Unescape_InvalidEscape_Throws(string raw) =>
        Assert.That(() => JsonText.Unescape(Splits.Utf8(raw)), Throws.TypeOf<JsonFormatException>());

    [TestCase("model", "model", true)]
    [TestCase("model", "mode", false)]
    [TestCase("mode", "model", false)]
    [TestCase("""m\u006fdel""", "model", true)]
    [TestCase("""\u006dode\u006c""", "model", true)]
    [TestCase("""model\u0041""", "model", false)]
    [TestCase("""mode\u006c""", "modeL", false)]
    [TestCase("""m\/""", "m/", true)]
    [TestCase("""\ud83d\ude00é""", "😀é", true)]
    [TestCase("""\ud83d\ude00é""", "😀", false)]
    [TestCase("""x\q""", "xq", false)]
    [TestCase("", "", true)]
    public void Equals_ComparesMeaning(string raw, string text, bool expected) =>
        Assert.That(JsonText.Equals(Splits.Utf8(raw), Splits.Utf8(text)), Is.EqualTo(expected));

    [TestCase("", "\"\"")]
    [TestCase("a+b/c<d>&'é€😀\u007f\u2028", "\"a+b/c<d>&'é€😀\u007f\u2028\"")]
    [TestCase("\"\\\b\f\n\r\t\0\u001f", """
        "\"\\\b\f\n\r\t\u0000\u001f"
        """)]
    public void WriteString_EscapesOnlyWhatJsonRequires(string text, string expected) =>
        Assert.That(Encoding.UTF8.GetString(Write(text)), Is.EqualTo(expected));

    [Test]
    public void WriteString_LoneSurrogates_Replaced()
    {
        // No TestCase holds this text: an attribute's strings are stored as UTF-8, which has no lone surrogates.
        Assert.That(Encoding.UTF8.GetString(Write("\ud83dx\ude00\n\ud83d")), Is.EqualTo("\"\ufffdx\ufffd\\n\ufffd\""));
    }

    [Test]
    public void WriteString_RandomText_ReadBackBySystemTextJsonAndByUnescape()
    {
        var random = new Random(7);
        string[] pieces = ["a", "\"", "\\", "\n", "\u0003", "é", "€", "😀", "longer plain text ", "+/="];
        for (int i = 0; i < 300; i++)
        {
            // Long enough to cross the block border inside the writer, at varying offsets.
            string text = new string('x', random.Next(2) * random.Next(4080, 4100)) + string.Concat(random.GetItems(pieces, random.Next(40)));
            byte[] json = Write(text);
            Assert.That(JsonSerializer.Deserialize<string>(json), Is.EqualTo(text));
            Assert.That(JsonText.Unescape(json.AsSpan()[1..^1]), Is.EqualTo(text));
        }
    }

    [Test]
    public void WriteEscaped_LongTextOfPairs_NoneTornAtABlockBorder()
    {
        string text = "x" + string.Concat(Enumerable.Repeat("😀", 10_000));
        var output = new ArrayBufferWriter<byte>();
        JsonText.WriteEscaped(output, text);
        Assert.That(Encoding.UTF8.GetString(output.WrittenSpan), Is.EqualTo(text));
    }

    private static byte[] Write(string text)
    {
        var output = new ArrayBufferWriter<byte>();
        JsonText.WriteString(output, text);
        return output.WrittenSpan.ToArray();
    }
}
