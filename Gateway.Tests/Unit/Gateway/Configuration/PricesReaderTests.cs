using Iris.Transforms.Requests;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Configuration;

/// <summary>
/// The promise: every slip in <c>Images.Prices</c> and in a cluster's own is told with its path and a way out; what is right counts before the
/// tables.
/// </summary>
internal sealed class PricesReaderTests
{
    private const string Clusters = """
        "openai": { "Metadata": { "ImageApi": "openai" }, "Destinations": { "a": { "Address": "https://openai.example/v1/", "Metadata": { "ApiKey": "k-1" } } } },
        "local": { "Metadata": { "ImageApi": "sgl" }, "Destinations": { "a": { "Address": "http://local.example/v1/" } } },
        "azure": { "Metadata": { "ImageApi": "azure" }, "Destinations": { "a": { "Address": "https://azure.example/", "Metadata": { "ApiKey": "k-1" } } } }
        """;

    [TestCase("""{ "gpt-image-9": { "Call": 1 } }""", "Images.Prices.gpt-image-9", "names no model; write it as cluster/model")]
    [TestCase("""{ "openia/x": { "Call": 1 } }""", "Images.Prices.openia/x", "\"openia\" is no image cluster; did you mean \"openai\"?")]
    [TestCase("""{ "openai/x:0": { "Call": 1 } }""", "Images.Prices.openai/x", "a name may not contain a colon; write * in its place")]
    [TestCase("""{ "openai/x": 7 }""", "Images.Prices.openai/x", "must be an object")]
    [TestCase("""{ "openai/x": { "Pictures": 1 } }""", "Images.Prices.openai/x.Pictures", "did you mean \"Picture\"?; there are Picture, Call")]
    [TestCase("""{ "openai/x": { "Unpriced": false } }""", "Images.Prices.openai/x", "prices nothing: give at least one of Picture, Call")]
    [TestCase("""{ "openai/x": { "Unpriced": true, "Call": 1 } }""", "Images.Prices.openai/x.Call", "has no effect beside Unpriced")]
    [TestCase("""{ "openai/x": { "Unpriced": "perhaps", "Call": 1 } }""", "Images.Prices.openai/x.Unpriced", "is neither true nor false")]
    [TestCase("""{ "openai/x": { "Picture": -0.01 } }""", "Images.Prices.openai/x.Picture", "-0.01 is outside of 0 to 1000000")]
    [TestCase("""{ "openai/x": { "Picture": 1e9 } }""", "Images.Prices.openai/x.Picture", "is outside of 0 to 1000000")]
    [TestCase("""{ "openai/x": { "Picture": "NaN" } }""", "Images.Prices.openai/x.Picture", "\"NaN\" is no number")]
    [TestCase("""{ "openai/x": { "Picture": "4 cents" } }""", "Images.Prices.openai/x.Picture", "\"4 cents\" is no number: write USD for a picture, for example 0.04")]
    [TestCase("""{ "openai/x": { "Picture": { "1K;2K": 1 } } }""", "Images.Prices.openai/x.Picture.1K;2K", "is no kind of picture: write a size")]
    [TestCase("""{ "openai/x": { "Picture": { "1K": "much" } } }""", "Images.Prices.openai/x.Picture.1K", "\"much\" is no number")]
    [TestCase("""{ "openai/x": { "Picture": { "1K": { "high": 1 } } } }""", "Images.Prices.openai/x.Picture.1K", "must be a single value")]
    [TestCase("""{ "openai/x": { "ImageOutTokens": 30 } }""", "Images.Prices.openai/x", "TextInTokens is missing")]
    [TestCase("""{ "openai/x": { "TextInTokens": 5 } }""", "Images.Prices.openai/x", "ImageOutTokens is missing")]
    [TestCase("""{ "openai/x": { "FurtherMegapixel": 0.01 } }""", "Images.Prices.openai/x.FurtherMegapixel", "needs Megapixel")]
    [TestCase("""{ "openai/x": { "Step": 0.01, "UsualSteps": 0 } }""", "Images.Prices.openai/x.UsualSteps", "0 is outside of 1 to 1000")]
    [TestCase("""{ "openai/x": { "Like": "opnai/gpt-image-2" } }""", "Images.Prices.openai/x.Like", "is no model with a price in Iris' own tables; write it as provider/model")]
    [TestCase("""{ "openai/x": { "Like": "gpt-image-2" } }""", "Images.Prices.openai/x.Like", "write it as provider/model")]
    [TestCase("""{ "openai/x": { "Like": "elevenlabs/gpt-image-2" } }""", "Images.Prices.openai/x.Like", "is no model with a price")]
    public async Task Load_Slip_IsToldWithItsPathAndAWayOut(string prices, string path, string message)
    {
        await AssertSlip(File(prices), path, message);
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        // The same of a cluster's own rows, whose names have no cluster.
        if (slash > 0 && prices.StartsWith("{ \"openai/", StringComparison.Ordinal))
            await AssertSlip(File("{}", prices.Replace("openai/x", "x", StringComparison.Ordinal)), "Images.Clusters.openai.Prices." + path[(slash + 1)..], message);
    }

