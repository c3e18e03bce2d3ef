using Iris.Gateway.Tests.Unit.Transforms;
using Iris.Gateway.Tests.Unit.Transforms.Codecs;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers;

internal sealed partial class ProviderFixtureTests
{
    private static IEnumerable<FixtureCase> Failures() => FixtureCase.All("failures");

    /// <summary>A success without its picture is a failure that says why, however it arrives.</summary>
    [TestCaseSource(nameof(Failures))]
    public void Failure_DividedAnywhere_IsToldAsWhatItIs(FixtureCase fixture)
    {
        var bytes = fixture.Bytes;
        var told = CodecFixture.Describe(fixture.Row["told"]!);
        var isDrawn = (bool?)fixture.Row["drawn"] ?? false;
        foreach (var (form, read) in Readers(fixture))
        {
            Splits.ForEach(bytes, (division, feed) =>
            {
                var outcome = read(feed);
                Assert.That(outcome.Failure, Is.Not.Null, $"{form}, {division}");
                Assert.That(CodecFixture.Describe(outcome.Failure!), Is.EqualTo(told), $"{form}, {division}");
                Assert.That((outcome.HasImage, outcome.Next), Is.EqualTo((isDrawn, (object?)null)), $"{form}, {division}");
            });
        }
    }

    /// <summary>A failure that breaks off anywhere is a failure, unless it is one behind a whole picture.</summary>
    [TestCaseSource(nameof(Failures))]
    public void Failure_CutAnywhere_IsNoSuccess(FixtureCase fixture)
    {
        var bytes = fixture.Bytes;
        var isDrawn = (bool?)fixture.Row["drawn"] ?? false;
        foreach (var (form, read) in Readers(fixture))
        {
            for (var at = 0; at < bytes.Length; at++)
            {
                var cut = at;
                var outcome = read(feed => feed(bytes.AsSpan(0, cut)));
                Assert.That((outcome.Failure is null && !(isDrawn && outcome.HasImage), outcome.Next), Is.EqualTo((false, (object?)null)), $"{form}, cut at {cut}");
            }
        }
    }

    // The failure may come with a later leg's answer; what comes before it is read once.
    private static IEnumerable<(string Form, Func<Action<Splits.Feed>, CodecOutcome> Read)> Readers(FixtureCase fixture)
    {
        var before = fixture.Answers("after");
        foreach (var form in fixture.Forms)
        {
            var call = fixture.Call(form);
            if (before.Length == 0)
            {
                yield return (form, feed => call.Read(fixture.ContentType, feed));
                continue;
            }
            var leg = call.Walk([.. before.Select(answer => (answer.ContentType, answer.Body))]).Outcome.Next!;
            yield return (form, feed => call.Read(leg.CreateReader, fixture.ContentType, feed));
        }
    }
}
