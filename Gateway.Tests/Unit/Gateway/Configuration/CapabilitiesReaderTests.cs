using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Configuration;

/// <summary>The promise: every slip in <c>Images.Capabilities</c> is told with its path and a way out, and nothing in it is passed over.</summary>
internal sealed class CapabilitiesReaderTests
{
    private const string Clusters = """
        "openai": { "Metadata": { "ImageApi": "openai" }, "Destinations": { "a": { "Address": "https://openai.example/v1/", "Metadata": { "ApiKey": "k-1" } } } },
        "xai": { "Metadata": { "ImageApi": "xai" }, "Destinations": { "a": { "Address": "https://xai.example/v1/", "Metadata": { "ApiKey": "k-1" } } } },
        "mistral": { "Metadata": { "ImageApi": "mistral" }, "Destinations": { "a": { "Address": "https://mistral.example/", "Metadata": { "ApiKey": "k-1" } } } }
        """;

    [TestCase("""{ "gpt-image-9": {} }""", "Images.Capabilities.gpt-image-9", "names no model; write it as cluster/model")]
    [TestCase("""{ "openia/gpt-image-9": {} }""", "Images.Capabilities.openia/gpt-image-9", "\"openia\" is no image cluster; did you mean \"openai\"?")]
    [TestCase("""{ "openai/": {} }""", "Images.Capabilities.openai/", "names no model")]
    [TestCase("""{ "openai/x:0": {} }""", "Images.Capabilities.openai/x", "a name may not contain a colon; write * in its place")]
    [TestCase("""{ "openai/x": 7 }""", "Images.Capabilities.openai/x", "must be an object")]
    [TestCase("""{ "openai/x": { "MaxImage": 4 } }""", "Images.Capabilities.openai/x.MaxImage", "did you mean \"MaxImages\"?; there are Generations, Edits")]
    [TestCase("""{ "openai/x": { "MaxImages": 0 } }""", "Images.Capabilities.openai/x.MaxImages", "0 is outside of 1 to 100")]
    [TestCase("""{ "openai/x": { "Streams": "maybe" } }""", "Images.Capabilities.openai/x.Streams", "is neither true nor false")]
    [TestCase("""{ "openai/x": { "Edits": 1 } }""", "Images.Capabilities.openai/x.Edits", "is neither true nor false")]
    [TestCase("""{ "openai/x": { "Accepts": [ "n", "stile" ] } }""", "Images.Capabilities.openai/x.Accepts[1]", "is not one of n, size, quality, style")]
    [TestCase("""{ "openai/x": { "Accepts": "style" } }""", "Images.Capabilities.openai/x.Accepts", "must be an array")]
    [TestCase("""{ "openai/x": { "Sizes": [ "big" ] } }""", "Images.Capabilities.openai/x.Sizes[0]", "\"big\" is no size such as 1024x1024")]
    [TestCase("""{ "openai/x": { "Sizes": [ "auto" ] } }""", "Images.Capabilities.openai/x.Sizes[0]", "is no size")]
    [TestCase("""{ "openai/x": { "Sizes": [] } }""", "Images.Capabilities.openai/x.Sizes", "must name at least one")]
    [TestCase("""{ "xai/x": { "Ratios": [ "wide" ] } }""", "Images.Capabilities.xai/x.Ratios[0]", "\"wide\" is no ratio such as 16:9")]
    [TestCase("""{ "xai/x": { "Resolutions": [ "huge" ] } }""", "Images.Capabilities.xai/x.Resolutions[0]", "\"huge\" is no resolution such as 2K")]
    [TestCase("""{ "openai/x": { "Mask": "lace" } }""", "Images.Capabilities.openai/x.Mask", "is not one of none, alpha, white, purewhite, pureblack")]
    [TestCase("""{ "openai/x": { "Mask": "1" } }""", "Images.Capabilities.openai/x.Mask", "is not one of none, alpha, white, purewhite, pureblack")]
    [TestCase("""{ "openai/x": { "Retired": "soon" } }""", "Images.Capabilities.openai/x.Retired", "neither a day such as \"2026-12-31\" nor false")]
    [TestCase("""{ "openai/x": { "Retired": true } }""", "Images.Capabilities.openai/x.Retired", "neither a day")]
    [TestCase("""{ "openai/x": { "Replacement": "y" } }""", "Images.Capabilities.openai/x.Replacement", "Retired is missing")]
    // The codec would silently ignore these values.
    [TestCase("""{ "xai/x": { "Accepts": [ "seed" ] } }""", "Images.Capabilities.xai/x.Accepts[0]", "\"seed\" is sent to no model by xai; it can send n, size")]
    [TestCase("""{ "xai/x": { "Streams": true } }""", "Images.Capabilities.xai/x.Streams", "is not there for any model")]
    [TestCase("""{ "xai/x": { "Sizes": [ "64x64" ] } }""", "Images.Capabilities.xai/x.Sizes", "write Ratios and Resolutions")]
    [TestCase("""{ "openai/x": { "Ratios": [ "1:1" ] } }""", "Images.Capabilities.openai/x.Ratios", "write Sizes")]
    [TestCase("""{ "mistral/x": { "MaxImages": 2 } }""", "Images.Capabilities.mistral/x.MaxImages", "a call asks for one picture")]
    [TestCase("""{ "mistral/x": { "Url": true } }""", "Images.Capabilities.mistral/x.Url", "is not there for any model")]
    [TestCase("""{ "mistral/x": { "Edits": true } }""", "Images.Capabilities.mistral/x.Edits", "is not there for any model")]
    [TestCase("""{ "mistral/x": { "MaxInputs": 2 } }""", "Images.Capabilities.mistral/x.MaxInputs", "no picture is sent")]
    [TestCase("""{ "xai/x": { "Mask": "alpha" } }""", "Images.Capabilities.xai/x.Mask", "is not sent in this form")]
    [TestCase("""{ "xai/x": { "Variations": true } }""", "Images.Capabilities.xai/x.Variations", "is not there for any model")]
    public async Task Load_Slip_IsToldWithItsPathAndAWayOut(string capabilities, string path, string message)
    {
        var loaded = await Load.Json(File(capabilities));
        Assert.That(loaded.Snapshot, Is.Null);
        var error = loaded.Errors.Single();
        Assert.That(error.Path, Does.StartWith(path));
        Assert.That(error.Message, Does.Contain(message));
        Assert.That(error.Line, Is.Not.Null);
    }

