using System.Net;
using Iris.Gateway.Calls;
using Iris.Gateway.Credentials.Google;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Credentials.Google;

/// <summary>The promise: failures that pass are tried again at growing distances, others are told at once, and all is bounded.</summary>
[TestFixture]
internal sealed class CredentialHttpTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private FakeTimeProvider time = null!;
    private StubHandler stub = null!;
    private HttpMessageInvoker invoker = null!;
    private CredentialHttp http = null!;

    [SetUp]
    public void CreateSut()
    {
        time = new FakeTimeProvider();
        stub = new StubHandler();
        invoker = new HttpMessageInvoker(stub);
        http = new CredentialHttp(invoker, Deadline, time);
    }

    [TearDown]
    public void Dispose()
    {
        invoker?.Dispose();
        stub?.Dispose();
    }

    [TestCase(500)]
    [TestCase(503)]
    [TestCase(429)]
    public async Task Send_StatusThatPasses_IsTriedAgainAtGrowingDistances(int status)
    {
        Answers(() => StubHandler.Json("", status), () => StubHandler.Json("", status), () => StubHandler.Json("", status),
            () => StubHandler.Json("good"));
        var sending = Send();
        foreach (var (calls, pause) in new[] { (1, 250), (2, 500), (3, 1000) })
        {
            time.Advance(TimeSpan.FromMilliseconds(pause - 1));
            Assert.That((stub.Uris.Count, sending.IsCompleted), Is.EqualTo((calls, false)));
            time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.That((await sending).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(stub.Uris, Has.Count.EqualTo(4));
    }

    [Test]
    public async Task Send_NeverBetter_GivesTheLastAnswer()
    {
        stub.Answer = (_, _) => Task.FromResult(StubHandler.Json("busy", 503));
        var sending = Send();
        time.Advance(TimeSpan.FromMinutes(1));
        time.Advance(TimeSpan.FromMinutes(1));
        time.Advance(TimeSpan.FromMinutes(1));

        var answer = await sending;
        Assert.That((answer.Status, answer.IsSuccess, stub.Uris.Count), Is.EqualTo((HttpStatusCode.ServiceUnavailable, false, 4)));
    }

    [TestCase(400)]
    [TestCase(403)]
    [TestCase(302)]
    public async Task Send_StatusThatStays_IsTakenAsItIs(int status)
    {
        stub.Answer = (_, _) => Task.FromResult(StubHandler.Json("no", status));
        var answer = await Send();
        Assert.That(((int)answer.Status, stub.Uris.Count), Is.EqualTo((status, 1)));
    }

    [Test]
    public async Task Send_ConnectionBreaks_IsTriedAgain()
    {
        Answers(
            () => throw new HttpRequestException(HttpRequestError.ConnectionError),
            () => new HttpResponseMessage { Content = new StreamContent(new TornStream()) },
            () => StubHandler.Json("good"));
        var sending = Send();
        time.Advance(TimeSpan.FromMinutes(1));
        time.Advance(TimeSpan.FromMinutes(1));

        Assert.That((await sending).IsSuccess, Is.True);
    }

    [Test]
    public void Send_ConnectionAlwaysBreaks_IsAFailureWithItsCause()
    {
        stub.Answer = (_, _) => throw new HttpRequestException(HttpRequestError.ConnectionError, "10.1.2.3:443 refused");
        var sending = Send();
        for (var i = 1; i < CredentialHttp.Attempts; i++)
            time.Advance(TimeSpan.FromMinutes(1));

        Assert.That(async () => await sending, Throws.TypeOf<CredentialException>().With.Message.EqualTo("the peer cannot be reached")
            .And.InnerException.TypeOf<HttpRequestException>());
        Assert.That(stub.Uris, Has.Count.EqualTo(4));
    }

    [Test]
    public void Send_NameDoesNotResolve_FailsAtOnce()
    {
        stub.Answer = (_, _) => throw new HttpRequestException(HttpRequestError.NameResolutionError);
        Assert.That(async () => await Send(), Throws.TypeOf<CredentialException>().With.Message.EqualTo("the peer cannot be reached"));
        Assert.That(stub.Uris, Has.Count.EqualTo(1));
    }

    [Test]
    public void Send_Silence_EndsAtTheDeadlineAndIsNotTriedAgain()
    {
        stub.Answer = async (_, cancellation) =>
        {
            await Task.Delay(Timeout.Infinite, cancellation);
            throw new InvalidOperationException();
        };
        var sending = Send();
        time.Advance(Deadline - TimeSpan.FromTicks(1));
        Assert.That(sending.IsCompleted, Is.False);
        time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.That(async () => await sending, Throws.TypeOf<CredentialException>().With.Message.EqualTo("the peer did not answer in time"));
        Assert.That(stub.Uris, Has.Count.EqualTo(1));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Send_CallerGivesUp_IsCancelled(bool duringThePause)
    {
        using var impatient = new CancellationTokenSource();
        stub.Answer = (_, cancellation) => duringThePause
            ? Task.FromResult(StubHandler.Json("", 503))
            : Task.Delay(Timeout.Infinite, cancellation)
            .ContinueWith(_ => StubHandler.Json(""), cancellation, TaskContinuationOptions.NotOnCanceled, TaskScheduler.Default);
        var sending = Send(impatient.Token);
        await impatient.CancelAsync();

        Assert.That(async () => await sending, Throws.InstanceOf<OperationCanceledException>());
    }

    [TestCase(CredentialHttp.MostBytes, true)]
    [TestCase(CredentialHttp.MostBytes + 1, false)]
    public async Task Send_Body_IsBounded(int length, bool isRead)
    {
        stub.Answer = (_, _) => Task.FromResult(StubHandler.Json(new string('x', length)));
        if (isRead)
            Assert.That((await Send()).Body.Length, Is.EqualTo(length));
        else
            Assert.That(async () => await Send(), Throws.TypeOf<CredentialException>().With.Message.EqualTo("the peer answered more than 65536 bytes"));
    }

    private Task<CredentialAnswer> Send(CancellationToken cancellation = default) =>
        http.SendAsync("the peer", () => new HttpRequestMessage(HttpMethod.Get, "http://peer/"), cancellation);

    private void Answers(params Func<HttpResponseMessage>[] answers) => stub.Answer = (_, _) => Task.FromResult(answers[stub.Uris.Count - 1]());

    // Throws what a socket throws when its peer disconnects in the middle of a body.
    private sealed class TornStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new HttpIOException(HttpRequestError.ResponseEnded);
    }
}
