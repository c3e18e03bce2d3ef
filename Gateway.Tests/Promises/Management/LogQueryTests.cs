using Iris.Gateway.CallLogs;
using NUnit.Framework;
using static Iris.Gateway.Tests.Promises.Management.ManagementWorld;

namespace Iris.Gateway.Tests.Promises.Management;

/// <summary>
/// The promise: the log answers the same questions in the same way wherever it is kept, and a wrong question is told by its parameter.
/// </summary>
internal sealed class LogQueryTests
{
    private static readonly CallRow[] Rows =
    [
        Row(0) with { Key = "shop", Group = "web", TokensIn = 10, TokensOut = 90, CostNano = 40_000_000, CostSource = "price", Images = 1, Milliseconds = 100 },
        Row(1, 10) with { Key = "shop", Group = "web", Provider = "gemini", Model = "gemini-3", Milliseconds = 200, Images = 2 },
        Row(2, 3600) with { Key = "back", Status = 429, ErrorType = "rate_limit_exceeded", Milliseconds = 5 },
        Row(3, 3700) with { Operation = "image_edit", TokensIn = 1, TokensOut = 2, CostNano = 10_000_000, CostSource = "usage", Images = 1, Milliseconds = 900 },
        Row(4, 7200) with { Operation = CallRow.PassThrough, Provider = "groq", Model = null, Milliseconds = 50, RequestId = "again" },
        Row(5, 7300) with { ErrorType = "provider_response_invalid", Milliseconds = 300, RequestId = "again" },
    ];

    private static IEnumerable<TestCaseData> Filters() =>
        from store in Stores
        from filter in (string[])
        [
            "=543210", "providers=gemini=1", "providers=gemini,groq=41", "providers=gemini&providers=groq=41", "models=gpt-image-2=5320", "models=nobody=",
            "status=success=4310", "status=error=52", "status=success,error=543210", "objects=image_edit,pass_through=43", "virtual_key_ids=shop=10",
            "team_ids=web=10", "start_time=2026-01-01T01:00:00Z=5432", "start_time=2026-01-01T03:00:00%2B02:00=5432", "end_time=2026-01-01T01:00:00Z=10",
            "start_time=2026-01-01T00:00:10Z&end_time=2026-01-01T02:00:00Z=321", "min_latency=200=531", "max_latency=50=42", "min_latency=100&max_latency=200=10",
            "min_tokens=3=30", "max_tokens=3=54321", "min_cost=0.01=30", "max_cost=0.02=3", "min_cost=0.0401=", "missing_cost_only=true=41", "request_id=again=54",
            "sort_by=latency&order=asc=240153", "sort_by=latency=351042", "sort_by=tokens=035421", "sort_by=cost=035421", "sort_by=timestamp&order=asc=012345",
            "limit=2=54", "limit=2&offset=2=32", "offset=100=", "limit=1&offset=5&order=asc=5",
        ]
        select new TestCaseData(store, filter[..filter.LastIndexOf('=')], filter[(filter.LastIndexOf('=') + 1)..]);

    [TestCaseSource(nameof(Filters))]
    public async Task List_Filter_GivesTheCallsThatFit(string store, string query, string expected)
    {
        await using var world = await StartAsync(store);
        await world.FillAsync(Rows);

        var (status, body) = await world.GetAsync("/api/logs?" + query);

        Assert.Multiple(() =>
        {
            Assert.That(status, Is.EqualTo(200));
            Assert.That(string.Concat(body["logs"]!.AsArray().Select(row => ((string)row!["id"]!)[^1])), Is.EqualTo(expected));
        });
    }

    [TestCaseSource(typeof(ManagementWorld), nameof(Stores))]
    public async Task List_Page_TellsTheWhole(string store)
    {
        await using var world = await StartAsync(store);
        await world.FillAsync(Rows);

        var body = (await world.GetAsync("/api/logs?limit=2&offset=1")).Body;

        Assert.Multiple(() =>
        {
            Assert.That(body["pagination"]!.ToJsonString(), Is.EqualTo("""{"limit":2,"offset":1,"sort_by":"timestamp","order":"desc","total_count":6}"""));
            Assert.That((bool?)body["has_logs"], Is.True);
            Assert.That((decimal?)body["stats"]!["total_cost"], Is.EqualTo(0.05m));
        });
    }

