using Iris.Transforms.Wire.Json;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Wire.Json;

/// <summary>Promise: one value is kept as compact raw JSON within a bound, and its end is known even beyond the bound.</summary>
public sealed class JsonCaptureTests
{
    [TestCase("{}", "{}")]
    [TestCase(" [ ] ", "[]")]
    [TestCase(" \"a\\u0041é\" ", "\"a\\u0041é\"")]
    [TestCase("null ", "null")]
    [TestCase("{ \"a\" : [ 1 , { } , [ ] , \"x\" ] , \"b\\n\" : { \"c\" : 1.50 , \"d\" : \"\" } , \"e\" : true }",
        "{\"a\":[1,{},[],\"x\"],\"b\\n\":{\"c\":1.50,\"d\":\"\"},\"e\":true}")]
    public void Raw_WholeValue_IsCompact(string document, string expected)
    {
        Splits.ForEach(Splits.Utf8(document), (division, run) =>
        {
            var sut = new JsonCapture(1000);
            run(new JsonTokenizer(sut).Feed);
            Assert.That(Splits.Latin(sut.Raw), Is.EqualTo(Splits.Latin(Splits.Utf8(expected))), division);
            Assert.That(sut.IsComplete, division);
            Assert.That(sut.Overflowed, Is.False, division);
        });
    }

    [Test]
    public void IsComplete_BeforeTheEnd_False()
    {
        var sut = new JsonCapture(1000);
        var tokenizer = new JsonTokenizer(sut);
        foreach (string piece in new[] { "[", "1,", "{\"a\":2}", ",\"x" })
        {
            tokenizer.Feed(Splits.Utf8(piece));
            Assert.That(sut.IsComplete, Is.False, piece);
        }

        tokenizer.Feed("\"]"u8);
        Assert.That(sut.IsComplete);
    }

    [Test]
    public void Overflow_EveryLimit_BoundedAndStillFindsTheEnd()
    {
        byte[] document = "{\"a\":[1,\"xyz\",{\"b\":null}]}"u8.ToArray();
        for (int limit = 0; limit <= document.Length; limit++)
        {
            var sut = new JsonCapture(limit);
            var tokenizer = new JsonTokenizer(sut);
            tokenizer.Feed(document.AsSpan(0, document.Length - 1));
            Assert.That(sut.IsComplete, Is.False, $"limit {limit}");
            tokenizer.Feed(document.AsSpan(document.Length - 1));
            Assert.That(sut.IsComplete, $"limit {limit}");
            Assert.That(sut.Overflowed, Is.EqualTo(limit < document.Length), $"limit {limit}");
            Assert.That(sut.Raw.ToArray(), Is.EqualTo(document[..limit]), $"limit {limit}");
        }
    }

    [Test]
    public void AfterComplete_FurtherTokens_Ignored()
    {
        var sut = new JsonCapture(100);
        sut.Literal("1"u8);
        sut.Name("n"u8);
        sut.StartObject();
        sut.EndObject();
        sut.StartArray();
        sut.EndArray();
        sut.StringSlice("s"u8, last: true);
        sut.Literal("2"u8);
        Assert.That(Splits.Latin(sut.Raw), Is.EqualTo("1"));
    }

    [Test]
    public void Reset_AfterOverflowInsideAString_StartsClean()
    {
        var sut = new JsonCapture(8);
        sut.StartArray();
        sut.Literal("1"u8);
        sut.StringSlice("a long text"u8, last: false);
        Assert.That(sut.Overflowed);
        sut.Reset();
        Assert.That((sut.Raw.Length, sut.IsComplete, sut.Overflowed), Is.EqualTo((0, false, false)));
        sut.StringSlice("ab"u8, last: true);
        Assert.That(Splits.Latin(sut.Raw), Is.EqualTo("\"ab\""));
        Assert.That(sut.IsComplete);
    }
}
