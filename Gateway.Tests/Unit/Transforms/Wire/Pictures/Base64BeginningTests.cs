using Iris.Gateway.Tests.Unit.Transforms.Codecs;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Wire.Pictures;

/// <summary>Promise: every codec's base64 loses the beginning of a data URL, however the network divides it, and nothing else.</summary>
public sealed class Base64BeginningTests
{
    private const string Pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR42mM4IScCAAKsAPsIOf9JAAAAAElFTkSuQmCC";

    [TestCase("sgl", "flux", """{"data":[{"b64_json":"VALUE"}]}""")]
    [TestCase("vllm", "flux", """{"data":[{"b64_json":"VALUE"}]}""")]
    [TestCase("huggingface", "fal-ai/fal-ai/flux/schnell", """{"images":[{"b64_json":"VALUE"}]}""")]
    public void Read_DataUrlInPlaceOfBase64_IsStrippedAtEverySplit(string provider, string model, string body)
    {
        var call = CodecCall.Create(provider, model);
        foreach (var head in (string[])["data:image/png;base64,", @"data:image\/png;base64,", "data:;base64,"])
        {
            Splits.ForEach(Splits.Utf8(body.Replace("VALUE", head + Pixel, StringComparison.Ordinal)), (division, feed) =>
            {
                var outcome = call.Read("application/json", feed);
                Assert.That(outcome.Failure, Is.Null, division);
                Assert.That(outcome.Output, Does.Contain($"\"{Pixel}\"").And.Not.Contain("base64,"), division);
            });
        }
    }

    [TestCase("dataAAAA")]
    [TestCase("data")]
    [TestCase("dA==")]
    [TestCase("databAAAAAAAAAAAAAAA")]
    public void Read_Base64ThatBeginsAlike_StaysWhole(string base64)
    {
        var call = CodecCall.Create("sgl", "flux");
        Splits.ForEach(Splits.Utf8($$"""{"data":[{"b64_json":"{{base64}}"}]}"""), (division, feed) =>
            Assert.That(call.Read("application/json", feed).Output, Does.Contain($"\"b64_json\":\"{base64}\""), division));
    }

    [TestCase("data:text/html;base64,PGI+")]
    [TestCase("data:image/png;base64")]
    public void Read_DataUrlWithoutAPicture_IsAFailure(string value)
    {
        var outcome = CodecCall.Create("sgl", "flux").Read("application/json", feed => feed(Splits.Utf8($$"""{"data":[{"b64_json":"{{value}}"}]}""")));
        Assert.That((outcome.Failure?.Code, outcome.HasImage), Is.EqualTo(("malformed_response", false)));
    }
}
