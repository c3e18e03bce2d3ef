using Iris.Gateway.Hosting;
using Iris.Gateway.Tests.Unit.Gateway.Configuration;
using k8s.Models;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Deployment;

/// <summary>
/// The promise: what is applied to a cluster is valid, runs under the restricted policy, has what the gateway needs, and each part names what is there.
/// </summary>
internal sealed class ManifestTests
{
    // README, "What it costs": 55 MiB, and at most 0.2 MiB for each call under way.
    private const double IdleMebibytes = 55;
    private const double MebibytesPerCall = 0.2;
    private const int Mebibyte = 1 << 20;

    private static IEnumerable<string> Sets => Manifests.Names;

    private static IEnumerable<string> Sources() => Directory
        .EnumerateFiles(Repository.PathOf("deploy/kubernetes"), "*.yaml", SearchOption.AllDirectories)
        .Where(path => Path.GetFileName(path) is not ("kustomization.yaml" or "from-the-ingress.yaml"))
        .Select(path => Path.GetRelativePath(Repository.PathOf(""), path)).Order(StringComparer.Ordinal);

    [TestCaseSource(nameof(Sources))]
    public void File_ReadStrictly_HasNoUnknownMember(string path) =>
        Assert.That(Manifests.Parse(File.ReadAllText(Repository.PathOf(path))), Is.Not.Empty);

    [Test]
    public void Parse_AMemberThatDoesNotExistOrComesTwice_IsAnError()
    {
        const string Pod = "apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec:\n  containers: [ { name: a, image: b } ]\n";
        Assert.That(Manifests.Parse(Pod), Has.Count.EqualTo(1));
        Assert.That(() => Manifests.Parse(Pod + "  restartPolice: Always\n"), Throws.Exception);
        Assert.That(() => Manifests.Parse(Pod + "  nodeName: a\n  nodeName: b\n"), Throws.Exception);
        Assert.That(() => Manifests.Parse("apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nspec: { rule: [] }\n"), Throws.Exception);
    }

    [TestCaseSource(nameof(Sets))]
    public void Pods_OfASet_KeepTheRestrictedPolicy(string name)
    {
        var set = Manifests.Read(name);
        Assert.Multiple(() =>
        {
            Assert.That(set.Pod.SecurityContext.SeccompProfile.Type, Is.EqualTo("RuntimeDefault"));
            Assert.That(set.Pod.HostNetwork ?? set.Pod.HostPID ?? set.Pod.HostIPC ?? false, Is.False);
            Assert.That(set.Pod.Volumes.Select(volume => volume.HostPath), Is.All.Null);
            foreach (var container in set.Containers)
            {
                var context = container.SecurityContext;
                Assert.That(context.AllowPrivilegeEscalation, Is.False, container.Name);
                Assert.That(context.Capabilities.Drop, Is.EqualTo(new[] { "ALL" }), container.Name);
                Assert.That(context.Capabilities.Add, Is.Null.Or.Empty, container.Name);
                Assert.That(context.ReadOnlyRootFilesystem, Is.True, container.Name);
                Assert.That(context.RunAsNonRoot ?? set.Pod.SecurityContext.RunAsNonRoot, Is.True, container.Name);
                Assert.That(context.RunAsUser ?? set.Pod.SecurityContext.RunAsUser, Is.GreaterThan(0), container.Name);
                Assert.That(container.Lifecycle?.PreStop, Is.Null, "the drain needs none");
                Assert.That(container.Resources.Requests.Keys, Is.SupersetOf(new[] { "cpu", "memory" }), container.Name);
                Assert.That(container.Resources.Limits.Keys, Is.EqualTo(new[] { "memory" }), "a limit of CPU makes calls wait");
            }
        });
        Assert.That(set.Gateway.SecurityContext.RunAsUser ?? set.Pod.SecurityContext.RunAsUser, Is.EqualTo(1654), "the image's");
    }

    [TestCaseSource(nameof(Sets))]
    public void Pod_Grace_IsTheDrainsAndFiveSeconds(string name)
    {
        var set = Manifests.Read(name);
        var drain = set.Images["Drain"];
        var own = TimeSpan.Parse((string?)drain?["Delay"] ?? "00:00:05", null) + TimeSpan.Parse((string?)drain?["Timeout"] ?? "00:00:30", null);
        // A sidecar is asked to end when the app has ended, within the same time.
        var app = set.Pod.InitContainers is null ? 0
            : Manifests.Parse(File.ReadAllText(Repository.PathOf("deploy/kubernetes/sidecar/app.yaml"))).OfType<V1Deployment>().Single().Spec.Template.Spec
                .TerminationGracePeriodSeconds;

        Assert.That(set.Pod.TerminationGracePeriodSeconds, Is.EqualTo(app + own.TotalSeconds + 5));
    }

    [TestCase("kubernetes-gateway", 256)]
    [TestCase("kubernetes-complete", 256)]
    [TestCase("kubernetes-sidecar", 64)]
    [TestCase("kubernetes-sidecar-socket", 64)]
    [TestCase("helm-minimal", 256)]
    [TestCase("helm-public", 256)]
    [TestCase("helm-monitored", 400)]
    [TestCase("helm-shared-state", 256)]
    public void Memory_OfTheGateway_FollowsThePublishedLaw(string name, int calls)
    {
        var set = Manifests.Read(name);
        Assert.That(File.ReadAllText(Repository.PathOf("README.md")), Does.Contain("about 55 MiB, and at most 0.2 MiB for each call under way"));
        var law = IdleMebibytes + MebibytesPerCall * calls + (double)set.Images["Limits"]!["BodyBytes"]! / Mebibyte;
        var limit = set.Gateway.Resources.Limits["memory"].ToDouble() / Mebibyte;

        Assert.That(limit, Is.InRange(1.5 * law, 1.5 * law + 32), $"half more than {law} MiB");
        Assert.That(set.Gateway.Resources.Requests["memory"].ToDouble() / Mebibyte, Is.InRange(IdleMebibytes, limit));
        Assert.That(Calls(set), Is.Null.Or.LessThanOrEqualTo(calls), "pods are added before");
    }

    private static double? Calls(Manifests set) =>
        set.All<V2HorizontalPodAutoscaler>().SingleOrDefault()?.Spec.Metrics.Single().Pods.Target.AverageValue.ToDouble();

    [TestCaseSource(nameof(Sets))]
    public void Spool_OfPictures_HasRoomInItsVolume(string name)
    {
        var set = Manifests.Read(name);
        var spool = (double?)set.Images["Limits"]?["SpoolBytes"] ?? 8L << 30;
        var mount = set.Gateway.VolumeMounts.Single(mount => mount.MountPath == "/tmp");

        Assert.That(set.Pod.Volumes.Single(volume => volume.Name == mount.Name).EmptyDir.SizeLimit.ToDouble(), Is.GreaterThanOrEqualTo(1.25 * spool));
    }

    [TestCaseSource(nameof(Sets))]
    public async Task Configuration_OfASet_LoadsWithoutErrors(string name)
    {
        var loader = GatewayApplication.CreateLoader(static _ => { }, variable => variable == "IRIS_POSTGRES" ? "Host=/run/pg;Database=iris" : null);
        var loaded = await loader.LoadAsync(System.Text.Encoding.UTF8.GetBytes(Manifests.Read(name).ProxyJson), "/etc/iris");

        Assert.That(loaded.Errors.Select(error => error.ToString()), Is.Empty);
        Assert.That(loaded.Snapshot!.Routes, Is.Not.Empty);
    }
}
