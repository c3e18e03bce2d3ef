using Iris.Transforms.Wire.Json;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Wire.Json;

/// <summary>Promise: the first byte that cannot stand in a string as it is, is found wherever it stands, and no other.</summary>
public sealed class JsonTextSearchTests
{
    private static readonly byte[] Ordinary = [.. Enumerable.Range(0, 256).Select(value => (byte)value).Where(value => !IsSpecial(value))];

    [Test]
    public void IndexOfSpecial_EveryByteAtEveryPlace_IsFoundIfItIsSpecial([Values(1, 15, 63, 64, 65, 127, 128, 129, 200)] int length)
    {
        for (var value = 0; value < 256; value++)
        {
            for (var at = 0; at < length; at++)
            {
                var text = Text(length);
                text[at] = (byte)value;
                Assert.That(JsonTextSearch.IndexOfSpecial(text), Is.EqualTo(IsSpecial((byte)value) ? at : -1), $"{value} at {at}");
            }
        }
    }

    [Test]
    public void IndexOfSpecial_SeveralAnywhere_FindsTheFirst()
    {
        var random = new Random(3);
        for (var round = 0; round < 2000; round++)
        {
            var text = Text(random.Next(400));
            for (var i = random.Next(4); i > 0 && text.Length > 0; i--)
                text[random.Next(text.Length)] = "\"\\\n\0"u8[random.Next(4)];
            Assert.That(JsonTextSearch.IndexOfSpecial(text), Is.EqualTo(Array.FindIndex(text, IsSpecial)), $"round {round}");
        }
    }

    [Test]
    public void IndexOfSpecial_Nothing_FindsNothing() => Assert.That(JsonTextSearch.IndexOfSpecial([]), Is.EqualTo(-1));

    private static bool IsSpecial(byte value) => value is < 0x20 or (byte)'"' or (byte)'\\';

    private static byte[] Text(int length) => [.. Enumerable.Range(0, length).Select(i => Ordinary[i % Ordinary.Length])];
}
