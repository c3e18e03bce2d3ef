using Iris.Gateway.Configuration;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Configuration;

/// <summary>The promise: what a server listens on is told apart in one way: who can connect, and by which address.</summary>
internal sealed class ServerAddressTests
{
    [TestCase("http://*:8080", "http://localhost:8080", null, false)]
    [TestCase("http://+:8080", "http://localhost:8080", null, false)]
    [TestCase("http://0.0.0.0:8080", "http://localhost:8080", null, false)]
    [TestCase("https://[::]:8443", "https://localhost:8443", null, false)]
    [TestCase("http://localhost:8080", "http://localhost:8080", null, true)]
    [TestCase("http://127.0.0.1:8080", "http://127.0.0.1:8080", null, true)]
    [TestCase("http://[::1]:8080", "http://[::1]:8080", null, true)]
    [TestCase("http://10.0.0.1:8080", "http://10.0.0.1:8080", null, false)]
    [TestCase("http://unix:/run/iris.sock", "http://localhost", "/run/iris.sock", true)]
    [TestCase("https://UNIX:/run/iris.sock", "https://localhost", "/run/iris.sock", true)]
    public void Address_IsSeenFromThoseWhoConnect(string address, string reachable, string? socket, bool isLocal) => Assert.That(
        (ServerAddress.Reachable(address), ServerAddress.SocketOf(address), ServerAddress.IsLocal(address)), Is.EqualTo((reachable, socket, isLocal)));
}
