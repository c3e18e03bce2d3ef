using Iris.Gateway.Tests.Unit.Transforms.Answers;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Codecs;

/// <summary>Promise: nothing is dropped or converted without a word, and a strict gateway refuses instead.</summary>
public sealed class CapabilityCheckTests
{
    [Test]
    public void Judge_DroppedMember_IsToldWithItsValue()
    {
        var (error, context) = Judge("gpt-image-2", $"\"style\":\"vivid\",\"seed\":7,\"negative_prompt\":\"{new string('x', 100)}\",\"input_images\":[\"a\"]");
        Assert.That(error, Is.Null);
        Assert.That(context.Dropped, Is.EqualTo(new[]
        {
            new ParameterChange("style", "vivid", null, "the model does not take it"),
            new ParameterChange("input_images", null, null, "the model does not take it"),
            new ParameterChange("seed", "7", null, "the model does not take it"),
            new ParameterChange("negative_prompt", new string('x', 64) + "…", null, "the model does not take it"),
        }));
        Assert.That(context.Warnings[0], Is.EqualTo(
            new ImageWarning("dropped_parameter", "'style' was not sent: the model does not take it.", "style", "vivid")));
    }

    [Test]
    public void Judge_Strict_RefusesTheFirstMemberThatWouldBeDropped()
    {
        var (error, context) = Judge("gpt-image-2", "\"seed\":7,\"style\":\"vivid\"", strict: true);
        Assert.That((error!.Status, error.Param, error.Code), Is.EqualTo((400, "style", "unsupported_parameter")));
        Assert.That((context.Dropped.Count, context.Warnings.Count), Is.EqualTo((0, 0)));
        Assert.That(Judge("gpt-image-2", "\"quality\":\"high\",\"response_format\":\"b64_json\"", strict: true).Error, Is.Null);
    }

    [TestCase("gpt-image-2", "b64_json", UrlDelivery.Reject, true, false, false)]
    [TestCase("gpt-image-2", "url", UrlDelivery.Base64, false, false, true)]
    [TestCase("gpt-image-2", "url", UrlDelivery.Base64, true, true, false)]
    [TestCase("gpt-image-2", "url", UrlDelivery.Reject, false, true, false)]
    [TestCase("gpt-image-2", "url", UrlDelivery.DataUrl, false, false, false)]
    [TestCase("gpt-image-2", "url", UrlDelivery.DataUrl, true, false, false)]
    [TestCase("dall-e-3", "url", UrlDelivery.Reject, true, false, false)]
    public void Judge_UrlPolicy_DecidesRefusalOrReport(string model, string form, UrlDelivery policy, bool strict, bool refused, bool told)
    {
        var (error, context) = Judge(model, $"\"response_format\":\"{form}\"", policy, strict);
        Assert.That((error?.Param, error?.Code), Is.EqualTo(refused ? ("response_format", "unsupported_parameter") : (null, null)));
        Assert.That(context.Warnings.Select(warning => warning.Code), Is.EqualTo(told ? new[] { "response_format_mismatch" } : []));
        Assert.That(context.Converted.Select(change => (change.Param, change.Asked, change.Sent)), Is.EqualTo(told ? new[] { ("response_format", "url", "b64_json") } : []));
    }

    private static (ImageError? Error, AnswerContext Context) Judge(
        string model, string members, UrlDelivery policy = UrlDelivery.Base64, bool strict = false)
    {
        var call = Call.Of("openai", model, members);
        var context = Answer.NewContext(
            new FakeTimeProvider(), call.Request, urls: CapabilityCheck.DeliveryOf(policy, call.Request, call.Capabilities));
        return (CapabilityCheck.Judge(call, strict, context), context);
    }
}
