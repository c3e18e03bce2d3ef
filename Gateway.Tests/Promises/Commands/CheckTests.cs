using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Commands;

/// <summary>The promise: <c>check</c> tells people and programs what is wrong with a file, and its exit code tells which of both it is.</summary>
internal sealed class CheckTests
{
    private const string Good = """
        {
          "ReverseProxy": {
            "Routes": { "images": { "Match": { "Path": "/v1/images/{operation}", "Methods": [ "POST" ] }, "Metadata": { "ImageIngress": "unified" } } },
            "Clusters": { "sandbox": { "Metadata": { "ImageApi": "sandbox" }, "Destinations": { "here": { "Address": "http://sandbox/" } } } }
          },
          "Images": IMAGES
        }
        """;

    [TestCase("{}", 0, 0, "proxy.json is good: 1 route, 1 cluster, 0 aliases, 0 keys.")]
    [TestCase("""{ "Access": { "Keys": { "shop": { "Value": "sk-plain" } } } }""", 0, 1, "proxy.json is valid, with 1 warning: 1 route, 1 cluster, 0 aliases, 1 key.")]
    [TestCase("""{ "Heartbeat": "soon" }""", 1, 1, "proxy.json has 1 error: a gateway does not start with it")]
    public async Task Check_ExitCode_TellsErrorsAndWithStrictWarningsToo(string images, int exitCode, int strict, string sum)
    {
        using var run = Run.On(Good.Replace("IMAGES", images, StringComparison.Ordinal));
        var outcome = await Run.CommandAsync("check", "--config", run.File);
        var strictly = await Run.CommandAsync("check", "--config", run.File, "--strict");

        Assert.That((outcome.ExitCode, strictly.ExitCode, outcome.Error), Is.EqualTo((exitCode, strict, "")));
        Assert.That(outcome.Output, Does.Contain(sum).And.Not.Contain("sk-plain").And.Not.Contain("\e["));
    }

    [Test]
    public async Task Check_ClusterWithADotInItsName_IsNamedWhole()
    {
        using var run = Run.On(ProxyJson.Create(new JsonObject
        {
            ["eu.west"] = ProxyJson.Cluster("openai", "http://a.example/", key: "env:NOT_SET_ANYWHERE"), ["sandbox"] = ProxyJson.Sandbox(),
        }));
        var outcome = await Run.CommandAsync("check", "--config", run.File);

        Assert.That(outcome.Output, Does.Match("(?m)^ +eu\\.west +environment variable NOT_SET_ANYWHERE is not set"));
    }

    [Test]
    public async Task Check_Text_NamesFileLinePathAndWayOutOnLinesThatFitATerminal()
    {
        using var run = Run.On(Good.Replace("IMAGES", """{ "Access": { "Keys": { "shop": { "Value": "sk-plain" } } } }""", StringComparison.Ordinal));
        var outcome = await Run.CommandAsync(80, true, "check", "--config", run.File);
        var lines = outcome.Output.Split('\n');

        Assert.That(lines[0], Is.EqualTo("proxy.json:6: \e[33mwarning\e[0m: Images.Access.Keys.shop.Value"));
        Assert.That(lines[2], Does.StartWith("    \e[90m→ write \"sha256:…\""));
        Assert.That(lines.Select(line => line.Replace("\e[33m", "").Replace("\e[90m", "").Replace("\e[0m", "")), Is.All.Length.LessThanOrEqualTo(80));
    }

    [Test]
    public async Task Check_Json_HoldsEveryFinding()
    {
        using var run = Run.On(Good.Replace("IMAGES", """{ "Heartbeat": "soon", "Models": { "a": { "Target": "sandbx/x" } } }""", StringComparison.Ordinal));
        var outcome = await Run.CommandAsync("check", "--config", run.File, "--json");
        var answer = JsonNode.Parse(outcome.Output)!;
        var findings = answer["findings"]!.AsArray().OrderBy(finding => (string?)finding!["path"], StringComparer.Ordinal).ToArray();

        Assert.That(((string?)answer["file"], (int)answer["errors"]!, (int)answer["warnings"]!), Is.EqualTo((run.File, 2, 0)));
        Assert.That(findings.Select(finding => (string?)finding!["path"]), Is.EqualTo((string[])["Images.Heartbeat", "Images.Models.a.Target"]));
        Assert.That((string?)findings[1]!["message"], Is.EqualTo("\"sandbx\" is no image cluster; did you mean \"sandbox\"?"));
        Assert.That(((string?)findings[1]!["severity"], (int)findings[1]!["line"]!), Is.EqualTo(("error", 6)));
    }

    [Test]
    public async Task Check_NoSuchFile_SaysWhereItLooked()
    {
        var outcome = await Run.CommandAsync("check", "--config", "/nowhere/proxy.json");

        Assert.That((outcome.ExitCode, outcome.Output), Is.EqualTo((1, "")));
        Assert.That(outcome.Error, Does.StartWith("--config: there is no file \"/nowhere/proxy.json\""));
    }

    [TestCase("check --strcit", "Unrecognized command or argument '--strcit'; did you mean \"--strict\"?\nTry: Gateway check --help\n")]
    [TestCase("check --config", "Required argument missing for option: '--config'.\nTry: Gateway check --help\n")]
    public async Task Command_ThatIsWrong_IsRefusedWithExitCode2(string line, string error)
    {
        var outcome = await Run.CommandAsync(line.Split(' '));

        Assert.That(outcome, Is.EqualTo(new Run.Outcome(2, "", error)));
    }

    [Test]
    public async Task Serving_LoadsNothingOfTheCommands()
    {
        var directory = await GatewayProgram.DirectoryOfAsync(Good.Replace("IMAGES", "{}", StringComparison.Ordinal));
        await using var program = GatewayProgram.Start(directory, "--urls", "http://127.0.0.1:0");
        await program.LineAsync("Now listening on");

        Assert.That(program.LoadedAssemblies(), Has.None.Contains("System.CommandLine").And.Some.EndsWith("Gateway.dll"));
        Directory.Delete(directory, recursive: true);
    }
}
