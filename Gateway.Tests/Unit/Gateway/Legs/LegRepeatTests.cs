using System.Net;
using Iris.Gateway.Legs;
using Iris.Transforms.Codecs;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Legs;

/// <summary>A leg that costs nothing is tried again, a bounded number of times; an order never is.</summary>
internal sealed class LegRepeatTests
{
    [TestCase(LegKind.Poll, "GET", 0, 1d, null, 60d, 1d)]
    [TestCase(LegKind.Download, "GET", 3, 1d, null, 60d, 1d)]
    [TestCase(LegKind.Download, "GET", 4, 1d, null, 60d, null)]
    [TestCase(LegKind.Submit, "POST", 0, 1d, null, 60d, null)]
    [TestCase(LegKind.Submit, "GET", 0, 1d, null, 60d, null)]
    [TestCase(LegKind.Poll, "POST", 0, 1d, null, 60d, null)]
    [TestCase(LegKind.Poll, "GET", 0, 1d, 3d, 60d, 3d)]
    [TestCase(LegKind.Poll, "GET", 0, 1d, 0d, 60d, 1d)]
    [TestCase(LegKind.Poll, "GET", 0, 1d, 60d, 60d, null)]
    [TestCase(LegKind.Poll, "GET", 0, 1d, null, 0.5d, null)]
    public void Wait_EachCase_IsDecided(LegKind kind, string method, int repeats, double scheduled, double? retryAfter, double left, double? expected)
    {
        var leg = new ProviderLeg
        {
            Kind = kind,
            Request = new ProviderRequest { Method = method, Uri = new Uri("https://provider.test/") },
            CreateReader = (_, _) => throw new InvalidOperationException("nothing is read"),
        };

        var wait = LegRepeat.Wait(leg, repeats, Seconds(scheduled)!.Value, Seconds(retryAfter), Seconds(left)!.Value);

        Assert.That(wait, Is.EqualTo(Seconds(expected)));
    }

    [TestCase(HttpStatusCode.TooManyRequests, true)]
    [TestCase(HttpStatusCode.BadGateway, true)]
    [TestCase(HttpStatusCode.ServiceUnavailable, true)]
    [TestCase(HttpStatusCode.GatewayTimeout, true)]
    [TestCase(HttpStatusCode.InternalServerError, true)]
    [TestCase(HttpStatusCode.RequestTimeout, true)]
    [TestCase((HttpStatusCode)529, true)]
    [TestCase(HttpStatusCode.NotImplemented, false)]
    [TestCase(HttpStatusCode.NotFound, false)]
    [TestCase(HttpStatusCode.Forbidden, false)]
    [TestCase(HttpStatusCode.Found, false)]
    public void IsPassing_EachStatus_IsDecided(HttpStatusCode status, bool expected) =>
        Assert.That(LegRepeat.IsPassing(status), Is.EqualTo(expected));

    [Test]
    public void IsPassing_EachException_IsDecided() => Assert.Multiple(() =>
    {
        Assert.That(LegRepeat.IsPassing(new HttpRequestException(HttpRequestError.ConnectionError)), Is.True);
        Assert.That(LegRepeat.IsPassing(new HttpRequestException(HttpRequestError.ResponseEnded)), Is.True);
        Assert.That(LegRepeat.IsPassing(new TaskCanceledException("no connection in time", new TimeoutException())), Is.True);
        Assert.That(LegRepeat.IsPassing(new HttpRequestException("x", new PrivateAddressException())), Is.False);
        Assert.That(LegRepeat.IsPassing(new OperationCanceledException()), Is.False);
        Assert.That(LegRepeat.IsPassing(new InvalidOperationException()), Is.False);
    });

    private static TimeSpan? Seconds(double? seconds) => seconds is { } known ? TimeSpan.FromSeconds(known) : null;
}
