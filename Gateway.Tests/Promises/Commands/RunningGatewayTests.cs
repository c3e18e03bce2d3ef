using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Commands;

/// <summary>The promise: a command that asks a running gateway asks the one that its file means, with its prefix and key, and otherwise nobody.</summary>
internal sealed class RunningGatewayTests
{
    private const string Key = "sk-admin-0123456789abcdef";
    private const string Versions = """{"versions":[]}""";

    [Test]
    public async Task Health_AndRollback_ReadIncludedFilesAndResolveTheKeyFromTheFilesFolder()
    {
        await using var server = RawProvider.Start(
            connection => connection.SendAsync(RawAnswer.Whole(200, "{}")), connection => connection.SendAsync(RawAnswer.Whole(200, Versions)));
        using var run = Run.On("""{ "Include": [ "parts" ] }""");
        run.Write("parts/own.json", $$"""
            { "Urls": "http://127.0.0.1:{{server.Port}}", "Images": { "Endpoints": { "Prefix": "/iris", "Admin": { "Key": "file:secrets/admin" } } } }
            """);
        run.Write("secrets/admin", Key + "\n");
        var health = await Run.CommandAsync("health", "--config", run.File);
        var list = await Run.CommandAsync("rollback", "--list", "--config", run.File);

        Assert.That((health.ExitCode, list.ExitCode), Is.EqualTo((0, 0)), health.Error + list.Error);
        Assert.That(server.Requests.Select(request => request.Head.Split("\r\n")[0]), Is.EqualTo((string[])
            ["GET /iris/health/ready HTTP/1.1", "GET /iris/api/config/versions HTTP/1.1"]));
        Assert.That(server.Requests[1].Header("Authorization"), Is.EqualTo($"Bearer {Key}"));
    }

    [TestCase("--config", "FILE.typo", "there is no file")]
    [TestCase("--config", "FILE.torn", "FILE.torn has 1 error")]
    public async Task Rollback_WithAFileThatTellsNothing_AsksNobody(string option, string file, string words)
    {
        using var run = Run.On("{}");
        run.Write("proxy.json.torn", "{ \"Urls\": ");
        var outcome = await Run.CommandAsync("rollback", option, file.Replace("FILE", run.File, StringComparison.Ordinal));

        Assert.That(outcome.ExitCode, Is.EqualTo(1));
        Assert.That(outcome.Error, Does.Contain(words.Replace("FILE", "proxy.json", StringComparison.Ordinal)).And.Contain("Nothing has been asked"));
    }

    [Test]
    public async Task Rollback_OfAFileWithoutAManagementApi_SaysSo()
    {
        using var run = Run.On("{}");
        var outcome = await Run.CommandAsync("rollback", "--list", "--config", run.File);

        Assert.That(outcome.ExitCode, Is.EqualTo(1));
        Assert.That(outcome.Error, Does.StartWith("there is no management API: Images.Endpoints.Admin is not configured (docs/management.md)."));
    }

    [TestCase("rollback", "--to", "\"x\" is not a whole number; rollback --list tells the versions")]
    [TestCase("health", "--timeout", "\"x\" is not a whole number; write 1 to 3600")]
    public async Task Number_ThatIsNone_IsRefusedInPlainWords(string command, string option, string words)
    {
        var outcome = await Run.CommandAsync(command, option, "x");

        Assert.That(outcome.ExitCode, Is.EqualTo(2));
        Assert.That(outcome.Error, Does.Contain(words).And.Not.Contain("System."));
    }

    [Test]
    public async Task Health_WithTlsWhereNoneIsSpoken_SaysWhatToWrite()
    {
        await using var server = await AppHost.StartAsync(static context => context.Response.WriteAsync("{}"));
        var outcome = await Run.CommandAsync("health", "--url", server.Address.ToString().Replace("http:", "https:"));

        Assert.That(outcome.ExitCode, Is.EqualTo(1));
        Assert.That(outcome.Error, Does.Contain("write http:// in place of https://").And.Not.Contain("frame"));
    }

    [Test]
    public async Task HealthAndRollback_OfAnEndpointThatSpeaksOnlyHttp2_AreAnswered()
    {
        var asked = new List<string>();
        await using var server = await AppHost.StartAsync(
            context =>
            {
                asked.Add($"{context.Request.Protocol} {context.Request.Method} {context.Request.Path}");
                return context.Response.WriteAsync(Versions);
            },
            HttpProtocols.Http2);
        var health = await Run.CommandAsync("health", "--url", server.Address.ToString());
        var list = await Run.CommandAsync("rollback", "--list", "--url", server.Address.ToString(), "--admin-key", Key);

        Assert.That((health.ExitCode, list.ExitCode), Is.EqualTo((0, 0)), health.Error + list.Error);
        Assert.That(asked, Is.EqualTo((string[])["HTTP/2 GET /health/ready", "HTTP/2 GET /api/config/versions"]));
    }

    [Test]
    public async Task Rollback_OverAUnixSocket_KeepsThePrefix()
    {
        var file = ProxyJson.Create(
            new JsonObject { ["sandbox"] = ProxyJson.Sandbox() },
            JsonNode.Parse($$"""{ "Endpoints": { "Prefix": "/iris", "Admin": { "Key": "{{Key}}" } } }""")!.AsObject());
        var directory = await GatewayProgram.DirectoryOfAsync(file);
        var address = $"http://unix:{Path.Combine(directory, "iris.sock")}";
        Run.Outcome outcome;
        await using (var program = GatewayProgram.Start(directory, "--urls", address))
        {
            await program.LineAsync("Now listening on");
            outcome = await Run.CommandAsync("rollback", "--list", "--config", Path.Combine(directory, "proxy.json"), "--url", address);
        }
        Directory.Delete(directory, recursive: true);

        Assert.That(outcome.ExitCode, Is.Zero, outcome.Error);
        Assert.That(outcome.Output, Does.Contain("1 in force"));
    }
}
