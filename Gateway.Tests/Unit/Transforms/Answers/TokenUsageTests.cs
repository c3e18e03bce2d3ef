using Iris.Transforms.Answers;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Answers;

/// <summary>Promise: the two sums are found among whatever else a provider counts, and nothing it writes throws.</summary>
public sealed class TokenUsageTests
{
    [TestCase("""{"input_tokens":14,"output_tokens":4160,"total_tokens":4174}""", 14, 4160)]
    [TestCase("""{"input_tokens_details":{"input_tokens":9,"x":[1]},"output\u005ftokens":2}""", 0, 2)]
    [TestCase("""{"input_tokens":"14","output_tokens":1.5}""", 0, 0)]
    [TestCase("""{"input_tokens":99999999999999999999,"output_tokens":null}""", 0, 0)]
    [TestCase("""{"input_tokens":[{"output_tokens":3}],"\ud83d":1,"\udc00x":{},"output_tokens":5}""", 0, 5)]
    [TestCase("{}", 0, 0)]
    public void Read_Object_FindsTheSums(string json, long input, long output) =>
        Assert.That(TokenUsage.Read(Splits.Utf8(json)), Is.EqualTo(new TokenUsage(input, output)));

    [TestCase("null")]
    [TestCase("7")]
    [TestCase("[{\"input_tokens\":1}]")]
    [TestCase("\"x\"")]
    public void Read_SomethingElse_IsNoUsage(string json) => Assert.That(TokenUsage.Read(Splits.Utf8(json)), Is.Null);

    [TestCase("""{"input_tokens":9,"input_tokens_details":{"text_tokens":2,"image_tokens":7,"cached_tokens":5},"output_tokens":3,"output_tokens_details":{"image_tokens":2}}""", 7, 5, null, 2)]
    [TestCase("""{"input_tokens_details":{"cached_tokens_details":{"image_tokens":4},"cached_tokens":6}}""", 0, 6, 4, null)]
    [TestCase("""{"input_tokens_details":{"image_tokens":-7,"cached_tokens":"5","cached_tokens_details":3},"output_tokens_details":[{"image_tokens":2}]}""", 0, 0, null, null)]
    [TestCase("""{"input_tokens_details":{"x":{"image_tokens":7}},"output_tokens_details":null}""", 0, 0, null, null)]
    public void Read_Details_FindsTheParts(string json, long images, long cached, long? cachedImages, long? drawn)
    {
        var usage = TokenUsage.Read(Splits.Utf8(json))!;
        Assert.That((usage.InputImages, usage.Cached, usage.CachedImages, usage.OutputImages), Is.EqualTo((images, cached, cachedImages, drawn)));
    }
}
