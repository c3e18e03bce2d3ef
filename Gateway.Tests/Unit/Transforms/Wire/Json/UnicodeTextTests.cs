using System.Text;
using Iris.Transforms.Wire.Json;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Wire.Json;

/// <summary>Promise: what is no Unicode in raw JSON becomes U+FFFD, and everything else stays byte for byte.</summary>
public sealed class UnicodeTextTests
{
    [TestCase("\"a \\\"b\\\" \\u00e9 \\ud83e\\ude81 \\\\ud83d \\ud7ff\"")]
    [TestCase("")]
    public void IsValid_Unicode_NeedsNoRepair(string raw) => Assert.That(UnicodeText.IsValid(Splits.Utf8(raw)), Is.True);

    [TestCase("\"\xff\"", "\"\ufffd\"")]
    [TestCase("{\"a\":\"x\xe2\x82\",\"b\":\"\xc3\xa9\"}", "{\"a\":\"x\ufffd\",\"b\":\"\u00e9\"}")]
    [TestCase("\"\\ud83d\"", "\"\\ufffd\"")]
    [TestCase("\"\\uDE81 \\ud83d\\ud83e\\ude81\"", "\"\\ufffd \\ufffd\\ud83e\\ude81\"")]
    [TestCase("\"\\ud83d\\n\xc0\"", "\"\\ufffd\\n\ufffd\"")]
    public void Repair_Broken_IsReplaced(string latin, string wanted)
    {
        var raw = Encoding.Latin1.GetBytes(latin);
        Assert.That(UnicodeText.IsValid(raw), Is.False);
        Assert.That(Encoding.UTF8.GetString(UnicodeText.Repair(raw)), Is.EqualTo(wanted));
        Assert.That(UnicodeText.IsValid(UnicodeText.Repair(raw)), Is.True);
    }
}
