using Azure.Identity;
using Iris.Gateway.Calls;
using Iris.Gateway.Credentials;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Credentials;

/// <summary>A token is fetched once, refreshed by one caller ahead of its expiry, and never waited for while one is good.</summary>
public sealed class EntraTokensTests : IDisposable
{
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    private readonly FakeTimeProvider _time = new();
    private FakeTokenCredential _credential = null!;
    private EntraTokens _tokens = null!;

    [SetUp]
    public void CreateSut()
    {
        _credential = new FakeTokenCredential(() => _time.GetUtcNow() + Life);
        _tokens = new EntraTokens(() => _credential, _time);
    }

    [TearDown]
    public void Dispose() => _tokens.Dispose();

    [Test]
    public async Task Get_Twice_FetchesOnceForAzuresScope()
    {
        var first = await _tokens.GetAsync(default);
        _time.Advance(Life - TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1));
        var second = await _tokens.GetAsync(default);

        Assert.Multiple(() =>
        {
            Assert.That((first, second), Is.EqualTo(("token-1", "token-1")));
            Assert.That(_credential.Calls, Is.EqualTo(1));
            Assert.That(_credential.Scopes, Is.EqualTo(new[] { "https://cognitiveservices.azure.com/.default" }));
        });
    }

    [Test]
    public async Task Get_ManyAtOnceWithoutAToken_FetchesOnce()
    {
        var gate = new TaskCompletionSource();
        _credential.Gate = gate.Task;
        var calls = Enumerable.Range(0, 20).Select(_ => _tokens.GetAsync(default).AsTask()).ToArray();
        gate.SetResult();

        Assert.That(await Task.WhenAll(calls), Is.All.EqualTo("token-1"));
        Assert.That(_credential.Calls, Is.EqualTo(1));
    }

    [Test]
    public async Task Get_AheadOfExpiry_OneCallerRefreshesWhileTheOthersGoOn()
    {
        await _tokens.GetAsync(default);
        _time.Advance(Life - TimeSpan.FromMinutes(5));
        var gate = new TaskCompletionSource();
        _credential.Gate = gate.Task;
        var refreshing = _tokens.GetAsync(default).AsTask();
        var others = new[] { await _tokens.GetAsync(default), await _tokens.GetAsync(default) };
        gate.SetResult();

        Assert.That(await refreshing, Is.EqualTo("token-2"));
        Assert.That(await _tokens.GetAsync(default), Is.EqualTo("token-2"));
        Assert.Multiple(() =>
        {
            Assert.That(others, Is.All.EqualTo("token-1"));
            Assert.That(_credential.Calls, Is.EqualTo(2));
        });
    }

    [Test]
    public async Task Get_Expired_WaitsForANewOne()
    {
        await _tokens.GetAsync(default);
        _time.Advance(Life);
        var gate = new TaskCompletionSource();
        _credential.Gate = gate.Task;
        var first = _tokens.GetAsync(default).AsTask();
        var second = _tokens.GetAsync(default).AsTask();
        Assert.That((first.IsCompleted, second.IsCompleted), Is.EqualTo((false, false)));
        gate.SetResult();

        Assert.That(await Task.WhenAll(first, second), Is.All.EqualTo("token-2"));
        Assert.That(_credential.Calls, Is.EqualTo(2));
    }

    [Test]
    public async Task Get_RefreshFailsWhileATokenIsGood_GoesOnWithItAndTriesAgain()
    {
        await _tokens.GetAsync(default);
        _time.Advance(Life - TimeSpan.FromMinutes(1));
        _credential.Failure = new AuthenticationFailedException("the identity endpoint at 169.254.169.254 is busy");
        var during = await _tokens.GetAsync(default);
        _credential.Failure = null;

        Assert.That(during, Is.EqualTo("token-1"));
        Assert.That(await _tokens.GetAsync(default), Is.EqualTo("token-3"));
    }

    [Test]
    public async Task Get_NoneToBeHad_FailsWithATextThatNamesNoSource()
    {
        _credential.Failure = new CredentialUnavailableException("EnvironmentCredential: /home/me/.azure is missing");

        var failure = Assert.ThrowsAsync<CredentialException>(async () => await _tokens.GetAsync(default))!;
        Assert.That(failure.Message, Is.EqualTo("no Microsoft Entra token could be obtained for the provider"));
        _credential.Failure = null;
        Assert.That(await _tokens.GetAsync(default), Is.EqualTo("token-2"), "a failure is not kept");
    }

    [Test]
    public async Task Get_CallerThatGivesUp_DoesNotSpoilTheNext()
    {
        _credential.Gate = new TaskCompletionSource().Task;
        using var impatient = new CancellationTokenSource();
        var given = _tokens.GetAsync(impatient.Token).AsTask();
        var waiting = _tokens.GetAsync(default).AsTask();
        _credential.Gate = Task.CompletedTask;
        await impatient.CancelAsync();

        Assert.CatchAsync<OperationCanceledException>(() => given);
        Assert.That(await waiting, Is.EqualTo("token-2"));
    }
}
