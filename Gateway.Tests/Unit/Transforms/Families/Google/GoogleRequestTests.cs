using System.Text.Json.Nodes;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Families.Google;

/// <summary>Promise: what is asked for arrives in Google's own words, or is reported; nothing is lost in silence.</summary>
public sealed class GoogleRequestTests
{
    // docs/contract.md, appendix A.3, and what follows from a model's own list.
    [TestCase("gemini-3-pro-image", "256x256", "1:1", "1K")]
    [TestCase("gemini-3-pro-image", "512x512", "1:1", "1K")]
    [TestCase("gemini-3-pro-image", "1024x1024", "1:1", "1K")]
    [TestCase("gemini-3-pro-image", "1536x1024", "3:2", "1K")]
    [TestCase("gemini-3-pro-image", "1024x1536", "2:3", "1K")]
    [TestCase("gemini-3-pro-image", "1792x1024", "16:9", "1K")]
    [TestCase("gemini-3-pro-image", "1024x1792", "9:16", "1K")]
    [TestCase("gemini-3-pro-image", "768x1024", "3:4", "1K")]
    [TestCase("gemini-3-pro-image", "1280x720", "16:9", "1K")]
    [TestCase("gemini-3-pro-image", "2048x2048", "1:1", "2K")]
    [TestCase("gemini-3-pro-image", "4096x4096", "1:1", "4K")]
    [TestCase("gemini-3-pro-image", "auto", null, null)]
    [TestCase("gemini-3-pro-image", "2560x1080", "21:9", "2K")]
    [TestCase("gemini-3-pro-image", "1024x1280", "4:5", "1K")]
    [TestCase("gemini-3.1-flash-image-preview", "512x512", "1:1", "512")]
    [TestCase("gemini-3.1-flash-image", "300x1200", "1:4", "1K")]
    [TestCase("gemini-2.5-flash-image", "2048x2048", "1:1", null)]
    [TestCase("gemini-2.5-flash-image", "1536x1024", "3:2", null)]
    [TestCase("models/gemini-2.5-flash-image", "1536x1024", "3:2", null)]
    [TestCase("gemini-9-image", "1536x1024", "3:2", "1K")]
    [TestCase("imagen-4.0-generate-001", "1536x1024", "4:3", "1K")]
    [TestCase("imagen-4.0-generate-001", "1024x1536", "3:4", "1K")]
    [TestCase("imagen-4.0-generate-001", "1792x1024", "16:9", "1K")]
    [TestCase("imagen-4.0-generate-001", "4096x4096", "1:1", "2K")]
    [TestCase("imagen-4.0-generate-001", "auto", null, null)]
    [TestCase("imagen-4.0-fast-generate-001", "2048x2048", "1:1", null)]
    [TestCase("imagen-3.0-generate-002", "1024x1792", "9:16", null)]
    public void Write_Size_IsTheNearestRatioAndTier(string model, string size, string? ratio, string? tier)
    {
        foreach (var provider in (string[])["gemini", "vertex"])
        {
            using var sut = new GoogleCodec(provider, GoogleCodec.Ask(model, $"\"size\":\"{size}\""));
            Assert.That(Shape(sut.WriteBody()), Is.EqualTo((ratio, tier)));
            var isExact = size is "auto" or "1024x1024" || (size, tier) is ("2048x2048", "2K") or ("4096x4096", "4K") or ("512x512", "512");
            Assert.That(sut.Converted, Is.EqualTo(isExact ? [] : new[] { "size" }), sut.Changes);
        }
    }

