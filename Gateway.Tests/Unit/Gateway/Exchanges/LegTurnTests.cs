using Iris.Gateway.Exchanges;
using Iris.Gateway.Model;
using Iris.Transforms.Codecs;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Exchanges;

/// <summary>Whose an answer's body is: its call's until a reader takes it, then the reader's until it lets go.</summary>
internal sealed class LegTurnTests
{
    [Test]
    public void WhenRead_ExchangeEndsInTheLine_EndsAndMayNotBeTaken()
    {
        using var ended = new CancellationTokenSource();
        using var deadline = Deadline(ended.Token);
        var turn = Turn(deadline);
        var read = turn.WhenReadAsync(ended.Token).AsTask();

        ended.Cancel();

        Assert.That(read.IsCanceled, Is.True);
        Assert.That(turn.TryTake(), Is.False);
    }

    [Test]
    public void WhenRead_ExchangeEndsWhileItIsRead_WaitsUntilTheReaderLetsGo()
    {
        using var ended = new CancellationTokenSource();
        using var deadline = Deadline(ended.Token);
        var turn = Turn(deadline);
        var read = turn.WhenReadAsync(ended.Token).AsTask();
        Assert.That(turn.TryTake(), Is.True);

        ended.Cancel();

        Assert.That(read.IsCompleted, Is.False, "the body would be released under its reader's hands");
        turn.LetGo();
        Assert.That(read.IsCanceled, Is.True);
        Assert.That(turn.IsWhole, Is.False);
    }

    [Test]
    public void TryTake_Twice_IsRefused()
    {
        using var deadline = Deadline(default);
        var turn = Turn(deadline);

        Assert.That(turn.TryTake(), Is.True);
        Assert.That(turn.TryTake(), Is.False);
    }

    private static ExchangeDeadline Deadline(CancellationToken ended) =>
        new(new DeadlineOptions(), TimeProvider.System, TimeProvider.System.GetTimestamp(), ended);

    private static LegTurn Turn(ExchangeDeadline deadline) =>
        new(LegKind.Submit, Stream.Null, null, () => throw new InvalidOperationException("nothing is read"), deadline);
}
