using Iris.Transforms.Dialects.OpenAI;
using Iris.Transforms.Requests;
using Iris.Transforms.Requests.Members;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Dialects.OpenAI;

/// <summary>Promise: every member of the contract is read under its own name, and nothing is made up for what is missing.</summary>
public sealed class OpenAIRequestReaderTests
{
    [Test]
    public void Read_EveryMember_IsKept()
    {
        var request = ReadRequest.Good(
            """
            {"model":" openai/gpt-image-2 ","prompt":"a \"red\" kite\nin the sky 🪁","n":10,"size":"1536x1024","quality":"xhigh","style":"vivid",
             "response_format":"b64_json","background":"transparent","moderation":"low","output_format":"webp","output_compression":0,
             "partial_images":3,"input_images":["https://x/y.png", "aGk="],"seed":-9223372036854775808,"negative_prompt":"rain",
             "num_inference_steps":28,"aspect_ratio":"16:9","resolution":"2K","user":"u-1","safety_identifier":"s-1","complexity":"high",
             "frame_count":9,"frame_duration_ms":200,"svg":{"model":"x", "reasoning":{"effort":"low"}},"input_fidelity":"high","stream":true}
            """);
        Assert.That(ReadRequest.Describe(request), Is.EqualTo(
            """
            Operation=Generation
            Inputs=
            Mask=
            Model=openai/gpt-image-2
            Prompt=a "red" kite
            in the sky 🪁
            N=10
            Size=1536x1024
            Quality=xhigh
            Style=vivid
            ResponseFormat=Base64
            Background=transparent
            Moderation=low
            OutputFormat=webp
            OutputCompression=0
            PartialImages=3
            InputImages=["https://x/y.png", "aGk="]
            Seed=-9223372036854775808
            NegativePrompt=rain
            NumInferenceSteps=28
            AspectRatio=16:9
            Resolution=2K
            User=u-1
            SafetyIdentifier=s-1
            Complexity=high
            FrameCount=9
            FrameDurationMs=200
            Svg={"model":"x", "reasoning":{"effort":"low"}}
            InputFidelity=high
            Stream=True
            Fallbacks=
            Extras=
            Count=10
            Given=N, Size, Quality, Style, ResponseFormat, Background, Moderation, OutputFormat, OutputCompression, PartialImages, InputImages, Seed, NegativePrompt, NumInferenceSteps, AspectRatio, Resolution, User, SafetyIdentifier, Complexity, FrameCount, FrameDurationMs, Svg, InputFidelity

            """));
    }

    [Test]
    public void Read_OnlyWhatIsRequired_LeavesTheRestUnset()
    {
        var request = ReadRequest.Good("""{"model":"m","prompt":"p"}""");
        Assert.That(ReadRequest.Describe(request with { Model = "", Prompt = "" }), Is.EqualTo(ReadRequest.Describe(new ImageRequest())));
        Assert.That((request.Count, request.Given), Is.EqualTo((1, ImageParameters.None)));
    }

    [Test]
    public void Read_NullForEveryOptionalMember_IsAsIfItWereMissing()
    {
        foreach (var name in RequestMembers.All.Select(member => member.Name).Concat(["stream", "fallbacks", "something_unknown"]))
        {
            var request = ReadRequest.Good(ReadRequest.With($"\"{name}\":null"));
            Assert.That(ReadRequest.Describe(request), Is.EqualTo(ReadRequest.Describe(ReadRequest.Good(ReadRequest.With("\"stream\":false")))), name);
        }
    }

    [TestCase("n", "[1,10]", "[0,11,-1,99999999999999999999]")]
    [TestCase("output_compression", "[0,100]", "[-1,101,4294967296]")]
    [TestCase("partial_images", "[0,3]", "[-1,4]")]
    [TestCase("num_inference_steps", "[1,10000]", "[0,10001]")]
    [TestCase("frame_count", "[1,10000]", "[0,10001]")]
    [TestCase("frame_duration_ms", "[1,3600000]", "[0,3600001]")]
    public void Read_IntegerRange_EndsAreInAndNextIsOut(string name, string inside, string outside)
    {
        foreach (var value in inside.Trim('[', ']').Split(','))
            ReadRequest.Good(ReadRequest.With($"\"{name}\":{value}"));
        foreach (var value in outside.Trim('[', ']').Split(','))
        {
            var error = ReadRequest.Bad(ReadRequest.With($"\"{name}\":{value}"));
            Assert.That((error.Param, error.Code), Is.EqualTo((name, "invalid_value")), value);
            Assert.That(error.Message, Does.StartWith($"'{name}' must be between "));
        }
    }