    [TestCaseSource(typeof(ManagementWorld), nameof(Stores))]
    public async Task Stats_AreSums(string store)
    {
        await using var world = await StartAsync(store);
        await world.FillAsync(Rows);

        var all = (await world.GetAsync("/api/logs/stats")).Body;
        var none = (await world.GetAsync("/api/logs/stats?providers=nobody")).Body;

        Assert.Multiple(() =>
        {
            Assert.That(all.ToJsonString(), Is.EqualTo(
                """{"total_requests":6,"success_rate":66.667,"average_latency":259.167,"max_latency":900,"total_tokens":103,"total_images":4,"total_cost":0.05,"missing_cost":2}"""));
            Assert.That((int?)none["total_requests"], Is.Zero);
            Assert.That((decimal?)none["success_rate"], Is.Zero);
        });
    }

    [TestCaseSource(typeof(ManagementWorld), nameof(Stores))]
    public async Task Histogram_ByTime_HasEveryBucketOfTheSpan(string store)
    {
        await using var world = await StartAsync(store);
        await world.FillAsync(Rows);

        var body = (await world.GetAsync("/api/logs/histogram?start_time=2026-01-01T00:00:00Z&end_time=2026-01-01T04:00:00Z&bucket_seconds=3600")).Body;

        Assert.Multiple(() =>
        {
            Assert.That((int?)body["bucket_size_seconds"], Is.EqualTo(3600));
            Assert.That(body["buckets"]!.AsArray().Select(bucket => $"{bucket!["timestamp"]} {bucket["count"]} {bucket["error"]} {bucket["cost"]} {bucket["average_latency"]}"), Is.EqualTo(new[]
            {
                "2026-01-01T00:00:00Z 2 0 0.04 150", "2026-01-01T01:00:00Z 2 1 0.01 452.5", "2026-01-01T02:00:00Z 2 1 0 175", "2026-01-01T03:00:00Z 0 0 0 0",
            }));
        });
    }

    private static IEnumerable<TestCaseData> Groupings() =>
        from store in Stores
        from grouping in (string[])
        [
            "provider:openai 4,gemini 1,groq 1", "model:openai/gpt-image-2 4,gemini/gemini-3 1,groq/ 1", "key: 3,shop 2,back 1", "group: 4,web 2",
            "object:image_generation 4,image_edit 1,pass_through 1",
        ]
        select new TestCaseData(store, grouping.Split(':')[0], grouping.Split(':')[1].Split(','));

    [TestCaseSource(nameof(Groupings))]
    public async Task Histogram_ByName_HasTheMostCalledFirst(string store, string by, string[] expected)
    {
        await using var world = await StartAsync(store);
        await world.FillAsync(Rows);

        var all = (await world.GetAsync($"/api/logs/histogram?by={by}")).Body;
        var one = (await world.GetAsync($"/api/logs/histogram?by={by}&limit=1")).Body;

        Assert.Multiple(() =>
        {
            Assert.That(all["buckets"]!.AsArray().Select(bucket => $"{bucket!["name"]} {bucket["count"]}"), Is.EqualTo(expected));
            Assert.That((bool?)all["truncated"], Is.False);
            Assert.That(one["buckets"]!.AsArray(), Has.Count.EqualTo(1));
            Assert.That((bool?)one["truncated"], Is.True);
        });
    }

