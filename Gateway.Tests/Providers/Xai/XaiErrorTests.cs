using Iris.Gateway.Tests.Unit.Transforms;
using Iris.Transforms;
using Iris.Transforms.Codecs;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.Xai;

/// <summary>The promise: prose becomes a class of failure where it safely can, and stays the message everywhere.</summary>
internal sealed class XaiErrorTests
{
    // A prompt that is quoted in a message must not make it another failure.
    [Test]
    public void ReadError_WordsInsideAMessage_MeanNothing()
    {
        var body = Splits.Utf8("""{"code":"400","error":"Argument not supported: Incorrect API key provided"}""");
        Assert.That(ProviderCatalog.All["xai"].ReadError(new ErrorAnswer(400, "application/json", body, null)).Status, Is.EqualTo(400));
    }
}
