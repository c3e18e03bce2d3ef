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
        var table = Table("one");
        foreach (var (id, holder) in ((string, string)[])[("a1", "a"), ("a2", "a"), ("a3", "a"), ("b1", "b"), ("b2", "b"), ("c1", "c")])
            await AddAsync(table, id, holder);
        var taken = new List<string>();
        while (await table.TakeAsync(default) is { } job)
        {
            taken.Add(job.Id);
            await table.EndAsync(job, new JobEnd(JobState.Completed), default);
            _time.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.That(taken, Is.EqualTo(new[] { "a1", "b1", "c1", "a2", "b2", "a3" }));
    }

    [Test]
    public async Task Take_SomeAtOnce_EachJobOnce()
    {
        for (var i = 0; i < 20; i++)
            await AddAsync(Table("one"), $"job{i:00}", $"holder{i % 3}");
        var taken = await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(async () =>
        {
            var own = new List<string>();
            while (await Table($"worker{worker}").TakeAsync(default) is { } job)
                own.Add(job.Id);
            return own;
        })));
        Assert.That(taken.SelectMany(own => own), Is.EquivalentTo(Enumerable.Range(0, 20).Select(i => $"job{i:00}")));
    }

    [Test]
    public async Task Add_ManyAtOnce_NoMoreThanThereIsRoomFor()
    {
        var added = await Task.WhenAll(Enumerable.Range(0, 24).Select(i => Task.Run(() => AddAsync(Table("one"), $"job{i:00}", $"holder{i % 3}", 2, 5))));
        Assert.That(added.Count(isAdded => isAdded), Is.EqualTo(5), "of all");
        Assert.That(await AddAsync(Table("one"), "more", "other", 2, 6));
        Assert.That(await AddAsync(Table("one"), "much", "other", 1, 100), Is.False, "of one holder");
    }

    [Test]
    public async Task Recover_InstanceHasEnded_OnlyWhatWasNotOrderedWaitsAgain()
    {
        var dead = Table("dead");
        foreach (var id in (string[])["begun", "ordered", "waiting"])
            await AddAsync(dead, id, "a");
        await dead.TakeAsync(default);
        await dead.TakeAsync(default);
        await dead.OrderAsync("ordered", default);
        var other = Table("other");
        _time.Advance(JobTable.Lease - TimeSpan.FromSeconds(1));
        if (store == "postgres")
        {
            await other.RecoverAsync(default);
            Assert.That((await other.FindAsync("ordered", default))!.State, Is.EqualTo(JobState.Running), "its lease holds");
        }
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.That(await other.RecoverAsync(default), Is.EqualTo(new[] { "body of ordered" }), "what is made no more needs no request");

        Assert.That((await other.FindAsync("ordered", default))!.State, Is.EqualTo(JobState.Interrupted));
        Assert.That((await other.TakeAsync(default))!.Id, Is.EqualTo("begun"), "in its old place");
        Assert.That(() => dead.OrderAsync("begun", default), Throws.InstanceOf<StateException>(), "who was taken for dead orders nothing");
        Assert.That((await other.TakeAsync(default))!.Id, Is.EqualTo("waiting"));
    }

    [Test]
    public async Task Renew_InTime_KeepsTheJob()
    {
        var (one, other) = (Table("one"), Table("other"));
        await AddAsync(one, "job", "a");
        await one.TakeAsync(default);
        if (store == "sqlite")
            return;
        for (var i = 0; i < 4; i++)
        {
            _time.Advance(JobTable.Lease / 2);
            await one.RenewAsync(default);
            await other.RecoverAsync(default);
        }
        Assert.That((await other.FindAsync("job", default))!.State, Is.EqualTo(JobState.Running));
        await other.CancelAsync("job", default);
        Assert.That(await one.RenewAsync(default), Is.EqualTo(new[] { "job" }));
    }

    [Test]
    public async Task Prune_EndIsNotTold_StaysUntilItIs()
    {
        var table = Table("one");
        foreach (var (id, webhook) in ((string, string?)[])[("told", "https://a.example/"), ("untold", "https://b.example/"), ("plain", null)])
        {
            await AddAsync(table, id, "a", webhook: webhook);
            await table.EndAsync((await table.TakeAsync(default))!, new JobEnd(JobState.Completed), default);
        }
        await table.ScheduleWebhookAsync("told", null, default);
        await table.DeleteAsync("untold", default);
        _time.Advance(TimeSpan.FromHours(2));

        await table.PruneAsync(default);

        Assert.That(await table.FindAsync("told", default), Is.Null);
        Assert.That(await table.FindAsync("plain", default), Is.Null);
        var due = await table.FindWebhooksAsync(10, [], default);
        Assert.That(due.Select(job => job.Id), Is.EqualTo(new[] { "untold" }));
        Assert.That(await table.FindWebhooksAsync(10, ["https://b.example/"], default), Is.Empty);
        Assert.That(await table.TakeWebhookAsync("untold", _time.GetUtcNow().AddSeconds(30), default), Is.EqualTo(1));
        Assert.That(await table.TakeWebhookAsync("untold", _time.GetUtcNow().AddSeconds(30), default), Is.Zero, "it is taken");
        _time.Advance(TimeSpan.FromDays(1));
        await table.PruneAsync(default);
        Assert.That(await table.FindAsync("untold", default), Is.Null, "not for ever");
    }

    private JobTable Table(string owner) => new(_database, owner, _time);

    private async Task<bool> AddAsync(JobTable table, string id, string holder, long mostOfHolder = 100, long most = 100, string? webhook = null)
    {
        var isAdded = await table.AddAsync(
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
