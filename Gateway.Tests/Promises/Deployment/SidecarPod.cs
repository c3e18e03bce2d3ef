using System.Net.Sockets;
using Iris.Gateway.Tests.Hosting;
using k8s.Models;

namespace Iris.Gateway.Tests.Promises.Deployment;

/// <summary>
/// A pod of the sidecar's manifests as processes of this machine: the gateway with the container's arguments and environment and the pod's volumes, and
/// the app's environment. Paths lie in a folder of the test's own and ports are free ones, else all is as the manifests say.
/// </summary>
internal sealed class SidecarPod : IAsyncDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("iris-pod-").FullName;
    private readonly Manifests _manifests;
    // They are given to nobody else; on Linux, who names one can listen on it all the same.
    private readonly RawProvider[] _held = [RawProvider.Refusing(), RawProvider.Refusing()];
    private readonly Dictionary<string, string> _ports;
    private readonly List<string> _paths = [];

    private SidecarPod(string name)
    {
        _ports = new() { ["9080"] = $"{_held[0].Port}", ["9464"] = $"{_held[1].Port}" };
        _manifests = Manifests.Read(name);
        // /tmp is where the folder lies.
        foreach (var mount in _manifests.Gateway.VolumeMounts.Where(mount => mount.MountPath != "/tmp"))
        {
            _paths.Add(mount.MountPath);
            Directory.CreateDirectory(_root + mount.MountPath);
        }
        Config = new(_root + "/etc/iris", ("proxy.json", Here(_manifests.ProxyJson)));
        Keys = new(_root + "/run/secrets/iris");
        Program = GatewayProgram.Start(_root, Environment(_manifests.Gateway), [.. _manifests.Gateway.Args.Select(Here)]);
        App = new HttpClient(Handler(), disposeHandler: true) { BaseAddress = new(AppEnvironment["OPENAI_BASE_URL"] + "/") };
        App.DefaultRequestHeaders.Add("Authorization", "Bearer " + AppEnvironment["OPENAI_API_KEY"]);
    }

    /// <summary>The ConfigMap's volume.</summary>
    public KubeletVolume Config { get; }

    /// <summary>The Secret's volume, empty at first.</summary>
    public KubeletVolume Keys { get; }

    /// <summary>The sidecar's process.</summary>
    public GatewayProgram Program { get; }

    /// <summary>The app's OpenAI client, as its environment says.</summary>
    public HttpClient App { get; }

    /// <summary>The sidecar's configuration as it runs here.</summary>
    public string ProxyJson => Here(_manifests.ProxyJson);

    private Dictionary<string, string> AppEnvironment => Environment(_manifests.Pod.Containers.Single());

    /// <summary>Starts a pod of a set, and waits for its startup probe, as the kubelet does before it starts the app.</summary>
    public static async Task<SidecarPod> StartAsync(string name)
    {
        var pod = new SidecarPod(name);
        try
        {
            await pod.ProbeAsync(pod._manifests.Gateway.StartupProbe);
            return pod;
        }
        catch
        {
            await pod.DisposeAsync();
            throw;
        }
    }

    /// <summary>What Prometheus reads.</summary>
    public async Task<string> MetricsAsync()
    {
        using var prometheus = new HttpClient();
        return await prometheus.GetStringAsync(new Uri(Here("http://127.0.0.1:9464/metrics")));
    }

    private async Task ProbeAsync(V1Probe probe)
    {
        using var kubelet = new HttpClient();
        var port = _manifests.Gateway.Ports.Single(port => port.Name == probe.HttpGet.Port.Value).ContainerPort;
        using var patience = new CancellationTokenSource(Patience.Long);
        while (true)
        {
            try
            {
                using var answer = await kubelet.GetAsync(new Uri(Here($"http://127.0.0.1:{port}") + probe.HttpGet.Path), patience.Token);
                answer.EnsureSuccessStatusCode();
                return;
            }
            catch (HttpRequestException) when (!patience.IsCancellationRequested)
            {
                await Task.Delay(20, patience.Token);
            }
        }
    }

    private SocketsHttpHandler Handler() => AppEnvironment.TryGetValue("IRIS_SOCKET", out var path)
        ? new()
        {
            UseProxy = false,
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        }
        : new() { UseProxy = false };

    // The image's own environment, as the Dockerfile says, under the container's.
    private Dictionary<string, string> Environment(V1Container container)
    {
        var all = new Dictionary<string, string>();
        if (container.Name == "iris")
            all["ASPNETCORE_HTTP_PORTS"] = "8080";
        foreach (var variable in container.Env ?? [])
            all[variable.Name] = Here(variable.Value);
        return all;
    }

    private string Here(string text)
    {
        foreach (var (port, free) in _ports)
            text = text.Replace(port, free, StringComparison.Ordinal);
        foreach (var path in _paths)
            text = text.Replace(path, _root + path, StringComparison.Ordinal);
        return text;
    }

    public async ValueTask DisposeAsync()
    {
        App.Dispose();
        await Program.DisposeAsync();
        foreach (var held in _held)
            await held.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }
}
