using System.Globalization;
using System.Text.Json.Nodes;
using Iris.Gateway.Calls;
using Iris.Gateway.Configuration;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Promises.Reload;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using static Iris.Gateway.Tests.Hosting.TestGateway;

namespace Iris.Gateway.Tests.Promises.Telemetry;

/// <summary>/metrics answers an operator's first questions: retries, fallbacks, breakers, places, the configuration, the process.</summary>
// /metrics tells of every gateway of the process.
[NonParallelizable]
internal sealed class StateMetricTests
{
    private static async Task<Dictionary<string, double>> ScrapeAsync(GatewayHost gateway)
    {
        var text = await gateway.Client.GetStringAsync("/metrics");
        return text.Split('\n').Where(line => line.Length > 0 && line[0] != '#').ToDictionary(
            line => System.Text.RegularExpressions.Regex.Replace(line[..line.LastIndexOf(' ')], "otel_scope_[a-z_]+=\"[^\"]*\",?", "").Replace(",}", "}").Replace("{}", ""),
            line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }

    private static double Value(Dictionary<string, double> metrics, string name, params string[] labels) =>
        metrics.Single(metric => metric.Key.Split('{')[0] == name && labels.All(label => metric.Key.Contains(label, StringComparison.Ordinal))).Value;

    [Test]
    public async Task Metrics_AtTheStart_HaveProcessRuntimeBuildAndConfiguration()
    {
        await using var gateway = await GatewayHost.StartAsync(ProxyJson.Create(new JsonObject { ["sandbox"] = ProxyJson.Sandbox() }));
        var metrics = await ScrapeAsync(gateway);

        Assert.Multiple(() =>
        {
            Assert.That(Value(metrics, "process_memory_usage_bytes"), Is.GreaterThan(1 << 20));
            Assert.That(Value(metrics, "process_cpu_time_seconds_total", "cpu_mode=\"user\""), Is.GreaterThan(0));
            Assert.That(Value(metrics, "process_uptime_seconds"), Is.GreaterThanOrEqualTo(0));
            Assert.That(metrics.Keys.Where(name => name.StartsWith("dotnet_gc_collections_total", StringComparison.Ordinal)), Is.Not.Empty);
            Assert.That(metrics.Keys.Where(name => name.StartsWith("dotnet_thread_pool_thread_count", StringComparison.Ordinal)), Is.Not.Empty);
            Assert.That(Value(metrics, "iris_config_last_reload_successful"), Is.EqualTo(1));
            Assert.That(Value(metrics, "iris_config_last_reload_success_timestamp_seconds"), Is.GreaterThan(1_700_000_000));
            Assert.That(Value(metrics, "iris_config_hash"), Is.GreaterThan(0));
            Assert.That(Value(metrics, "iris_build_info", "version=\"0.2.0\"", "dotnet=\"10."), Is.EqualTo(1));
        });
        if (OperatingSystem.IsLinux())
        {
            Assert.That(Value(metrics, "process_thread_count"), Is.GreaterThan(1));
            Assert.That(Value(metrics, "process_unix_file_descriptor_count"), Is.GreaterThan(2));
        }
    }

    [Test]
    public async Task Metrics_BodiesUnderWay_TellBytesCountAndRefusals()
    {
        await using var gateway = await GatewayHost.StartAsync(ProxyJson.Create(new JsonObject { ["sandbox"] = ProxyJson.Sandbox() }));
        var budget = gateway.Services.GetRequiredService<BodyBudget>();
        using (var share = new BodyShare(budget, 200_000))
        using (var other = new BodyShare(budget, 200_000))
        {
            Assert.That((share.TryCover(165_536), other.TryCover(165_537)), Is.EqualTo((true, false)));
            var during = await ScrapeAsync(gateway);
            Assert.That(
                (Value(during, "iris_request_body_bytes"), Value(during, "iris_request_body_count"), Value(during, "iris_request_body_refused_total")),
                Is.EqualTo((100_000, 1, 1)));
        }
        var after = await ScrapeAsync(gateway);
        Assert.That((Value(after, "iris_request_body_bytes"), Value(after, "iris_request_body_count")), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task Metrics_BrokenEditMissingFileAndGoodEdit_TellWhatIsInForce()
    {
        var good = ProxyJson.Create(new JsonObject { ["sandbox"] = ProxyJson.Sandbox() });
        await using var gateway = await ReloadingGateway.StartAsync(good);
        var first = await ScrapeAsync(gateway.Host);

        await gateway.LookAsync(() => File.WriteAllTextAsync(gateway.Host.ConfigPath, "{"), "ConfigurationBad");
        var broken = await ScrapeAsync(gateway.Host);
        await gateway.LookAsync(() => Task.Run(() => File.Delete(gateway.Host.ConfigPath)), "ConfigurationMissing");
        var missing = await ScrapeAsync(gateway.Host);
        await gateway.ApplyAsync(
            () => File.WriteAllTextAsync(gateway.Host.ConfigPath, ProxyJson.Create(new JsonObject { ["other"] = ProxyJson.Sandbox() })));
        // The line is written while the configuration is applied, and the state once it is.
        await Answers.EventuallyAsync(() => gateway.Host.Services.GetRequiredService<ReloadState>().Applied == 1, "the edit");
        var mended = await ScrapeAsync(gateway.Host);

        Assert.That(
            new[] { first, broken, missing, mended }.Select(metrics => Value(metrics, "iris_config_last_reload_successful")), Is.EqualTo(new[] { 1, 0, 0, 1 }));
        Assert.That(Value(broken, "iris_config_hash"), Is.EqualTo(Value(first, "iris_config_hash")), "the last good one is in force");
        Assert.That(Value(mended, "iris_config_hash"), Is.Not.EqualTo(Value(first, "iris_config_hash")));
        Assert.That(
            Value(mended, "iris_config_last_reload_success_timestamp_seconds"), Is.GreaterThan(Value(first, "iris_config_last_reload_success_timestamp_seconds")));
        Assert.That(Value(mended, "iris_config_reloads_total", "iris_result=\"applied\""), Is.EqualTo(1));
        Assert.That(Value(mended, "iris_config_reloads_total", "iris_result=\"refused\""), Is.EqualTo(1));
    }

    [Test]
    public async Task Metrics_RetryFallbackAndBreaker_AreCounted()
    {
        var clock = new TestClock();
        await using var failing = RawProvider.Start(RawAnswer.Error(429, "c", "Retry-After: 0"), RawAnswer.Error(500));
        await using var sound = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(clock, JsonNode.Parse("""
            { "Resilience": { "Retry": { "MaxRetries": 1, "Delay": "00:00:00" }, "Breaker": { "MinimumThroughput": 2, "BreakDuration": "00:00:20" }, "Concurrency": 7, "Queue": 3 } }
            """)!.AsObject(), ("openai", failing), ("second", sound));
        for (var i = 0; i < 3; i++)
        {
            using var response = await gateway.PostAsync(Generations, """{"model":"openai/gpt-image-2","prompt":"p","fallbacks":["second/gpt-image-2"]}""").WaitAsync(Patience.Long);
            await response.Content.ReadAsByteArrayAsync();
        }
        var metrics = await ScrapeAsync(gateway);

        Assert.Multiple(() =>
        {
            Assert.That(Value(metrics, "iris_retries_total", "iris_cluster=\"openai\"", "iris_destination=\"main\""), Is.EqualTo(1));
            Assert.That(Value(metrics, "iris_fallbacks_total", "iris_cluster=\"openai\"", "iris_fallback_cluster=\"second\""), Is.EqualTo(3));
            Assert.That(Value(metrics, "iris_breaker_state", "iris_cluster=\"openai\"", "iris_destination=\"main\""), Is.EqualTo(2), "open");
            Assert.That(Value(metrics, "iris_breaker_state", "iris_cluster=\"second\""), Is.Zero, "closed");
            Assert.That(Value(metrics, "iris_breaker_opened_total", "iris_cluster=\"openai\""), Is.EqualTo(1));
            Assert.That(Value(metrics, "iris_places_limit", "iris_cluster=\"openai\""), Is.EqualTo(7));
            Assert.That(Value(metrics, "iris_queue_limit", "iris_cluster=\"openai\""), Is.EqualTo(3));
            Assert.That(Value(metrics, "iris_queue_length", "iris_cluster=\"openai\""), Is.Zero);
        });
    }

    [Test]
    public async Task Metrics_CallsRunAndWait_AreCountedWhileTheyDo()
    {
        await using var provider = RawProvider.Start(RawAnswer.SilenceAsync);
        await using var gateway = await StartAsync(
            new TestClock(), JsonNode.Parse("""{ "Resilience": { "Concurrency": 1, "Queue": 2 } }""")!.AsObject(), ("openai", provider));
        using var first = await gateway.PostRawAsync(Request);
        await provider.ArrivalAsync();
        using var second = await gateway.PostRawAsync(Request);
        var metrics = await ScrapeAsync(gateway);
        await Patience.UntilAsync(
            () => (metrics = ScrapeAsync(gateway).GetAwaiter().GetResult())
                .Any(metric => metric.Key.StartsWith("iris_queue_length", StringComparison.Ordinal) && metric.Value == 1),
            "the second call does not wait");

        Assert.That(Value(metrics, "iris_places_used", "iris_cluster=\"openai\"", "iris_destination=\"main\""), Is.EqualTo(1));
    }

    [Test]
    public async Task Metrics_DestinationLeavesTheFile_IsNotMeasuredAnyMore()
    {
        await using var gateway = await ReloadingGateway.StartAsync(
            ProxyJson.Create(new JsonObject { ["sandbox"] = ProxyJson.Sandbox(), ["leaving"] = ProxyJson.Sandbox() }));
        (await gateway.Host.PostAsync(Generations, """{"model":"leaving/painter","prompt":"p","size":"32x32"}""")).Dispose();
        Assert.That((await ScrapeAsync(gateway.Host)).Keys.Where(IsLeaving), Is.Not.Empty);

        await gateway.EditAsync(ProxyJson.Create(new JsonObject { ["sandbox"] = ProxyJson.Sandbox() }));

        Assert.That((await ScrapeAsync(gateway.Host)).Keys.Where(IsLeaving), Is.Empty);

        static bool IsLeaving(string metric) =>
            metric.StartsWith("iris_places", StringComparison.Ordinal) && metric.Contains("leaving", StringComparison.Ordinal);
    }
}
