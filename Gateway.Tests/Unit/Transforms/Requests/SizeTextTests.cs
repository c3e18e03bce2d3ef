using Iris.Gateway.Tests.Unit.Transforms.Dialects.OpenAI;
using Iris.Transforms.Requests;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Requests;

/// <summary>Promise: a size in the forms of other APIs is understood as pixels, ratio or resolution; what no server can mean is refused.</summary>
internal sealed class SizeTextTests
{
    [TestCase("1024*768", "1024x768")]
    [TestCase("1024×768", "1024x768")]
    [TestCase(" 1024 ✕ 768 ", "1024x768")]
    [TestCase("1024х768", "1024x768")]
    [TestCase("１x1", null)]
    public void Read_PixelsWithAnotherSign_AreThosePixels(string text, string? size)
    {
        if (size is null)
        {
            Assert.That(ReadRequest.Bad(ReadRequest.With($"\"size\":\"{text}\"")).Param, Is.EqualTo("size"));
            return;
        }
        var request = ReadRequest.Good(ReadRequest.With($"\"size\":\"{text}\""));
        Assert.That((request.Size.ToString(), request.Given), Is.EqualTo((size, ImageParameters.Size)));
        Assert.That((request.LooseSize!.Written, request.LooseSize.Value), Is.EqualTo((text, size)));
    }

    [TestCase("16:9", "16:9")]
    [TestCase(" 16 / 9 ", "16:9")]
    [TestCase("1.91:1", "1.91:1")]
    [TestCase("16：9", "16:9")]
    public void Read_Ratio_IsTheAspectRatio(string text, string ratio)
    {
        var request = ReadRequest.Good(ReadRequest.With($"\"size\":\"{text}\""));
        Assert.That((request.Size, request.AspectRatio, request.Given), Is.EqualTo(((ImageSize?)null, ratio, ImageParameters.AspectRatio)));
    }

    [TestCase("2K", "2K")]
    [TestCase("4k ", "4K")]
    [TestCase("0.5K", "0.5K")]
    public void Read_Tier_IsTheResolution(string text, string tier)
    {
        var request = ReadRequest.Good(ReadRequest.With($"\"size\":\"{text}\""));
        Assert.That((request.Size, request.Resolution, request.Given), Is.EqualTo(((ImageSize?)null, tier, ImageParameters.Resolution)));
    }

    [TestCase("\"size\":\"16:9\",\"aspect_ratio\":\"1:1\"")]
    [TestCase("\"aspect_ratio\":\"1:1\",\"size\":\"16:9\"")]
    public void Read_RatioBesideAspectRatio_IsOverruledInAnyOrder(string members)
    {
        var request = ReadRequest.Good(ReadRequest.With(members));
        Assert.That((request.AspectRatio, request.Given, request.LooseSize!.IsOverruled), Is.EqualTo(("1:1", ImageParameters.AspectRatio, true)));
    }

    [TestCase("65536x1", "at most 65535 pixels an edge")]
    [TestCase("16385x16384", "268435456 pixels in all")]
    [TestCase("99999999999999999999x1", "at most 65535 pixels an edge")]
    [TestCase("99999*99999", "at most 65535 pixels an edge")]
    [TestCase("big", "'auto' or WIDTHxHEIGHT")]
    [TestCase("K", "'auto' or WIDTHxHEIGHT")]
    [TestCase("16:", "'auto' or WIDTHxHEIGHT")]
    [TestCase("16:0", "'auto' or WIDTHxHEIGHT")]
    [TestCase("-2K", "'auto' or WIDTHxHEIGHT")]
    [TestCase("1e1K", "'auto' or WIDTHxHEIGHT")]
    [TestCase("1024", "'auto' or WIDTHxHEIGHT")]
    public void Read_NoSize_IsRefusedWithTheReason(string text, string reason)
    {
        var error = ReadRequest.Bad(ReadRequest.With($"\"size\":\"{text}\""));
        Assert.That((error.Param, error.Code), Is.EqualTo(("size", "invalid_value")));
        Assert.That(error.Message, Does.Contain(reason));
    }
}
