using Iris.Gateway.Tests.Unit.Gateway.Configuration;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Iris.Gateway.Tests.Promises.Deployment;

/// <summary>The file of Prometheus's alerts, read strictly: a member that Prometheus does not know, or the same one twice, is an error.</summary>
internal static class Alerts
{
    /// <summary>One alert.</summary>
    internal sealed record Alert(string Name, string Expression, string Severity, string Summary, string Description);

    /// <summary>All alerts, in the order of the file.</summary>
    public static Alert[] All() => [.. Read(File.ReadAllText(Repository.PathOf("deploy/prometheus/alerts.yaml")))];

    private static IEnumerable<Alert> Read(string yaml)
    {
        var reader = new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).WithDuplicateKeyChecking().Build();
        foreach (var rule in reader.Deserialize<RuleFile>(yaml).Groups.SelectMany(group => group.Rules))
            yield return new(rule.Alert, rule.Expr, rule.Labels["severity"], rule.Annotations["summary"], rule.Annotations["description"]);
    }

    /// <summary>The file.</summary>
    internal sealed class RuleFile
    {
        public List<RuleGroup> Groups { get; set; } = [];
    }

    internal sealed class RuleGroup
    {
        public string Name { get; set; } = "";
        public List<Rule> Rules { get; set; } = [];
    }

    internal sealed class Rule
    {
        public string Alert { get; set; } = "";
        public string Expr { get; set; } = "";
        public string For { get; set; } = "";
        public Dictionary<string, string> Labels { get; set; } = [];
        public Dictionary<string, string> Annotations { get; set; } = [];
    }
}
