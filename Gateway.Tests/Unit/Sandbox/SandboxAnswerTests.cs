using System.Text.Json;
using Iris.Gateway.Tests.Hosting;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;
using SkiaSharp;

namespace Iris.Gateway.Tests.Unit.Sandbox;

/// <summary>An answer has OpenAI's members, and its pictures are what was asked for.</summary>
[TestFixture]
public sealed class SandboxAnswerTests
{
    [TestCase("png", SKEncodedImageFormat.Png)]
    [TestCase("jpeg", SKEncodedImageFormat.Jpeg)]
    [TestCase("webp", SKEncodedImageFormat.Webp)]
    public async Task Send_Plain_AnswersOpenAiJsonWithAPictureOfTheSizeAndFormat(string format, SKEncodedImageFormat expected)
    {
        var answer = await SandboxCall.JsonAsync(SandboxCall.Body($"\"output_format\":\"{format}\",\"quality\":\"low\"", size: "96x64"));

        var file = answer.GetProperty("data")[0].Picture();
        using var pixels = SandboxCall.Pixels(file);
        Assert.That((pixels.Width, pixels.Height), Is.EqualTo((96, 64)));
        Assert.That(SandboxCall.Format(file), Is.EqualTo(expected));
        Assert.That(answer.GetProperty("data").GetArrayLength(), Is.EqualTo(1));
        Assert.That(answer.GetProperty("size").GetString(), Is.EqualTo("96x64"));
        Assert.That(answer.GetProperty("quality").GetString(), Is.EqualTo("low"));
        Assert.That(answer.GetProperty("output_format").GetString(), Is.EqualTo(format));
        Assert.That(answer.GetProperty("background").GetString(), Is.EqualTo("opaque"));
    }

    [Test]
    public async Task Send_RevisedPrompt_IsToldForEachPicture()
    {
        var answer = await SandboxCall.JsonAsync(SandboxCall.Body("\"n\":2", prompt: "a red fox, snow, mountains, dawn, \\\"sunglasses\\\""));

        Assert.That(
            answer.GetProperty("data").EnumerateArray().Select(item => item.GetProperty("revised_prompt").GetString()),
            Is.EqualTo(Enumerable.Repeat("a red fox, snow, mountains, dawn; not known: sunglasses", 2)));
    }

