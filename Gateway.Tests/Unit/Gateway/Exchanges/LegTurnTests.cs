using Iris.Gateway.Exchanges;
using Iris.Gateway.Model;
using Iris.Transforms.Codecs;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Exchanges;

/// <summary>An answer's body belongs to its call until a reader takes it, then to the reader until it abandons it.</summary>
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
    public void WhenRead_ExchangeEndsWhileItIsRead_WaitsUntilTheReaderAbandonsIt()
    {
        using var ended = new CancellationTokenSource();
        using var deadline = Deadline(ended.Token);
        var turn = Turn(deadline);
        var read = turn.WhenReadAsync(ended.Token).AsTask();
        Assert.That(turn.TryTake(), Is.True);

        ended.Cancel();

        Assert.That(read.IsCompleted, Is.False, "the body would be released under its reader's hands");
        turn.Abandon();
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
        new(
            new ProviderLeg
            {
                Request = new ProviderRequest { Uri = new Uri("http://provider.invalid/") },
                CreateReader = (_, _) => throw new InvalidOperationException("nothing is read"),
            },
            null,
            new LegBody(Stream.Null, null, false, deadline),
            null!);
}
