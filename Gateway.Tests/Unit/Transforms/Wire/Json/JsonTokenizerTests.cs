using Iris.Transforms.Wire.Json;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Wire.Json;

/// <summary>Promise: however the network divides a document, the same tokens come out, and a malformed one is always refused.</summary>
public sealed class JsonTokenizerTests
{
    private static readonly (string Document, string Tokens)[] Documents =
    [
        ("{}", "{ }"),
        (" [ ] ", "[ ]"),
        ("\"\"", "string "),
        ("true", "literal true"),
        ("-0.5e+10", "literal -0.5e+10"),
        ("\r\n\t 0 ", "literal 0"),
        ("{\"a\":1,\"b\":[true,false,null],\"c\":{}}", "{ name a|literal 1|name b|[ literal true|literal false|literal null|] name c|{ } }"),
        ("{ \"a\" : \"x\" , \"\" : \"\" }", "{ name a|string x|name |string |}"),
        ("[[],[[]],{\"a\":{\"b\":[{}]}}]", "[ [ ] [ [ ] ] { name a|{ name b|[ { } ] } } ]"),
        ("[1,-2,3.25,1E5,1e-5,0,-0,10]", "[ literal 1|literal -2|literal 3.25|literal 1E5|literal 1e-5|literal 0|literal -0|literal 10|]"),
        ("""{"b64_json":"iVBORw0KGgo\/AA\u002B="}""", """{ name b64_json|string iVBORw0KGgo\/AA\u002B=|}"""),
        (""" ["\"\\\/\b\f\n\r\t","a\"b","\\"] """, """[ string \"\\\/\b\f\n\r\t|string a\"b|string \\|]"""),
        ("""["\ud83d\ude00","\uD83D","\ud83d\ud83d\ude00","\uDE00x","\ud83d\n","\ud83dé"]""",
            """[ string \ud83d\ude00|string \uD83D|string \ud83d\ud83d\ude00|string \uDE00x|string \ud83d\n|string \ud83dé|]"""),
        ("""{"na\"me\u0041\\":"é€😀","😀":"a€"}""", """{ name na\"me\u0041\\|string é€😀|name 😀|string a€|}"""),
    ];

    private static readonly string[] Malformed =
    [
        "", " ", "{", "[", "\"", "\"abc", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "[1", "[1,", "tru", "-", "1.", "1e", "1e+",
        "}", "]", ",", ":", "{]", "[}", "[1,]", "[,1]", "[1 2]", "[1,,2]", "{,}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{\"a\" 1}", "{\"a\":1 \"b\":2}",
        "{\"a\":1:2}", "{1:2}", "{a:1}", "{'a':1}", "{\"a\":1]", "[1}", "{} {}", "1 2", "[]]", "\"a\"\"b\"", "{}x", "[]\0",
        "True", "nul", "nulll", "NaN", "Infinity", "+1", "01", "-01", "1.e5", ".5", "1.2.3", "1e5.5", "0x10", "1_000", "--1", "[-]", "1a",
        "\"\\x\"", "\"\\u12\"", "\"\\u12G4\"", "\"\\U1234\"", "\"\\ud83d\\u12\"", "\"\\ud83d\\x\"", "\"\\\"", "\"a\nb\"", "\"a\tb\"", "\"\0\"", "\"\u001f\"",
        "{\"\\x\":1}", "{\"\\u00\":1}", "{\"a\nb\":1}", "{\"\\ud83d\\u1\":1}", "{\"a\\\n\":1}", "// c\n1", "/**/1", "[1]\u00a0", "\u00a01", "\"é\n\"", "\"\\ud83d\n\"",
    ];

    private static IEnumerable<TestCaseData> DocumentCases() =>
        Documents.Select(d => new TestCaseData(Splits.Utf8(d.Document), d.Tokens).SetArgDisplayNames(Printable(d.Document)));

    private static IEnumerable<TestCaseData> MalformedCases() =>
        Malformed.Select(d => new TestCaseData(Splits.Utf8(d)).SetArgDisplayNames("malformed " + Printable(d)));

    [TestCaseSource(nameof(DocumentCases))]
    public void Feed_DocumentDividedAnywhere_SameTokens(byte[] document, string expected)
    {
        Splits.ForEach(document, (division, run) =>
        {
            var recorder = new TokenRecorder();
            var tokenizer = new JsonTokenizer(recorder);
            run(tokenizer.Feed);
            tokenizer.Complete();
            Assert.That(Flat(recorder), Is.EqualTo(Latinised(expected)), division);
            Assert.That(tokenizer.IsWhole, division);
            Assert.That(recorder.EmptyPieces, Is.Zero, division);
        });
    }

