using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Iris.Gateway.Hosting;
using Iris.Gateway.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Deployment;

/// <summary>
/// The promise: systemd is told when the gateway listens and when it begins to stop, and its sockets are used; elsewhere nothing of it is there.
/// That sockets which are handed over are served, .ci/systemd proves with systemd's own tool.
/// </summary>
internal sealed class SystemdTests
{
    private static readonly string Sandbox = ProxyJson.Create(new JsonObject { ["sandbox"] = ProxyJson.Sandbox() });

    [Test]
    [Platform("Linux")]
    public async Task Program_WithANotifySocket_TellsReadyAndStopping()
    {
        var directory = await GatewayProgram.DirectoryOfAsync(Sandbox);
        var path = Path.Combine(directory, "notify");
        using var systemd = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        systemd.Bind(new UnixDomainSocketEndPoint(path));
        await using var program = GatewayProgram.Start(
            directory, new Dictionary<string, string> { ["NOTIFY_SOCKET"] = path, ["Images__Drain__Delay"] = "00:00:00" }, "--urls", "http://127.0.0.1:0");

        Assert.That(await ReadAsync(systemd), Is.EqualTo("READY=1"));
        program.Terminate();
        Assert.That(await ReadAsync(systemd), Is.EqualTo("STOPPING=1"));
        Assert.That(await program.ExitCodeAsync(), Is.Zero);
    }

    private static async Task<string> ReadAsync(Socket socket)
    {
        var buffer = new byte[256];
        return Encoding.UTF8.GetString(buffer, 0, await socket.ReceiveAsync(buffer).WaitAsync(Patience.Long));
    }

    [Test]
    public async Task Gateway_WithoutSystemd_HasNothingOfIt()
    {
        await using var gateway = await GatewayHost.StartAsync(Sandbox);

        Assert.That(gateway.Services.GetServices<IHostedService>(), Has.None.TypeOf<ServiceNotice>());
    }

    [TestCase("7", "2", "http:https", "http,https")]
    [TestCase("7", "2", null, ",")]
    [TestCase("7", "3", "http", "http,,")]
    [TestCase("8", "2", "http:https", null, TestName = "for another process")]
    [TestCase(null, null, null, null)]
    [TestCase("7", "0", "", null)]
    [TestCase("7", "-1", "", null)]
    [TestCase("7", "x", "", null)]
    public void Find_SocketsOfThisProcess_AreNamed(string? process, string? count, string? names, string? expected)
    {
        var environment = new Dictionary<string, string?> { ["LISTEN_PID"] = process, ["LISTEN_FDS"] = count, ["LISTEN_FDNAMES"] = names };
        var found = SocketActivation.Find(environment.GetValueOrDefault, 7);

        Assert.That(found is null ? null : string.Join(',', found.Names), Is.EqualTo(expected));
    }
}
