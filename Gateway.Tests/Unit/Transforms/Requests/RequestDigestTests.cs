using Iris.Transforms.Requests;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Requests;

/// <summary>Two requests have one digest exactly when they ask for the same.</summary>
internal sealed class RequestDigestTests
{
    private static ImageRequest Request => new() { Model = "openai/gpt-image-2", Prompt = "a fox" };

    private static IEnumerable<TestCaseData> Others()
    {
        yield return Case("model", Request with { Model = "openai/gpt-image-3" });
        yield return Case("prompt", Request with { Prompt = "a fo" });
        yield return Case("operation", Request with { Operation = ImageOperation.Edit });
        yield return Case("stream", Request with { Stream = true });
        yield return Case("number", Request with { N = 1 });
        yield return Case("text", Request with { Quality = "high" });
        yield return Case("size", Request with { Size = new ImageSize(64, 64) });
        yield return Case("json", Request with { Svg = "{}"u8.ToArray() });
        yield return Case("extra", Request with { Extras = [new RawMember("a", "1"u8.ToArray())] });
        yield return Case("extra's value", Request with { Extras = [new RawMember("a", "2"u8.ToArray())] });
        yield return Case("fallback", Request with { Fallbacks = [new FallbackEntry(null, "x/y")] });
        yield return Case("fallback's provider", Request with { Fallbacks = [new FallbackEntry("x", "y")] });
        yield return Case("picture", Request with { Inputs = [Picture(1)] });
        yield return Case("another picture", Request with { Inputs = [Picture(2)] });
        yield return Case("two pictures", Request with { Inputs = [Picture(1), Picture(2)] });
        yield return Case("the other order", Request with { Inputs = [Picture(2), Picture(1)] });
        yield return Case("mask", Request with { Inputs = [Picture(1)], Mask = Picture(2) });
        yield return Case("address", Request with { Inputs = [new ImageInput { Name = "image", Url = "https://example.com/1" }] });

        static TestCaseData Case(string name, ImageRequest request) => new TestCaseData(request).SetArgDisplayNames(name);
        static ImageInput Picture(byte first) => new() { Name = "image", Content = new HeldContent(new byte[] { first }), Sha256 = new byte[] { first, 2, 3 } };
    }

    [Test]
    public void Of_TheSame_IsTheSame() => Assert.That(
        RequestDigest.Of(Request with { Extras = [new RawMember("a", "1"u8.ToArray()), new RawMember("b", "2"u8.ToArray())] }, "route"),
        Is.EqualTo(RequestDigest.Of(Request with { Extras = [new RawMember("b", "2"u8.ToArray()), new RawMember("a", "1"u8.ToArray())] }, "route")));

    [TestCaseSource(nameof(Others))]
    public void Of_Another_IsAnother(ImageRequest other)
    {
        var all = Others().Select(one => (ImageRequest)one.Arguments[0]!).Append(Request).Select(one => Convert.ToHexString(RequestDigest.Of(one))).ToArray();
        Assert.That(all.Count(one => one == Convert.ToHexString(RequestDigest.Of(other))), Is.EqualTo(1));
    }

    [Test]
    public void Of_SomethingBesides_Counts() =>
        Assert.That(RequestDigest.Of(Request, "a", "b"), Is.Not.EqualTo(RequestDigest.Of(Request, "ab", "")));
}
