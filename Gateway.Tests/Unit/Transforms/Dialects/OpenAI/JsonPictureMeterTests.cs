using Iris.Transforms.Dialects.OpenAI;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Dialects.OpenAI;

/// <summary>Promise: picture data in a body is told apart from everything else, wherever the body is divided.</summary>
internal sealed class JsonPictureMeterTests
{
    private static readonly string Long = new('A', 1024);

    private static TestCaseData[] Bodies =>
    [
        new("""{"prompt":"p","input_images":["aGk=","data:image/png;base64,aGk="]}""", 30),
        new("""{"images":[{"image_url":"https://a/b"}],"mask":{"image_url":"abc"},"prompt":"AAAA"}""", 14),
        new("""{"input_image":"data:image/png;base64,aGk="}""", 26),
        new("""{"input_image":"data:text/plain,aGk"}""", 0),
        new("""{"id":"aGk="}""", 0),
        new($$"""{"image":"{{Long}}"}""", 1024),
        new($$"""{"x":{"y":[{"z":"{{Long}}"}]},"input_images":5}""", 1024),
        new($$"""{"image":"{{Long}} "}""", 0),
        new($$"""{"prompt":"{{Long}}","negative_prompt":"{{Long}}","user":"{{Long}}","model":"{{Long}}","fallbacks":["{{Long}}"]}""", 0),
        new($$"""{"prompt":"{{Long}}",:"input_images":["{{Long}}"]}""", 0),
        new($$"""["{{Long}}"]""", 0),
    ];

    [TestCaseSource(nameof(Bodies))]
    public void Feed_DividedAnywhere_CountsTheSame(string body, int pictures)
    {
        var bytes = Splits.Utf8(body);
        Splits.ForEach(bytes, (division, run) =>
        {
            var meter = new JsonPictureMeter();
            run(meter.Feed);
            Assert.That((meter.Read, meter.Pictures), Is.EqualTo(((long)bytes.Length, (long)pictures)), division);
        });
    }

    [Test]
    public void Feed_PictureThatHasNotEnded_CountsAsFarAsItHasCome()
    {
        var meter = new JsonPictureMeter();
        meter.Feed("{\"input_images\":[\"AAAA"u8);
        Assert.That(meter.Pictures, Is.EqualTo(4));
    }
}