    [Test]
    public async Task Send_Created_IsTheClocksTime()
    {
        using var response = await SandboxCall.SendAsync(SandboxCall.Body(), new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1_763_800_000)));

        var answer = JsonElement.Parse(await response.Content.ReadAsStringAsync());
        Assert.That(answer.GetProperty("created").GetInt64(), Is.EqualTo(1_763_800_000));
    }

    [TestCase("""{"prompt":"a kite"}""")]
    [TestCase("""{"prompt":"a kite","model":null,"size":"auto","n":null,"quality":"auto","background":"auto","stream":false,"moderation":"low","user":"u","style":"vivid","response_format":"url","nonsense":{"a":[1]}}""")]
    public async Task Send_DefaultsAndUnknownMembers_Draw1024SquarePng(string json)
    {
        var answer = await SandboxCall.JsonAsync(json);

        using var pixels = SandboxCall.Pixels(answer.GetProperty("data")[0].Picture());
        Assert.That((pixels.Width, pixels.Height), Is.EqualTo((1024, 1024)));
        Assert.That(answer.GetProperty("quality").GetString(), Is.EqualTo("medium"));
        Assert.That(answer.GetProperty("output_format").GetString(), Is.EqualTo("png"));
    }

    [TestCase("16x16", 16, 16)]
    [TestCase("16x1024", 16, 1024)]
    [TestCase("4096x16", 4096, 16)]
    public async Task Send_ExtremeSizes_AreDrawn(string size, int width, int height)
    {
        var answer = await SandboxCall.JsonAsync(SandboxCall.Body(size: size, prompt: "a lake"));

        using var pixels = SandboxCall.Pixels(answer.GetProperty("data")[0].Picture());
        Assert.That((pixels.Width, pixels.Height), Is.EqualTo((width, height)));
    }

    [TestCase("png")]
    [TestCase("webp")]
    public async Task Send_Transparent_HasClearCornersAndAnOpaqueSubject(string format)
    {
        var answer = await SandboxCall.JsonAsync(SandboxCall.Body($"\"background\":\"transparent\",\"output_format\":\"{format}\"", size: "128x128"));

        using var pixels = SandboxCall.Pixels(answer.GetProperty("data")[0].Picture());
        Assert.That(pixels.GetPixel(1, 1).Alpha, Is.Zero);
        Assert.That(pixels.GetPixel(126, 1).Alpha, Is.Zero);
        Assert.That(pixels.GetPixel(64, 60).Alpha, Is.EqualTo(255));
        Assert.That(answer.GetProperty("background").GetString(), Is.EqualTo("transparent"));
    }

    [Test]
    public async Task Send_Opaque_HasNoAlphaChannel()
    {
        var answer = await SandboxCall.JsonAsync(SandboxCall.Body());

        using var data = SKData.CreateCopy(answer.GetProperty("data")[0].Picture());
        using var codec = SKCodec.Create(data);
        Assert.That(codec.Info.AlphaType, Is.EqualTo(SKAlphaType.Opaque));
    }

    [TestCase("jpeg")]
    [TestCase("webp")]
    public async Task Send_Compression_MakesASmallerFile(string format)
    {
        var coarse = await SandboxCall.JsonAsync(SandboxCall.Body($"\"output_format\":\"{format}\",\"output_compression\":10", size: "256x256"));
        var fine = await SandboxCall.JsonAsync(SandboxCall.Body($"\"output_format\":\"{format}\",\"output_compression\":95", size: "256x256"));

        Assert.That(coarse.GetProperty("data")[0].Picture(), Has.Length.LessThan(fine.GetProperty("data")[0].Picture().Length / 2));
    }

    [Test]
    public async Task Send_SamePromptAndSeedTwice_GivesTheSameBytes()
    {
        var first = await SandboxCall.JsonAsync(SandboxCall.Body("\"seed\":5"));
        var second = await SandboxCall.JsonAsync(SandboxCall.Body("\"seed\":5"));

        Assert.That(second.GetProperty("data")[0].Picture(), Is.EqualTo(first.GetProperty("data")[0].Picture()));
    }

    [Test]
    public async Task Send_SeveralPictures_AreTheVariationsOfFollowingSeeds()
    {
        var three = await SandboxCall.JsonAsync(SandboxCall.Body("\"n\":3,\"seed\":5"));
        var last = await SandboxCall.JsonAsync(SandboxCall.Body("\"seed\":7"));

        var pictures = three.GetProperty("data").EnumerateArray().Select(SandboxCall.Picture).ToList();
        Assert.That(pictures, Has.Count.EqualTo(3));
        Assert.That(pictures[2], Is.EqualTo(last.GetProperty("data")[0].Picture()));
        Assert.That(SandboxCall.Distance(pictures[0], pictures[1]), Is.GreaterThan(2));
    }

    [TestCase("low", "1024x1024", 272)]
    [TestCase("medium", "1024x1024", 1056)]
    [TestCase("auto", "1024x1024", 1056)]
    [TestCase("standard", "1024x1024", 1056)]
    [TestCase("high", "1024x1024", 4160)]
    [TestCase("hd", "1024x1024", 4160)]
    [TestCase("high", "512x1024", 2080)]
    [TestCase("low", "16x16", 1)]
    public async Task Send_Usage_FollowsQualityAndArea(string quality, string size, int each)
    {
        var answer = await SandboxCall.JsonAsync(SandboxCall.Body($"\"n\":2,\"output_format\":\"jpeg\",\"quality\":\"{quality}\"", prompt: "123456789", size: size));

        var usage = answer.GetProperty("usage");
        Assert.That(usage.GetProperty("input_tokens").GetInt32(), Is.EqualTo(3));
        Assert.That(usage.GetProperty("input_tokens_details").GetProperty("text_tokens").GetInt32(), Is.EqualTo(3));
        Assert.That(usage.GetProperty("input_tokens_details").GetProperty("image_tokens").GetInt32(), Is.Zero);
        Assert.That(usage.GetProperty("output_tokens").GetInt32(), Is.EqualTo(2 * each));
        Assert.That(usage.GetProperty("output_tokens_details").GetProperty("image_tokens").GetInt32(), Is.EqualTo(2 * each));
        Assert.That(usage.GetProperty("output_tokens_details").GetProperty("text_tokens").GetInt32(), Is.Zero);
        Assert.That(usage.GetProperty("total_tokens").GetInt32(), Is.EqualTo(3 + (2 * each)));
    }

    [TestCase("empty", 3, 0)]
    [TestCase("fewer", 3, 2)]
    [TestCase("fewer", 1, 0)]
    public async Task Send_EmptyAndFewerSuffix_DrawLessThanAskedFor(string suffix, int asked, int got)
    {
        var answer = await SandboxCall.JsonAsync(SandboxCall.Body($"\"n\":{asked}", $"painter~{suffix}"));

        Assert.That(answer.GetProperty("data").GetArrayLength(), Is.EqualTo(got));
        Assert.That(answer.GetProperty("usage").GetProperty("output_tokens").GetInt32(), Is.EqualTo(got * 4));
    }
}
