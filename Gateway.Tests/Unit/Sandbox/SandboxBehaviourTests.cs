using Iris.Sandbox;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Sandbox;

/// <summary>The model's suffixes say how the sandbox misbehaves; whatever is not understood is refused, never ignored.</summary>
[TestFixture]
public sealed class SandboxBehaviourTests
{
    private static readonly SandboxBehaviour Plain = SandboxBehaviour.Plain;

    private static IEnumerable<TestCaseData> Readable()
    {
        yield return Row("painter", Plain);
        yield return Row("painter~delay=250ms", Plain with { Delay = TimeSpan.FromMilliseconds(250) });
        yield return Row("painter~delay=5s", Plain with { Delay = TimeSpan.FromSeconds(5) });
        yield return Row("painter~delay=2m", Plain with { Delay = TimeSpan.FromMinutes(2) });
        yield return Row("painter~delay=60m", Plain with { Delay = TimeSpan.FromHours(1) });
        yield return Row("painter~delay=0s", Plain);
        yield return Row("painter~pace=40ms", Plain with { Pace = TimeSpan.FromMilliseconds(40) });
        yield return Row("painter~pace=3s", Plain with { Pace = TimeSpan.FromSeconds(3) });
        yield return Row("painter~status=400", Plain with { Status = 400 });
        yield return Row("painter~status=599", Plain with { Status = 599 });
        yield return Row("painter~retry-after=0", Plain with { RetryAfter = 0 });
        yield return Row("painter~retry-after=86400", Plain with { RetryAfter = 86400 });
        yield return Row("painter~moderated", Plain with { Moderated = true });
        yield return Row("painter~cut=0%", Plain with { Cut = 0 });
        yield return Row("painter~cut=100%", Plain with { Cut = 100 });
        yield return Row("painter~empty", Plain with { Empty = true });
        yield return Row("painter~error", Plain with { Error = true });
        yield return Row("painter~fewer", Plain with { Fewer = true });
        yield return Row("painter~delay=5s~status=429~retry-after=7", Plain with { Delay = TimeSpan.FromSeconds(5), Status = 429, RetryAfter = 7 });

        static TestCaseData Row(string model, SandboxBehaviour expected) => new TestCaseData(model, expected).SetArgDisplayNames(model);
    }

    [TestCaseSource(nameof(Readable))]
    public void Parse_KnownSuffixes_AreRead(string model, object expected)
    {
        Assert.That(SandboxBehaviour.Parse(model, out var behaviour), Is.Null);
        Assert.That(behaviour, Is.EqualTo(expected));
    }

    [TestCase("painter~")]
    [TestCase("painter~~empty")]
    [TestCase("painter~nonsense")]
    [TestCase("painter~DELAY=5s")]
    [TestCase("painter~delay")]
    [TestCase("painter~delay=")]
    [TestCase("painter~delay=5")]
    [TestCase("painter~delay=s")]
    [TestCase("painter~delay=-5s")]
    [TestCase("painter~delay=1.5s")]
    [TestCase("painter~delay= 5s")]
    [TestCase("painter~delay=5h")]
    [TestCase("painter~delay=61m")]
    [TestCase("painter~delay=99999999999s")]
    [TestCase("painter~pace=1m")]
    [TestCase("painter~status=399")]
    [TestCase("painter~status=600")]
    [TestCase("painter~status=abc")]
    [TestCase("painter~retry-after=-1")]
    [TestCase("painter~retry-after=86401")]
    [TestCase("painter~cut=50")]
    [TestCase("painter~cut=101%")]
    [TestCase("painter~moderated=yes")]
    [TestCase("painter~empty=1")]
    [TestCase("painter~empty~empty")]
    [TestCase("painter~delay=1s~delay=2s")]
    public void Parse_UnknownMalformedOrRepeatedSuffix_IsRefusedWithTheList(string model)
    {
        var error = SandboxBehaviour.Parse(model, out var behaviour);

        Assert.That(error, Is.Not.Null);
        Assert.That((error!.Status, error.Code, error.Param), Is.EqualTo((400, "invalid_value", "model")));
        foreach (var suffix in (string[])["delay=", "pace=", "status=", "retry-after=", "moderated", "cut=", "empty", "error", "fewer"])
            Assert.That(error.Message, Does.Contain(suffix));
        Assert.That(behaviour, Is.EqualTo(Plain));
    }

    [TestCase("")]
    [TestCase("gpt-image-2")]
    [TestCase("Painter")]
    [TestCase("painters~delay=1s")]
    [TestCase("~empty")]
    public void Parse_AnotherModel_IsNotFound(string model)
    {
        var error = SandboxBehaviour.Parse(model, out _);

        Assert.That((error?.Status, error?.Code, error?.Type), Is.EqualTo((404, "model_not_found", "invalid_request_error")));
        Assert.That(error!.Message, Does.Contain("`painter`"));
    }
}
