using Iris.Gateway.Tests.Unit.Transforms;
using Iris.Gateway.Tests.Unit.Transforms.Codecs;
using Iris.Transforms.Codecs;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers;

internal sealed partial class ProviderFixtureTests
{
    private static IEnumerable<FixtureCase> Legs() => FixtureCase.All("legs");

    /// <summary>A call of several legs asks what it should, however each answer arrives, and gives the client the file beside it.</summary>
    [TestCaseSource(nameof(Legs))]
    public void Legs_EachAnswerDividedAnywhere_AskAndAnswerTheSame(FixtureCase fixture)
    {
        var answers = fixture.Answers("answers");
        foreach (var form in fixture.Forms)
        {
            var call = fixture.Call(form);
            for (var i = 0; i < answers.Length; i++)
            {
                var divided = i;
                Splits.ForEach(answers[i].Body, (division, feed) =>
                {
                    var (outcome, legs) =
                        call.Walk([.. answers.Select((answer, at) => (answer.ContentType, at == divided ? feed : Whole(answer.Body)))]);
                    CheckWalk(fixture, form, call, outcome, legs, $"{form}, answer {divided}, {division}");
                });
            }
        }
    }

    /// <summary>A call whose answer breaks off anywhere, at any leg, is no success and goes no further.</summary>
    [TestCaseSource(nameof(Legs))]
    public void Legs_AnAnswerCutAnywhere_AreNoSuccess(FixtureCase fixture)
    {
        var answers = fixture.Answers("answers");
        foreach (var form in fixture.Forms)
        {
            var call = fixture.Call(form);
            for (var i = 0; i < answers.Length; i++)
            {
                var (type, body, length) = answers[i];
                var before = answers.Take(i).Select(answer => (answer.ContentType, Whole(answer.Body)));
                for (var at = 0; at < length; at++)
                {
                    var cut = at;
                    var outcome = call.Walk([.. before, (type, feed => feed(body.AsSpan(0, cut)))]).Outcome;
                    Assert.That((outcome.Failure?.Status, outcome.Next), Is.EqualTo((502, (object?)null)), $"{form}, answer {i} cut at {cut}");
                }
            }
        }
    }

    private static Action<Splits.Feed> Whole(byte[] body) => feed => feed(body);

    private static void CheckWalk(FixtureCase fixture, string form, CodecCall call, CodecOutcome outcome, List<ProviderLeg> legs, string division)
    {
        Assert.That(legs.Select(call.Describe), Is.EqualTo(fixture.Row["legs"]!.AsArray().Select(leg => (string)leg!)), division);
        Assert.That(outcome.Next is null ? null : call.Describe(outcome.Next), Is.EqualTo((string?)fixture.Row["next"]), division);
        Assert.That(outcome.Failure is null ? null : CodecFixture.Describe(outcome.Failure),
            Is.EqualTo(fixture.Row["told"] is { } told ? CodecFixture.Describe(told) : null), division);
        if (outcome.Failure is null && outcome.Next is null)
            Assert.That(outcome.Output.TrimEnd('\n'), Is.EqualTo(fixture.Expected(form)), division);
        else
            Assert.That(outcome.HasImage, Is.False, division);
    }
}
