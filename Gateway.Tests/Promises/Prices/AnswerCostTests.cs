using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Prices;

/// <summary>
/// Promise: an answer says what it has cost and how that is known, for every way of pricing. The usage is of the providers' own documents, the sums
/// are worked out by hand.
/// </summary>
public sealed class AnswerCostTests : CostWorld
{
    private const string Square = "\"size\":\"1024x1024\"";

    // 14 × 5 + 7,024 × 30 millionths.
    private const string GptImage2 =
        "\"usage\":{\"input_tokens\":14,\"input_tokens_details\":{\"text_tokens\":14,\"image_tokens\":0},\"output_tokens\":7024,\"total_tokens\":7038}";

    // 20 × 5 + 30 × 1.25 + 323 × 8 + 1,056 × 32.
    private const string CachedEdit =
        "\"usage\":{\"input_tokens\":373,\"input_tokens_details\":{\"text_tokens\":50,\"image_tokens\":323,\"cached_tokens\":30,\"cached_tokens_details\":{\"text_tokens\":30,\"image_tokens\":0}},\"output_tokens\":1056,\"total_tokens\":1429}";

    [TestCase("openai/gpt-image-2", Square, GptImage2, "0.21079 usage")]
    [TestCase("openai/gpt-image-1.5", Square, CachedEdit, "0.0365135 usage")]
    [TestCase("azure/picture", Square, GptImage2, "0.21079 usage")]
    // Without usage: 1,756 × 30.
    [TestCase("openai/gpt-image-2", Square + ",\"quality\":\"medium\"", "", "0.05268 price")]
    // Size and quality; resolution.
    [TestCase("openai/dall-e-3", "\"size\":\"1792x1024\",\"quality\":\"hd\"", "", "0.12 price")]
    [TestCase("openai/dall-e-3", "", "", "0.04 price")]
    [TestCase("reseller/acme/tiers", "\"size\":\"3840x2160\"", "", "0.24 price")]
    [TestCase("reseller/acme/tiers", Square, "", "0.134 price")]
    // Steps: 20 of a request, 28 otherwise.
    [TestCase("sgl/steps", "\"num_inference_steps\":20", "", "0.01 price")]
    [TestCase("sgl/steps", "", "", "0.014 price")]
    // A call and a picture.
    [TestCase("reseller/acme/call", "", "", "0.03 price")]
    // The provider's own word: ticks, dollars, and dollars beside the bill of the owner's own key.
    [TestCase("xai/grok-imagine-image-2.0", "", "\"usage\":{\"cost_in_usd_ticks\":600000000}", "0.06 provider")]
    [TestCase("xai/grok-imagine-image", "", "\"usage\":{\"cost_in_usd_ticks\":0}", "0 provider")]
    [TestCase("openrouter/black-forest-labs/flux.2-pro", "", "\"usage\":{\"prompt_tokens\":0,\"completion_tokens\":4175,\"total_tokens\":4175,\"cost\":0.0421}", "0.0421 provider")]
    [TestCase("openrouter/acme/new", "", "\"usage\":{\"cost\":0.0021,\"is_byok\":true,\"cost_details\":{\"upstream_inference_cost\":0.04}}", "0.0421 provider")]
    // Only the fee is told: what the model's provider bills is the table's.
    [TestCase("openrouter/recraft/recraft-v4", "", "\"usage\":{\"cost\":0.0021,\"is_byok\":true}", "0.04 price")]
    // Figures that no call can cost.
    [TestCase("xai/grok-imagine-image", "", "\"usage\":{\"cost_in_usd_ticks\":-200000000}", "0.02 price")]
    [TestCase("xai/grok-imagine-image", "", "\"usage\":{\"cost_in_usd_ticks\":1e29}", "0.02 price")]
    [TestCase("xai/grok-imagine-image", "", "\"usage\":{\"cost_in_usd_ticks\":1e999}", "0.02 price")]
    [TestCase("xai/grok-imagine-image", "", "\"usage\":{\"cost_in_usd_ticks\":\"NaN\"}", "0.02 price")]
    // Only OpenRouter's "cost" is dollars.
    [TestCase("reseller/acme/call", "", "\"usage\":{\"cost\":7,\"cost_in_usd_ticks\":7}", "0.03 price")]
    // The owner's own machines.
    [TestCase("sgl/flux", "", "", "0 price")]
    [TestCase("vllm/flux", "", "", "0 price")]
    public async Task Generate_EveryWayOfPricing_IsTold(string model, string members, string told, string cost)
    {
        Serve(Json(1, Png(1024, 1024), told));
        var answer = await PlainAsync(model, members);
        Assert.That(CostOf(answer), Is.EqualTo(cost));
        Assert.That(Warnings(answer), Does.Not.Contain("price_unknown"));
    }

    [TestCase(1024, 1024, "0.0027 price")]
    [TestCase(1440, 1440, "0.0054 price")]
    public async Task Generate_ByArea_CountsWhatHasCome(int width, int height, string cost)
    {
        Serve(Json(1, Png(width, height), ""));
        var answer = await PlainAsync("huggingface/together/black-forest-labs/FLUX.1-schnell", "\"size\":\"1024x1024\",\"response_format\":\"b64_json\"");
        Assert.That(CostOf(answer), Is.EqualTo(cost));
    }

