using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Families.Google;

/// <summary>Promise: a native member finds its place in Google's body, in either spelling, and none stands twice.</summary>
public sealed class GoogleExtrasTests
{
    private const string Start = """{"contents":[{"role":"user","parts":[{"text":"a cat"}]}],""";
    private const string Imagen = """{"instances":[{"prompt":"a cat"}],""";

    [TestCase("\"safety_settings\":[]", """ "safetySettings":[],"generationConfig":{"responseModalities":["IMAGE"],"thinkingConfig":{"includeThoughts":false}}} """)]
    [TestCase("\"temperature\":0.5,\"top_p\":0.9", """ "generationConfig":{"temperature":0.5,"topP":0.9,"responseModalities":["IMAGE"],"thinkingConfig":{"includeThoughts":false}}} """)]
    [TestCase("\"generation_config\":{\"response_modalities\":[\"TEXT\",\"IMAGE\"],\"image_config\":{\"aspect_ratio\":\"1:1\"}}",
        """ "generationConfig":{"responseModalities":["TEXT","IMAGE"],"imageConfig":{"aspectRatio":"1:1"},"thinkingConfig":{"includeThoughts":false}}} """)]
    [TestCase("\"thinkingConfig\":{\"thinkingLevel\":\"High\"},\"stream\":true,\"partial_images\":1",
        """ "generationConfig":{"thinkingConfig":{"thinkingLevel":"High","includeThoughts":true},"responseModalities":["IMAGE"]}} """)]
    [TestCase("\"systemInstruction\":{\"parts\":[{\"text\":\"x\\u00e9\\ud800\"}]}", """ "systemInstruction":{"parts":[{"text":"x\u00e9\ud800"}]},"generationConfig":{"responseModalities":["IMAGE"],"thinkingConfig":{"includeThoughts":false}}} """)]
    [TestCase("\"made_up\":1e2,\"generationConfig\":{}", """ "made_up":1e2,"generationConfig":{"responseModalities":["IMAGE"],"thinkingConfig":{"includeThoughts":false}}} """)]
    [TestCase("\"imageConfig\":{\"a\":1,\"a\":2}", """ "generationConfig":{"imageConfig":{"a":2},"responseModalities":["IMAGE"],"thinkingConfig":{"includeThoughts":false}}} """)]
    public void Write_GeminiExtra_StandsWhereItBelongs(string members, string rest)
    {
        using var sut = new GoogleCodec("gemini", GoogleCodec.Ask("gemini-3-pro-image", members));
        Assert.That(sut.WriteBody(), Is.EqualTo(Start + rest.Trim()));
        Assert.That(sut.Dropped, Is.Empty, sut.Changes);
    }

    [TestCase("\"safetySettings\":\"block_none\"", """ "parameters":{"safetySetting":"block_none","sampleCount":1,"includeRaiReason":true}} """)]
    [TestCase("\"include_rai_reason\":false,\"includeSafetyAttributes\":true", """ "parameters":{"includeRaiReason":false,"includeSafetyAttributes":true,"sampleCount":1}} """)]
    [TestCase("\"parameters\":{\"add_watermark\":false,\"sampleCount\":9},\"seed\":5", """ "parameters":{"addWatermark":false,"sampleCount":1,"seed":5,"includeRaiReason":true}} """)]
    [TestCase("\"negative_prompt\":\"text \\\"here\\\"\"", """ "parameters":{"sampleCount":1,"negativePrompt":"text \"here\"","includeRaiReason":true}} """)]
    [TestCase("\"made_up\":{}", """ "made_up":{},"parameters":{"sampleCount":1,"includeRaiReason":true}} """)]
    [TestCase("\"storageUri\":\"gs://b/p\"", """ "parameters":{"storageUri":"gs://b/p","sampleCount":1,"includeRaiReason":true}} """)]
    [TestCase("\"parameters\":{\"storage_uri\":\"gs://b/p\"}", """ "parameters":{"storageUri":"gs://b/p","sampleCount":1,"includeRaiReason":true}} """)]
    public void Write_ImagenExtra_StandsWhereItBelongs(string members, string rest)
    {
        using var sut = new GoogleCodec("vertex", GoogleCodec.Ask("imagen-4.0-generate-001", members));
        Assert.That(sut.WriteBody(), Is.EqualTo(Imagen + rest.Trim()));
        Assert.That(sut.Changes, Is.Empty);
    }

    // The answer would have addresses of a bucket in place of base64.
    [TestCase("\"response_format\":\"b64_json\",\"storage_uri\":\"gs://b/p\"")]
    [TestCase("\"response_format\":\"b64_json\",\"parameters\":{\"storageUri\":\"gs://b/p\"}")]
    [TestCase("\"stream\":true,\"storageUri\":\"gs://b/p\"")]
    public void Write_StorageWhereBase64IsWanted_IsReported(string members)
    {
        using var sut = new GoogleCodec("vertex", GoogleCodec.Ask("imagen-4.0-generate-001", members));
        Assert.That(sut.WriteBody(), Does.Not.Contain("gs://"));
        Assert.That(sut.Changes, Does.StartWith("storageUri  → nothing: the answer would have addresses"));
    }

    [TestCase("gemini-3-pro-image", "\"contents\":[]", "contents  → nothing: the prompt and 'input_images' are the content")]
    [TestCase("gemini-3-pro-image", "\"safetySettings\":[],\"safety_settings\":[]", "safety_settings  → nothing: it is given in another spelling as well")]
    [TestCase("gemini-3-pro-image", "\"generationConfig\":5", "generationConfig  → nothing: it must be an object")]
    [TestCase("gemini-3-pro-image", "\"moderation\":\"low\",\"safetySettings\":[]", "moderation low → nothing: 'safetySettings' is given")]
    [TestCase("gemini-3-pro-image", "\"aspect_ratio\":\"1:1\",\"imageConfig\":{\"aspectRatio\":\"16:9\"}", "aspect_ratio  → nothing: 'aspectRatio' is given")]
    [TestCase("imagen-4.0-generate-001", "\"instances\":[]", "instances  → nothing: the prompt and 'input_images' are the content")]
    [TestCase("imagen-4.0-generate-001", "\"enhance_prompt\":true", "enhance_prompt  → nothing: this interface does not take it; Vertex AI's does")]
    [TestCase("imagen-4.0-generate-001", "\"negative_prompt\":\"x\"", "negative_prompt x → nothing: the model does not take it")]
    [TestCase("imagen-4.0-generate-001", "\"input_images\":[\"x\"]", "input_images  → nothing: the model does not take it")]
    public void Write_WhatCannotBePlaced_IsReported(string model, string members, string changes)
    {
        using var sut = new GoogleCodec("gemini", GoogleCodec.Ask(model, members));
        sut.Write();
        Assert.That(sut.Changes, Is.EqualTo(changes));
    }
}
