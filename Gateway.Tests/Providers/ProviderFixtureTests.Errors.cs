using Iris.Gateway.Tests.Unit.Transforms.Codecs;
using Iris.Transforms.Answers;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers;

internal sealed partial class ProviderFixtureTests
{
    private static IEnumerable<FixtureCase> Errors() => FixtureCase.All("errors");

    /// <summary>A failed answer is told with the status, type, code, member and words that a client can act on.</summary>
    [TestCaseSource(nameof(Errors))]
    public void Error_OfTheProvider_IsToldAsWhatItIs(FixtureCase fixture) =>
        Assert.That(CodecFixture.Describe(Read(fixture, fixture.Bytes)), Is.EqualTo(CodecFixture.Describe(fixture.Row["told"]!)));

    /// <summary>
    /// When the provider's headers say when to come back, the client is told that, whatever the body says; unless the failure is one that no wait
    /// mends, for instance a refused prompt.
    /// </summary>
    [TestCaseSource(nameof(Errors))]
    public void Error_WithAWaitInItsHeaders_TellsThatWait(FixtureCase fixture)
    {
        TimeSpan? wait = TimeSpan.FromSeconds(9);
        var isIgnored = (bool?)fixture.Row["ignoresWait"] ?? false;
        Assert.That(Read(fixture, fixture.Bytes, wait).RetryAfter, Is.EqualTo(isIgnored ? null : wait));
    }

    /// <summary>
    /// A body that breaks off anywhere is still an error: half a JSON document says no more than none, half a page may say what the whole does.
    /// </summary>
    [TestCaseSource(nameof(Errors))]
    public void Error_CutAnywhere_IsStillAnError(FixtureCase fixture)
    {
        var (bytes, length) = (fixture.Bytes, fixture.Length);
        var isJson = fixture.ContentType == "application/json";
        var (whole, none) = (Read(fixture, bytes), Read(fixture, ReadOnlyMemory<byte>.Empty));
        for (var cut = 1; cut < length; cut++)
        {
            var error = Read(fixture, bytes.AsMemory(0, cut));
            var isNone = (error.Status, error.Type) == (none.Status, none.Type);
            Assert.That(isNone || !isJson && (error.Status, error.Type) == (whole.Status, whole.Type), $"cut at {cut}: {error}");
            Assert.That(error.Message, Is.Not.Empty, $"cut at {cut}");
        }
    }

    private static ImageError Read(FixtureCase fixture, ReadOnlyMemory<byte> body, TimeSpan? wait = null) => CodecFixture.ReadError(
        fixture.Provider, (int)fixture.Row["status"]!, fixture.ContentType, body, wait, (string?)fixture.Row["errorType"], (bool?)fixture.Row["insideSuccess"] ?? false);
}
