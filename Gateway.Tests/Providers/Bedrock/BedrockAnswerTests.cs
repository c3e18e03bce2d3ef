using Iris.Gateway.Tests.Unit.Transforms;
using Iris.Gateway.Tests.Unit.Transforms.Codecs;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.Bedrock;

/// <summary>
/// The promise: Bedrock's answers become the contract's, however they arrive, and a 200 without a picture is a failure that says why.
/// </summary>
internal sealed class BedrockAnswerTests
{
    private const string Nova = "amazon.nova-canvas-v1:0";

    [TestCase("[]")]
    [TestCase("\"text\"")]
    [TestCase("null")]
    [TestCase("{\"images\":[\"iVBOR")]
    [TestCase("{\"images\":[\"iVBORw0KGgo=\"],}")]
    [TestCase("<html>")]
    [TestCase("")]
    public void Read_NotTheDocument_IsAFailure(string body)
    {
        var outcome = CodecCall.Create("bedrock", Nova).Read("application/json", feed => feed(Splits.Utf8(body)));
        Assert.That(outcome.Failure?.Type, Is.EqualTo("provider_response_invalid"));
    }

    // A picture under another name, or deeper down, is none of ours; a reason of any length is bounded.
    [TestCase("""{"other":{"images":["iVBORw0KGgo="],"x":[[{}],"a\\n"]},"maskImage":"iVBORw0KGgo=","images":[]}""", "no_image")]
    [TestCase("""{"images":[{"a":["iVBORw0KGgo="]},["iVBORw0KGgo="],null,1,true]}""", "no_image")]
    [TestCase("""{"images":"iVBORw0KGgo="}""", "no_image")]
    [TestCase("""{"images":[],"error":"LONG"}""", "model_error")]
    [TestCase("""{"images":[],"error":{"a":"b"}}""", "model_error")]
    public void Read_OddDocument_IsReadByItsPathsAtEverySplit(string body, string code)
    {
        var isLong = body.Contains("LONG");
        var bytes = Splits.Utf8(body.Replace("LONG", new string('e', 100_000)));
        Action<byte[], Action<string, Action<Splits.Feed>>> divide = isLong ? (all, attempt) => attempt("whole", feed => feed(all)) : Splits.ForEach;
        divide(bytes, (division, feed) =>
        {
            var outcome = CodecCall.Create("bedrock", Nova).Read("application/json", feed);
            Assert.That((outcome.HasImage, outcome.Failure?.Code), Is.EqualTo((false, code)), division);
            Assert.That(outcome.Failure!.Message, Has.Length.LessThan(5000));
        });
    }

    [Test]
    public void Read_LargePicture_GoesOutWhileItArrives()
    {
        var call = CodecCall.Create("bedrock", Nova);
        var picture = new string('A', 100_000);
        var before = false;
        var outcome = call.Read("application/json", feed =>
        {
            feed(Splits.Utf8($$"""{"images":["{{picture}}"""));
            before = true;
            feed(Splits.Utf8("""AAAA"],"error":null}"""));
        });
        Assert.That(before && outcome.Failure is null);
        Assert.That(outcome.Output, Does.Contain(picture + "AAAA"));
    }
}
