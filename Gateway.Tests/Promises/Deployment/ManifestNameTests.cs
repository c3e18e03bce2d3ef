using System.Text.RegularExpressions;
using k8s.Models;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Deployment;

/// <summary>The promise: what one manifest names, another has: files, ports, labels, services.</summary>
// /metrics tells of every gateway of the process.
[NonParallelizable]
internal sealed partial class ManifestNameTests
{
    // A picture may take Deadlines.Total, 10 minutes.
    private const int LongestCall = 600;

    private static IEnumerable<string> Sets => Manifests.Names;

    [TestCaseSource(nameof(Sets))]
    public void Volumes_OfTheGateway_AreFoldersAndTheFilesAreInThem(string name)
    {
        var set = Manifests.Read(name);
        var mounts = set.Gateway.VolumeMounts.ToDictionary(mount => mount.MountPath, mount => set.Pod.Volumes.Single(volume => volume.Name == mount.Name));
        var config = set.Gateway.Args[set.Gateway.Args.IndexOf("--config") + 1];
        Assert.Multiple(() =>
        {
            Assert.That(set.Gateway.VolumeMounts.Select(mount => mount.SubPath), Is.All.Null, "what is mounted by a path is given no edits");
            var map = set.All<V1ConfigMap>().Single(map => map.Data.ContainsKey("proxy.json"));
            Assert.That(mounts[Path.GetDirectoryName(config)!].ConfigMap.Name, Is.EqualTo(map.Metadata.Name));
            Assert.That(Path.GetFileName(config), Is.EqualTo("proxy.json"));
            var secrets = mounts.Where(mount => mount.Value.Secret is not null).ToArray();
            foreach (Match secret in SecretFile().Matches(set.ProxyJson))
                Assert.That(secrets.Select(mount => mount.Key), Has.Member(Path.GetDirectoryName(secret.Groups[1].Value)), secret.Value);
            Assert.That(secrets.Select(mount => mount.Value.Secret.DefaultMode), Is.All.EqualTo(288), "0440: the group's, which is fsGroup");
            Assert.That(set.Pod.SecurityContext.FsGroup, Is.EqualTo(1654));
        });
    }

    [TestCaseSource(nameof(Sets))]
    public void Probes_OfTheGateway_AskWhereItListens(string name)
    {
        var set = Manifests.Read(name);
        var metrics = (int?)set.Images["Endpoints"]?["MetricsPort"];
        var ports = set.Gateway.Ports.ToDictionary(port => port.Name, port => port.ContainerPort);
        Assert.Multiple(() =>
        {
            foreach (var probe in (V1Probe?[])[set.Gateway.StartupProbe, set.Gateway.LivenessProbe, set.Gateway.ReadinessProbe])
            {
                if (probe is null)
                    continue;
                var port = ports[probe.HttpGet.Port.Value];
                Assert.That(probe.HttpGet.Path, port == metrics ? Is.EqualTo("/metrics") : Does.StartWith("/health/"));
            }
            if (metrics is { } own)
                Assert.That(ports.Values, Has.Member(own));
            if (set.Pod.InitContainers is null)
                Assert.That(ports["http"], Is.EqualTo(8080), "the image's ASPNETCORE_HTTP_PORTS");
        });
    }

