using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Unit.Gateway.Configuration;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Commands;

/// <summary>The promise: the small commands say what a running gateway says, and end by themselves.</summary>
internal sealed class OtherCommandTests
{
    private static string File => ProxyJson.Create(
        new JsonObject { ["sandbox"] = ProxyJson.Sandbox(), ["away"] = ProxyJson.Cluster("openai", "http://a.example/", key: "env:NOT_SET_ANYWHERE") },
        new JsonObject { ["Models"] = new JsonObject { ["house"] = new JsonObject { ["Target"] = "sandbox/painter" } } });

    [Test]
    public async Task Models_AreThoseOfTheRunningGateway()
    {
        using var run = Run.On(File);
        var text = await Run.CommandAsync("models", "--config", run.File);
        var json = await Run.CommandAsync("models", "--config", run.File, "--json");
        await using var gateway = await GatewayHost.StartAsync(File);
        var served = await gateway.Client.GetStringAsync("/v1/models");

        Assert.That(JsonNode.DeepEquals(JsonNode.Parse(json.Output), JsonNode.Parse(served)), json.Output);
        Assert.That(text.Output, Does.Match("house +draws, edits, varies +10 +free +→ sandbox/painter\n").And.Contain("1 image cluster has no key here"));
    }

    [Test]
    public async Task Schema_IsTheRepositorysOwn() =>
        Assert.That((await Run.CommandAsync("schema")).Output, Is.EqualTo(await System.IO.File.ReadAllTextAsync(Repository.PathOf("proxy.schema.json"))));

    [Test]
    public async Task Health_OfAGatewayThatIsReady_IsExitCode0()
    {
        await using var gateway = await GatewayHost.StartAsync(File);
        var outcome = await Run.CommandAsync("health", "--url", gateway.Address.ToString());

        Assert.That(outcome, Is.EqualTo(new Run.Outcome(0, $"ready ({gateway.Address})\n", "")));
    }

    [Test]
    public async Task Health_OverAUnixSocket_IsAskedThere()
    {
        var directory = await GatewayProgram.DirectoryOfAsync(File);
        var address = $"http://unix:{Path.Combine(directory, "iris.sock")}";
        await using (var program = GatewayProgram.Start(directory, "--urls", address))
        {
            await program.LineAsync("Now listening on");
            Assert.That((await Run.CommandAsync("health", "--url", address)).ExitCode, Is.Zero);
        }
        var outcome = await Run.CommandAsync("health", "--url", address);
        Directory.Delete(directory, recursive: true);

        Assert.That((outcome.ExitCode, outcome.Output), Is.EqualTo((1, "")));
        Assert.That(outcome.Error, Does.StartWith($"no answer from {address}: ").And.Contain("--url"));
    }

    [Test]
    public async Task Health_OfAGatewayThatIsNotReady_IsExitCode1WithItsWords()
    {
        await using var server = RawProvider.Start(connection => connection.SendAsync(RawAnswer.Whole(503, "{\"status\":\"draining\"}")));
        var outcome = await Run.CommandAsync("health", "--url", $"http://127.0.0.1:{server.Port}");

        Assert.That(outcome.ExitCode, Is.EqualTo(1));
        Assert.That(outcome.Error, Does.Contain("answers 503 to /health/ready: {\"status\":\"draining\"}"));
    }

    [Test]
    public async Task Health_OfOneThatSaysNothing_EndsInTime()
    {
        await using var server = RawProvider.Start(connection => connection.Closed);
        var outcome = await Run.CommandAsync("health", "--url", $"http://127.0.0.1:{server.Port}", "--timeout", "1");

        Assert.That((outcome.ExitCode, outcome.Error.Contains("nothing came within 1 seconds", StringComparison.Ordinal)), Is.EqualTo((1, true)));
    }

    [Test]
    public async Task Health_WithAnAddress_NeedsNoFile()
    {
        await using var server = RawProvider.Start(connection => connection.SendAsync(RawAnswer.Whole(200, "{}")));
        using var run = Run.On("{");
        foreach (var file in new[] { run.File, run.File + ".nowhere" })
        {
            var outcome = await Run.CommandAsync("health", "--config", file, "--url", $"http://127.0.0.1:{server.Port}");
            Assert.That((outcome.ExitCode, outcome.Error), Is.EqualTo((0, "")), file);
            outcome = await Run.CommandAsync("health", "--config", file);
            Assert.That(outcome.ExitCode, Is.EqualTo(1), "the address would stand in the file");
        }
    }

    [TestCase("-5")]
    [TestCase("0")]
    [TestCase("3601")]
    public async Task Health_NoTimeToWait_IsExitCode2(string seconds)
    {
        var outcome = await Run.CommandAsync("health", "--timeout", seconds);
        Assert.That(outcome, Is.EqualTo(new Run.Outcome(2, "", $"--timeout {seconds} is outside of 1 to 3600\n")));
    }

    [TestCase("Gateway ch", "check,schema")]
    [TestCase("iris ch", "check,schema")]
    [TestCase("Gateway check --", "--config,--help,--json,--strict")]
    [TestCase("Gateway completion ", "--help,-h,bash,zsh")]
    public async Task Completion_OfAShell_AsksTheProgram(string line, string expected)
    {
        var outcome = await Run.CommandAsync($"[suggest:{line.Length}]", line);

        Assert.That(outcome.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), Is.EquivalentTo(expected.Split(',')));
    }

    [TestCase("bash", "complete -o default -F _gateway_complete Gateway iris\n")]
    [TestCase("zsh", "compdef _gateway_complete Gateway iris\n")]
    public async Task Completion_OfAShell_PrintsItsScript(string shell, string line) =>
        Assert.That((await Run.CommandAsync("completion", shell)).Output, Does.Contain(line));
}