    // Members, the ratio and tier sent, and what is reported.
    [TestCase("\"aspect_ratio\":\"16:9\"", "16:9", null, "")]
    [TestCase("\"aspect_ratio\":\"16x9\"", "16:9", null, "")]
    [TestCase("\"aspect_ratio\":\"auto\"", null, null, "")]
    [TestCase("\"aspect_ratio\":\"2:1\"", "16:9", null, "aspect_ratio 2:1 → 16:9: it is the nearest the model has")]
    [TestCase("\"aspect_ratio\":\"wide\"", null, null, "aspect_ratio wide → nothing: it is no ratio such as 16:9")]
    [TestCase("\"aspect_ratio\":\"3:2\",\"size\":\"2048x2048\"", "3:2", "2K", "size 2048x2048 → 2K: 'aspect_ratio' gives the shape")]
    [TestCase("\"aspect_ratio\":\"3:2\",\"size\":\"2048x2048\",\"resolution\":\"4K\"", "3:2", "4K", "size 2048x2048 → nothing: 'aspect_ratio' and 'resolution' are given")]
    [TestCase("\"resolution\":\"4k\",\"size\":\"1536x1024\"", "3:2", "4K", "size 1536x1024 → 3:2: 'resolution' gives the resolution")]
    [TestCase("\"resolution\":\"2048\"", null, "2K", "")]
    [TestCase("\"resolution\":\"3K\"", null, "2K", "resolution 3K → 2K: it is the nearest the model has")]
    [TestCase("\"resolution\":\"0.5K\"", null, "1K", "resolution 0.5K → 1K: it is the nearest the model has")]
    [TestCase("\"resolution\":\"big\"", null, null, "resolution big → nothing: it is no resolution such as 2K")]
    [TestCase("\"quality\":\"hd\"", null, "2K", "quality hd → 2K: the model has resolutions instead of qualities")]
    [TestCase("\"quality\":\"high\"", null, "2K", "quality high → 2K: the model has resolutions instead of qualities")]
    [TestCase("\"quality\":\"standard\"", null, null, "")]
    [TestCase("\"quality\":\"medium\"", null, null, "")]
    [TestCase("\"quality\":\"auto\"", null, null, "")]
    [TestCase("\"quality\":\"low\"", null, null, "quality low → nothing: the model has no resolution that stands for it")]
    [TestCase("\"quality\":\"best\"", null, null, "quality best → nothing: the model knows no such quality")]
    [TestCase("\"quality\":\"hd\",\"size\":\"1024x1024\"", "1:1", "1K", "quality hd → nothing: 'size' gives the resolution")]
    [TestCase("\"quality\":\"hd\",\"resolution\":\"4K\"", null, "4K", "quality hd → nothing: 'resolution' gives the resolution")]
    [TestCase("\"quality\":\"hd\",\"aspect_ratio\":\"1:1\"", "1:1", "2K", "quality hd → 2K: the model has resolutions instead of qualities")]
    public void Write_ShapeMembers_AreWeighedAndReported(string members, string? ratio, string? tier, string changes)
    {
        foreach (var provider in (string[])["gemini", "vertex"])
        {
            using var sut = new GoogleCodec(provider, GoogleCodec.Ask("gemini-3-pro-image", members));
            Assert.That(Shape(sut.WriteBody()), Is.EqualTo((ratio, tier)));
            Assert.That(sut.Changes, Is.EqualTo(changes));
        }
    }

    [TestCase("gemini-3.1-flash-image", "\"quality\":\"low\"", "512")]
    [TestCase("gemini-2.5-flash-image", "\"quality\":\"hd\"", null)]
    [TestCase("imagen-4.0-generate-001", "\"quality\":\"hd\"", "2K")]
    [TestCase("imagen-4.0-fast-generate-001", "\"quality\":\"hd\"", null)]
    [TestCase("imagen-4.0-fast-generate-001", "\"resolution\":\"2K\"", null)]
    [TestCase("imagen-4.0-generate-001", "\"resolution\":\"4K\"", "2K")]
    public void Write_TierOfAModel_IsOneItHas(string model, string members, string? tier)
    {
        using var sut = new GoogleCodec("vertex", GoogleCodec.Ask(model, members));
        Assert.That(Shape(sut.WriteBody()).Tier, Is.EqualTo(tier));
        Assert.That(sut.Dropped.Concat(sut.Converted).Count(), Is.EqualTo(1), sut.Changes);
    }

    [TestCase("gemini", "gemini-2.5-flash-image", "7", "7", "")]
    [TestCase("gemini", "gemini-2.5-flash-image", "0", "0", "")]
    [TestCase("gemini", "gemini-2.5-flash-image", "4294967298", "2", "seed 4294967298 → 2: the model takes 0 to 2147483647")]
    [TestCase("gemini", "gemini-2.5-flash-image", "-1", "2147483647", "seed -1 → 2147483647: the model takes 0 to 2147483647")]
    [TestCase("gemini", "imagen-4.0-generate-001", "7", null, "seed 7 → nothing: the model does not take it")]
    [TestCase("vertex", "imagen-4.0-generate-001", "7", "7", "seed 7 → seed and addWatermark: false: the model takes a seed only without its watermark")]
    public void Write_Seed_IsWithinWhatTheModelTakes(string provider, string model, string seed, string? sent, string changes)
    {
        using var sut = new GoogleCodec(provider, GoogleCodec.Ask(model, $"\"seed\":{seed}"));
        var body = JsonNode.Parse(sut.WriteBody())!;
        Assert.That((body["generationConfig"] ?? body["parameters"])!["seed"]?.ToJsonString(), Is.EqualTo(sent));
        Assert.That(sut.Changes, Is.EqualTo(changes));
    }

