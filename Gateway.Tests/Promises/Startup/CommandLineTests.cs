using System.Text.Json.Nodes;
using Iris.Gateway.Commands;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Startup;

/// <summary>A slip on the command line never serves another file than the one that was meant.</summary>
internal sealed class CommandLineTests
{
    [TestCase("", "")]
    [TestCase("serve", "")]
    [TestCase("--config a.json --urls http://a:1", "--config=a.json --urls=http://a:1")]
    [TestCase("serve --config=a.json --urls=http://a:1;http://b:2", "--config=a.json --urls=http://a:1;http://b:2")]
    [TestCase("--Config=a.json --URLS=x", "--Config=a.json --URLS=x")]
    [TestCase("--Images:Heartbeat=00:00:05 --Logging:LogLevel:Default Debug", "--Images:Heartbeat=00:00:05 --Logging:LogLevel:Default=Debug")]
    [TestCase("--Kestrel:Certificates:Default:Password=a=b", "--Kestrel:Certificates:Default:Password=a=b")]
    [TestCase("/urls=http://a:1 Logging:LogLevel:Default=Debug", "--urls=http://a:1 --Logging:LogLevel:Default=Debug")]
    [TestCase("--environment=Test --contentRoot=/x --applicationName=y --hostBuilder:reloadConfigOnChange=false", "--environment=Test --contentRoot=/x --applicationName=y --hostBuilder:reloadConfigOnChange=false")]
    [TestCase("--http_ports 8080 --OTEL_SERVICE_NAME=x", "--http_ports=8080 --OTEL_SERVICE_NAME=x")]
    public void Parse_WhatIsKnown_Serves(string line, string expected)
    {
        var command = CommandLine.Parse(Split(line));

        Assert.That(command.Text, Is.Null);
        Assert.That(string.Join(' ', command.Settings), Is.EqualTo(expected));
    }

    [TestCase("--help")]
    [TestCase("-h")]
    [TestCase("help")]
    [TestCase("serve --help")]
    [TestCase("--config a.json --help")]
    public void Parse_Help_NamesEveryOption(string line)
    {
        var command = CommandLine.Parse(Split(line));

        Assert.That(command.ExitCode, Is.Zero);
        Assert.That(command.Text, Does.Contain("--config").And.Contain("--urls").And.Contain("--help, --version").And.Contain("unix:"));
        Assert.That(command.Text!.Split('\n'), Is.All.Length.LessThanOrEqualTo(110));
    }

    [TestCase("validate", "unknown command \"validate\"")]
    [TestCase("serv", "unknown command \"serv\"; did you mean \"serve\"?")]
    [TestCase("Serve", "unknown command \"Serve\"; did you mean \"serve\"?")]
    [TestCase("serve now", "unknown command \"now\"")]
    [TestCase("j.json", "\"j.json\" is no command; to serve with that file write --config j.json")]
    [TestCase("/etc/iris/proxy.json", "\"/etc/iris/proxy.json\" is no command; to serve with that file write --config /etc/iris/proxy.json")]
    [TestCase("--confg x", "unknown option --confg; did you mean --config?")]
    [TestCase("--conf=x", "unknown option --conf; did you mean --config?")]
    [TestCase("--url http://a:1", "unknown option --url; did you mean --urls?")]
    [TestCase("--port 9000", "unknown option --port; did you mean --urls http://localhost:PORT?")]
    [TestCase("-p 9000", "unknown option -p; did you mean --urls http://localhost:PORT?")]
    [TestCase("-c x", "unknown option -c; did you mean --config FILE?")]
    [TestCase("--versio", "unknown option --versio; did you mean --version?")]
    [TestCase("--Image:Heartbeat=1", "unknown option --Image:Heartbeat; did you mean --Images:…?")]
    [TestCase("--quiet", "unknown option --quiet")]
    [TestCase("--config", "--config needs a value")]
    [TestCase("--config --urls http://a:1", "--config needs a value")]
    [TestCase("--urls", "--urls needs a value")]
    public void Parse_AnythingElse_IsRefusedWithWhatWasMeant(string line, string expected)
    {
        var command = CommandLine.Parse(Split(line));

        Assert.That(command.Text, Is.EqualTo(expected + "\nTry --help."));
        Assert.That((command.ExitCode, command.Settings.Count), Is.EqualTo((2, 0)));
    }

    [Test]
    public async Task Run_Help_GoesToOutputAndAWrongLineToError()
    {
        var directory = await GatewayProgram.DirectoryOfAsync("{}");
        var help = await GatewayProgram.RunAsync(directory, "--help");
        var version = await GatewayProgram.RunAsync(directory, "--version");
        var wrong = await GatewayProgram.RunAsync(directory, "--confg", "x");
        Directory.Delete(directory, recursive: true);

        Assert.That((help.ExitCode, help.Error, help.Output), Is.EqualTo((0, "", CommandLineHelp.Text + "\n")));
        Assert.That((version.ExitCode, version.Error), Is.EqualTo((0, "")));
        Assert.That(version.Output, Does.Match("^Iris [0-9]+[.][0-9]+[.][0-9]+\n$"));
        Assert.That((wrong.ExitCode, wrong.Error, wrong.Output), Is.EqualTo((2, "unknown option --confg; did you mean --config?\nTry --help.\n", "")));
    }

    [Test]
    public async Task Run_SettingOfTheFileOnTheCommandLine_Counts()
    {
        var directory = await GatewayProgram.DirectoryOfAsync(ProxyJson.Create(new JsonObject { ["sandbox"] = ProxyJson.Sandbox() }));
        var outcome = await GatewayProgram.RunAsync(directory, "--Images:Heartbeat=soon");
        Directory.Delete(directory, recursive: true);

        Assert.That(outcome.ExitCode, Is.EqualTo(1));
        Assert.That(outcome.Error, Does.Contain("Images.Heartbeat: \"soon\" is not a time span").And.Contain("(set by an environment variable or the command line)"));
    }

    private static string[] Split(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
