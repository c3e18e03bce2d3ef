using Iris.Sandbox.Painting;
using Iris.Sandbox.Painting.Words;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Sandbox;

/// <summary>The painter understands a prompt in every language of its vocabulary.</summary>
[TestFixture]
public sealed class SandboxWordsTests
{
    [TestCase("a tiger", "Tiger")]
    [TestCase("an astronaut on the moon", "Astronaut")]
    [TestCase("a pineapple with sunglasses", "Pineapple")]
    [TestCase("ein Drache über einer Burg", "Dragon,Castle")]
    [TestCase("Füchse im Schnee", "Fox")]
    [TestCase("Eine Tasse Kaffee auf dem Tisch", "Coffee")]
    [TestCase("ein alter Mann und ein Hund", "OldMan,Dog")]
    [TestCase("un château près d'un lac", "Castle")]
    [TestCase("un cerf-volant rouge", "Kite:Red")]
    [TestCase("l'éléphant et le papillon bleu", "Butterfly:Blue")]
    [TestCase("une voiture noire", "Car:Black")]
    [TestCase("un zorro rojo en la nieve", "Fox:Red")]
    [TestCase("una taza de café y una manzana verde", "Coffee,Apple:Green")]
    [TestCase("ロボットとドラゴン", "Robot,Dragon")]
    [TestCase("赤い車", "Car:Red")]
    [TestCase("かわいいねこ", "Cat")]
    [TestCase("宇宙飛行士", "Astronaut")]
    [TestCase("おばあさんの肖像", "OldWoman")]
    [TestCase("一只红色的狐狸", "Fox:Red")]
    [TestCase("一杯咖啡", "Coffee")]
    [TestCase("老人和蝴蝶", "OldMan,Butterfly")]
    [TestCase("菠萝", "Pineapple")]
    [TestCase("a portrait of a cat", "Cat")]
    [TestCase("a portrait", "Person")]
    [TestCase("an old woman and a child", "OldWoman,Child")]
    [TestCase("an old couple", "OldWoman,OldMan")]
    [TestCase("sushi", "Sushi")]
    [TestCase("a FISH, a BUTTERFLY", "Fish,Butterfly")]
    [TestCase("a meadow of flowers", "")]
    public void Read_Subjects_InEveryLanguage(string prompt, string expected) =>
        Assert.That(string.Join(',', Motif.Read(prompt).Figures.Select(figure => figure.Subject + (figure.Coat is { } coat ? ":" + coat : ""))),
            Is.EqualTo(expected));

    [TestCase("富士山と桜", "Fuji", true)]
    [TestCase("Mount Fuji with cherry blossoms", "Fuji", true)]
    [TestCase("Kirschblüten an einem See", null, true)]
    [TestCase("ein Bergsee im Gebirge", "Lake", false)]
    [TestCase("a lake in the mountains", "Lake", false)]
    [TestCase("mountains around a lake", "Lake", false)]
    [TestCase("une plage au bord de la mer", "Beach", false)]
    [TestCase("un volcán", "Volcano", false)]
    [TestCase("森の中", "Forest", false)]
    [TestCase("東京の夜", "City", false)]
    [TestCase("海底", "Underwater", false)]
    [TestCase("桌子上的苹果", "Table", false)]
    [TestCase("ひとり", null, false)]
    public void Read_Places_InEveryLanguage(string prompt, string? place, bool blossom)
    {
        var motif = Motif.Read(prompt);

        Assert.That((motif.Scenery?.ToString(), motif.Blossom), Is.EqualTo((place, blossom)));
    }

    [TestCase("one fox", 1)]
    [TestCase("two foxes", 2)]
    [TestCase("2 foxes", 2)]
    [TestCase("three red foxes", 3)]
    [TestCase("foxes", 2)]
    [TestCase("a pair of very small foxes", 2)]
    [TestCase("zwei Füchse", 2)]
    [TestCase("deux renards", 2)]
    [TestCase("renards", 2)]
    [TestCase("tres zorros", 3)]
    [TestCase("二匹の狐", 2)]
    [TestCase("狐が三匹", 3)]
    [TestCase("两只狐狸", 2)]
    [TestCase("seven foxes", 2, "seven")]
    [TestCase("a fish", 1)]
    [TestCase("a bowl of fruits", 1)]
    public void Read_Counts_InEveryLanguage(string prompt, int count, string? unknown = null)
    {
        var motif = Motif.Read(prompt);

        Assert.That(motif.Figures.Single().Count, Is.EqualTo(count));
        Assert.That(motif.Unknown, Is.EqualTo(unknown is null ? [] : new[] { unknown }));
    }

