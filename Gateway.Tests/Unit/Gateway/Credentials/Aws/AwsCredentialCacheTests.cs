using Iris.Gateway.Calls;
using Iris.Gateway.Credentials.Aws;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Credentials.Aws;

/// <summary>Credentials are fetched by one task, renewed ahead of their end, and a source in trouble does not hurt while they are good.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class AwsCredentialCacheTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly Source _source = new();

    private AwsCredentialCache CreateSut() => new(_source.ResolveAsync, _time);

    [Test]
    public void New_AsksNobody()
    {
        _ = CreateSut();
        Assert.That(_source.Asked, Is.Zero);
    }

    [Test]
    public async Task Get_Valid_AsksOnce()
    {
        var sut = CreateSut();
        _source.Give(Temporary("first", minutes: 60));

        await sut.GetAsync(default);
        _time.Advance(TimeSpan.FromMinutes(54));

        Assert.That((await sut.GetAsync(default)).AccessKeyId, Is.EqualTo("first"));
        Assert.That(_source.Asked, Is.EqualTo(1));
    }

    [Test]
    public async Task Get_ManyAtOnce_ShareOneQuestion()
    {
        var sut = CreateSut();
        var calls = Enumerable.Range(0, 20).Select(_ => sut.GetAsync(default).AsTask()).ToArray();
        await _source.WaitForAsync(1);

        _source.Give(Temporary("first", minutes: 60));

        Assert.That((await Task.WhenAll(calls)).Select(c => c.AccessKeyId), Is.All.EqualTo("first"));
        Assert.That(_source.Asked, Is.EqualTo(1));
    }

    [Test]
    public async Task Get_NearTheEnd_GoesOnWithTheOldWhileOneAsks()
    {
        var sut = CreateSut();
        _source.Give(Temporary("first", minutes: 60));
        await sut.GetAsync(default);
        _time.Advance(TimeSpan.FromMinutes(56));

        var meanwhile = new[] { await sut.GetAsync(default), await sut.GetAsync(default) };
        await _source.WaitForAsync(2);
        Assert.That(meanwhile.Select(c => c.AccessKeyId), Is.All.EqualTo("first"));

        _source.Give(Temporary("second", minutes: 60));
        await UntilAsync(async () => (await sut.GetAsync(default)).AccessKeyId == "second");
        Assert.That(_source.Asked, Is.EqualTo(2));
    }

    [Test]
    public async Task Get_RenewalFails_TheOldServeToTheirEnd()
    {
        var sut = CreateSut();
        _source.Give(Temporary("first", minutes: 60));
        await sut.GetAsync(default);
        _time.Advance(TimeSpan.FromMinutes(56));
        _source.Fail(new IOException("metadata server"));
        await sut.GetAsync(default);
        await _source.WaitForAsync(2);

        Assert.That((await sut.GetAsync(default)).AccessKeyId, Is.EqualTo("first"));

        _time.Advance(TimeSpan.FromMinutes(4));
        _source.Fail(new IOException("metadata server"));
        Assert.That(async () => await sut.GetAsync(default), Throws.TypeOf<CredentialException>());
    }

    [Test]
    public async Task Get_Expired_WaitsForNewOnes()
    {
        var sut = CreateSut();
        _source.Give(Temporary("first", minutes: 60));
        await sut.GetAsync(default);
        _time.Advance(TimeSpan.FromMinutes(61));

        var call = sut.GetAsync(default).AsTask();
        await _source.WaitForAsync(2);
        Assert.That(call.IsCompleted, Is.False);

        _source.Give(Temporary("second", minutes: 60));
        Assert.That((await call).AccessKeyId, Is.EqualTo("second"));
    }

    [Test]
    public void Get_SourceGivesExpiredOnes_IsAFailure()
    {
        var sut = CreateSut();
        _source.Give(Temporary("late", minutes: -1));
        Assert.That(async () => await sut.GetAsync(default), Throws.TypeOf<CredentialException>().With.Message.Contains("expired"));
    }

    [Test]
    public async Task Get_WithoutEnd_IsLookedAtAgainAfterAMinute()
    {
        var sut = CreateSut();
        _source.Give(new AwsCredentials("first", "s"));
        await sut.GetAsync(default);
        _time.Advance(TimeSpan.FromSeconds(59));
        await sut.GetAsync(default);
        Assert.That(_source.Asked, Is.EqualTo(1));

        _source.Give(new AwsCredentials("rotated", "s"));
        _time.Advance(TimeSpan.FromSeconds(1));

        await UntilAsync(async () => (await sut.GetAsync(default)).AccessKeyId == "rotated");
    }

    [Test]
    public async Task Get_AfterFailure_AsksAgainOnlyAfterAPause()
    {
        var sut = CreateSut();
        _source.Fail(new IOException("no route"));
        Assert.That(async () => await sut.GetAsync(default), Throws.TypeOf<CredentialException>());
        Assert.That(async () => await sut.GetAsync(default), Throws.TypeOf<CredentialException>());
        Assert.That(_source.Asked, Is.EqualTo(1));

        _time.Advance(TimeSpan.FromSeconds(10));
        _source.Give(Temporary("first", minutes: 60));
        Assert.That((await sut.GetAsync(default)).AccessKeyId, Is.EqualTo("first"));
    }

    [Test]
    public void Get_Failure_KeepsTheCauseForTheLogOnly()
    {
        var sut = CreateSut();
        _source.Fail(new IOException($"cannot read /home/me/.aws: {AwsDestination.Secret}"));

        var thrown = Assert.ThrowsAsync<CredentialException>(async () => await sut.GetAsync(default))!;

        Assert.That(thrown.Message, Does.Not.Contain("/home").And.Not.Contain(AwsDestination.Secret));
        Assert.That(thrown.InnerException?.InnerException, Is.TypeOf<IOException>());
    }

    [Test]
    public async Task Get_OneCallerGivesUp_TheOthersStillGetThem()
    {
        var sut = CreateSut();
        using var impatient = new CancellationTokenSource();
        var first = sut.GetAsync(impatient.Token).AsTask();
        var second = sut.GetAsync(default).AsTask();
        await _source.WaitForAsync(1);

        await impatient.CancelAsync();
        Assert.That(async () => await first, Throws.InstanceOf<OperationCanceledException>());

        _source.Give(Temporary("first", minutes: 60));
        Assert.That((await second).AccessKeyId, Is.EqualTo("first"));
    }

    [Test]
    public async Task Get_SourceHangs_EndsAfterAMinute()
    {
        var sut = CreateSut();
        var call = sut.GetAsync(default).AsTask();
        await _source.WaitForAsync(1);

        // The waiting is set up a moment after the question: time goes on until it is noticed.
        await UntilAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(60));
            return Task.FromResult(call.IsCompleted);
        });

        Assert.That(async () => await call, Throws.TypeOf<CredentialException>());
    }

    private AwsCredentials Temporary(string id, int minutes) => new(id, "s", "t", _time.GetUtcNow().AddMinutes(minutes));

    // Background work on real threads: its effect is waited for, not timed.
    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await condition())
            await Task.Delay(1, limit.Token);
    }

    /// <summary>A source whose answers the test hands out one by one; a question without an answer waits for it.</summary>
    private sealed class Source
    {
        private readonly System.Threading.Channels.Channel<Func<AwsCredentials>> _answers =
            System.Threading.Channels.Channel.CreateUnbounded<Func<AwsCredentials>>();
        private int _asked;

        public int Asked => Volatile.Read(ref _asked);

        public void Give(AwsCredentials credentials) => _answers.Writer.TryWrite(() => credentials);

        public void Fail(Exception exception) => _answers.Writer.TryWrite(() => throw exception);

        public Task WaitForAsync(int asked) => UntilAsync(() => Task.FromResult(Asked >= asked));

        public async Task<AwsCredentials> ResolveAsync()
        {
            Interlocked.Increment(ref _asked);
            return (await _answers.Reader.ReadAsync())();
        }
    }
}
