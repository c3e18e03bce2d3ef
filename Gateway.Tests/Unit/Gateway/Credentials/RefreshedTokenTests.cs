using Iris.Gateway.Calls;
using Iris.Gateway.Credentials;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Credentials;

/// <summary>The promise: one refresh for any number of callers, nobody waits while a token is good, a failure is told once.</summary>
[TestFixture]
internal sealed class RefreshedTokenTests : IDisposable
{
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private FakeTimeProvider time = null!;
    private RefreshedToken token = null!;
    private TaskCompletionSource gate = null!;
    private CredentialException? failure;
    private TimeSpan life;
    private int calls;

    [SetUp]
    public void CreateSut()
    {
        time = new FakeTimeProvider();
        token = new RefreshedToken(ObtainAsync, Ahead, Pause, time);
        gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        gate.SetResult();
        (failure, life, calls) = (null, Life, 0);
    }

    [TearDown]
    public void Dispose() => token.Dispose();

    [Test]
    public async Task Get_FiftyAtOnce_ObtainOnce()
    {
        Close();
        var callers = Enumerable.Range(0, 50).Select(_ => Get()).ToArray();
        Assert.That(callers.Select(c => c.IsCompleted), Is.All.False);
        gate.SetResult();

        Assert.That(await Task.WhenAll(callers), Is.All.EqualTo("1"));
        Assert.That(calls, Is.EqualTo(1));
    }

    [Test]
    public async Task Get_AheadOfExpiry_OneRefreshesAndTheOthersGoOn()
    {
        await Get();
        time.Advance(Life - Ahead - TimeSpan.FromTicks(1));
        Assert.That((await Get(), calls), Is.EqualTo(("1", 1)));

        time.Advance(TimeSpan.FromTicks(1));
        Close();
        var refreshing = Get();
        var others = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Get()));
        Assert.That((refreshing.IsCompleted, others.Distinct().Single(), calls), Is.EqualTo((false, "1", 2)));
        gate.SetResult();
        Assert.That((await refreshing, await Get(), calls), Is.EqualTo(("2", "2", 2)));
    }

    [Test]
    public async Task Get_Expired_AllWaitForTheOneRefresh()
    {
        await Get();
        time.Advance(Life);
        Close();
        var callers = Enumerable.Range(0, 50).Select(_ => Get()).ToArray();
        Assert.That(callers.Select(c => c.IsCompleted), Is.All.False);
        gate.SetResult();

        Assert.That(await Task.WhenAll(callers), Is.All.EqualTo("2"));
        Assert.That(calls, Is.EqualTo(2));
    }

    [Test]
    public async Task Get_RefreshFailsWhileTheTokenIsGood_GoesOnAndTriesAgainAfterAPause()
    {
        await Get();
        time.Advance(Life - Ahead);
        failure = new CredentialException("down");
        Assert.That((await Get(), calls), Is.EqualTo(("1", 2)));

        failure = null;
        time.Advance(Pause - TimeSpan.FromTicks(1));
        Assert.That((await Get(), calls), Is.EqualTo(("1", 2)));
        time.Advance(TimeSpan.FromTicks(1));
        Assert.That((await Get(), calls), Is.EqualTo(("3", 3)));
    }

    [Test]
    public async Task Get_FailsAfterExpiry_TellsAllWhoWaited_AndTheNextTriesAgain()
    {
        await Get();
        time.Advance(Life);
        Close();
        failure = new CredentialException("down");
        var callers = Enumerable.Range(0, 50).Select(_ => Get()).ToArray();
        gate.SetResult();

        foreach (var caller in callers)
            Assert.That(async () => await caller, Throws.TypeOf<CredentialException>().With.Message.EqualTo("down"));
        Assert.That(calls, Is.EqualTo(2));
        failure = null;
        Assert.That(await Get(), Is.EqualTo("3"));
    }

    [Test]
    public async Task Get_ExpiresWhileTheRefreshFails_NobodyGetsTheDeadToken()
    {
        await Get();
        time.Advance(Life - Ahead);
        Close();
        failure = new CredentialException("down");
        var refreshing = Get();
        time.Advance(Ahead);
        var waiting = Get();
        gate.SetResult();

        Assert.That(async () => await refreshing, Throws.TypeOf<CredentialException>());
        Assert.That(async () => await waiting, Throws.TypeOf<CredentialException>());
        Assert.That(calls, Is.EqualTo(2));
    }

    [Test]
    public async Task Get_RefresherGivesUp_TheNextTakesOver()
    {
        Close();
        using var impatient = new CancellationTokenSource();
        var first = token.GetAsync(impatient.Token).AsTask();
        var second = Get();
        Assert.That(calls, Is.EqualTo(1));
        Open();
        await impatient.CancelAsync();

        Assert.That(async () => await first, Throws.InstanceOf<OperationCanceledException>());
        Assert.That((await second, calls), Is.EqualTo(("2", 2)));
    }

    [Test]
    public async Task Get_TokensThatLiveShorterThanTheyAreRefreshedAhead_AreNotObtainedByEachCall()
    {
        life = TimeSpan.FromMinutes(1);
        Assert.That((await Get(), await Get(), calls), Is.EqualTo(("1", "1", 1)));
        time.Advance(Pause);
        Assert.That(await Get(), Is.EqualTo("2"));

        life = TimeSpan.FromSeconds(10);
        time.Advance(Pause);
        Assert.That(await Get(), Is.EqualTo("3"));
        time.Advance(life);
        Assert.That(await Get(), Is.EqualTo("4"), "the pause does not keep an expired one");
    }

    [Test]
    public void Token_AsText_HidesItsValue() =>
        Assert.That(new ExpiringToken("secret", DateTimeOffset.UnixEpoch).ToString(), Does.Not.Contain("secret"));

    private Task<string> Get() => token.GetAsync(default).AsTask();

    private void Close() => gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    // For calls that come from now on.
    private void Open()
    {
        Close();
        gate.SetResult();
    }

    private async Task<ExpiringToken> ObtainAsync(CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref calls);
        await gate.Task.WaitAsync(cancellationToken);
        return failure is null ? new ExpiringToken($"{number}", time.GetUtcNow() + life) : throw failure;
    }
}
