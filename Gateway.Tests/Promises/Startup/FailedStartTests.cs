using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Iris.Gateway.Hosting;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Startup;

/// <summary>A start that fails is a sentence on standard error and exit code 1; no stack trace, and nothing else to read it out of.</summary>
internal sealed class FailedStartTests
{
    private string _directory = null!;

    [OneTimeSetUp]
    public async Task CreateAsync() =>
        _directory = await GatewayProgram.DirectoryOfAsync(ProxyJson.Create(new JsonObject { ["sandbox"] = ProxyJson.Sandbox() }));

    [OneTimeTearDown]
    public void Delete() => Directory.Delete(_directory, recursive: true);

    [TestCase("--urls=localhost:9000", "Iris cannot listen on \"localhost:9000\" (--urls): that is no URL; write for example http://localhost:8080, http://*:8080 or http://unix:/run/iris.sock")]
    [TestCase("--urls=ftp://localhost:9000", "Iris cannot listen on \"ftp://localhost:9000\" (--urls): \"ftp\" is not served; write for example http://localhost:8080, http://*:8080 or http://unix:/run/iris.sock")]
    [TestCase("--urls=http://localhost:99999", "Iris cannot listen on \"http://localhost:99999\" (--urls): 99999 is no port; write for example http://localhost:8080, http://*:8080 or http://unix:/run/iris.sock")]
    [TestCase("--urls=http://localhost:9000/base", "Iris cannot listen on \"http://localhost:9000/base\" (--urls): it has a path, which belongs into the routes; write for example http://localhost:8080, http://*:8080 or http://unix:/run/iris.sock")]
    [TestCase("--urls=http://192.0.2.1:9000", "Iris cannot listen on http://192.0.2.1:9000: that is no address of this machine. Choose another one with --urls.")]
    [TestCase("--urls=http://unix:/nowhere/iris.sock", "Iris cannot listen on http://unix:/nowhere/iris.sock: the folder of the socket does not exist.")]
    [TestCase("--urls=https://127.0.0.1:0", "Iris cannot listen on https://127.0.0.1:0: https needs a certificate. Name one in Kestrel.Certificates.Default of proxy.json: Path, with KeyPath or Password.")]
    [TestCase("--Kestrel:Certificates:Default:Path=/nowhere.pem", "Iris cannot start: Could not find file '/nowhere.pem'. (a certificate of Kestrel.Certificates, a folder of Images.Endpoints, or --contentRoot)")]
    [TestCase("--Logging:LogLevel:Default=Loud", "Iris cannot start: Configuration value 'Loud' is not supported.")]
    public async Task Run_CannotServe_IsOneSentence(string option, string expected)
    {
        var outcome = await GatewayProgram.RunAsync(_directory, option, "--environment=Production");

        Assert.That(outcome.Error, Is.EqualTo(expected + "\n"));
        Assert.That(outcome.ExitCode, Is.EqualTo(1));
        Assert.That(outcome.Output, Does.Not.Contain("   at "));
    }

    [TestCase("127.0.0.1")]
    [TestCase("localhost")]
    public async Task Run_PortInUse_IsOneSentence(string host)
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var outcome = await GatewayProgram.RunAsync(_directory, "--urls", $"http://{host}:{port}");

        Assert.That(
            outcome.Error, Is.EqualTo($"Failed to bind to address http://127.0.0.1:{port}: address already in use. Stop what listens there, or choose another address with --urls.\n"));
        Assert.That(outcome.ExitCode, Is.EqualTo(1));
        Assert.That(outcome.Output, Does.Not.Contain("   at "));
    }

    // Throws what a start as an ordinary user throws, because tests may run as root.
    [Test]
    public void Describe_PortBelow1024_NamesTheCause()
    {
        var denied = new SocketException((int)SocketError.AccessDenied);
        var localhost = new IOException("Failed to bind to address http://localhost:79.", new AggregateException(denied, denied));
        const string Expected = "Iris may not listen on http://localhost:79: permission denied. Ports below 1024 are root's on most machines; choose another one with --urls.";

        Assert.That(StartFailure.Describe(denied, ["http://localhost:79"]), Is.EqualTo(Expected));
        Assert.That(StartFailure.Describe(localhost, ["http://localhost:79"]), Is.EqualTo(Expected));
    }

    [Test]
    public void Describe_FaultOfOurs_KeepsItsStack() =>
        Assert.That(StartFailure.Describe(new NotImplementedException("oh"), []), Does.StartWith("Iris cannot start: System.NotImplementedException: oh"));
}
