using Iris.Sandbox;
using Iris.Sandbox.Painting;
using Iris.Sandbox.Painting.Words;
using NUnit.Framework;
using SkiaSharp;

namespace Iris.Gateway.Tests.Unit.Sandbox;

/// <summary>The prompt decides the picture, and nothing else does.</summary>
[TestFixture]
public sealed class SandboxPainterTests
{
    private static readonly string[] Prompts =
    [
        "a red fox in the snow", "mountains at dusk", "a lake at dawn", "the sea", "a desert", "a city at night", "a planet in space", "a foggy forest",
        "a meadow of poppies", "an abstract pattern", "an owl", "a deer in the woods", "a whale", "a portrait of a woman", "hot air balloons", "a red kite",
        "a sailboat", "a cabin in the snow", "a lighthouse in a storm", "a rocket", "a black cat", "a panda", "a white rabbit", "a brown bear", "a dog",
        "a grey wolf", "a green field", "gold", "a question of no particular kind", "日本の山", "🦊",
        "a robot", "a castle", "a dragon", "a red car", "a cup of coffee", "a flower", "a pineapple", "an apple", "bananas", "a lemon", "oranges", "a strawberry",
        "a watermelon", "a bowl of fruit", "sushi", "a fish", "a butterfly", "a volcano", "an astronaut", "a tiger", "a lion", "an old man", "an old woman", "a child",
        "a man", "a bird", "a penguin", "a horse", "a tree", "富士山と桜", "a beach", "the savanna", "a jungle", "hills", "underwater", "a table", "studio",
        "two foxes", "three sailboats", "a robot and a cat",
    ];

    [TestCaseSource(nameof(Prompts))]
    public void Paint_Twice_GivesTheSameBytes(string prompt)
    {
        foreach (var transparent in (bool[])[false, true])
            Assert.That(Paint(prompt, transparent: transparent), Is.EqualTo(Paint(prompt, transparent: transparent)));
    }

    [Test]
    public void Paint_DifferentPrompts_GiveMateriallyDifferentPictures()
    {
        var pictures = Prompts.Select(prompt => Colours(Paint(prompt))).ToList();
        for (var i = 0; i < pictures.Count; i++)
        {
            for (var j = i + 1; j < pictures.Count; j++)
                Assert.That(Distance(pictures[i], pictures[j]), Is.GreaterThan(4), $"{Prompts[i]} / {Prompts[j]}");
        }

        static SKColor[] Colours(byte[] file)
        {
            using var pixels = SandboxCall.Pixels(file);
            return pixels.Pixels;
        }

        // The mean difference of the channels, as SandboxCall.Distance has it, of pictures that are opened once.
        static double Distance(SKColor[] first, SKColor[] second) =>
            first.Zip(second, (p, q) => Math.Abs(p.Red - q.Red) + Math.Abs(p.Green - q.Green) + Math.Abs(p.Blue - q.Blue)
                + Math.Abs(p.Alpha - q.Alpha)).Sum() / (first.Length * 4.0);
    }

    [TestCaseSource(nameof(Prompts))]
    public void Paint_Transparent_HasClearAndOpaquePixels(string prompt)
    {
        using var pixels = SandboxCall.Pixels(Paint(prompt, transparent: true));
        var alphas = pixels.Pixels.Select(pixel => pixel.Alpha).ToList();

        Assert.That(alphas.Count(alpha => alpha == 0), Is.GreaterThan(alphas.Count / 20));
        Assert.That(alphas.Count(alpha => alpha == 255), Is.GreaterThan(alphas.Count / 30));
    }

    [Test]
    public void Paint_RedFoxInTheSnow_ShowsFoxRedBeforeWhite()
    {
        using var pixels = SandboxCall.Pixels(Paint("a red fox in the snow", size: 128));
        var red = pixels.Pixels.Count(p => p.Red > 180 && p.Green is > 40 and < 120 && p.Blue < 80);
        var white = pixels.Pixels.Count(p => p.Red > 200 && p.Green > 200 && p.Blue > 200);

        Assert.That(red, Is.GreaterThan(128 * 128 / 25));
        Assert.That(white, Is.GreaterThan(128 * 128 / 8));
    }

