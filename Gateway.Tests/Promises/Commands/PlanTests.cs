using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Commands;

/// <summary>The promise: <c>plan</c> shows a change before it is in force, and refuses to plan what a gateway refuses.</summary>
internal sealed class PlanTests
{
    private static string File(string alias, string heartbeat = "00:00:15") => ProxyJson.Create(
        new JsonObject { ["sandbox"] = ProxyJson.Sandbox() },
        new JsonObject { ["Heartbeat"] = heartbeat, ["Models"] = new JsonObject { [alias] = new JsonObject { ["Target"] = "sandbox/painter" } } });

    [Test]
    public async Task Plan_OfTwoFiles_ShowsChangesAndCallsThatMove()
    {
        using var run = Run.On(File("house"));
        var next = run.Write("next.json", File("home", "00:00:05"));
        var text = await Run.CommandAsync(80, true, "plan", run.File, next);
        var json = JsonNode.Parse((await Run.CommandAsync("plan", run.File, next, "--json")).Output)!;

        Assert.That(text.ExitCode, Is.Zero);
        Assert.That(text.Output, Does.Contain("\e[32m+ alias home\e[0m").And.Contain("\e[31m- alias house\e[0m").And.Contain("~ Images.Heartbeat: 00:00:15 → 00:00:05"));
        Assert.That(json["moves"]!.AsArray().Select(line => (string?)line), Is.EqualTo((string[])
            ["\"home\" can be asked for, and goes to sandbox/painter", "calls for \"house\" are refused: there is no such model"]));
    }

    [Test]
    public async Task Plan_OfAFileWithErrors_IsRefusedWithThem()
    {
        using var run = Run.On(File("house"));
        var outcome = await Run.CommandAsync("plan", run.File, run.Write("next.json", File("house", "soon")));

        Assert.That((outcome.ExitCode, outcome.Output), Is.EqualTo((1, "")));
        Assert.That(outcome.Error, Does.StartWith("next.json has 1 error:").And.Contain("Images.Heartbeat").And.Contain("no plan"));
    }

    [Test]
    public async Task Plan_WithoutAFile_SaysWhichIsMissing()
    {
        using var run = Run.On(File("house"));
        var outcome = await Run.CommandAsync("plan", run.File, "/nowhere.json");

        Assert.That((outcome.ExitCode, outcome.Error), Is.EqualTo((1, $"there is no file \"/nowhere.json\" (seen from {Directory.GetCurrentDirectory()})\n")));
    }
}
