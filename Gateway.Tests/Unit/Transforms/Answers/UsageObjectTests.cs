using System.Text;
using Iris.Transforms.Answers;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Answers;

/// <summary>Promise: any provider's counts become those of the Images API, and nothing that was told is lost or made up.</summary>
// It measures allocations, which grow while others empty the shared pool of buffers.
[NonParallelizable]
public sealed class UsageObjectTests
{
    private const string NoPrompt = "\"input_tokens_details\":{\"text_tokens\":0,\"image_tokens\":0}";

    [TestCase("""{"input_tokens":14,"output_tokens":4160,"total_tokens":4174,"input_tokens_details":{"text_tokens":14,"image_tokens":0}}""")]
    [TestCase("""{"total_tokens":3,"output_tokens_details":{"text_tokens":0,"image_tokens":2},"input_tokens_details":{"image_tokens":0,"text_tokens":1},"output_tokens":2,"input_tokens":1}""")]
    public void Convert_OpenAIsOwn_StaysAsItIs(string json)
    {
        var bytes = Splits.Utf8(json);
        var allocated = Allocations.Least(() => UsageObject.Convert(bytes));
        Assert.That(Text(UsageObject.Convert(bytes)), Is.EqualTo(json));
        Assert.That(allocated, Is.Zero);
    }

    [TestCase(
        """{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}""",
        """{"input_tokens":1,"output_tokens":2,"total_tokens":3,"input_tokens_details":{"text_tokens":1,"image_tokens":0}}""")]
    [TestCase(
        """{"prompt_tokens":10,"prompt_tokens_details":{"image_tokens":4,"cached_tokens":null}}""",
        """{"input_tokens":10,"output_tokens":0,"total_tokens":10,"input_tokens_details":{"text_tokens":6,"image_tokens":4}}""")]
    [TestCase(
        """{"completion_tokens":10,"completion_tokens_details":{"image_tokens":4,"reasoning_tokens":5}}""",
        """{"input_tokens":0,"output_tokens":10,"total_tokens":10,""" + NoPrompt + ""","output_tokens_details":{"image_tokens":4,"reasoning_tokens":5,"text_tokens":1}}""")]
    [TestCase(
        """{"completion_tokens":10,"completion_tokens_details":{"reasoning_tokens":5}}""",
        """{"input_tokens":0,"output_tokens":10,"total_tokens":10,""" + NoPrompt + ""","output_tokens_details":{"reasoning_tokens":5}}""")]
    [TestCase(
        """{"completion_tokens":1,"completion_tokens_details":{"image_tokens":4,"text_tokens":7}}""",
        """{"input_tokens":0,"output_tokens":1,"total_tokens":1,""" + NoPrompt + ""","output_tokens_details":{"image_tokens":4,"text_tokens":7}}""")]
    [TestCase(
        """{"completion_tokens":1,"completion_tokens_details":{"image_tokens":4}}""",
        """{"input_tokens":0,"output_tokens":1,"total_tokens":1,""" + NoPrompt + ""","output_tokens_details":{"image_tokens":4,"text_tokens":0}}""")]
    [TestCase(
        """{"input_tokens":1,"prompt_tokens":2,"total_tokens":9}""",
        """{"input_tokens":1,"output_tokens":8,"total_tokens":9,"input_tokens_details":{"text_tokens":1,"image_tokens":0}}""")]
    [TestCase(
        """{"input_tokens":null,"prompt_tokens":2,"output_tokens":-1,"completion_tokens":1.5,"reasoning_tokens":"9","service_tier":"x"}""",
        """{"input_tokens":2,"output_tokens":2,"total_tokens":4,"input_tokens_details":{"text_tokens":2,"image_tokens":0},"service_tier":"x"}""")]
    [TestCase(
        """{"cost":0.04,"cost":1,"is_byok":false,"x":{"y":[1.50]},"prompt_tokens":null}""",
        """{"input_tokens":0,"output_tokens":0,"total_tokens":0,""" + NoPrompt + ""","cost":0.04,"is_byok":false,"x":{"y":[1.50]}}""")]
    [TestCase(
        """{"input_tokens":1e3,"total_tokens":1e400}""",
        """{"input_tokens":1000,"output_tokens":0,"total_tokens":1000,"input_tokens_details":{"text_tokens":1000,"image_tokens":0}}""")]
    public void Convert_Counts_AreTheImagesApis(string told, string wanted) =>
        Assert.That(Text(UsageObject.Convert(Splits.Utf8(told))), Is.EqualTo(wanted));

    [TestCase("[]")]
    [TestCase("5")]
    [TestCase("null")]
    [TestCase("\"x\"")]
    [TestCase("{}")]
    [TestCase("""{"image_count":1,"input_tokens":null}""")]
    [TestCase("""{"prompt_tokens_details":5,"completion_tokens_details":null,"total_tokens":"3"}""")]
    [TestCase("""{"input_tokens":9007199254740993}""")]
    public void Convert_NothingCounted_IsNoUsage(string told) => Assert.That(UsageObject.Convert(Splits.Utf8(told)).IsEmpty, Is.True);

    private static string Text(ReadOnlySpan<byte> json) => Encoding.UTF8.GetString(json);
}