    [Test]
    public async Task Edit_InputPictures_AreAdded()
    {
        Serve(Json(1, RawAnswer.Pixel, ""));
        using var response = await Gateway.PostAsync(
            "/v1/images/edits",
            $$"""{"model":"reseller/acme/inputs","prompt":"night","image":["data:image/png;base64,{{RawAnswer.Pixel}}","data:image/png;base64,{{RawAnswer.Pixel}}"]}""");
        Assert.That(CostOf(JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject()), Is.EqualTo("0.026 price"));
    }

    [TestCase("openai/unheard-of", "no table has it")]
    [TestCase("nebius/black-forest-labs/flux-dev", "its catalogue has had no image model")]
    public async Task Generate_UnknownPrice_IsNullAndAWarning(string model, string why)
    {
        Serve(Json("\"usage\":{\"input_tokens\":1,\"output_tokens\":2,\"total_tokens\":3}"));
        var answer = await PlainAsync(model);
        var warning = answer["extra_fields"]!["warnings"]!.AsArray().Single(one => (string)one!["code"]! == "price_unknown")!;
        Assert.Multiple(() =>
        {
            Assert.That(CostOf(answer), Is.EqualTo("null null"));
            Assert.That((string)warning["message"]!, Does.Contain(why));
        });
    }

    [Test]
    public async Task Generate_TokensOfAModelThatThinks_CostTheirRates()
    {
        Serve(
            $$$"""
            {"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":"image/png","data":"{{{RawAnswer.Pixel}}}"}}]},"finishReason":"STOP"}],
            "usageMetadata":{"promptTokenCount":8,"candidatesTokenCount":1120,"candidatesTokensDetails":[{"modality":"IMAGE","tokenCount":1120}],"thoughtsTokenCount":244,"totalTokenCount":1372}}
            """);
        // 8 × 2 + 1,120 × 120 + 244 × 12.
        Assert.That(CostOf(await PlainAsync("gemini/gemini-3-pro-image")), Is.EqualTo("0.137344 usage"));
    }

    [Test]
    public async Task Generate_SvgWithTokens_IsNotKnown()
    {
        Serve(Json("\"usage\":{\"input_tokens\":1,\"output_tokens\":2,\"total_tokens\":3}"));
        var answer = await PlainAsync("openai/gpt-image-2.6-flare", "\"output_format\":\"svg\"");
        Assert.That(CostOf(answer), Is.EqualTo("null null"));
    }

    [TestCase(3, "0.24 price")]
    public async Task Generate_SeveralCalls_AreSummed(int count, string cost)
    {
        Serve(Json(1, Png(1792, 1024), ""));
        var answer = await PlainAsync("openai/dall-e-3", $"\"n\":{count},\"size\":\"1792x1024\",\"response_format\":\"b64_json\"");
        Assert.That(CostOf(answer), Is.EqualTo(cost));
    }

    [Test]
    public async Task Generate_SeveralCallsThatTell_AreSummed()
    {
        Serve(Json(1, RawAnswer.Pixel, "\"usage\":{\"cost\":0.0101}"));
        var answer = await PlainAsync("openrouter/recraft/recraft-v4", "\"n\":3,\"response_format\":\"b64_json\"");
        Assert.That(CostOf(answer), Is.EqualTo("0.0303 provider"));
    }

    [Test]
    public async Task Generate_FewerPictures_CostFewer()
    {
        Serve(Json(2, RawAnswer.Pixel, ""));
        Assert.That(CostOf(await PlainAsync("reseller/acme/call", "\"n\":4")), Is.EqualTo("0.05 price"));
    }

    [Test]
    public async Task Generate_Stream_LastPicturesEventTells()
    {
        var usage = GptImage2;
        ServeEvents(
            $$"""
            event: image_generation.partial_image
            data: {"type":"image_generation.partial_image","partial_image_index":0,"b64_json":"{{RawAnswer.Pixel}}"}

            event: image_generation.completed
            data: {"type":"image_generation.completed","b64_json":"{{RawAnswer.Pixel}}",{{usage}}}


            """);
        var events = await EventsAsync("openai/gpt-image-2", "\"partial_images\":1");
        Assert.Multiple(() =>
        {
            Assert.That(events[0]["extra_fields"]!["cost"], Is.Null);
            Assert.That(CostOf(events[1]), Is.EqualTo("0.21079 usage"));
        });
    }

    [Test]
    public async Task Generate_StreamOfAPlainAnswer_LastPicturesEventTells()
    {
        Serve(Json(2, RawAnswer.Pixel, "\"usage\":{\"cost_in_usd_ticks\":400000000}"));
        var events = await EventsAsync("xai/grok-imagine-image", "\"n\":2");
        Assert.Multiple(() =>
        {
            Assert.That(events[0]["extra_fields"]!["cost"], Is.Null);
            Assert.That(CostOf(events[1]), Is.EqualTo("0.04 provider"));
        });
    }

    [TestCase("openai/dall-e-3", "\"size\":\"1792x1024\",\"quality\":\"hd\"", "0.12")]
    [TestCase("sgl/flux", "\"n\":3", "0")]
    public async Task Generate_PriceThatIsCertain_StandsInTheHead(string model, string members, string cost)
    {
        Serve(Json(1, RawAnswer.Pixel, ""));
        using var response = await AskAsync(model, members);
        await response.Content.ReadAsByteArrayAsync();
        Assert.That(response.Header("x-iris-cost-usd"), Is.EqualTo(cost));
    }
}
