using Iris.Gateway.Legs;
using Iris.Gateway.Tests.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Legs;

/// <summary>No client waits for a cancellation, but a stopping gateway does.</summary>
internal sealed class CancelledOrdersTests
{
    private static readonly Uri Address = new("http://provider/cancel");

    [Test]
    public async Task StopAsync_OneIsUnderWay_WaitsForIt()
    {
        var answer = new TaskCompletionSource<HttpResponseMessage>();
        var sut = new CancelledOrders(new TestClock(), NullLogger<CancelledOrders>.Instance);
        sut.Send((_, _) => answer.Task, new HttpRequestMessage(HttpMethod.Put, Address));

        var stopping = sut.StopAsync(CancellationToken.None);

        Assert.That(stopping.IsCompleted, Is.False);
        answer.SetResult(new HttpResponseMessage());
        await stopping.WaitAsync(Patience.Long);
    }

    [Test]
    public async Task StopAsync_TheHostsPatienceEnds_GivesUp()
    {
        var sut = new CancelledOrders(new TestClock(), NullLogger<CancelledOrders>.Instance);
        sut.Send((_, _) => new TaskCompletionSource<HttpResponseMessage>().Task, new HttpRequestMessage(HttpMethod.Put, Address));

        await sut.StopAsync(new CancellationToken(canceled: true)).WaitAsync(Patience.Long);
    }

    [Test]
    public async Task Send_SendingFails_IsIgnored()
    {
        var sut = new CancelledOrders(new TestClock(), NullLogger<CancelledOrders>.Instance);
        sut.Send((_, _) => throw new HttpRequestException("refused"), new HttpRequestMessage(HttpMethod.Put, Address));

        await sut.StopAsync(CancellationToken.None).WaitAsync(Patience.Long);
    }

    [Test]
    public async Task Send_NobodyAnswers_EndsAfterItsTime()
    {
        var clock = new TestClock();
        var sut = new CancelledOrders(clock, NullLogger<CancelledOrders>.Instance);
        sut.Send(
            async (_, ended) =>
            {
                await Task.Delay(Timeout.Infinite, ended);
                return new HttpResponseMessage();
            },
            new HttpRequestMessage(HttpMethod.Put, Address));
        var stopping = sut.StopAsync(CancellationToken.None);

        await clock.PassAsync(CancelledOrders.Patience);

        await stopping.WaitAsync(Patience.Long);
    }
}