    [TestCase("snow, dawn", true, false, Hour.Dawn)]
    [TestCase("Schnee bei Sonnenaufgang", true, false, Hour.Dawn)]
    [TestCase("pluie, la nuit", false, true, Hour.Night)]
    [TestCase("lluvia al atardecer", false, true, Hour.Dusk)]
    [TestCase("雪の朝", true, false, Hour.Dawn)]
    [TestCase("下雨的夜晚", false, true, Hour.Night)]
    public void Read_WeatherAndHour_InEveryLanguage(string prompt, bool snow, bool rain, object hour)
    {
        var motif = Motif.Read(prompt);

        Assert.That((motif.Snow, motif.Rain, (object?)motif.Hour), Is.EqualTo((snow, rain, hour)));
    }

    [TestCase("a red fox, snow, mountains, dawn, sunglasses", "a red fox, snow, mountains, dawn; not known: sunglasses")]
    [TestCase("An orange owl at night in a forest", "an orange owl, a forest, night")]
    [TestCase("two foxes on a beach at sunset", "two foxes, a beach, dusk")]
    [TestCase("three blue boats on a lake by day", "three blue sailing boats, a lake, day")]
    [TestCase("a pineapple in the kitchen at noon, wearing Sunglasses and a Hat", "a pineapple, a table, day; not known: wearing, Sunglasses, Hat")]
    [TestCase("富士山と桜、夕方", "cherry blossoms, Mount Fuji, dusk")]
    [TestCase("富士山の忍者、朝", "Mount Fuji, dawn; not known: 忍者")]
    [TestCase("mountains in blue, night", "mountains, in blue, night")]
    [TestCase("a fox, an owl, a stag and a whale in a meadow at dawn", "a fox, an owl, a stag, a meadow, dawn; left out: whale")]
    [TestCase("a city in the desert at night", "a city, night; left out: desert")]
    [TestCase("a planet in space", "space")]
    public void Describe_SaysWhatIsDrawnAndWhatIsNot(string prompt, string expected) =>
        Assert.That(Description.Of(new Scene(prompt, 0, transparent: false)), Is.EqualTo(expected));

    [Test]
    public void Describe_ACutOut_HasNoPlace() =>
        Assert.That(Description.Of(new Scene("a red fox in a forest", 0, transparent: true)), Is.EqualTo("a red fox, no background"));

    [Test]
    public void Describe_WhatThePromptLeavesOpen_SaysWhatTheDiceHaveChosen()
    {
        var places = Enumerable.Range(0, 40).Select(seed => Description.Of(new Scene("xyzzy", seed, transparent: false))).ToList();

        Assert.That(places, Has.All.EndsWith("; not known: xyzzy"));
        Assert.That(places.Distinct().Count(), Is.GreaterThan(12));
    }

    [Test]
    public void Describe_ALongPrompt_IsBounded()
    {
        var text = Description.Of(new Scene(string.Join(' ',
            Enumerable.Range(0, 2000).Select(i => "qx" + (char)('a' + (i % 26)) + (char)('a' + (i / 26 % 26)) + new string('z', i % 60))), 0, false));

        Assert.That(text, Has.Length.LessThan(500));
        Assert.That(text, Does.EndWith(" more"));
    }

    [Test]
    public void Places_WhereThePromptNamesNone_AreManyAndFewOfThemMountains()
    {
        string[] prompts = ["a fox", "a dog", "a house", "a woman", "a robot", "a horse", "a kite", "something", "joy", "a castle"];
        var places = prompts.SelectMany(prompt => Enumerable.Range(0, 30).Select(seed => new Scene(prompt, seed, false).Scenery)).ToList();

        Assert.That(places.Count(place => place == Scenery.Mountains), Is.LessThan(places.Count / 10));
        Assert.That(places.Distinct().Count(), Is.GreaterThan(12));
    }
}
