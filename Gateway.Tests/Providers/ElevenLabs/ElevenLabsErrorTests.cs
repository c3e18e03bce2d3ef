using Iris.Gateway.Tests.Unit.Transforms;
using Iris.Gateway.Tests.Unit.Transforms.Codecs;
using Iris.Transforms.Answers;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.ElevenLabs;

/// <summary>The promise: why an order was refused, or failed later, reaches the client under the status that it means.</summary>
internal sealed class ElevenLabsErrorTests
{
    [Test]
    public void Failed_EndlessMessage_IsCut()
    {
        var call = CodecCall.Create("elevenlabs", "gpt-image-2");
        var answer = Splits.Utf8($$"""{"id":"x","status":"failed","failure_reason":"model_error","error_message":"{{new string('x', 20_000)}}"}""");
        var error = call.Walk(("application/json", answer)).Outcome.Failure!;
        Assert.That(error.Message, Has.Length.LessThanOrEqualTo(ImageError.MaxMessageLength + 1));
    }
}
