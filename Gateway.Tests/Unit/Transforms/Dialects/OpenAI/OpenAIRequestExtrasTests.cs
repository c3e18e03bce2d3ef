using Iris.Transforms.Dialects.OpenAI;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Dialects.OpenAI;

/// <summary>Promise: members outside the contract come through byte by byte, bounded in number, and none can stand twice.</summary>
public sealed class OpenAIRequestExtrasTests
{
    [TestCase("""1.50e+3""")]
    [TestCase("""-0""")]
    [TestCase("""99999999999999999999999999""")]
    [TestCase("\"\\u002B\\/ é \\ud83d\"")]
    [TestCase("""{ "a" : [ 1 , { "b" : null } ] , "a" : 2 }""")]
    [TestCase("[\n  true ]")]
    [TestCase("false")]
    public void Read_UnknownMember_IsKeptVerbatim(string json)
    {
        var extras = ReadRequest.Good(ReadRequest.With($"\"gu\\u0069dance\" :\t{json}  ,\"n\":2")).Extras;
        Assert.That(extras.Select(extra => (extra.Name, Splits.Latin(extra.Json.Span))), Is.EqualTo(new[] { ("guidance", Splits.Latin(Splits.Utf8(json))) }));
    }

    [Test]
    public void Read_SixtyFourUnknownMembers_AreKeptAndOneMoreIsRefused()
    {
        string Members(int count) => string.Join(',', Enumerable.Range(0, count).Select(i => $"\"x{i}\":{i}"));
        var extras = ReadRequest.Good(ReadRequest.With(Members(64))).Extras;
        Assert.That(extras.Select(extra => $"\"{extra.Name}\":{Splits.Latin(extra.Json.Span)}"), Is.EqualTo(Members(64).Split(',')));

        var error = ReadRequest.Bad(ReadRequest.With(Members(65)));
        Assert.That((error.Param, error.Code), Is.EqualTo(("x64", "too_many_parameters")));
    }

    [TestCase("""{"model":"m","prompt":"p","\u006eodel":1,"model":"m"}""", "model")]
    [TestCase("""{"model":"m","\u006dodel":"x","prompt":"p"}""", "model")]
    [TestCase("""{"model":"m","prompt":"p","n":1,"\u006E":1}""", "n")]
    [TestCase("""{"model":"m","prompt":"p","n":null,"n":1}""", "n")]
    [TestCase("""{"model":"m","prompt":"p","foo":1,"f\u006fo":1}""", "foo")]
    [TestCase("""{"model":"m","prompt":"p","":1,"":1}""", "")]
    public void Read_MemberTwice_IsRefused(string body, string param)
    {
        var error = ReadRequest.Bad(body);
        Assert.That((error.Param, error.Code), Is.EqualTo((param, "duplicate_parameter")));
        Assert.That(error.Message, Does.Contain($"'{param}'"));
    }

    [Test]
    public void Read_LongNameTwice_IsEchoedShortAndWhole()
    {
        // The 64th UTF-16 unit is the first half of a pair.
        var name = new string('a', 63) + "🪁 and more";
        var error = ReadRequest.Bad(ReadRequest.With($"\"{name}\":1,\"{name}\":2"));
        Assert.That(error.Param, Is.EqualTo(new string('a', 63) + "…"));
    }

    [Test]
    public void Read_ExtraParamsNotAskedFor_IsAnUnknownMember()
    {
        var request = ReadRequest.Good(ReadRequest.With("\"extra_params\":{\"seed\":7}"));
        Assert.That((request.Seed, request.Extras.Single().Name), Is.EqualTo(((long?)null, "extra_params")));
    }

    [Test]
    public void Read_ExtraParamsKept_CountAsMembersOfTheRequest()
    {
        var request = ReadRequest.Good(
            ReadRequest.With("\"extra_params\":{\"seed\":7,\"guidance\":3.50,\"nothing\":null},\"quality\":\"low\""), keepExtraParams: true);
        Assert.That((request.Seed, request.Quality), Is.EqualTo((7, "low")));
        Assert.That(request.Extras.Select(extra => (extra.Name, Splits.Latin(extra.Json.Span))), Is.EqualTo(new[] { ("guidance", "3.50") }));
    }

    [TestCase("""{"prompt":"p","extra_params":{"model":"x"},"model":"m"}""", "model", "duplicate_parameter")]
    [TestCase("""{"prompt":"p","model":"m","extra_params":{"foo":1},"foo":2}""", "foo", "duplicate_parameter")]
    [TestCase("""{"prompt":"p","model":"m","extra_params":{"extra_params":{}}}""", "extra_params", "duplicate_parameter")]
    [TestCase("""{"prompt":"p","model":"m","extra_params":{"n":11}}""", "n", "invalid_value")]
    [TestCase("""{"prompt":"p","model":"m","extra_params":[]}""", "extra_params", "invalid_type")]
    [TestCase("""{"prompt":"p","model":"m","extra_params":"x"}""", "extra_params", "invalid_type")]
    public void Read_ExtraParamsThatCollideOrAreWrong_AreRefused(string body, string param, string code)
    {
        var error = ReadRequest.Bad(body, keepExtraParams: true);
        Assert.That((error.Param, error.Code), Is.EqualTo((param, code)));
    }

    [Test]
    public void Read_FallbackForms_AreReadInOrder()
    {
        var request = ReadRequest.Good(ReadRequest.With(
            """ "fallbacks":[" azure/a ","bare","",{"provider":" gemini ","model":"x/y"},{"why":{"model":["z"]},"m\u006fdel":"b","provider":"p"}] """));
        Assert.That(request.Fallbacks.Select(entry => (entry.Provider, entry.Model)), Is.EqualTo(new (string?, string)[]
        {
            (null, "azure/a"), (null, "bare"), (null, ""), ("gemini", "x/y"), ("p", "b"),
        }));
    }

    [TestCase("\"a/b\"", "invalid_type")]
    [TestCase("{}", "invalid_type")]
    [TestCase("[1]", "invalid_type")]
    [TestCase("[null]", "invalid_type")]
    [TestCase("[[\"a/b\"]]", "invalid_type")]
    [TestCase("[\"a/b\",{}]", "invalid_type")]
    [TestCase("[{\"provider\":\"p\"}]", "invalid_type")]
    [TestCase("[{\"model\":\"m\"}]", "invalid_type")]
    [TestCase("[{\"provider\":1,\"model\":\"m\"}]", "invalid_type")]
    [TestCase("[{\"provider\":\"p\",\"model\":null}]", "invalid_type")]
    public void Read_MalformedFallbacks_AreRefused(string json, string code)
    {
        var error = ReadRequest.Bad(ReadRequest.With($"\"fallbacks\":{json}"));
        Assert.That((error.Param, error.Code), Is.EqualTo(("fallbacks", code)));
    }

    [Test]
    public void Read_SixteenFallbacks_AreKeptAndOneMoreIsRefused()
    {
        string Body(int count) => ReadRequest.With($"\"fallbacks\":[{string.Join(',', Enumerable.Repeat("\"a/b\"", count))}]");
        Assert.That(ReadRequest.Good(Body(OpenAIRequestReader.MaxFallbacks)).Fallbacks, Has.Count.EqualTo(16));
        var error = ReadRequest.Bad(Body(17));
        Assert.That((error.Param, error.Code), Is.EqualTo(("fallbacks", "invalid_value")));
    }
}
