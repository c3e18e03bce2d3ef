using Iris.Gateway.Idempotency;
using Iris.Gateway.Recordings;
using Iris.Gateway.Tests.Unit.Gateway.Store;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Idempotency;

/// <summary>The promise: only the instance that makes a call says what has become of it, until it has ended itself.</summary>
[TestFixtureSource(typeof(StoreWorld), nameof(StoreWorld.Databases))]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class AnswerTableTests(string database)
{
    private static readonly RepeatKey Key = new("key", "request", TimeSpan.FromHours(1), IsGiven: true);
    private static readonly RecordedHead Head = new(200, []) { Files = ["a picture"] };

    private StoreWorld _world = null!;
    private AnswerTable _one = null!;
    private AnswerTable _other = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _world = await StoreWorld.StartAsync(database);
        (_one, _other) = (new(_world.Database, "one", _world.Clock), new(_world.Database, "other", _world.Clock));
        Assert.That((await _one.ClaimAsync(Key, default)).State, Is.EqualTo(KnownCall.Claimed));
    }

    [TearDown]
    public async Task StopAsync() => await _world.DisposeAsync();

    [Test]
    public async Task End_CallOfAnotherInstance_StaysAsItIs()
    {
        await _other.LoseAsync(Key, default);
        await _other.ForgetAsync(Key, default);
        await _other.KeepAsync(Key, Head, "file", default);
        Assert.That(await RowAsync(), Is.EqualTo("one running"));
        await _one.LoseAsync(Key, default);
        Assert.That(await RowAsync(), Is.EqualTo("one lost"));
    }

    [Test]
    public async Task End_CallWhoseInstanceHasEndedItMeanwhile_StaysAsItIs()
    {
        var seen = await SeeAsync();
        Assert.That(seen.State, Is.EqualTo(KnownCall.Lost));
        await _one.KeepAsync(Key, Head, "file", default);
        await _other.LoseAsync(Key, seen, default);
        await _other.ForgetAsync(Key, seen, default);
        Assert.That(await RowAsync(), Is.EqualTo("one kept"));
    }

    [Test]
    public async Task Lose_CallWhoseInstanceHasEnded_IsLost()
    {
        await _other.LoseAsync(Key, await SeeAsync(), default);
        Assert.That(await RowAsync(), Is.EqualTo("one lost"));
        await _other.ForgetAsync(Key, await _other.ClaimAsync(Key, default), default);
        Assert.That(await RowAsync(), Is.Null);
    }

    [Test]
    public async Task Forget_AnswerThatIsGone_LeavesTheCallThatIsMadeAnew()
    {
        await _one.KeepAsync(Key, Head, "file", default);
        var seen = await _one.ClaimAsync(Key, default);
        Assert.That((seen.State, seen.Answer.File, seen.Answer.Head.Files), Is.EqualTo((KnownCall.Kept, "file", Head.Files)));
        _world.Clock.Advance(TimeSpan.FromHours(2));
        Assert.That((await _one.ClaimAsync(Key, default)).State, Is.EqualTo(KnownCall.Claimed));
        await _one.ForgetAsync(Key, seen, default);
        Assert.That(await RowAsync(), Is.EqualTo("one running"));
        await _one.KeepAsync(Key, Head, "another", default);
        await _one.ForgetAsync(Key, seen, default);
        Assert.That(await RowAsync(), Is.EqualTo("one kept"));
        await _one.ForgetAsync(Key, await _one.ClaimAsync(Key, default), default);
        Assert.That(await RowAsync(), Is.Null);
    }

    // What another instance sees once this one has given no sign of life for long enough.
    private async Task<AnswerRow> SeeAsync()
    {
        _world.Clock.Advance(AnswerTable.Lease + TimeSpan.FromSeconds(1));
        return await _other.ClaimAsync(Key, default);
    }

    private async Task<string?> RowAsync() => (await _world.Database.ListAsync(
        "SELECT owner, state FROM iris_answers", static row => $"{row.GetString(0)} {row.GetString(1)}", default)).SingleOrDefault();
}
