using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Unit.Gateway.Configuration;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Deployment;

/// <summary>
/// The promise: dashboard and alerts are about this gateway. Every metric that a query names, and every label it selects or groups by, is one that a
/// running gateway exports.
/// </summary>
// /metrics tells of every gateway of the process.
[NonParallelizable]
internal sealed class MonitoringTests
{
    // What Prometheus itself adds to every series, and the metric it makes for every target.
    private static readonly string[] Prometheus = ["job", "instance"];
    private const string Up = "up";

    private IReadOnlyDictionary<string, IReadOnlySet<string>> _exported = new Dictionary<string, IReadOnlySet<string>>();

    [OneTimeSetUp]
    public async Task ScrapeAsync() => _exported = await ExportedMetrics.ReadAsync();

    private static JsonNode Dashboard => JsonNode.Parse(File.ReadAllText(Repository.PathOf("deploy/grafana/iris.json")))!;

    private static IEnumerable<JsonNode> Panels => Dashboard["panels"]!.AsArray().Select(panel => panel!).Where(panel => (string?)panel["type"] != "row");

    private static IEnumerable<TestCaseData> Queries()
    {
        foreach (var panel in Panels)
        {
            foreach (var target in panel["targets"]!.AsArray())
                yield return new TestCaseData((string)target!["expr"]!).SetArgDisplayNames($"panel {panel["title"]} {target["refId"]}");
        }
        foreach (var annotation in Dashboard["annotations"]!["list"]!.AsArray())
            yield return new TestCaseData((string)annotation!["expr"]!).SetArgDisplayNames($"annotation {annotation["name"]}");
        foreach (var rule in Alerts.All())
            yield return new TestCaseData(rule.Expression).SetArgDisplayNames($"alert {rule.Name}");
    }

    [TestCaseSource(nameof(Queries))]
    public void Query_EveryName_IsExported(string query)
    {
        var read = PromQuery.Read(query);
        Assert.That(read.Metrics, Is.Not.Empty, query);
        Assert.Multiple(() =>
        {
            foreach (var (name, labels) in read.Metrics.Where(metric => metric.Name != Up))
            {
                Assert.That(_exported.Keys, Has.Member(name));
                Assert.That(labels.Except(Prometheus), Is.SubsetOf(_exported.GetValueOrDefault(name, new HashSet<string>())), name);
            }
            var all = read.Metrics.SelectMany(metric => _exported.GetValueOrDefault(metric.Name, new HashSet<string>()));
            Assert.That(read.Grouping.Except(Prometheus), Is.SubsetOf(all), "grouped by");
        });
    }

    [Test]
    public void Variables_OfTheDashboard_AreExportedAndUsed()
    {
        var variables = Dashboard["templating"]!["list"]!.AsArray().Select(variable => variable!).ToArray();
        var queries = variables.Where(variable => (string?)variable["type"] == "query").Select(variable => (string)variable["query"]!["query"]!).ToArray();
        Assert.Multiple(() =>
        {
            foreach (var query in queries)
            {
                // label_values(metric, label): the reader takes both for metrics.
                var names = PromQuery.Read(query).Metrics.Select(metric => metric.Name).ToArray();
                Assert.That(names, Has.Length.EqualTo(2), query);
                Assert.That(_exported.Keys, Has.Member(names[0]));
                Assert.That(_exported[names[0]].Concat(Prometheus), Has.Member(names[1]));
            }
            foreach (var name in variables.Select(variable => (string)variable["name"]!).Where(name => name != "datasource"))
                Assert.That(Queries().Any(query => ((string)query.Arguments[0]!).Contains("$" + name, StringComparison.Ordinal)), Is.True, name);
        });
    }

    [Test]
    public void Legends_OfPanels_ShowLabelsThatTheirQueriesKeep() => Assert.Multiple(() =>
    {
        foreach (var (panel, target) in Panels.SelectMany(panel => panel["targets"]!.AsArray().Select(target => (panel, target!))))
        {
            var read = PromQuery.Read((string)target["expr"]!);
            var shown = System.Text.RegularExpressions.Regex.Matches((string?)target["legendFormat"] ?? "", @"\{\{(\w+)\}\}").Select(match => match.Groups[1].Value);
            if (read.Grouping.Count > 0)
                Assert.That(shown, Is.SubsetOf(read.Grouping), $"{panel["title"]}");
        }
    });

    [Test]
    public void Panels_OfTheDashboard_HaveTitlesUnitsAndPlaces()
    {
        var places = Panels.Select(panel => panel["gridPos"]!).Select(at => ((int)at["x"]!, (int)at["y"]!)).ToArray();
        Assert.That(places, Is.Unique);
        Assert.That(Dashboard["panels"]!.AsArray().Select(panel => (int)panel!["id"]!), Is.Unique);
        Assert.That(Panels.Select(panel => (string?)panel["fieldConfig"]!["defaults"]!["unit"]), Is.All.Not.Empty);
    }

    [Test]
    public void Alerts_OfTheRules_SayWhatToDoAndHowSoon() => Assert.Multiple(() =>
    {
        Assert.That(Alerts.All(), Has.Length.GreaterThan(10));
        Assert.That(Alerts.All().Select(alert => alert.Name), Is.Unique.And.All.StartsWith("Iris"));
        Assert.That(Alerts.All().Select(alert => alert.Severity), Is.All.AnyOf("page", "ticket"));
        Assert.That(Alerts.All().Select(alert => alert.Summary), Is.All.Not.Empty);
        Assert.That(Alerts.All().Select(alert => alert.Description), Is.All.Not.Empty);
    });
}
