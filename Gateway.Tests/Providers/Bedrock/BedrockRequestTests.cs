using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Unit.Transforms.Codecs;
using Iris.Transforms;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Shapes;
using Iris.Transforms.Providers.Bedrock;
using Iris.Transforms.Requests;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.Bedrock;

/// <summary>The promise: what was asked reaches Bedrock under its own names, or the answer says what did not.</summary>
internal sealed class BedrockRequestTests
{
    private const string Nova = "amazon.nova-canvas-v1:0";
    private const string Titan = "amazon.titan-image-generator-v2:0";

    [TestCase("1024x1024", "1024x1024")]
    [TestCase("512x512", "512x512")]
    [TestCase("256x256", "512x512")]
    [TestCase("1536x1024", "1152x768")]
    [TestCase("1024x1536", "768x1152")]
    [TestCase("1792x1024", "1408x768")]
    [TestCase("1024x1792", "768x1408")]
    [TestCase("768x1024", "896x1152")]
    [TestCase("1280x720", "1152x640")]
    [TestCase("2048x2048", "1024x1024")]
    [TestCase("4096x1024", "1408x640")]
    [TestCase("1173x640", "1173x640")]
    public void Titan_AnySize_BecomesOneOfItsPairs(string asked, string sent) => CheckSize(Titan, asked, sent);

    [TestCase("1024x1024", "1024x1024")]
    [TestCase("2048x2048", "2048x2048")]
    [TestCase("1536x1024", "1536x1024")]
    [TestCase("1000x1000", "992x992")]
    [TestCase("256x256", "320x320")]
    [TestCase("4096x4096", "2048x2048")]
    [TestCase("4000x500", "2816x704")]
    [TestCase("500x4000", "704x2816")]
    [TestCase("5000x3000", "2640x1584")]
    public void Nova_AnySize_IsMovedIntoItsLimits(string asked, string sent) => CheckSize(Nova, asked, sent);

    [Test]
    public void Nova_EverySize_IsLegal()
    {
        var nova = (PixelShape)BedrockModels.Of(Nova, new Dictionary<string, string>()).Shape;
        for (var width = 1; width < 6000; width += 97)
        {
            for (var height = 1; height < 6000; height += 89)
            {
                var size = nova.Fit(width, height);
                var isLegal = size is { Width: >= 320 and <= 4096, Height: >= 320 and <= 4096 } && size.Width % 16 == 0 && size.Height % 16 == 0
                    && (long)size.Width * size.Height <= 4_194_304 && size.Width <= 4 * size.Height && size.Height <= 4 * size.Width;
                Assert.That(isLegal, $"{width}x{height} became {size}");
            }
        }
    }

    [TestCase("low", "standard")]
    [TestCase("medium", "standard")]
    [TestCase("standard", "standard")]
    [TestCase("high", "premium")]
    [TestCase("HD", "premium")]
    [TestCase("premium", "premium")]
    [TestCase("auto", null)]
    [TestCase("best", null)]
    public void Quality_Word_IsMappedOrReported(string asked, string? sent)
    {
        var call = CodecCall.Create("bedrock", Nova, $"\"n\":1,\"quality\":\"{asked}\"");
        Assert.That((string?)Config(call)["quality"], Is.EqualTo(sent));
        var changes = call.Context.Dropped.Concat(call.Context.Converted).Select(change => $"{change.Param} {change.Sent}".TrimEnd());
        var expected = asked == sent || asked == "auto" ? null : sent is null ? "quality" : $"quality {sent}";
        Assert.That(changes, Is.EqualTo(expected is null ? [] : new[] { expected }));
    }

    [TestCase("1:1", "1:1")]
    [TestCase("1024x1024", "1:1")]
    [TestCase("1536x1024", "3:2")]
    [TestCase("1024x1536", "2:3")]
    [TestCase("1792x1024", "16:9")]
    [TestCase("1024x1792", "9:16")]
    [TestCase("1280x720", "16:9")]
    [TestCase("768x1024", "4:5")]
    [TestCase("2560x1080", "21:9")]
    public void Stability_SizeOrRatio_BecomesItsNearestRatio(string asked, string sent)
    {
        var member = asked.Contains(':') ? "aspect_ratio" : "size";
        var call = CodecCall.Create("bedrock", "stability.stable-image-ultra-v1:1", $"\"{member}\":\"{asked}\"");
        Assert.That((string?)call.Json()["aspect_ratio"], Is.EqualTo(sent));
    }

    [TestCase(Nova, 5)]
    [TestCase(Titan, 5)]
    [TestCase("stability.stable-image-core-v1:1", 1)]
    [TestCase("stability.sd3-large-v1:0", 1)]
    public void Capabilities_CallOfModel_GivesSoManyPicturesAndNoEvents(string model, int pictures)
    {
        var capabilities = ProviderCatalog.All["bedrock"].CapabilitiesOf(model);
        Assert.That((capabilities.MaxImages, capabilities.Streams, capabilities.GivesUrl), Is.EqualTo((pictures, false, false)));
    }

    [TestCase("anthropic.claude-3-haiku-20240307-v1:0", "unsupported_operation", "Known are")]
    [TestCase("stability.stable-image-unheard-of-v1:0", "unsupported_operation", "Known are")]
    [TestCase("arn:aws:bedrock:us-east-1:1:application-inference-profile/abc", "model_not_found", "BaseModel")]
    [TestCase("..", "model_not_found", "'..'")]
    public void Refuse_ModelThatCannotDraw_SaysWhatToDo(string model, string code, string hint)
    {
        var error = ProviderCatalog.All["bedrock"].Refuse(Call.Of("bedrock", model))!;
        Assert.That((error.Status, error.Code, error.Param), Is.EqualTo((400, code, "model")));
        Assert.That(error.Message, Does.Contain(hint));
    }

    [Test]
    public void Request_AnyModel_HasNoHeaderOfItsOwnAndAsksForAwsCredentials()
    {
        Assert.That(CodecCall.Create("bedrock", Nova).Request().Headers, Is.Empty);
        Assert.That(ProviderCatalog.All["bedrock"].Credential, Is.EqualTo(CredentialKind.Aws));
        Assert.That(ProviderCatalog.All["huggingface"].Credential, Is.EqualTo(CredentialKind.Key));
    }

    private static void CheckSize(string model, string asked, string sent)
    {
        var call = CodecCall.Create("bedrock", model, $"\"size\":\"{asked}\"");
        var config = Config(call);
        Assert.That($"{config["width"]}x{config["height"]}", Is.EqualTo(sent));
        Assert.That(call.Context.Converted.Select(change => (change.Asked, change.Sent)), Is.EqualTo(asked == sent ? [] : new[] { (asked, sent) }));
        Assert.That(ImageSize.TryParse(sent, out _));
    }

    private static JsonNode Config(CodecCall call) => call.Json()["imageGenerationConfig"]!;
}