    [Test]
    public void Hash_IsTheSameInEveryRun() =>
        // FNV-1a of the UTF-16 units; a hash that is seeded per process would draw another picture after each restart.
        Assert.That(Dice.Hash("abc", 0), Is.EqualTo(0xE71FA2190541574BUL));

    [TestCase("a red fox in the snow", null, "Fox", "Red", null)]
    [TestCase("A RED KITE", null, "Kite", "Red", null)]
    [TestCase("a red, fluffy little fox", null, "Fox", "Red", null)]
    [TestCase("red sky over a quiet sea with a boat", "Sea", "Boat", null, "Red")]
    [TestCase("a boat in gold", null, "Boat", null, "Gold")]
    [TestCase("blue mountains", "Mountains", "None", null, "Blue")]
    public void Read_Colours_BelongToTheSubjectRightBehindThem(string prompt, string? scenery, string subject, string? coat, string? mood)
    {
        var motif = Motif.Read(prompt);

        Assert.That(motif.Subject.ToString(), Is.EqualTo(subject));
        Assert.That(motif.Scenery?.ToString(), Is.EqualTo(scenery));
        Assert.That((motif.Coat?.ToString(), motif.Mood?.ToString()), Is.EqualTo((coat, mood)));
    }

    [Test]
    public void Read_HourAndWeather_AreFound()
    {
        var motif = Motif.Read("Snowy night, rain by morning");

        Assert.That((motif.Snow, motif.Rain, motif.Hour), Is.EqualTo((true, true, (Hour?)Hour.Night)));
    }

    [TestCase("an apple", 1)]
    [TestCase("two apples", 2)]
    [TestCase("three apples", 3)]
    public void Paint_SeveralOfAKind_StandBesideEachOther(string prompt, int count)
    {
        using var pixels = SandboxCall.Pixels(Paint(prompt, transparent: true, size: 200));
        var reds = Enumerable.Range(0, pixels.Width)
            .Select(x => Enumerable.Range(0, pixels.Height)
                .Count(y => pixels.GetPixel(x, y) is { Red: > 150, Green: < 90, Blue: < 90, Alpha: 255 }) > 4).ToList();

        Assert.That(reds.Zip(reds.Skip(1)).Count(pair => pair is (false, true)), Is.EqualTo(count));
    }

    [TestCase("a fox")]
    [TestCase("a robot")]
    [TestCase("a castle")]
    [TestCase("a cup of coffee")]
    [TestCase("a fish")]
    [TestCase("a lighthouse")]
    public void Paint_ACutOut_TouchesNoEdge(string prompt)
    {
        foreach (var (width, height) in ((int, int)[])[(128, 128), (192, 128), (128, 192), (256, 64)])
        {
            using var file = SandboxPainter.Paint(new Picture(prompt, 0, width, height, PictureFormat.Png, 90, true), 1, CancellationToken.None);
            using var pixels = SandboxCall.Pixels(file.ToArray());
            for (var x = 0; x < width; x++)
                Assert.That((pixels.GetPixel(x, 0).Alpha, pixels.GetPixel(x, height - 1).Alpha), Is.EqualTo(((byte)0, (byte)0)), $"{width}x{height}, column {x}");
            for (var y = 0; y < height; y++)
                Assert.That((pixels.GetPixel(0, y).Alpha, pixels.GetPixel(width - 1, y).Alpha), Is.EqualTo(((byte)0, (byte)0)), $"{width}x{height}, row {y}");
        }
    }

    private static byte[] Paint(string prompt, bool transparent = false, int size = 96)
    {
        using var file = SandboxPainter.Paint(new Picture(prompt, 0, size, size, PictureFormat.Png, 90, transparent), 1, CancellationToken.None);
        return file.ToArray();
    }
}
