using Iris.Gateway.Jobs;
using Iris.Gateway.State;
using Iris.Gateway.Tests.Hosting;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Jobs;

/// <summary>The queue of jobs, in both databases: in turn, each once, and taken up where an instance has ended.</summary>
[TestFixtureSource(nameof(Stores))]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class JobTableTests(string store)
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(56));
    private string _folder = null!;
    private string? _schema;
    private StateDatabase _database = null!;

    /// <summary>The databases there are.</summary>
    public static IEnumerable<string> Stores => Environment.GetEnvironmentVariable("IRIS_TEST_POSTGRES") is null ? ["sqlite"] : ["sqlite", "postgres"];

    [SetUp]
    public async Task StartAsync()
    {
        _folder = Directory.CreateTempSubdirectory("iris-jobs-").FullName;
        _schema = store == "postgres" ? await PostgresSchema.CreateAsync() : null;
        _database = _schema is null ? new SqliteDatabase(Path.Combine(_folder, "iris.db")) : new PostgresDatabase(PostgresSchema.Connection(_schema));
        await _database.MigrateAsync(default);
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        if (_schema is not null)
            await PostgresSchema.DropAsync(_schema);
    }

    [Test]
    public async Task Take_OneHolderHasMany_IsInTurn()
    {
        var leases = Leases("one");
        foreach (var (id, holder) in ((string, string)[])[("a1", "a"), ("a2", "a"), ("a3", "a"), ("b1", "b"), ("b2", "b"), ("c1", "c")])
            await AddAsync(id, holder);
        var taken = new List<string>();
        while (await leases.TakeAsync(default) is { } job)
        {
            taken.Add(job.Id);
            await leases.EndAsync(job, new JobEnd(JobState.Completed), default);
            _time.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.That(taken, Is.EqualTo(new[] { "a1", "b1", "c1", "a2", "b2", "a3" }));
    }

    [Test]
    public async Task Take_SomeAtOnce_EachJobOnce()
    {
        for (var i = 0; i < 20; i++)
            await AddAsync($"job{i:00}", $"holder{i % 3}");
        var taken = await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(async () =>
        {
            var own = new List<string>();
            while (await Leases($"worker{worker}").TakeAsync(default) is { } job)
                own.Add(job.Id);
            return own;
        })));
        Assert.That(taken.SelectMany(own => own), Is.EquivalentTo(Enumerable.Range(0, 20).Select(i => $"job{i:00}")));
    }

    [Test]
    public async Task Add_ManyAtOnce_NoMoreThanThereIsRoomFor()
    {
        var added = await Task.WhenAll(Enumerable.Range(0, 24).Select(i => Task.Run(() => AddAsync($"job{i:00}", $"holder{i % 3}", 2, 5))));
        Assert.That(added.Count(isAdded => isAdded), Is.EqualTo(5), "of all");
        Assert.That(await AddAsync("more", "other", 2, 6));
        Assert.That(await AddAsync("much", "other", 1, 100), Is.False, "of one holder");
    }

    [Test]
    public async Task Recover_InstanceHasEnded_OnlyWhatWasNotOrderedWaitsAgain()
    {
        var dead = Leases("dead");
        foreach (var id in (string[])["begun", "ordered", "waiting"])
            await AddAsync(id, "a");
        await dead.TakeAsync(default);
        await dead.TakeAsync(default);
        await dead.OrderAsync("ordered", default);
        var other = Leases("other");
        _time.Advance(JobLeases.Length - TimeSpan.FromSeconds(1));
        if (store == "postgres")
        {
            await other.RecoverAsync([], default);
            Assert.That((await Table.FindAsync("ordered", default))!.State, Is.EqualTo(JobState.Running), "its lease holds");
        }
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.That(await other.RecoverAsync([], default), Is.EqualTo(new[] { ("ordered", "body of ordered") }), "what is made no more needs no request");

        Assert.That((await Table.FindAsync("ordered", default))!.State, Is.EqualTo(JobState.Interrupted));
        Assert.That((await other.TakeAsync(default))!.Id, Is.EqualTo("begun"), "in its old place");
        Assert.That(() => dead.OrderAsync("begun", default), Throws.InstanceOf<StateException>(), "who was taken for dead orders nothing");
        Assert.That((await other.TakeAsync(default))!.Id, Is.EqualTo("waiting"));
    }

    [Test]
    public async Task Renew_InTime_KeepsTheJob()
    {
        var (one, other) = (Leases("one"), Leases("other"));
        await AddAsync("job", "a");
        await one.TakeAsync(default);
        if (store == "sqlite")
            return;
        for (var i = 0; i < 4; i++)
        {
            _time.Advance(JobLeases.Length / 2);
            await one.RenewAsync(["job"], default);
            await other.RecoverAsync([], default);
        }
        Assert.That((await Table.FindAsync("job", default))!.State, Is.EqualTo(JobState.Running));
    }

    [Test]
    public async Task Renew_SomeAreCancelledOrOthers_TellsWhichAreStillItsOwn()
    {
        var one = Leases("one");
        foreach (var id in (string[])["kept", "cancelled"])
        {
            await AddAsync(id, "a");
            await one.TakeAsync(default);
        }
        await Table.CancelAsync("cancelled", default);
        var own = await one.RenewAsync(["kept", "cancelled", "lost"], default);
        Assert.That(own, Is.EquivalentTo(new Dictionary<string, bool> { ["kept"] = false, ["cancelled"] = true }));
        Assert.That(await Leases("other").RenewAsync(["kept"], default), Is.Empty);
    }

    [Test]
    public async Task Recover_OwnJobsThatDoNotRun_AreTakenUpLikeAnybodys()
    {
        var one = Leases("one");
        foreach (var id in (string[])["runs", "dead", "ordered"])
        {
            await AddAsync(id, "a");
            await one.TakeAsync(default);
        }
        await one.OrderAsync("ordered", default);
        _time.Advance(JobLeases.Length);
        await one.RenewAsync(["runs"], default);

        var interrupted = await one.RecoverAsync(["runs"], default);

        Assert.That(interrupted.Select(job => job.Id), Is.EqualTo(new[] { "ordered" }));
        Assert.That((await Table.FindAsync("runs", default))!.State, Is.EqualTo(JobState.Running));
        Assert.That((await Table.FindAsync("dead", default))!.State, Is.EqualTo(JobState.Queued));
    }

    [Test]
    public async Task End_AnotherInstanceHasTheJob_ChangesNothing()
    {
        var (late, other) = (Leases("late"), Leases("other"));
        await AddAsync("job", "a");
        var job = (await late.TakeAsync(default))!;
        _time.Advance(JobLeases.Length);
        await other.RecoverAsync([], default);
        Assert.That(await late.EndAsync(job, new JobEnd(JobState.Completed), default), Is.False, "it waits again");
        await other.TakeAsync(default);
        Assert.That(await late.EndAsync(job, new JobEnd(JobState.Completed), default), Is.False, "the other makes it");
        Assert.That(await Table.EndWaitingAsync(job, new JobEnd(JobState.Cancelled), default), Is.False, "it does not wait any more");
        await late.RequeueAsync("job", default);
        Assert.That((await Table.FindAsync("job", default))!.State, Is.EqualTo(JobState.Running));
        Assert.That(await other.EndAsync(job, new JobEnd(JobState.Completed), default));
        Assert.That(await other.EndAsync(job, new JobEnd(JobState.Failed), default), Is.False, "it ends once");
    }

    [TestCase(JobState.Completed, "picture")]
    [TestCase(JobState.Cancelled, null)]
    public async Task End_ReplyIsLost_ASecondTryFindsItDone(JobState state, string? file)
    {
        var one = Leases("one");
        await AddAsync("job", "a", webhook: "https://a.example/");
        var job = (await one.TakeAsync(default))!;
        Assert.That(await one.EndAsync(job, new JobEnd(state, 200, file), default));
        await Webhooks.ScheduleAsync("job", null, default);

        Assert.That(await one.EndAsync(job, new JobEnd(state, 200, file), default), "its answer is kept");

        Assert.That(await Webhooks.FindAsync(10, [], default), Is.Empty, "its end is told once");
        Assert.That(await one.EndAsync(job, new JobEnd(state, 200, "another"), default), Is.False, "another answer is nobody's");
        Assert.That(await Leases("other").EndAsync(job, new JobEnd(state, 200, file), default), Is.False);
    }

    [Test]
    public async Task Return_EndWasNotTold_IsNoTry()
    {
        await AddAsync("job", "a", webhook: "https://a.example/");
        var job = (await Leases("one").TakeAsync(default))!;
        await Leases("one").EndAsync(job, new JobEnd(JobState.Completed), default);
        var again = _time.GetUtcNow().AddSeconds(30);
        Assert.That(await Webhooks.TakeAsync("job", again, default), Is.EqualTo(1));
        await Webhooks.ReturnAsync("job", default);
        Assert.That(await Webhooks.TakeAsync("job", again, default), Is.EqualTo(1), "due at once, and the first try again");
    }

    [Test]
    public async Task Prune_EndIsNotTold_StaysUntilItIs()
    {
        var leases = Leases("one");
        foreach (var (id, webhook) in ((string, string?)[])[("told", "https://a.example/"), ("untold", "https://b.example/"), ("plain", null)])
        {
            await AddAsync(id, "a", webhook: webhook);
            await leases.EndAsync((await leases.TakeAsync(default))!, new JobEnd(JobState.Completed), default);
        }
        await Webhooks.ScheduleAsync("told", null, default);
        await Table.DeleteAsync("untold", default);
        _time.Advance(TimeSpan.FromHours(2));

        await Table.PruneAsync(default);

        Assert.That(await Table.FindAsync("told", default), Is.Null);
        Assert.That(await Table.FindAsync("plain", default), Is.Null);
        var due = await Webhooks.FindAsync(10, [], default);
        Assert.That(due.Select(job => job.Id), Is.EqualTo(new[] { "untold" }));
        Assert.That(await Webhooks.FindAsync(10, ["https://b.example/"], default), Is.Empty);
        Assert.That(await Webhooks.TakeAsync("untold", _time.GetUtcNow().AddSeconds(30), default), Is.EqualTo(1));
        Assert.That(await Webhooks.TakeAsync("untold", _time.GetUtcNow().AddSeconds(30), default), Is.Zero, "it is taken");
        _time.Advance(TimeSpan.FromDays(1));
        await Table.PruneAsync(default);
        Assert.That(await Table.FindAsync("untold", default), Is.Null, "not for ever");
    }

    private JobTable Table => new(_database, _time);

    private WebhookTable Webhooks => new(_database, _time);

    private JobLeases Leases(string owner) => new(_database, owner, _time);

    private async Task<bool> AddAsync(string id, string holder, long mostOfHolder = 100, long most = 100, string? webhook = null)
    {
        var isAdded = await Table.AddAsync(
            new Job
            {
                Id = id, Holder = holder, Created = _time.GetUtcNow(), Expires = _time.GetUtcNow().AddHours(1), TimeToLive = TimeSpan.FromHours(1),
                Operation = "generations", Path = "/v1/images/generations", Headers = "{}", Body = "body of " + id,
                Webhook = webhook,
            },
            mostOfHolder, most, default);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        return isAdded;
    }
}
