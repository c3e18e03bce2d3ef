using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using Iris.Gateway.Calls;
using Iris.Gateway.Model;
using Iris.Gateway.Tests.Unit.Gateway.Exchanges;
using Iris.Transforms.Answers;
using Iris.Transforms.Providers.OpenAI;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Calls;

/// <summary>No secret in force leaves the gateway in an error, however a provider writes it.</summary>
internal sealed class SecretScrubberTests
{
    private const string Key = "sk-Ab/9+z==";
    private const string Setting = "wJalr/XUtn+FEMI=";
    private const string Token = "ya29.a0Ab-c_d~e/f+g=";

    private static readonly ImageDestination Destination = ThrowingCodec.Destination with
    {
        ApiKey = Key,
        Settings = FrozenDictionary.ToFrozenDictionary(new Dictionary<string, string> { ["SecretAccessKey"] = Setting, ["Region"] = "eu-west-1" }),
        OpenSettings = ["Region"],
    };

    private static readonly SecretScrubber Scrubber = KnownTokens.Scrubber(Token, "");

    private static IEnumerable<TestCaseData> Echoes() =>
        from secret in (string[])[Key, Setting, Token]
        from form in (Func<string, string>[])
        [
            text => text,
            Uri.EscapeDataString,
            text => Lower(Uri.EscapeDataString(text)),
            text => Uri.EscapeDataString(Uri.EscapeDataString(text)),
            text => JsonSerializer.Serialize(text)[1..^1],
            text => text.Replace("/", "\\/", StringComparison.Ordinal),
            text => string.Concat(text.Select(c => $"\\u{(int)c:x4}")),
            text => string.Concat(text.Select(c => $"%{(int)c:X2}")),
        ]
        let echo = form(secret)
        select new TestCaseData(echo).SetArgDisplayNames(echo);

    [TestCaseSource(nameof(Echoes))]
    public void Clean_EveryFormOfASecret_IsBlanked(string echo)
    {
        var error = Scrubber.Clean(
            new ImageError
            {
                Status = 401, Message = $"invalid: {echo}, in eu-west-1", Type = echo, Code = "x" + echo, Param = echo + "y", Cause = echo + echo, InnerCode = echo + "z",
                ModerationDetails = Encoding.UTF8.GetBytes($$"""{"echo":"{{echo}}"}"""),
            },
            new OpenAIProvider(), Destination);

        Assert.Multiple(() =>
        {
            Assert.That(error.Message, Is.EqualTo("invalid: ***, in eu-west-1"));
            Assert.That((error.Type, error.Code, error.Param, error.Cause, error.InnerCode), Is.EqualTo(("***", "x***", "***y", "******", "***z")));
            Assert.That(error.ModerationDetails, Is.Null);
        });
    }

    [TestCase("Authorization: Bearer someone-elses-token-0123", "Authorization: Bearer ***")]
    [TestCase("authorization=bearer%20someone.elses.token.0123&x", "authorization=bearer%20***&x")]
    [TestCase("Basic dXNlcjpwYXNzd29yZDEyMzQ=", "Basic ***")]
    [TestCase("AWS4-HMAC-SHA256 SignedHeaders=host, Signature=0123456789abcdef0123456789abcdef", "AWS4-HMAC-SHA256 SignedHeaders=host, Signature=***")]
    [TestCase("The bearer of this is welcome", "The bearer of this is welcome")]
    [TestCase("cut at sk-Ab/9", "cut at sk-Ab/9")]
    [TestCase("cut at wJalr/XUtn", "cut at ***")]
    [TestCase("cut at wJalr/XUtn…", "cut at ***…")]
    [TestCase("wJalr/XUtn is not the whole", "wJalr/XUtn is not the whole")]
    [TestCase("100 % and \\ and %2 and \\u00", "100 % and \\ and %2 and \\u00")]
    public void Clean_Text_LosesCredentialsOnly(string text, string expected) =>
        Assert.That(Scrubber.Clean(ImageError.Invalid(text), new OpenAIProvider(), Destination).Message, Is.EqualTo(expected));

    private static string Lower(string escaped) => string.Concat(escaped.Select((c, i) =>
        i > 0 && escaped[i - 1] == '%' || i > 1 && escaped[i - 2] == '%' ? char.ToLowerInvariant(c) : c));
}
