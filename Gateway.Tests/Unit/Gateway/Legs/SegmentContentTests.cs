using Iris.Gateway.Credentials.Aws;
using Iris.Gateway.Legs;
using Iris.Transforms.Codecs;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Legs;

/// <summary>Promise: a body of several segments is sent like one that lies together, as often as it is asked for.</summary>
public sealed class SegmentContentTests
{
    [TestCase("whole")]
    [TestCase("in ", "three ", "parts")]
    [TestCase("", "two")]
    public async Task Content_SentTwice_IsTheWholeBodyOfAKnownLength(params string[] parts)
    {
        var whole = string.Concat(parts);
        var body = parts.Length == 1
            ? new ProviderBody("whole"u8.ToArray())
            : new ProviderBody(parts.Select(part => new BodySegment(System.Text.Encoding.ASCII.GetBytes(part))));
        using var content = SegmentContent.Of(body);
        Assert.That(content.Headers.ContentLength, Is.EqualTo(whole.Length));
        for (var i = 0; i < 2; i++)
        {
            using var sent = new MemoryStream();
            await content.CopyToAsync(sent);
            Assert.That(System.Text.Encoding.ASCII.GetString(sent.ToArray()), Is.EqualTo(whole));
        }
        using var together = new StringContent(whole);
        Assert.That(await PayloadHash.OfAsync(content, default), Is.EqualTo(await PayloadHash.OfAsync(together, default)));
    }

    [Test]
    public void Content_OfOneSegment_HasNoListOfParts() =>
        Assert.That(SegmentContent.Of(new ProviderBody("{}"u8.ToArray())), Is.InstanceOf<ReadOnlyMemoryContent>());

    [Test]
    public void Body_Nothing_IsEmpty()
    {
        Assert.That(default(ProviderBody).IsEmpty, Is.True);
        Assert.That(default(ProviderBody).Count, Is.Zero);
        Assert.That(default(ProviderBody).ToArray(), Is.Empty);
    }
}
