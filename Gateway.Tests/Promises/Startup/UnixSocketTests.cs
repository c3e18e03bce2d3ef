using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Iris.Gateway.Endpoints;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Startup;

/// <summary>
/// A Unix socket: one that was left behind is no obstacle, a living one is nobody's to take, and the first call of the start-up report works.
/// </summary>
[Platform("Linux,MacOsX"), UnsupportedOSPlatform("windows")]
internal sealed class UnixSocketTests
{
    private string _directory = null!;
    private string _socket = null!;

    [SetUp]
    public async Task CreateAsync()
    {
        _directory = await GatewayProgram.DirectoryOfAsync(ProxyJson.Create(new JsonObject { ["sandbox"] = ProxyJson.Sandbox() }));
        _socket = Path.Combine(_directory, "iris.sock");
    }

    [TearDown]
    public void Delete() => Directory.Delete(_directory, recursive: true);

    [Test]
    public async Task Start_AfterAKill_TakesThePathAgain()
    {
        await using (var first = GatewayProgram.Start(_directory, "--urls", $"http://unix:{_socket}"))
        {
            await first.LineAsync("Application started");
            await first.KillAsync();
        }
        Assert.That(File.Exists(_socket), "killed, it leaves its socket behind");
        await using var second = GatewayProgram.Start(_directory, "--urls", $"http://unix:{_socket}");
        await second.LineAsync("Application started");

        Assert.That(await HealthAsync(), Is.EqualTo("""{"status":"ok"}"""));
    }

    [Test]
    public async Task Start_WhereAnotherListens_LeavesItAlone()
    {
        await using var first = GatewayProgram.Start(_directory, "--urls", $"http://unix:{_socket}");
        await first.LineAsync("Application started");
        var second = await GatewayProgram.RunAsync(_directory, "--urls", $"http://unix:{_socket}");

        Assert.That((second.ExitCode, second.Error), Is.EqualTo(
            (1, $"Failed to bind to address http://unix:{_socket}: address already in use. Stop what listens there, or choose another address with --urls.\n")));
        Assert.That(await HealthAsync(), Is.EqualTo("""{"status":"ok"}"""));
    }

    [Test]
    public async Task Start_OtherFileAtThePath_IsNotRemoved()
    {
        await File.WriteAllTextAsync(_socket, "precious");
        var outcome = await GatewayProgram.RunAsync(_directory, "--urls", $"http://unix:{_socket}");

        Assert.That(outcome.ExitCode, Is.EqualTo(1));
        Assert.That(await File.ReadAllTextAsync(_socket), Is.EqualTo("precious"));
    }

    [Test]
    public void IsDead_OnlyASocketToWhichNobodyListens()
    {
        var other = Path.Combine(_directory, "living.sock");
        using var living = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        living.Bind(new UnixDomainSocketEndPoint(other));
        living.Listen();

        Assert.That(UnixSockets.IsDead(other), Is.False);
        Assert.That(UnixSockets.IsDead(Path.Combine(_directory, "proxy.json")), Is.False);
        Assert.That(UnixSockets.IsDead(Path.Combine(_directory, "nothing")), Is.False);
        Assert.That(UnixSockets.IsDead(_directory), Is.False);
        File.Move(other, _socket);
        living.Dispose();
        Assert.That(UnixSockets.IsDead(_socket));
    }

    [Test]
    public async Task Start_WithModeAndGroup_SetsThem()
    {
        // The group that the directory has got from this process.
        await using var program = GatewayProgram.Start(
            _directory, "--urls", $"http://unix:{_socket}", "--Images:Endpoints:SocketMode=0620", "--Images:Endpoints:SocketGroup=" + await GroupAsync());
        await program.LineAsync("Application started");

        Assert.That(File.GetUnixFileMode(_socket), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupWrite));
        Assert.That(await HealthAsync(), Is.EqualTo("""{"status":"ok"}"""));
    }

    [Test]
    public async Task Start_GroupNobodyKnows_SaysSo()
    {
        var outcome = await GatewayProgram.RunAsync(_directory, "--urls", $"http://unix:{_socket}", "--Images:Endpoints:SocketGroup=no-such-group");

        Assert.That((outcome.ExitCode, outcome.Error), Is.EqualTo((1, "Iris cannot start: Images.Endpoints.SocketGroup: there is no group \"no-such-group\" on this machine.\n")));
        Assert.That(File.Exists(_socket), Is.False);
    }

    [Test]
    public async Task Start_FirstCallOfTheReport_IsOneThatWorks()
    {
        await using var program = GatewayProgram.Start(_directory, "--urls", $"http://unix:{_socket}");
        var call = (await program.LineAsync("curl -s ")).Trim();
        await program.LineAsync("Application started");

        Assert.That(call, Does.StartWith($"curl -s --unix-socket '{_socket}' http://localhost/v1/images/generations "));
        using var client = Client();
        using var answer = await client.PostAsync(
            "http://localhost/v1/images/generations",
            new StringContent("""{"model":"sandbox/painter","prompt":"a red fox in the snow","response_format":"b64_json"}""", System.Text.Encoding.UTF8, "application/json"));
        Assert.That((int)answer.StatusCode, Is.EqualTo(200));
    }

    private async Task<string> HealthAsync()
    {
        using var client = Client();
        return await client.GetStringAsync("http://localhost/health");
    }

    private HttpClient Client() => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(_socket), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    });

    private static async Task<string> GroupAsync()
    {
        using var id = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("id", ["-gn"]) { RedirectStandardOutput = true })!;
        return (await id.StandardOutput.ReadToEndAsync()).Trim();
    }
}
