using Iris.Gateway.Admin;
using NUnit.Framework;
using static Iris.Gateway.Tests.Promises.Management.ManagementWorld;

namespace Iris.Gateway.Tests.Promises.Management;

/// <summary>The promise: the whole log leaves as a table or as JSON lines, in flat memory, and no cell of it is a formula.</summary>
// It measures the memory of the whole process, to which others would add.
[NonParallelizable]
internal sealed class LogExportTests
{
    [TestCaseSource(typeof(ManagementWorld), nameof(Stores))]
    public async Task Export_Csv_HasALineForEachCall(string store)
    {
        await using var world = await StartAsync(store);
        await world.FillAsync(Row(0) with { Model = "=cmd|' /C calc'!A0", ErrorType = "a,\"b\"", CostNano = 1_500_000 }, Row(1, 1) with { ModelRequested = "@x" });

        using var response = await world.RequestAsync(HttpMethod.Get, "/api/logs/export");
        var lines = (await response.Content.ReadAsStringAsync()).Split("\r\n");

        Assert.Multiple(() =>
        {
            Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("text/csv"));
            Assert.That(response.Content.Headers.ContentDisposition?.FileName, Does.Contain("iris-calls.csv"));
            Assert.That(lines[0], Does.StartWith("id,request_id,timestamp,object,status,status_code,error_type,"));
            Assert.That(lines[1], Does.StartWith("call-000001,request-000001,2026-01-01T00:00:01.000Z,image_generation,success,200,,").And.Contain(",'@x,"));
            Assert.That(lines[2], Does.Contain(",\"a,\"\"b\"\"\",").And.Contain(",'=cmd|' /C calc'!A0,").And.Contain(",0.0015,"));
            Assert.That(lines, Has.Length.EqualTo(4));
            Assert.That(lines[3], Is.Empty);
        });
    }

    [TestCase("=1+1", "'=1+1")]
    [TestCase("+1", "'+1")]
    [TestCase("-1", "'-1")]
    [TestCase("@SUM(A1)", "'@SUM(A1)")]
    [TestCase("\t=1", "'\t=1")]
    [TestCase("\r=1", "\"'\r=1\"")]
    [TestCase("a=1", "a=1")]
    [TestCase("a,b", "\"a,b\"")]
    [TestCase("a\nb", "\"a\nb\"")]
    [TestCase("say \"x\"", "\"say \"\"x\"\"\"")]
    [TestCase("=\"x\"", "\"'=\"\"x\"\"\"")]
    [TestCase("", "")]
    public void Cell_Text_IsNoFormula(string text, string expected) => Assert.That(CallExport.Cell(text, isText: true), Is.EqualTo(expected));

    [TestCaseSource(typeof(ManagementWorld), nameof(Stores))]
    public async Task Export_JsonLinesOfAFilter_AreObjects(string store)
    {
        await using var world = await StartAsync(store);
        await world.FillAsync(Row(0), Row(1, 1) with { Provider = "gemini" });

        using var response = await world.RequestAsync(HttpMethod.Get, "/api/logs/export?format=jsonl&providers=gemini");
        var lines = (await response.Content.ReadAsStringAsync()).Split('\n');

        Assert.Multiple(() =>
        {
            Assert.That(lines, Has.Length.EqualTo(2));
            Assert.That((string?)System.Text.Json.Nodes.JsonNode.Parse(lines[0])!["provider"], Is.EqualTo("gemini"));
        });
    }

    [Test]
    public async Task Export_NoCall_HasAHeadAllTheSame()
    {
        await using var world = await StartAsync();
        using var response = await world.RequestAsync(HttpMethod.Get, "/api/logs/export");
        Assert.That((await response.Content.ReadAsStringAsync()).Split("\r\n"), Has.Length.EqualTo(2));
    }

    [TestCaseSource(typeof(ManagementWorld), nameof(Databases))]
    public async Task Export_TenThousandCalls_TakesTheMemoryOfAPage(string store)
    {
        await using var world = await StartAsync(store);
        for (var i = 0; i < 10_000; i += 1000)
            await world.FillAsync([.. Enumerable.Range(i, 1000).Select(number => Row(number, number / 7) with { Prompt = new string('p', 2000) })]);
        GC.Collect();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        long most = 0;
        var lines = 0;

        using var response = await world.RequestAsync(HttpMethod.Get, "/api/logs/export?format=jsonl");
        using (var reader = new StreamReader(await response.Content.ReadAsStreamAsync()))
        {
            while (await reader.ReadLineAsync() is not null)
            {
                if (++lines % 1000 == 0)
                    most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
            }
        }

        Assert.Multiple(() =>
        {
            Assert.That(lines, Is.EqualTo(10_000));
            // All rows together are more than 40 MB.
            Assert.That(most, Is.LessThan(16 << 20));
        });
    }
}
