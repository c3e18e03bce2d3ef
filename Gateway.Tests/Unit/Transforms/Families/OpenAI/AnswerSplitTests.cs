using System.Text.Json;
using Iris.Gateway.Tests.Unit.Transforms.Answers;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Families.OpenAI;

/// <summary>
/// Promise: however the network divides an answer, the client gets the same bytes; and a torn or garbled one never passes as whole.
/// </summary>
public sealed class AnswerSplitTests
{
    private static IEnumerable<TestCaseData> Good =>
        from entry in Documents.Json.Select(document => (Events: false, document)).Concat(Documents.Sse.Select(document => (Events: true, document)))
        from stream in (bool[])[false, true]
        select new TestCaseData(new WireForm(entry.Events, stream), entry.document.Value).SetArgDisplayNames($"{new WireForm(entry.Events, stream)}, {entry.document.Key}");

    private static IEnumerable<TestCaseData> Failing =>
        from document in Documents.Failing
        from stream in (bool[])[false, true]
        select new TestCaseData(new WireForm(true, stream), document.Value).SetArgDisplayNames($"{new WireForm(true, stream)}, {document.Key}");

    [TestCaseSource(nameof(Good))]
    public void Read_AtEverySplitPoint_GivesTheSameValidAnswer(WireForm wire, string body)
    {
        using var whole = new Answer(wire).Read(body);
        Assert.That(whole.Reader.Failure, Is.Null);
        AssertValid(whole, wire);
        AssertSameAtEverySplit(wire, body, whole.Outcome());
    }

    [TestCaseSource(nameof(Failing))]
    public void Read_FailureAtEverySplitPoint_IsTheSame(WireForm wire, string body)
    {
        using var whole = new Answer(wire).Read(body);
        Assert.That(whole.Reader.Failure, Is.Not.Null);
        if (wire.Stream)
            Assert.That(whole.Events().Types(), whole.Sink.HasImage ? Does.EndWith("error") : Is.Empty);
        AssertSameAtEverySplit(wire, body, whole.Outcome());
    }

    [TestCaseSource(nameof(Good))]
    public void Read_TruncatedAnywhere_IsNeverTakenForWhole(WireForm wire, string body)
    {
        var bytes = Splits.Utf8(body);
        // A stream is whole once its last picture is; a plain answer only with its last brace.
        var end = wire.Events ? Splits.Utf8(body[..(body.LastIndexOf('}') + 1)]).Length : Splits.Utf8(body.TrimEnd()).Length;
        for (var length = 0; length < end; length++)
        {
            using var sut = new Answer(wire);
            sut.Reader.Feed(bytes.AsSpan(0, length));
            sut.End();
            Assert.That(sut.Reader.Failure, Is.Not.Null, $"{length} bytes");
            if (wire.Stream)
                Assert.That(sut.Events().Types(), sut.Sink.HasImage ? Does.EndWith("error") : Is.Empty, $"{length} bytes");
            else
                Assert.That(() => JsonDocument.Parse(sut.Output.WrittenMemory), Throws.InstanceOf<JsonException>(), "a torn answer must not look whole");
        }
    }

    [TestCaseSource(nameof(Good))]
    public void Read_AnyByteReplaced_YieldsValidAnswerOrFailure(WireForm wire, string body)
    {
        var random = new Random(7);
        var bytes = Splits.Utf8(body);
        int good = 0, bad = 0;
        for (var at = 0; at < bytes.Length; at++)
        {
            foreach (var replacement in (byte[])[0, (byte)'"', (byte)'\\', (byte)'{', (byte)'\n', 0xFF, (byte)random.Next(256)])
            {
                var garbled = (byte[])bytes.Clone();
                garbled[at] = replacement;
                using var sut = new Answer(wire);
                sut.Reader.Feed(garbled.AsSpan(0, at));
                sut.Reader.Feed(garbled.AsSpan(at));
                sut.End();
                if (sut.Reader.Failure is null)
                    good++;
                else
                    bad++;
                // What has no picture when it fails is never sent.
                if (sut.Reader.Failure is null || (wire.Stream && sut.Sink.HasImage))
                    AssertValid(sut, wire, () => $"byte {at} became {replacement}");
            }
        }
        Assert.That(Math.Min(good, bad), Is.Positive, "both outcomes must have been exercised");
    }

    private static void AssertSameAtEverySplit(WireForm wire, string body, string expected) =>
        Splits.ForEach(Splits.Utf8(body), (division, feed) =>
        {
            using var sut = new Answer(wire);
            feed(sut.Reader.Feed);
            Assert.That(sut.End().Outcome(), Is.EqualTo(expected), division);
        });

    private static void AssertValid(Answer answer, WireForm wire, Func<string>? because = null)
    {
        try
        {
            if (wire.Stream)
                answer.Events();
            else
                Assert.That(answer.Json().GetProperty("data").GetArrayLength(), Is.EqualTo(answer.Sink.Images).And.Positive);
        }
        catch (JsonException e)
        {
            Assert.Fail($"{because?.Invoke()}: {e.Message}\n{answer.Text}");
        }
    }
}
