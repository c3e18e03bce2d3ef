using k8s.Models;

namespace Iris.Gateway.Tests.Promises.Deployment;

/// <summary>What the manifests use of the Gateway API's HTTPRoute (gateway-api.sigs.k8s.io, v1).</summary>
internal sealed class HttpRoute
{
    public string ApiVersion { get; set; } = "";
    public string Kind { get; set; } = "";
    public V1ObjectMeta Metadata { get; set; } = new();
    public RouteSpec Spec { get; set; } = new();

    internal sealed class RouteSpec
    {
        public List<Parent> ParentRefs { get; set; } = [];
        public List<string> Hostnames { get; set; } = [];
        public List<Rule> Rules { get; set; } = [];
    }

    internal sealed class Parent
    {
        public string Name { get; set; } = "";
        public string Namespace { get; set; } = "";
    }

    internal sealed class Rule
    {
        public List<Match> Matches { get; set; } = [];
        public List<Backend> BackendRefs { get; set; } = [];
        public RuleTimeouts Timeouts { get; set; } = new();
    }

    internal sealed class Match
    {
        public PathMatch Path { get; set; } = new();
    }

    internal sealed class PathMatch
    {
        public string Type { get; set; } = "";
        public string Value { get; set; } = "";
    }

    internal sealed class Backend
    {
        public string Name { get; set; } = "";
        public int Port { get; set; }
    }

    internal sealed class RuleTimeouts
    {
        public string Request { get; set; } = "";
        public string BackendRequest { get; set; } = "";
    }
}

/// <summary>What the manifests use of the Prometheus Operator's ServiceMonitor (monitoring.coreos.com, v1).</summary>
internal sealed class ServiceMonitor
{
    public string ApiVersion { get; set; } = "";
    public string Kind { get; set; } = "";
    public V1ObjectMeta Metadata { get; set; } = new();
    public MonitorSpec Spec { get; set; } = new();

    internal sealed class MonitorSpec
    {
        public V1LabelSelector Selector { get; set; } = new();
        public List<Endpoint> Endpoints { get; set; } = [];
    }

    internal sealed class Endpoint
    {
        public string Port { get; set; } = "";
        public string Path { get; set; } = "";
        public string Interval { get; set; } = "";
    }
}

/// <summary>The Prometheus Operator's PrometheusRule; its groups are Prometheus's own.</summary>
internal sealed class PrometheusRule
{
    public string ApiVersion { get; set; } = "";
    public string Kind { get; set; } = "";
    public V1ObjectMeta Metadata { get; set; } = new();
    public Alerts.RuleFile Spec { get; set; } = new();
}