    [TestCase("openai", "gpt-image-2", "0.5")]
    [TestCase("openai", "gpt-image-2.5-flare", "0.25")]
    [TestCase("openai", "own-model", "0.125")]
    [TestCase("openai", "flux", "0.01")]
    [TestCase("local", "flux", "0.01")]
    [TestCase("local", "other", "0")]
    [TestCase("azure", "pictures", null)]
    public async Task WorstPrice_OfTheFile_CountsBeforeTheTables(string cluster, string model, string? usd)
    {
        var loaded = await Load.Json(File(
            """
            { "openai/gpt-image-2": { "Picture": 0.75 }, "openai/gpt-image-*": { "Picture": { "low": 0.05, "-": 0.25 } }, "*/flux": { "Picture": 0.01 },
              "azure/*": { "Unpriced": true } }
            """,
            """{ "gpt-image-2": { "Picture": 0.5 }, "own-*": { "Picture": 0.1, "Call": 0.025 } }"""));
        Assert.That(loaded.Errors, Is.Empty);
        Assert.That(loaded.Snapshot!.ImageClusters[cluster].WorstPrice(model, new ImageRequest { Prompt = "a fox" })?.ToString(), Is.EqualTo(usd));
    }

    [Test]
    public async Task Load_EveryMember_IsRead()
    {
        var loaded = await Load.Json(File("""
            { "azure/pictures": { "Like": "openai/gpt-image-2", "ImageOutTokens": 33, "Call": 0.001 },
              "openai/x": { "Picture": { "1K;high": 0.1, "1024x1536": 0.2 }, "Call": 0.3, "Megapixel": 0.4, "FurtherMegapixel": 0.5, "InputPicture": 0.6, "InputMegapixel": 0.7,
                "Step": 0.8, "UsualSteps": 9, "TextInTokens": 10, "ImageInTokens": 11, "CachedTextTokens": 12, "CachedImageTokens": 13, "TextOutTokens": 14, "ImageOutTokens": 15,
                "DrawnTokens": { "1K": 16, "2K": 17 } } }
            """));
        Assert.That(loaded.Errors, Is.Empty);
        var clusters = loaded.Snapshot!.ImageClusters;
        var row = clusters["openai"].PriceOf("X", clusters["openai"].Destinations["a"])!;
        var like = clusters["azure"].PriceOf("pictures", clusters["azure"].Destinations["a"])!;
        Assert.Multiple(() =>
        {
            Assert.That(row.Pictures.Select(rate => $"{rate.Kind.Size} {rate.Kind.Tier} {rate.Kind.Quality} {rate.Value}"), Is.EquivalentTo((string[])[" 1K high 0.1", "1024x1536   0.2"]));
            Assert.That((row.Call, row.Megapixels!.First, row.Megapixels.Further), Is.EqualTo((0.3m, 0.4m, 0.5m)));
            Assert.That((row.Input, row.InputMegapixel, row.Step, row.UsualSteps), Is.EqualTo((0.6m, 0.7m, 0.8m, 9)));
            var tokens = row.Tokens!;
            Assert.That((tokens.TextIn, tokens.ImageIn, tokens.CachedText, tokens.CachedImage, tokens.TextOut, tokens.ImageOut),
                Is.EqualTo((10m, 11m, 12m, 13m, 14m, 15m)));
            Assert.That(row.Drawn!.Most(new(null, "2k", null)), Is.EqualTo(17));
            Assert.That((like.Tokens!.TextIn, like.Tokens.ImageOut, like.Call), Is.EqualTo((5m, 33m, 0.001m)));
            Assert.That(like.Drawn!.Most(new(new ImageSize(1024, 1024), null, "medium")), Is.EqualTo(1756));
        });
    }

    private static async Task AssertSlip(string file, string path, string message)
    {
        var loaded = await Load.Json(file);
        Assert.That(loaded.Snapshot, Is.Null);
        var error = loaded.Errors.Single();
        Assert.That(error.Path, Does.StartWith(path));
        Assert.That(error.Message, Does.Contain(message));
        Assert.That(error.Line, Is.Not.Null);
    }

    private static string File(string prices, string own = "{}") =>
        Load.WithClusters(Clusters).TrimEnd()[..^1] + $$""", "Images": { "Prices": {{prices}}, "Clusters": { "openai": { "Prices": {{own}} } } } }""";
}
