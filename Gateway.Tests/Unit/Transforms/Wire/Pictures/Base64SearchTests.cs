using Iris.Transforms.Wire.Pictures;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Wire.Pictures;

/// <summary>Promise: the first byte that is no symbol of base64 is found wherever it stands, and no other.</summary>
public sealed class Base64SearchTests
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    [Test]
    public void IndexOfOther_EveryByteInEveryPlace_IsFoundUnlessItIsASymbol()
    {
        // Long enough for whole blocks and a rest.
        var text = new byte[301];
        for (var place = 0; place < text.Length; place++)
        {
            for (var value = 0; value < 256; value++)
            {
                for (var i = 0; i < text.Length; i++)
                    text[i] = (byte)Alphabet[(i + value) % Alphabet.Length];
                text[place] = (byte)value;
                var wanted = Alphabet.Contains((char)value) ? -1 : place;
                if (Base64Search.IndexOfOther(text) != wanted)
                    Assert.Fail($"byte {value} at {place}: {Base64Search.IndexOfOther(text)}");
            }
        }
    }

    [Test]
    public void IndexOfOther_OnlySymbolsOfAnyLength_FindsNothing()
    {
        for (var length = 0; length <= 300; length++)
        {
            var text = Enumerable.Range(0, length).Select(i => (byte)Alphabet[i % Alphabet.Length]).ToArray();
            Assert.That(Base64Search.IndexOfOther(text), Is.Negative, $"{length} symbols");
        }
    }
}
