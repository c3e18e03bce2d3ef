using System.Text;
using Iris.Transforms.Families.OpenAI;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Families.OpenAI;

/// <summary>Promise: token counts of chat completions become those of the Images API, and nothing that was told is lost or made up.</summary>
public sealed class ChatUsageTests
{
    [TestCase("""{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}""", """{"input_tokens":1,"output_tokens":2,"total_tokens":3}""")]
    [TestCase(
        """{"prompt_tokens":10,"prompt_tokens_details":{"image_tokens":4,"cached_tokens":null}}""",
        """{"input_tokens":10,"input_tokens_details":{"image_tokens":4,"text_tokens":6}}""")]
    [TestCase(
        """{"completion_tokens":10,"completion_tokens_details":{"image_tokens":4,"reasoning_tokens":5}}""",
        """{"output_tokens":10,"output_tokens_details":{"image_tokens":4,"reasoning_tokens":5,"text_tokens":1}}""")]
    [TestCase(
        """{"completion_tokens":10,"completion_tokens_details":{"reasoning_tokens":5}}""",
        """{"output_tokens":10,"output_tokens_details":{"reasoning_tokens":5}}""")]
    [TestCase(
        """{"completion_tokens":1,"completion_tokens_details":{"image_tokens":4,"text_tokens":7}}""",
        """{"output_tokens":1,"output_tokens_details":{"image_tokens":4,"text_tokens":7}}""")]
    [TestCase("""{"completion_tokens":1,"completion_tokens_details":{"image_tokens":4}}""", """{"output_tokens":1,"output_tokens_details":{"image_tokens":4,"text_tokens":0}}""")]
    [TestCase("""{"input_tokens":1,"prompt_tokens":2}""", """{"input_tokens":1}""")]
    [TestCase("""{"cost":0.04,"is_byok":false,"x":{"y":[1.50]},"prompt_tokens":null}""", """{"cost":0.04,"is_byok":false,"x":{"y":[1.50]}}""")]
    [TestCase("""{"prompt_tokens_details":5,"completion_tokens_details":null}""", """{"input_tokens_details":5}""")]
    [TestCase("{}", "{}")]
    public void Convert_Counts_AreTheImagesApis(string chat, string images) =>
        Assert.That(Encoding.UTF8.GetString(ChatUsage.Convert(Splits.Utf8(chat))!), Is.EqualTo(images));

    [TestCase("[]")]
    [TestCase("5")]
    [TestCase("null")]
    [TestCase("\"x\"")]
    [TestCase("{")]
    public void Convert_NoObject_IsLeftOut(string chat) => Assert.That(ChatUsage.Convert(Splits.Utf8(chat)), Is.Null);
}
