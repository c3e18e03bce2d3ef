using Iris.Gateway.Tests.Unit.Transforms;
using Iris.Gateway.Tests.Unit.Transforms.Codecs;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.Nebius;

/// <summary>The promise: Nebius' answer becomes OpenAI's, its <c>id</c> beside the pictures.</summary>
internal sealed class NebiusAnswerTests
{
    private const string Model = "black-forest-labs/flux-dev";

    [TestCase("base64.json")]
    [TestCase("url.json")]
    [TestCase("data-url.json")]
    public void Read_Answer_GivesTheFileBesideItAtEverySplit(string file) =>
        CodecFixture.CheckAnswer("nebius", Model, "\"n\":1", file, "application/json");

    [TestCase("empty", 502, "no_image", "without an image")]
    [TestCase("null", 502, "no_image", "without an image")]
    [TestCase("detail", 502, "no_image", "without an image")]
    public void Read_SuccessWithoutPicture_IsAFailureAtEverySplit(string name, int status, string code, string message)
    {
        var bytes = CodecFixture.Bytes($"nebius/failures/{name}.json");
        foreach (var members in new[] { "", "\"stream\":true" })
        {
            var call = CodecCall.Create("nebius", Model, members);
            Splits.ForEach(bytes, (division, feed) =>
            {
                var outcome = call.Read("application/json", feed);
                Assert.That(outcome.HasImage, Is.False, division);
                Assert.That((outcome.Failure?.Status, outcome.Failure?.Code), Is.EqualTo((status, code)), division);
                Assert.That(outcome.Failure!.Message, Does.Contain(message), division);
            });
        }
    }
}