    [Test]
    public async Task Load_EveryMember_IsRead()
    {
        var loaded = await Load.Json(File("""
            { "openai/x*": { "Generations": true, "Edits": true, "Variations": false, "Accepts": [ "style", "!svg" ], "MaxImages": 4, "Streams": false, "Url": true,
                "Sizes": [ "64x64" ], "Qualities": [ "Low" ], "Formats": [ "PNG" ], "MaxInputs": 3, "InputFormats": [ "png" ], "Mask": "Alpha", "NeedsPrompt": false,
                "Retired": "2027-01-31", "Replacement": "y" },
              "xai/x": { "Ratios": [ "5:4" ], "Resolutions": [ "2k", "1k" ] } }
            """));
        Assert.That(loaded.Errors, Is.Empty);
        var clusters = loaded.Snapshot!.ImageClusters;
        var row = clusters["openai"].CapabilitiesOf("X1", clusters["openai"].Destinations["a"]);
        var shape = clusters["xai"].CapabilitiesOf("x", clusters["xai"].Destinations["a"]).Shape.Values;
        Assert.Multiple(() =>
        {
            Assert.That(row.Operations, Is.EqualTo(Iris.Transforms.Codecs.ImageOperations.Generation | Iris.Transforms.Codecs.ImageOperations.Edit));
            Assert.That(row.Accepts.HasFlag(Iris.Transforms.Requests.ImageParameters.Style), Is.True);
            Assert.That(row.Accepts.HasFlag(Iris.Transforms.Requests.ImageParameters.Svg), Is.False);
            Assert.That((row.MaxImages, row.Streams, row.GivesUrl), Is.EqualTo((4, false, true)));
            Assert.That(row.Shape.Values.Sizes!.Single().ToString(), Is.EqualTo("64x64"));
            Assert.That((row.Qualities.Single(), row.Formats.Single()), Is.EqualTo(("low", "png")));
            Assert.That((row.Edits!.MostInputs, row.Edits.MediaTypes.Single(), row.Edits.Mask, row.Edits.NeedsPrompt),
                Is.EqualTo((3, "image/png", Iris.Transforms.Codecs.MaskForm.Alpha, false)));
            Assert.That(row.Retired, Is.EqualTo(Iris.Transforms.Codecs.Retirement.Since("2027-01-31", "y")));
            Assert.That((shape.Ratios, shape.Tiers), Is.EqualTo((new[] { "5:4" }, new[] { "1k", "2k" })));
        });
    }

    [Test]
    public async Task Load_WithoutRules_LeavesTheTablesRowsThemselves()
    {
        var loaded = await Load.Json(File("{}"));
        var cluster = loaded.Snapshot!.ImageClusters["openai"];
        Assert.That(cluster.CapabilitiesOf("gpt-image-2", cluster.Destinations["a"]), Is.SameAs(cluster.Provider.CapabilitiesOf("gpt-image-2")));
    }

    private static string File(string capabilities) => Load.WithClusters(Clusters).TrimEnd()[..^1] + $", \"Images\": {{ \"Capabilities\": {capabilities} }} }}";
}