    [TestCaseSource(nameof(DocumentCases))]
    public void StringSlice_DividedAnywhere_EachSliceUnescapesByItself(byte[] document, string tokens)
    {
        string[] texts = [.. tokens.Split('|').Where(t => t.Contains("string ", StringComparison.Ordinal))
            .Select(t => JsonText.Unescape(Splits.Utf8(t[(t.IndexOf("string ", StringComparison.Ordinal) + 7)..])))];
        Splits.ForEach(document, (division, run) =>
        {
            var recorder = new TokenRecorder();
            run(new JsonTokenizer(recorder).Feed);
            Assert.That(recorder.Texts, Is.EqualTo(texts), division);
        });
    }

    [TestCaseSource(nameof(MalformedCases))]
    public void Feed_MalformedDividedAnywhere_Refused(byte[] document)
    {
        Splits.ForEach(document, (division, run) =>
        {
            var tokenizer = new JsonTokenizer(new TokenRecorder());
            Assert.That(
                () =>
                {
                    run(tokenizer.Feed);
                    tokenizer.Complete();
                },
                Throws.TypeOf<JsonFormatException>(),
                division);
            Assert.That(tokenizer.IsWhole, Is.False, division);
        });
    }

    [Test]
    public void Feed_ByteOrderMark_SkippedOnlyAtStart()
    {
        byte[] marked = [0xEF, 0xBB, 0xBF, (byte)'1', (byte)' '];
        Splits.ForEach(marked, (division, run) =>
        {
            var recorder = new TokenRecorder();
            run(new JsonTokenizer(recorder).Feed);
            Assert.That(recorder.Tokens, Is.EqualTo(["literal 1"]), division);
        });

        byte[][] broken = [[0xEF, 0xBB, (byte)'1'], [0xEF, (byte)'1'], [(byte)' ', .. marked], [.. marked[..3], .. marked], [0xEF, 0xBB, 0xBF]];
        foreach (byte[] bytes in broken)
            Assert.That(() => Tokens(bytes), Throws.TypeOf<JsonFormatException>(), Convert.ToHexString(bytes));
    }

    [Test]
    public void Feed_InvalidUtf8InString_PassedOnUnchanged()
    {
        byte[] document = [(byte)'"', 0x80, 0xFF, 0xC3, (byte)'a', 0xE2, 0x82, (byte)'\\', (byte)'n', 0xF0, 0x9F, (byte)'"'];
        Splits.ForEach(document, (division, run) =>
        {
            var recorder = new TokenRecorder();
            run(new JsonTokenizer(recorder).Feed);
            Assert.That(recorder.ToString(), Is.EqualTo("string " + Splits.Latin(document.AsSpan()[1..^1])), division);
        });
    }

    [Test]
    public void Feed_DepthAtAndBeyondBound_AcceptedAndRefused()
    {
        string Nested(int depth) => string.Concat(Enumerable.Repeat("[", depth)) + string.Concat(Enumerable.Repeat("]", depth));
        Assert.That(() => Tokens(Splits.Utf8(Nested(64))), Throws.Nothing);
        Assert.That(() => Tokens(Splits.Utf8(Nested(65))), Throws.TypeOf<JsonFormatException>());
    }

    [TestCase(1024, true)]
    [TestCase(1025, false)]
    public void Feed_NameLength_Bounded(int length, bool accepted) =>
        AssertBound(Splits.Utf8("{\"" + new string('n', length) + "\":1}"), accepted);

    [TestCase(256, true)]
    [TestCase(257, false)]
    public void Feed_LiteralLength_Bounded(int length, bool accepted) =>
        AssertBound(Splits.Utf8("[" + new string('1', length) + "]"), accepted);

    [Test]
    public void IsWhole_TrueExactlyWhenTopLevelValueIsClosed()
    {
        var tokenizer = new JsonTokenizer(new TokenRecorder());
        foreach ((string piece, bool whole) in new[] { ("[", false), ("{\"a\":1}", false), ("]", true), (" \n", true) })
        {
            tokenizer.Feed(Splits.Utf8(piece));
            Assert.That(tokenizer.IsWhole, Is.EqualTo(whole), piece);
        }
    }