    [TestCase("start_time=2026-01-01T00:00:00Z&end_time=2026-01-01T00:30:00Z", 60, 30)]
    [TestCase("start_time=2026-01-01T00:00:00Z&end_time=2026-01-02T00:00:00Z", 900, 96)]
    [TestCase("start_time=2026-01-01T00:00:00Z&end_time=2027-01-01T00:00:00Z", 604800, 53)]
    [TestCase("start_time=0001-01-01T00:00:00Z&end_time=2026-01-01T00:00:00Z", 31536000, 57)]
    public async Task Histogram_WithoutAWidth_ChoosesOneThatMakesFewBuckets(string query, int width, int buckets)
    {
        await using var world = await StartAsync();
        var body = (await world.GetAsync("/api/logs/histogram?" + query)).Body;
        Assert.That(((int?)body["bucket_size_seconds"], body["buckets"]!.AsArray().Count), Is.EqualTo(((int?)width, buckets)));
    }

    [TestCase("logs?limit=0", "limit")]
    [TestCase("logs?limit=1001", "limit")]
    [TestCase("logs?limit=x", "limit")]
    [TestCase("logs?limit=1&limit=2", "limit")]
    [TestCase("logs?offset=-1", "offset")]
    [TestCase("logs?status=fine", "status")]
    [TestCase("logs?start_time=yesterday", "start_time")]
    [TestCase("logs?end_time=12", "end_time")]
    [TestCase("logs?start_time=2026-02-01&end_time=2026-01-01", "start_time")]
    [TestCase("logs?min_latency=-1", "min_latency")]
    [TestCase("logs?max_cost=1e5", "max_cost")]
    [TestCase("logs?min_tokens=2&max_tokens=1", "min_tokens")]
    [TestCase("logs?missing_cost_only=maybe", "missing_cost_only")]
    [TestCase("logs?sort_by=price", "sort_by")]
    [TestCase("logs?order=up", "order")]
    [TestCase("logs?provider=openai", "provider")]
    [TestCase("logs?content_search=fox", "content_search")]
    [TestCase("logs/stats?limit=5", "limit")]
    [TestCase("logs/histogram?by=weather", "by")]
    [TestCase("logs/histogram?bucket_seconds=1", "bucket_seconds")]
    [TestCase("logs/histogram?start_time=2027-01-01&end_time=2027-01-01", "start_time")]
    [TestCase("logs/export?format=xls", "format")]
    [TestCase("governance/virtual-keys?limit=101", "limit")]
    [TestCase("governance/virtual-keys?page=1", "page")]
    public async Task Ask_WrongParameter_IsToldByItsName(string path, string parameter)
    {
        await using var world = await StartAsync();

        var (status, body) = await world.GetAsync("/api/" + path);

        Assert.Multiple(() =>
        {
            Assert.That(status, Is.EqualTo(400));
            Assert.That((string?)body["error"]!["param"], Is.EqualTo(parameter));
            Assert.That((string?)body["error"]!["code"], Is.EqualTo("invalid_value"));
        });
    }

    [TestCaseSource(typeof(ManagementWorld), nameof(Stores))]
    public async Task Find_IdOrRequestId_GivesTheCall(string store)
    {
        await using var world = await StartAsync(store);
        await world.FillAsync(Rows);

        Assert.Multiple(async () =>
        {
            Assert.That((string?)(await world.GetAsync("/api/logs/call-000003")).Body["object"], Is.EqualTo("image_edit"));
            Assert.That((string?)(await world.GetAsync("/api/logs/again")).Body["id"], Is.EqualTo("call-000005"));
            Assert.That((await world.GetAsync("/api/logs/nobody")).Status, Is.EqualTo(404));
        });
    }

    [TestCaseSource(typeof(ManagementWorld), nameof(Stores))]
    public async Task Ask_ValuesThatAreSql_AreValues(string store)
    {
        await using var world = await StartAsync(store);
        await world.FillAsync(Rows);

        var hostile = Uri.EscapeDataString("x') OR 1=1; DROP TABLE iris_calls; --");
        foreach (var name in (string[])["providers", "models", "objects", "virtual_key_ids", "team_ids", "request_id"])
            Assert.That((int?)(await world.GetAsync($"/api/logs?{name}={hostile}")).Body["pagination"]!["total_count"], Is.Zero, name);
        Assert.That((int?)(await world.GetAsync("/api/logs")).Body["pagination"]!["total_count"], Is.EqualTo(6));
    }
}