    [Test]
    public void Read_WrongType_NamesTheMember()
    {
        string[] texts = ["model", "prompt", "quality", "style", "background", "moderation", "output_format", "negative_prompt", "aspect_ratio", "resolution", "user", "safety_identifier", "complexity"];
        string[] integers = ["n", "output_compression", "partial_images", "seed", "num_inference_steps", "frame_count", "frame_duration_ms"];
        var wrong = texts.SelectMany(name => new[] { "1", "true", "{}", "[]", "[\"x\"]" }, (name, value) => (name, value))
            .Concat(integers.SelectMany(name => new[] { "\"1\"", "1.0", "1e0", "true", "{}", "[1]" }, (name, value) => (name, value)))
            .Concat(new[] { "1", "\"true\"", "{}", "[]" }.Select(value => ("stream", value)))
            .Concat(new[] { "1", "\"x\"", "{}", "[1]", "[[]]", "[null]", "[\"x\",{}]" }.Select(value => ("input_images", value)))
            .Concat(new[] { "1", "\"x\"", "[]" }.Select(value => ("svg", value)));
        foreach (var (name, value) in wrong)
        {
            var others = name is "model" or "prompt" ? "" : "\"model\":\"m\",\"prompt\":\"p\",";
            var error = ReadRequest.Bad($"{{{others}\"{name}\":{value}}}");
            Assert.That((error.Param, error.Code), Is.EqualTo((name, "invalid_type")), $"{name}: {value}");
            Assert.That(error.Message, Does.StartWith($"'{name}' must be "));
        }
    }

    [TestCase("\"AUTO\"", "auto")]
    [TestCase("\" 1024X768 \"", "1024x768")]
    [TestCase("\"\\u0031024x1024\"", "1024x1024")]
    public void Read_SizeForms_AreForgiven(string json, string expected) =>
        Assert.That(ReadRequest.Good(ReadRequest.With($"\"size\":{json}")).Size.ToString(), Is.EqualTo(expected));

    [TestCase("\"1024\"")]
    [TestCase("\"0x1024\"")]
    [TestCase("\"1024x1024x3\"")]
    [TestCase("\"-1x5\"")]
    [TestCase("\"large\"")]
    [TestCase("1024")]
    [TestCase("[1024,1024]")]
    public void Read_MalformedSize_IsRefused(string json)
    {
        var error = ReadRequest.Bad(ReadRequest.With($"\"size\":{json}"));
        Assert.That((error.Param, error.Code), Is.EqualTo(("size", "invalid_value")));
    }

    [TestCase("\"png\"")]
    [TestCase("\"URL\"")]
    [TestCase("true")]
    [TestCase("{}")]
    public void Read_UnknownResponseFormat_IsRefused(string json)
    {
        var error = ReadRequest.Bad(ReadRequest.With($"\"response_format\":{json}"));
        Assert.That((error.Param, error.Code), Is.EqualTo(("response_format", "invalid_value")));
    }

    [TestCase("\"stream\":true,\"response_format\":\"url\"")]
    [TestCase("\"response_format\":\"url\",\"stream\":true")]
    public void Read_UrlWhileStreaming_IsRefused(string members)
    {
        var error = ReadRequest.Bad(ReadRequest.With(members));
        Assert.That((error.Param, error.Code), Is.EqualTo(("response_format", "unsupported_parameter")));
    }

    [TestCase("\"stream\":true,\"response_format\":\"b64_json\"", true, ResponseForm.Base64)]
    [TestCase("\"stream\":false,\"response_format\":\"url\"", false, ResponseForm.Url)]
    public void Read_HarmlessFormAndStream_IsAccepted(string members, bool stream, ResponseForm form)
    {
        var request = ReadRequest.Good(ReadRequest.With(members));
        Assert.That((request.Stream, request.ResponseFormat), Is.EqualTo((stream, form)));
    }

    [TestCase("unified", "model is required", "prompt cannot be empty")]
    [TestCase("openai", "model field is required", "prompt not provided for image generation request")]
    public void Read_MissingMembers_AreToldInTheWordsOfTheRoute(string route, string noModel, string noPrompt)
    {
        var dialect = route == "unified" ? OpenAIDialect.Unified : OpenAIDialect.OpenAI;
        foreach (var body in (string[])["""{"prompt":"p"}""", """{"prompt":"p","model":null}""", """{"prompt":"p","model":"  "}"""])
        {
            var error = ReadRequest.Bad(body, dialect);
            Assert.That((error.Message, error.Param, error.Code), Is.EqualTo((noModel, "model", "missing_required_parameter")), body);
        }
        foreach (var body in (string[])["""{"model":"m"}""", """{"model":"m","prompt":null}""", """{"model":"m","prompt":""}""", """{"model":"m","prompt":" \n"}"""])
        {
            var error = ReadRequest.Bad(body, dialect);
            Assert.That((error.Message, error.Param, error.Code), Is.EqualTo((noPrompt, "prompt", "missing_required_parameter")), body);
        }
    }

    [Test]
    public void Read_AzureIngressWithoutModel_IsAccepted() =>
        Assert.That(ReadRequest.Good("""{"prompt":"p"}""", OpenAIDialect.Azure).Model, Is.Empty);
}
