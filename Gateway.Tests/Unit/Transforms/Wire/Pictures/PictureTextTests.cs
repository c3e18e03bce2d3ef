using Iris.Transforms.Answers;
using Iris.Transforms.Wire.Pictures;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Wire.Pictures;

/// <summary>The promise: a text that is repeated keeps its words and loses its pictures.</summary>
public sealed class PictureTextTests
{
    private const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    // From the middle of a picture.
    private const string Middle = "uSklGRv4AAABXRUJQVlA4IPIAAABwBgCdASogACAAPm0ylEekIyIhKAgAgA2JaQDUyB7wD0Qd";

    [TestCase("bad data:image/png;base64," + Png + " here", "bad [picture] here")]
    [TestCase("![x](data:image/png;base64," + Png + ")", "![x]([picture])")]
    [TestCase("cut data:image/png;base64,iVBO", "cut [picture]")]
    [TestCase("DATA:;base64," + Middle, "[picture]")]
    [TestCase("data:image/svg+xml,%3Csvg/%3E done", "[picture] done")]
    [TestCase("bare " + Png, "bare [picture]")]
    [TestCase("cut /9j/4AAQSkZJRgABAQ", "cut [picture]")]
    [TestCase("middle " + Middle + ".", "middle [picture].")]
    [TestCase("""{"echo":"data:image\/png;base64,AA\/AA","n":1}""", """{"echo":"[picture]","n":1}""")]
    [TestCase("""{"echo":"iVBORw0KGgoAAAAN\/SUh\u002BEUgAAAAEAAAAB","n":1}""", """{"echo":"[picture]","n":1}""")]
    public void Without_Picture_IsReplaced(string text, string expected) => Assert.That(PictureText.Without(text), Is.EqualTo(expected));

    [TestCase("")]
    [TestCase("The metadata:a,b are wrong")]
    [TestCase("see https://platform.example.com/account/organization/settings/api-keys/and/further/down/the/path")]
    [TestCase("sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    [TestCase("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    [TestCase("a_name_that_is_as_long_as_any_name_of_a_class_or_a_member_can_be_in_a_real_message")]
    [TestCase("request 7d3f1c52-2f0e-4b9b-9f0a-0d8a2f7c4e11, code 5006")]
    public void Without_Words_AreKept(string text) => Assert.That(PictureText.Without(text), Is.SameAs(text).Or.EqualTo(text));

    [Test]
    public void Error_AnyOfItsTexts_HoldsNoPicture()
    {
        var error = new ImageError
        {
            Status = 400, Message = Png, Type = Png, Code = Png, Param = Png, Cause = Png, InnerCode = Png,
                ModerationDetails = Splits.Utf8($$"""{"echo":"{{Png}}"}"""),
        };
        var changed = error with { Message = "again " + Png };
        Assert.That(
            (string?[])[error.Message, error.Type, error.Code, error.Param, error.Cause, error.InnerCode,
                Splits.Latin(error.ModerationDetails!.Value.Span), changed.Message],
            Is.EqualTo((string[])["[picture]", "[picture]", "[picture]", "[picture]", "[picture]", "[picture]", """{"echo":"[picture]"}""", "again [picture]"]));
        Assert.That(new ImageWarning("x", "see " + Png).Message, Is.EqualTo("see [picture]"));
    }
}