    [Test]
    public void Reset_AfterAnyBeginningOrRefusal_NextDocumentIsClean()
    {
        foreach (string before in Documents.SelectMany(d => Enumerable.Range(0, d.Document.Length).Select(n => d.Document[..n])).Append("[}")
            .Append("\"\\x"))
        {
            var recorder = new TokenRecorder();
            var tokenizer = new JsonTokenizer(recorder);
            try
            {
                tokenizer.Feed(Splits.Utf8(before));
            }
            catch (JsonFormatException)
            {
            }

            int seen = recorder.Tokens.Count;
            tokenizer.Reset();
            tokenizer.Feed("{\"\":[1,2]}"u8);
            tokenizer.Complete();
            Assert.That(recorder.Tokens.Skip(seen), Is.EqualTo(["{", "name ", "[", "literal 1", "literal 2", "]", "}"]), before);
        }
    }

    [Test]
    public void Feed_AfterRefusal_StaysRefused()
    {
        var recorder = new TokenRecorder();
        var tokenizer = new JsonTokenizer(recorder);
        Assert.That(() => tokenizer.Feed("[1,}"u8), Throws.TypeOf<JsonFormatException>());
        int seen = recorder.Tokens.Count;
        Assert.That(() => tokenizer.Feed("2]"u8), Throws.TypeOf<JsonFormatException>());
        Assert.That(() => tokenizer.Complete(), Throws.TypeOf<JsonFormatException>());
        Assert.That(recorder.Tokens, Has.Count.EqualTo(seen));
    }

    [Test]
    public void Exception_NamesOffsetAndNoContent()
    {
        var tokenizer = new JsonTokenizer(new TokenRecorder());
        tokenizer.Feed("{\"prompt\":"u8);
        var refused = Assert.Throws<JsonFormatException>(() => tokenizer.Feed("\"secret\" secret"u8));
        Assert.That(refused!.Offset, Is.EqualTo(19));
        Assert.That(refused.Message, Does.Contain("byte 19").And.Contain("','").And.Not.Contain("secret"));
    }

    // It measures allocations, which grow while others empty the shared pool of buffers.
    [NonParallelizable]
    [Test]
    public void Feed_LongString_AllocatesNothingPerByte()
    {
        byte[] body = [.. "{\"b64_json\":\""u8, .. Enumerable.Repeat((byte)'A', 8 << 20), .. "\"}"u8];
        var counter = new SliceCounter();
        var tokenizer = new JsonTokenizer(counter);

        var allocated = Allocations.Least(() =>
        {
            tokenizer.Reset();
            counter.Bytes = 0;
            FeedInPieces(tokenizer, body);
        });

        Assert.That(allocated, Is.LessThan(1024));
        Assert.That(counter.Bytes, Is.EqualTo(8 << 20));
        Assert.That(tokenizer.IsWhole);
    }

    private static void FeedInPieces(JsonTokenizer tokenizer, byte[] body)
    {
        for (int at = 0; at < body.Length; at += 64 << 10)
            tokenizer.Feed(body.AsSpan(at, Math.Min(64 << 10, body.Length - at)));
    }

    private static void AssertBound(byte[] document, bool accepted)
    {
        Splits.ForEach(document, (division, run) =>
        {
            var tokenizer = new JsonTokenizer(new TokenRecorder());
            Assert.That(() => run(tokenizer.Feed), accepted ? Throws.Nothing : Throws.TypeOf<JsonFormatException>(), division);
        });
    }

    private static string Tokens(byte[] document)
    {
        var recorder = new TokenRecorder();
        var tokenizer = new JsonTokenizer(recorder);
        tokenizer.Feed(document);
        tokenizer.Complete();
        return recorder.ToString();
    }

    private static string Flat(TokenRecorder recorder) =>
        string.Concat(recorder.Tokens.Select(t => t.Length == 1 ? t + " " : t + "|")).TrimEnd('|', ' ');

    private static string Latinised(string expected) => Splits.Latin(Splits.Utf8(expected)).TrimEnd('|', ' ');

    private static string Printable(string text) => text.Replace("\n", "<lf>").Replace("\r", "<cr>").Replace("\t", "<tab>").Replace("\0", "<nul>").Replace("\u001f", "<1f>");

    private sealed class SliceCounter : IJsonTokenHandler
    {
        public long Bytes { get; set; }

        public void StartObject()
        {
        }

        public void EndObject()
        {
        }

        public void StartArray()
        {
        }

        public void EndArray()
        {
        }

        public void Name(ReadOnlySpan<byte> raw)
        {
        }

        public void StringSlice(ReadOnlySpan<byte> raw, bool last) => Bytes += raw.Length;

        public void Literal(ReadOnlySpan<byte> raw)
        {
        }
    }
}