    [TestCaseSource(nameof(Sets))]
    public void Selectors_OfASet_FindThePodsAndPortsThatAreThere(string name)
    {
        var set = Manifests.Read(name);
        var labels = set.Deployment.Spec.Template.Metadata.Labels;
        var ports = set.Gateway.Ports.Select(port => port.Name).ToArray();
        IEnumerable<IDictionary<string, string>> selectors =
        [
            set.Deployment.Spec.Selector.MatchLabels,
            .. set.All<V1Service>().Select(service => service.Spec.Selector),
            .. set.All<V1PodDisruptionBudget>().Select(budget => budget.Spec.Selector.MatchLabels),
            .. set.All<V1NetworkPolicy>().Select(policy => policy.Spec.PodSelector.MatchLabels),
            .. (set.Pod.TopologySpreadConstraints ?? []).Select(spread => spread.LabelSelector.MatchLabels),
        ];
        Assert.Multiple(() =>
        {
            foreach (var selector in selectors)
                Assert.That(selector, Is.SubsetOf(labels));
            foreach (var service in set.All<V1Service>())
                Assert.That(service.Spec.Ports.Select(port => port.TargetPort.Value), Is.SubsetOf(ports));
            foreach (var policy in set.All<V1NetworkPolicy>())
                Assert.That(policy.Spec.Ingress.SelectMany(rule => rule.Ports).Select(port => port.Port.Value), Is.SubsetOf(ports));
            foreach (var monitor in set.All<ServiceMonitor>())
            {
                Assert.That(monitor.Spec.Selector.MatchLabels, Is.SubsetOf(set.Only<V1Service>().Metadata.Labels));
                Assert.That(monitor.Spec.Endpoints.Select(endpoint => endpoint.Port), Is.SubsetOf(set.Only<V1Service>().Spec.Ports.Select(port => port.Name)));
            }
            foreach (var scaler in set.All<V2HorizontalPodAutoscaler>())
                Assert.That(scaler.Spec.ScaleTargetRef.Name, Is.EqualTo(set.Deployment.Metadata.Name));
        });
    }

    [TestCaseSource(nameof(Sets))]
    public void Ways_FromOutside_LeadToTheServiceAndWaitLongEnough(string name)
    {
        var set = Manifests.Read(name);
        Assert.Multiple(() =>
        {
            foreach (var ingress in set.All<V1Ingress>())
            {
                var backend = ingress.Spec.Rules.Single().Http.Paths.Single().Backend.Service;
                Assert.That(set.Only<V1Service>().Metadata.Name, Is.EqualTo(backend.Name));
                Assert.That(set.Only<V1Service>().Spec.Ports.Select(port => port.Name), Has.Member(backend.Port.Name));
                Assert.That(int.Parse(ingress.Metadata.Annotations["nginx.ingress.kubernetes.io/proxy-read-timeout"], null), Is.GreaterThan(LongestCall));
                Assert.That(ingress.Metadata.Annotations["nginx.ingress.kubernetes.io/proxy-next-upstream"], Is.EqualTo("off"), "an order is not sent twice");
                Assert.That(ingress.Spec.Tls.Single().Hosts, Is.EqualTo(ingress.Spec.Rules.Select(rule => rule.Host)));
            }
            foreach (var rule in set.All<HttpRoute>().SelectMany(route => route.Spec.Rules))
            {
                Assert.That(rule.BackendRefs.Single().Name, Is.EqualTo(set.Only<V1Service>().Metadata.Name));
                Assert.That(set.Only<V1Service>().Spec.Ports.Select(port => port.Port), Has.Member(rule.BackendRefs.Single().Port));
                foreach (var time in new[] { rule.Timeouts.Request, rule.Timeouts.BackendRequest })
                    Assert.That(int.Parse(time.TrimEnd('s'), null), Is.GreaterThan(LongestCall));
            }
        });
    }

    [TestCase("kubernetes-complete")]
    [TestCase("helm-monitored")]
    public async Task Metrics_OfTheAutoscaler_AreExported(string name)
    {
        var exported = await ExportedMetrics.ReadAsync();
        Assert.That(exported.Keys, Has.Member(Manifests.Read(name).Only<V2HorizontalPodAutoscaler>().Spec.Metrics.Single().Pods.Metric.Name));
    }

    [Test]
    public void Alerts_OfTheChart_AreThoseOfPrometheus() =>
        Assert.That(
            Manifests.Read("helm-monitored").Only<PrometheusRule>().Spec.Groups.SelectMany(group => group.Rules).Select(rule => rule.Alert),
            Is.EqualTo(Alerts.All().Select(alert => alert.Name)));

    [GeneratedRegex("\"file:([^\"]+)\"")]
    private static partial Regex SecretFile();
}
