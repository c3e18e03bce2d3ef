using System.Net;
using System.Net.Http.Headers;
using Iris.Gateway.Calls;
using Iris.Gateway.Exchanges;
using Iris.Gateway.Legs;
using Iris.Gateway.Model;
using Iris.Gateway.Tests.Hosting;
using Iris.Transforms.Answers;
using NUnit.Framework;
using Polly.CircuitBreaker;

namespace Iris.Gateway.Tests.Unit.Gateway.Calls;

/// <summary>Each failure has its status, and tells whether it may cost money and whether another destination may succeed.</summary>
internal sealed class ExchangeFailureTests
{
    private static IEnumerable<TestCaseData> Exceptions()
    {
        // What SocketsHttpHandler throws when ConnectTimeout runs out.
        yield return Case(new TaskCanceledException("", new TimeoutException()), 504, "request_timed_out", false, true);
        yield return Case(new HttpRequestException(HttpRequestError.ConnectionError), 502, "provider_connection_failed", false, true);
        yield return Case(new HttpRequestException(HttpRequestError.NameResolutionError), 502, "provider_connection_failed", false, true);
        yield return Case(new HttpRequestException(HttpRequestError.SecureConnectionError), 502, "provider_connection_failed", false, true);
        yield return Case(new HttpRequestException(HttpRequestError.ProxyTunnelError), 502, "provider_connection_failed", false, true);
        yield return Case(new HttpRequestException(HttpRequestError.ResponseEnded), 502, "provider_connection_failed", true, false);
        yield return Case(new HttpRequestException(HttpRequestError.HttpProtocolError), 502, "provider_connection_failed", true, false);
        yield return Case(new HttpRequestException(HttpRequestError.InvalidResponse), 502, "provider_connection_failed", true, false);
        yield return Case(new HttpRequestException(HttpRequestError.Unknown), 502, "provider_connection_failed", true, false);
        yield return Case(new IOException("/secret/path"), 502, "provider_connection_failed", true, false);
        yield return Case(new BrokenCircuitException("open", TimeSpan.FromSeconds(9)), 503, "provider_unavailable", false, true);
        yield return Case(new CredentialException("no token"), 502, "provider_credentials_failed", false, true);
        yield return Case(new InvalidOperationException("/secret/path"), 500, "internal_error", true, false);

        static TestCaseData Case(Exception exception, int status, string type, bool billed, bool another) =>
            new TestCaseData(exception, status, type, billed, another)
                .SetArgDisplayNames(exception is HttpRequestException { HttpRequestError: var error } ? error.ToString() : exception.GetType().Name);
    }

    private static readonly TestClock Clock = new();

    [TestCaseSource(nameof(Exceptions))]
    public void OfException_EachKind_IsClassified(Exception exception, int status, string type, bool billed, bool another)
    {
        using var deadline = new ExchangeDeadline(new DeadlineOptions(), Clock, Clock.GetTimestamp(), default);

        var failure = CallFailure.OfException(exception, deadline.Expired);

        Assert.Multiple(() =>
        {
            Assert.That(failure.Error.Status, Is.EqualTo(status));
            Assert.That(failure.Error.Type, Is.EqualTo(type));
            Assert.That(failure.PossiblyBilled, Is.EqualTo(billed));
            Assert.That(failure.TryAnotherDestination, Is.EqualTo(another));
            Assert.That(failure.Error.Message, Does.Not.Contain("secret"));
        });
    }

    [Test]
    public void OfException_ConnectTimesOut_NamesTheDeadline()
    {
        using var deadline = new ExchangeDeadline(new DeadlineOptions(), Clock, Clock.GetTimestamp(), default);

        var failure = CallFailure.OfException(new TaskCanceledException("", new TimeoutException()), deadline.Expired);

        Assert.That(failure.Error.Message, Does.Contain("Images.Deadlines.Connect"));
    }

    [TestCase(400, false, false)]
    [TestCase(401, false, true)]
    [TestCase(402, false, true)]
    [TestCase(403, false, true)]
    [TestCase(404, false, false)]
    [TestCase(408, true, false)]
    [TestCase(409, true, false)]
    [TestCase(422, false, false)]
    [TestCase(429, false, true)]
    [TestCase(500, true, false)]
    [TestCase(501, false, false)]
    [TestCase(502, true, false)]
    [TestCase(503, false, false)]
    [TestCase(504, true, false)]
    [TestCase(529, true, false)]
    public void OfStatus_EachStatus_IsClassified(int status, bool billed, bool another)
    {
        var failure = CallFailure.OfStatus(new ImageError { Status = status, Message = "m" });

        Assert.That((failure.PossiblyBilled, failure.TryAnotherDestination), Is.EqualTo((billed, another)));
    }

    [TestCase("Retry-After: 7", 7000)]
    [TestCase("Retry-After: 0", 0)]
    [TestCase("Retry-After: 999999999", 86_400_000)]
    [TestCase("Retry-After: Sat, 01 Jan 2000 00:00:05 GMT", 5000)]
    [TestCase("Retry-After: Fri, 31 Dec 1999 00:00:05 GMT", 0)]
    [TestCase("Retry-After: soon", null)]
    [TestCase("Retry-After: -5", null)]
    [TestCase("retry-after-ms: 250", 250)]
    [TestCase("retry-after-ms: 1e999", null)]
    [TestCase("retry-after-ms: -1", null)]
    [TestCase("x-other: 1", null)]
    public void RetryAfter_EachForm_IsReadAndBounded(string header, double? milliseconds)
    {
        using var response = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
        HttpResponseHeaders headers = response.Headers;
        var colon = header.IndexOf(':', StringComparison.Ordinal);
        headers.TryAddWithoutValidation(header[..colon], header[(colon + 1)..].Trim());

        Assert.That(RetryAfter.Read(headers, new TestClock())?.TotalMilliseconds, Is.EqualTo(milliseconds));
    }
}
