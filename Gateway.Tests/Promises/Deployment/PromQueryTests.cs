using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Deployment;

/// <summary>The reader of queries finds every name, so that none escapes the tests of dashboard and alerts.</summary>
internal sealed class PromQueryTests
{
    [TestCase("sum by (a, b) (rate(one_total{x=~\"y{z}\",w!=\"\"}[5m])) / on () two > 0.2", "one_total(x,w) two()", "a,b")]
    [TestCase("histogram_quantile(0.95, sum by (le)\n  (rate(three_bucket[$__rate_interval])))", "three_bucket()", "le")]
    [TestCase("count by (job) (count_values by (job) (\"hash\", four)) > 1e3", "four()", "job,job")]
    [TestCase("sum(increase(five[1d] offset 1h)) and six == 1 or vector(0)", "five() six()", "")]
    [TestCase("label_values(seven{job=~\"$job\"}, instance)", "seven(job) instance()", "")]
    public void Read_Query_FindsMetricsAndLabels(string query, string metrics, string grouping)
    {
        var read = PromQuery.Read(query);

        Assert.That(string.Join(' ', read.Metrics.Select(metric => $"{metric.Name}({string.Join(',', metric.Labels)})")), Is.EqualTo(metrics));
        Assert.That(string.Join(',', read.Grouping), Is.EqualTo(grouping));
    }
}
