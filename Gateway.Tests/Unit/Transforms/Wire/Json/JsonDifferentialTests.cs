using System.Text;
using System.Text.Json;
using Iris.Transforms.Wire.Json;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Wire.Json;

/// <summary>Promise: what the tokenizer accepts, and the tokens it finds, are what System.Text.Json's reader accepts and finds.</summary>
public sealed class JsonDifferentialTests
{
    private const int Documents = 6000;

    // Bytes that make and break JSON; a uniformly random byte would nearly always be refused at once.
    private const string Alphabet = "{}[],:\"\\/ \n\t0123456789-+.eEtruefalsnbu\u0001dD8é";

    [Test]
    public void Feed_GeneratedAndMutated_AgreesWithSystemTextJson()
    {
        var random = new Random(20240517);
        int accepted = 0;
        for (int i = 0; i < Documents; i++)
        {
            var text = new StringBuilder();
            Generate(random, text, depth: 0);
            byte[] document = Mutate(random, Splits.Utf8(text.ToString()));
            string expected = Reference(document);
            string actual = Ours(random, document);
            Assert.That(actual, Is.EqualTo(expected), () => $"document {i}: {Convert.ToHexString(document)}");
            if (expected != "refused")
                accepted++;
        }

        // Both branches must have been exercised for the comparison to mean anything.
        Assert.That(accepted, Is.InRange(Documents / 5, Documents * 4 / 5));
    }

    private static string Reference(byte[] document)
    {
        var tokens = new List<string>();
        var reader = new Utf8JsonReader(document, new JsonReaderOptions { MaxDepth = JsonTokenizer.MaxDepth });
        try
        {
            while (reader.Read())
            {
                tokens.Add(reader.TokenType switch
                {
                    JsonTokenType.StartObject => "{",
                    JsonTokenType.EndObject => "}",
                    JsonTokenType.StartArray => "[",
                    JsonTokenType.EndArray => "]",
                    JsonTokenType.PropertyName => "name " + Splits.Latin(reader.ValueSpan),
                    JsonTokenType.String => "string " + Splits.Latin(reader.ValueSpan),
                    _ => "literal " + Splits.Latin(reader.ValueSpan),
                });
            }
        }
        catch (JsonException)
        {
            return "refused";
        }

        return string.Join('\n', tokens);
    }

    private static string Ours(Random random, byte[] document)
    {
        var recorder = new TokenRecorder();
        var tokenizer = new JsonTokenizer(recorder);
        try
        {
            for (int at = 0; at < document.Length;)
            {
                int length = Math.Min(random.Next(1, 12), document.Length - at);
                tokenizer.Feed(document.AsSpan(at, length));
                at += length;
            }

            tokenizer.Complete();
        }
        catch (JsonFormatException)
        {
            return "refused";
        }

        return recorder.ToString();
    }

    private static void Generate(Random random, StringBuilder text, int depth)
    {
        Space(random, text);
        switch (random.Next(depth > 5 ? 4 : 7))
        {
            case 0:
                text.Append(random.GetItems(["true", "false", "null"], 1)[0]);
                break;
            case 1:
                text.Append(random.Next(-1000, 1000));
                if (random.Next(2) == 0)
                    text.Append('.').Append(random.Next(1000));
                if (random.Next(3) == 0)
                    text.Append(random.GetItems(["e", "E", "e+", "E-"], 1)[0]).Append(random.Next(30));
                break;
            case 2 or 3:
                String(random, text);
                break;
            default:
                bool isObject = random.Next(2) == 0;
                text.Append(isObject ? '{' : '[');
                int items = random.Next(4);
                for (int i = 0; i < items; i++)
                {
                    if (i > 0)
                        text.Append(',');
                    if (isObject)
                    {
                        Space(random, text);
                        String(random, text);
                        Space(random, text);
                        text.Append(':');
                    }

                    Generate(random, text, depth + 1);
                }

                text.Append(isObject ? '}' : ']');
                break;
        }

        Space(random, text);
    }

    private static void String(Random random, StringBuilder text)
    {
        text.Append('"');
        int pieces = random.Next(5);
        for (int i = 0; i < pieces; i++)
            text.Append(random.GetItems(["a", "plain text", "\\\"", "\\\\", "\\/", "\\n", "\\u002B", "\\ud83d\\ude00", "\\ud83d", "\\uDE00", "é", "€", "😀", "{", ","], 1)[0]);
        text.Append('"');
    }

    private static void Space(Random random, StringBuilder text)
    {
        if (random.Next(4) == 0)
            text.Append(random.GetItems([" ", "\n", "\t", "\r\n  "], 1)[0]);
    }

    private static byte[] Mutate(Random random, byte[] document)
    {
        var bytes = document.ToList();
        int changes = random.Next(3);   // a third stays valid
        for (int i = 0; i < changes; i++)
        {
            byte[] letter = Splits.Utf8(Alphabet[random.Next(Alphabet.Length)].ToString());
            int at = random.Next(bytes.Count + 1);
            switch (random.Next(4))
            {
                case 0:
                    bytes.InsertRange(at, letter);
                    break;
                case 1 when at < bytes.Count:
                    bytes.RemoveAt(at);
                    break;
                case 2 when at < bytes.Count:
                    bytes[at] = letter[0];
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }

        return [.. bytes];
    }
}