    [Test]
    public void Write_SeedWithWatermark_IsDropped()
    {
        using var sut = new GoogleCodec("vertex", GoogleCodec.Ask("imagen-4.0-generate-001", "\"seed\":7,\"addWatermark\":true"));
        Assert.That(sut.WriteBody(), Does.Contain("\"addWatermark\":true").And.Not.Contain("seed"));
        Assert.That(sut.Changes, Is.EqualTo("seed 7 → nothing: the model takes none with 'addWatermark'"));
    }

    [TestCase("vertex", "imagen-4.0-generate-001", "\"output_format\":\"png\"", """{"mimeType":"image/png"}""", "")]
    [TestCase("gemini", "imagen-4.0-generate-001", "\"output_format\":\"JPG\"", """{"mimeType":"image/jpeg"}""", "")]
    [TestCase("vertex", "gemini-3-pro-image", "\"output_format\":\"jpeg\",\"output_compression\":70", """{"mimeType":"image/jpeg","compressionQuality":70}""", "")]
    [TestCase("vertex", "gemini-3-pro-image", "\"output_format\":\"webp\"", null, "output_format webp → nothing: the model gives png and jpeg only")]
    [TestCase("vertex", "imagen-4.0-generate-001", "\"output_compression\":70", null, "output_compression 70 → nothing: only jpeg is compressed")]
    [TestCase("gemini", "gemini-3-pro-image", "\"output_format\":\"jpeg\"", null, "output_format jpeg → nothing: the model does not take it")]
    public void Write_Format_IsSentWhereItCanBe(string provider, string model, string members, string? options, string changes)
    {
        using var sut = new GoogleCodec(provider, GoogleCodec.Ask(model, members));
        var body = JsonNode.Parse(sut.WriteBody())!;
        var sent = body["parameters"]?["outputOptions"] ?? body["generationConfig"]?["imageConfig"]?["imageOutputOptions"];
        Assert.That(sent?.ToJsonString(), Is.EqualTo(options));
        Assert.That(sut.Changes, Is.EqualTo(changes));
    }

    [TestCase("\"background\":\"auto\",\"moderation\":\"auto\"", "")]
    [TestCase("\"background\":\"opaque\"", "")]
    [TestCase("\"background\":\"transparent\"", "background transparent → nothing: the model draws opaque pictures only")]
    [TestCase("\"moderation\":\"none\"", "moderation none → nothing: only 'auto' and 'low' are known")]
    [TestCase("\"partial_images\":0,\"stream\":true", "")]
    [TestCase("\"partial_images\":2", "partial_images 2 → nothing: only a stream shows drafts")]
    [TestCase("\"user\":\"me\"", "user me → nothing: the model does not take it")]
    [TestCase("\"response_format\":\"b64_json\"", "")]
    public void Write_WhatTheModelCannot_IsReported(string members, string changes)
    {
        foreach (var provider in (string[])["gemini", "vertex"])
        {
            using var sut = new GoogleCodec(provider, GoogleCodec.Ask("gemini-3-pro-image", members));
            // A plain answer has no place for drafts.
            var drafts = members.Contains("stream", StringComparison.Ordinal) ? "" : ",\"thinkingConfig\":{\"includeThoughts\":false}";
            Assert.That(sut.WriteBody(), Does.EndWith($"\"generationConfig\":{{\"responseModalities\":[\"IMAGE\"]{drafts}}}}}"));
            Assert.That(sut.Changes, Is.EqualTo(changes));
        }
    }

    private static (string? Ratio, string? Tier) Shape(string body)
    {
        var root = JsonNode.Parse(body)!;
        var image = root["parameters"] ?? root["generationConfig"]!["imageConfig"];
        return ((string?)image?["aspectRatio"], (string?)(image?["sampleImageSize"] ?? image?["imageSize"]));
    }
}
