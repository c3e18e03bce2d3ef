using Iris.Gateway.Tests.Unit.Transforms.Codecs;
using Iris.Transforms;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.HuggingFace;

/// <summary>The promise: each inference provider is asked in its own words, or the answer says what was not.</summary>
internal sealed class HuggingFaceRequestTests
{
    [TestCase("fal-ai/fal-ai/flux-pro/kontext", "1536x1024", "3:2")]
    [TestCase("fal-ai/fal-ai/imagen4/preview", "1536x1024", "4:3")]
    [TestCase("fal-ai/fal-ai/nano-banana", "1024x1536", "2:3")]
    [TestCase("fal-ai/fal-ai/ideogram/v2", "1024x1792", "9:16")]
    [TestCase("replicate/black-forest-labs/flux-dev", "1792x1024", "16:9")]
    [TestCase("replicate/openai/gpt-image-1", "1792x1024", "3:2")]
    public void RatioModel_Size_BecomesItsNearestRatio(string model, string size, string ratio)
    {
        var call = CodecCall.Create("huggingface", model, $"\"size\":\"{size}\"");
        var body = call.Json();
        Assert.That((string?)(body["input"] ?? body)["aspect_ratio"], Is.EqualTo(ratio));
        Assert.That(call.Context.Converted.Single().Asked, Is.EqualTo(size));
    }

    [TestCase("hf-inference/org/model", 1, false)]
    [TestCase("fal-ai/fal-ai/flux/dev", 4, true)]
    [TestCase("nebius/org/model", 1, true)]
    [TestCase("together/org/model", 4, true)]
    [TestCase("replicate/black-forest-labs/flux-schnell", 4, true)]
    [TestCase("replicate/black-forest-labs/flux-1.1-pro", 1, true)]
    public void Capabilities_CallOfModel_GivesSoManyPicturesAndNoEvents(string model, int pictures, bool givesUrl)
    {
        var capabilities = ProviderCatalog.All["huggingface"].CapabilitiesOf(model);
        Assert.That((capabilities.MaxImages, capabilities.GivesUrl, capabilities.Streams), Is.EqualTo((pictures, givesUrl, false)));
    }

    [TestCase("wavespeed/some/model", "unsupported_operation", "hf-inference, fal-ai, nebius, together, replicate")]
    [TestCase("black-forest-labs/FLUX.1-schnell", "unsupported_operation", "huggingface/hf-inference/black-forest-labs/FLUX.1-schnell")]
    [TestCase("flux", "unsupported_operation", "unsupported inference provider for image generation: flux")]
    [TestCase("fal-ai", "model_not_found", "huggingface/fal-ai/{model path}")]
    [TestCase("fal-ai/", "model_not_found", "names no model")]
    [TestCase("fal-ai/../together/v1", "model_not_found", "names no model")]
    [TestCase("hf-inference/a//b", "model_not_found", "names no model")]
    public void Refuse_NameThatNobodyServes_SaysWhatToWrite(string model, string code, string hint)
    {
        var error = CodecCall.Create("huggingface", model).Refuse()!;
        Assert.That((error.Status, error.Code, error.Param), Is.EqualTo((400, code, "model")));
        Assert.That(error.Message, Does.Contain(hint));
    }

    [Test]
    public void Replicate_Request_AsksToWait()
    {
        var request = CodecCall.Create("huggingface", "replicate/black-forest-labs/flux-schnell").Request();
        Assert.That(request.Headers, Is.EqualTo(new[] { ("Prefer", "wait") }));
    }

    [TestCase("false", "fal-ai/fal-ai/hidream-i1-full", "")]
    [TestCase(null, "fal-ai/fal-ai/hidream-i1-full", "?_subdomain=queue")]
    [TestCase("true", "fal-ai/fal-ai/flux/schnell", "?_subdomain=queue")]
    [TestCase(null, "fal-ai/fal-ai/flux/schnell", "")]
    public void Fal_Queue_IsUsedBySettingOrForSlowModels(string? setting, string model, string query)
    {
        var settings = setting is null ? null : new Dictionary<string, string> { ["Queue"] = setting };
        Assert.That(CodecCall.Create("huggingface", model, settings: settings).Request().Uri.Query, Is.EqualTo(query));
    }
}
