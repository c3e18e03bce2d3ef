using Iris.Transforms.Dialects.OpenAI;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Dialects.OpenAI;

/// <summary>
/// Promise: whatever bytes come in, the outcome is a request or an error that quotes at most a character of them, never an exception.
/// </summary>
public sealed class OpenAIRequestMalformedTests
{
    private static readonly byte[] Rich = Splits.Utf8(
        """
        {"model":"openai/gpt-im\u0061ge-2" , "prompt":"a \"kite\" \ud83e\ude81 é 🪁","n":2,"size":"auto","seed":-12,"stream":false,
         "input_images":["a","b\/c"],"svg":{"model":"x","r":[1,2.5e-3]},"fallbacks":["a/b",{"provider":"p","model":"m"}],
         "unknown" : [ {"x":"\u002B"}, -1.5e10, null, true ] ,"quality":null,"oth\u0065r":"ü"}
        """);

    private static string[] NotJson =>
    [
        "", " ", "{", "{\"model\"", "{\"model\":\"m\",\"prompt\":\"p\"", "{\"model\":\"m\",\"prompt\":\"p\",}", "{'model':'m'}",
        "{\"model\":\"m\",\"prompt\":\"p\"}x", "{\"model\":\"m\",\"prompt\":\"p\"}{}", "{\"model\":\"m\",\"prompt\":\"p\"/* c */}",
        "// c\n{\"model\":\"m\",\"prompt\":\"p\"}", "\uFEFF\uFEFF{\"model\":\"m\",\"prompt\":\"p\"}", "\uFEFF", "{\"model\":secret}", ReadRequest.With("\"n\":NaN"),
        ReadRequest.With("\"n\":01"), ReadRequest.With("\"n\":+1"), ReadRequest.With("\"n\":Infinity"), ReadRequest.With("\"user\":\"a\nb\""),
        ReadRequest.With("\"user\":\"\\x\""), ReadRequest.With("\"x\":" + new string('[', 100) + new string(']', 100)),
        ReadRequest.With("\"user\":\"\\ud83d\""), ReadRequest.With("\"\\udc00\":1"), ReadRequest.With("\"fallbacks\":[\"\\ud83d x\"]"),
        "<html></html>", "model=m&prompt=p", "\0",
    ];

    [TestCaseSource(nameof(NotJson))]
    public void Read_NotJson_IsRefusedWithoutQuotingIt(string body)
    {
        var error = ReadRequest.Bad(body);
        Assert.That((error.Message, error.Code, error.Param), Is.EqualTo(($"Invalid JSON: {error.Cause}", "invalid_json", (string?)null)));
        Assert.That(error.Cause, Does.Match("^(the body is empty|not valid JSON at line \\d+, byte \\d+: .+|a string that is not valid Unicode before byte \\d+)$"));
        Assert.That(error.Cause, Does.Not.Contain("model").And.Not.Contain("secret").And.Not.Contain("LineNumber").And.Not.Contain("reader"));
        Assert.That(ReadRequest.Bad(body, OpenAIDialect.Unified).Message, Is.EqualTo($"Invalid request payload: {error.Cause}"));
    }

    [TestCase("[]")]
    [TestCase("\"x\"")]
    [TestCase("null")]
    [TestCase("1")]
    [TestCase("[{\"model\":\"m\",\"prompt\":\"p\"}]")]
    public void Read_NotAnObject_SaysSo(string body) =>
        Assert.That(ReadRequest.Bad(body).Message, Is.EqualTo("The request body must be a JSON object."));

    [Test]
    public void Read_InvalidUtf8_IsRefusedWhereverItStands()
    {
        foreach (var member in (string[])["\"user\":\"#\"", "\"#\":1", "\"unknown\":\"#\"", "\"svg\":{\"a\":\"#\"}", "\"input_images\":[\"#\"]", "\"fallbacks\":[\"#\"]"])
        {
            var body = Splits.Utf8(ReadRequest.With(member));
            body[Array.IndexOf(body, (byte)'#')] = 0xFF;
            Assert.That(ReadRequest.Bad(body).Code, Is.EqualTo("invalid_json"), member);
        }
    }

    [TestCase(1)]
    [TestCase(2)]
    public void Read_ManySegments_GiveTheSameRequest(int distance)
    {
        Assert.That(OpenAIDialect.OpenAI.Read(new(Rich), false, out var whole), Is.Null);
        var expected = ReadRequest.Describe(whole!);
        for (var at = 0; at + distance <= Rich.Length; at++)
        {
            var body = ReadRequest.Segments(Rich, at, at + distance);
            Assert.That(OpenAIDialect.OpenAI.Read(body, false, out var request), Is.Null, $"cut at {at}");
            Assert.That(ReadRequest.Describe(request!), Is.EqualTo(expected), $"cut at {at}");
        }
        var single = ReadRequest.Segments(Rich, [.. Enumerable.Range(1, Rich.Length - 1)]);
        Assert.That(OpenAIDialect.OpenAI.Read(single, false, out var last), Is.Null);
        Assert.That(ReadRequest.Describe(last!), Is.EqualTo(expected), "byte by byte");
    }

    [Test]
    public void Read_TruncatedAnywhere_IsRefused()
    {
        for (var length = 0; length < Rich.Length; length++)
            Assert.That(ReadRequest.Bad(Rich[..length]).Code, Is.EqualTo("invalid_json"), $"{length} bytes");
    }

    [Test]
    public void Read_RandomlyMutated_YieldsErrorOrRequestAndNeverThrows()
    {
        const string Alphabet = "{}[],:\"\\/ \n0123456789-+.eEtruefalsnmodpi\u0001é";
        var random = new Random(20260118);
        int accepted = 0, refused = 0;
        for (var round = 0; round < 20_000; round++)
        {
            var body = Rich.ToList();
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                var at = random.Next(body.Count);
                switch (random.Next(4))
                {
                    case 0: body.RemoveAt(at); break;
                    case 1: body.Insert(at, Splits.Utf8(Alphabet[random.Next(Alphabet.Length)].ToString())[0]); break;
                    case 2: body[at] = (byte)random.Next(256); break;
                    default: body.RemoveRange(at, Math.Min(random.Next(20), body.Count - at)); break;
                }
            }
            var bytes = body.ToArray();
            var cuts = new[] { random.Next(bytes.Length), random.Next(bytes.Length) }.Order().ToArray();
            var dialect = random.Next(3) switch { 0 => OpenAIDialect.Unified, 1 => OpenAIDialect.OpenAI, _ => OpenAIDialect.Azure };
            var keep = random.Next(2) == 0;
            var error = dialect.Read(new(bytes), keep, out var request);
            Assert.That(error is null, Is.EqualTo(request is not null), Convert.ToHexString(bytes));
            var again = dialect.Read(ReadRequest.Segments(bytes, cuts), keep, out var sameRequest);
            Assert.That(again, Is.EqualTo(error), Convert.ToHexString(bytes));
            if (request is null)
            {
                refused++;
                continue;
            }
            accepted++;
            Assert.That(ReadRequest.Describe(sameRequest!), Is.EqualTo(ReadRequest.Describe(request)));
        }
        Assert.That(Math.Min(accepted, refused), Is.GreaterThan(1000), "both outcomes must have been exercised");
    }
}
