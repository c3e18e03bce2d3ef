using Iris.Gateway.Tests.Unit.Transforms;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers;

internal sealed partial class ProviderFixtureTests
{
    private static IEnumerable<FixtureCase> Answers() => FixtureCase.All("answers");

    /// <summary>However an answer arrives, the client gets the file beside it.</summary>
    [TestCaseSource(nameof(Answers))]
    public void Answer_DividedAnywhere_BecomesTheFileBesideIt(FixtureCase fixture)
    {
        var (bytes, type) = (fixture.Bytes, fixture.ContentType);
        foreach (var form in fixture.Forms)
        {
            var call = fixture.Call(form);
            var expected = fixture.Expected(form);
            Splits.ForEach(bytes, (division, feed) =>
            {
                var outcome = call.Read(type, feed);
                Assert.That((outcome.Failure, outcome.Next), Is.EqualTo(((object?)null, (object?)null)), $"{form}, {division}");
                Assert.That(outcome.Output.TrimEnd('\n'), Is.EqualTo(expected), $"{form}, {division}");
            });
        }
    }

    /// <summary>An answer that breaks off anywhere is the provider's fault and no success.</summary>
    [TestCaseSource(nameof(Answers))]
    public void Answer_CutAnywhere_IsNoSuccess(FixtureCase fixture)
    {
        var (bytes, type, length) = (fixture.Bytes, fixture.ContentType, fixture.Length);
        Assert.That(length, Is.Positive);
        foreach (var form in fixture.Forms)
        {
            var call = fixture.Call(form);
            for (var at = 0; at < length; at++)
            {
                var cut = at;
                var outcome = call.Read(type, feed => feed(bytes.AsSpan(0, cut)));
                Assert.That((outcome.Failure?.Status, outcome.Next), Is.EqualTo((502, (object?)null)), $"{form}, cut at {cut}");
            }
        }
    }
}
