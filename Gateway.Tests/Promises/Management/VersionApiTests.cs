using System.Text.Json.Nodes;
using Iris.Gateway.Configuration;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Promises.Commands;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Management;

/// <summary>The promise: a running gateway goes back to a configuration that it ran on, says so, and stays there until the file changes.</summary>
internal sealed class VersionApiTests
{
    private const string Key = "sk-admin-0123456789abcdef";

    [Test]
    public async Task Rollback_WithoutAVersion_GoesBackToTheOneBefore_UntilTheFileChanges()
    {
        await using var gateway = await StartAsync("a");
        await EditAsync(gateway, "b");
        var done = await SendAsync(gateway, HttpMethod.Post, "/api/config/rollback");
        var reloader = gateway.Services.GetRequiredService<ProxyConfigurationReloader>();
        await reloader.LookAsync();

        Assert.Multiple(() =>
        {
            Assert.That(AliasesOf(gateway), Is.EqualTo("a"));
            Assert.That(((int)done["version"]!["version"]!, (int)done["version"]!["source_version"]!, (string?)done["version"]!["origin"]), Is.EqualTo((3, 1, "rollback")));
            Assert.That((string?)done["version"]!["by"], Is.EqualTo("127.0.0.1"));
            Assert.That(done["version"]!["changes"]!.AsArray().Select(change => (string?)change), Is.EqualTo((string[])["+ alias a", "- alias b"]));
            // The file is not in force.
            Assert.That(gateway.Services.GetRequiredService<ReloadState>().IsSuccessful, Is.False);
            Assert.That(gateway.Logs.Entries.Select(entry => entry.Id.Name), Has.Some.EqualTo("ConfigurationRolledBack"));
        });

        await EditAsync(gateway, "c");
        Assert.That((AliasesOf(gateway), gateway.Services.GetRequiredService<ReloadState>().IsSuccessful), Is.EqualTo(("c", true)));
    }

    [Test]
    public async Task Reload_ThatIsAskedFor_TakesTheFileInPlaceOfARollback()
    {
        await using var gateway = await StartAsync("a");
        await EditAsync(gateway, "b");
        await SendAsync(gateway, HttpMethod.Post, "/api/config/rollback", """{"version":1}""");
        await gateway.Services.GetRequiredService<ProxyConfigurationReloader>().LookAsync(isAsked: true);

        Assert.That(AliasesOf(gateway), Is.EqualTo("b"));
    }

    [Test]
    public async Task Versions_AreListedLatestFirst_AndShownWithoutSecrets()
    {
        await using var gateway = await StartAsync("a");
        await EditAsync(gateway, "b");
        var list = (await SendAsync(gateway, HttpMethod.Get, "/api/config/versions"))["versions"]!.AsArray();
        var shown = await SendAsync(gateway, HttpMethod.Get, "/api/config/versions/1");
        var current = await SendAsync(gateway, HttpMethod.Get, "/api/config/versions/current");

        Assert.Multiple(() =>
        {
            Assert.That(list.Select(version => $"{version!["version"]} {version["origin"]} {version["in_force"]}"), Is.EqualTo((string[])["2 file true", "1 start false"]));
            Assert.That((string?)shown["values"]!["Images:Models:a:Target"], Is.EqualTo("sandbox/painter"));
            Assert.That((string?)current["values"]!["Images:Models:b:Target"], Is.EqualTo("sandbox/painter"));
            Assert.That(shown["hidden"]!.AsArray().Select(path => (string?)path), Has.Some.EqualTo("Images:Endpoints:Admin:Key"));
            Assert.That(shown.ToJsonString(), Does.Not.Contain(Key));
        });
    }

    [TestCase("""{"version":7}""", 404, "not_found")]
    [TestCase("""{"version":"x"}""", 400, "invalid_value")]
    [TestCase("""{"vrsion":1}""", 400, "invalid_value")]
    [TestCase("", 404, "not_found")]
    public async Task Rollback_ToNothing_IsRefused(string body, int status, string code)
    {
        await using var gateway = await StartAsync("a");
        var answer = await SendAsync(gateway, HttpMethod.Post, "/api/config/rollback", body, status);

        Assert.That((string?)answer["error"]!["code"], Is.EqualTo(code));
        Assert.That(AliasesOf(gateway), Is.EqualTo("a"));
    }

    [Test]
    public async Task Rollback_ToAVersionWhoseSecretIsGone_IsRefusedWithItsErrors()
    {
        await using var gateway = await StartAsync("a");
        await File.WriteAllTextAsync(Path.Combine(gateway.Directory, "key"), "sk-of-a-client");
        await EditAsync(gateway, "b", """, "Access": { "Required": false, "Keys": { "shop": { "Value": "file:key" } } }""");
        await EditAsync(gateway, "c");
        File.Delete(Path.Combine(gateway.Directory, "key"));
        var answer = await SendAsync(gateway, HttpMethod.Post, "/api/config/rollback", "{}", 409);

        Assert.That((string?)answer["error"]!["message"], Does.Contain("version 2 has 1 error").And.Contain("Images.Access.Keys.shop.Value"));
        Assert.That(AliasesOf(gateway), Is.EqualTo("c"));
    }

    [Test]
    public async Task Rollback_WhoseSecretVanishesLater_TellsItOnce()
    {
        await using var gateway = await StartAsync("a");
        await File.WriteAllTextAsync(Path.Combine(gateway.Directory, "key"), "sk-of-a-client");
        await EditAsync(gateway, "b", """, "Access": { "Required": false, "Keys": { "shop": { "Value": "file:key" } } }""");
        await EditAsync(gateway, "c");
        await SendAsync(gateway, HttpMethod.Post, "/api/config/rollback");
        File.Delete(Path.Combine(gateway.Directory, "key"));
        var reloader = gateway.Services.GetRequiredService<ProxyConfigurationReloader>();
        await reloader.LookAsync();
        await reloader.LookAsync();

        Assert.That(gateway.Logs.Entries.Count(entry => entry.Id.Name == "ConfigurationBad" && entry.Message.Contains("Images.Access.Keys.shop.Value", StringComparison.Ordinal)), Is.EqualTo(1));
        Assert.That(AliasesOf(gateway), Is.EqualTo("b"));
    }

    [Test]
    public async Task Rollback_SecretIsRenewedWhileAnEditWaitsForItsOwn_BothGetTheirs()
    {
        await using var gateway = await StartAsync("a");
        var versions = gateway.Services.GetRequiredService<ConfigurationVersions>();
        var reloader = gateway.Services.GetRequiredService<ProxyConfigurationReloader>();
        await File.WriteAllTextAsync(Path.Combine(gateway.Directory, "key"), "sk-of-a-client");
        await EditAsync(gateway, "b", """, "Access": { "Required": false, "Keys": { "shop": { "Value": "file:key" } } }""");
        await EditAsync(gateway, "c");
        await SendAsync(gateway, HttpMethod.Post, "/api/config/rollback");
        await EditAsync(gateway, "d", """, "Access": { "Required": false, "Keys": { "shop": { "Value": "file:other" } } }""");
        Assert.That((AliasesOf(gateway), versions.Current.Number), Is.EqualTo(("b", 4)), "the edit waits");

        await File.WriteAllTextAsync(Path.Combine(gateway.Directory, "key"), "sk-renewed-of-a-client");
        await reloader.LookAsync();
        Assert.That((AliasesOf(gateway), versions.Current.Number), Is.EqualTo(("b", 5)), "what is in force has been read anew");
        await reloader.LookAsync();
        Assert.That(versions.Current.Number, Is.EqualTo(5));

        await File.WriteAllTextAsync(Path.Combine(gateway.Directory, "other"), "sk-of-another-client");
        await reloader.LookAsync();
        Assert.That(AliasesOf(gateway), Is.EqualTo("d"));
    }

    [Test]
    public async Task Rollback_ThatNeedsARestart_SaysSoInTheLogAndInItsAnswer()
    {
        await using var gateway = await StartAsync("a");
        await EditAsync(gateway, "b", """, "Drain": { "Timeout": "00:00:07" }""");
        await EditAsync(gateway, "c");
        var told = gateway.Logs.Entries.Count(entry => entry.Id.Name == "RestartNeeded");
        var done = await SendAsync(gateway, HttpMethod.Post, "/api/config/rollback");
        var config = await SendAsync(gateway, HttpMethod.Get, "/api/config");

        Assert.Multiple(() =>
        {
            Assert.That(done["version"]!["restart"]!.AsArray().Select(name => (string?)name), Is.EqualTo((string[])["Images.Drain.Timeout"]));
            Assert.That(gateway.Logs.Entries.Where(entry => entry.Id.Name == "RestartNeeded").Skip(told).Select(entry => entry.Message), Is.EqualTo((string[])
                ["changed, but in force only after a restart: Images.Drain.Timeout"]));
            Assert.That((string?)config["restart_required"]!["reason"], Does.StartWith("Images.Drain.Timeout of "));
        });
    }

    [Test]
    public async Task Versions_BeyondTen_AreForgotten()
    {
        await using var gateway = await StartAsync("a0");
        for (var i = 1; i <= 11; i++)
            await EditAsync(gateway, $"a{i}");
        var versions = gateway.Services.GetRequiredService<ConfigurationVersions>();

        Assert.That((versions.All.Count, versions.All[0].Number, versions.Current.Number), Is.EqualTo((10, 3, 12)));
    }

    [Test]
    public async Task Commands_RollBackAndPlan_AskTheManagementApi()
    {
        await using var gateway = await StartAsync("a");
        await EditAsync(gateway, "b");
        var url = gateway.Address.ToString();
        var next = Path.Combine(gateway.Directory, "next.json");
        await File.WriteAllTextAsync(next, FileOf("c"));
        var plan = await Run.CommandAsync("plan", url, next, "--admin-key", Key);
        var list = await Run.CommandAsync("rollback", "--url", url, "--admin-key", Key, "--list");
        var done = await Run.CommandAsync("rollback", "--url", url, "--admin-key", Key);
        var wrong = await Run.CommandAsync("rollback", "--url", url, "--admin-key", "sk-wrong", "--list");
        // The file tells both the address and the key.
        var byFile = await Run.CommandAsync("rollback", "--config", gateway.ConfigPath, "--url", url, "--to", "2");

        Assert.Multiple(() =>
        {
            Assert.That(plan.Output, Does.Contain("+ alias c").And.Contain("- alias b").And.Contain("calls for \"b\" are refused").And.Contain("may be secrets; they were not compared"));
            Assert.That(list.Output, Does.Match("2 in force .* file +\\+ alias b; - alias a\n1 .* start"));
            Assert.That(done.Output, Does.StartWith("Went back to version 1, in force as version 3:\n  + alias a\n  - alias b\n"));
            Assert.That((wrong.ExitCode, wrong.Error.Contains("answers 401: The management API asks for its own key", StringComparison.Ordinal)), Is.EqualTo((1, true)));
            Assert.That((byFile.ExitCode, AliasesOf(gateway)), Is.EqualTo((0, "b")), byFile.Error);
        });
    }

    private static string FileOf(string alias, string more = "") => ProxyJson.Create(
        new JsonObject { ["sandbox"] = ProxyJson.Sandbox() },
        JsonNode.Parse($$"""{ "Models": { "{{alias}}": { "Target": "sandbox/painter" } }, "Endpoints": { "Admin": { "Key": "{{Key}}" } }{{more}} }""")!.AsObject());

    private static Task<GatewayHost> StartAsync(string alias) => GatewayHost.StartAsync(FileOf(alias));

    private static async Task EditAsync(GatewayHost gateway, string alias, string more = "")
    {
        await File.WriteAllTextAsync(gateway.ConfigPath + ".new", FileOf(alias, more));
        File.Move(gateway.ConfigPath + ".new", gateway.ConfigPath, overwrite: true);
        await gateway.Services.GetRequiredService<ProxyConfigurationReloader>().LookAsync();
    }

    private static string AliasesOf(GatewayHost gateway) =>
        string.Join(',', gateway.Services.GetRequiredService<ProxyConfigurationProvider>().Current.Images.Models.Keys);

    private static async Task<JsonNode> SendAsync(GatewayHost gateway, HttpMethod method, string path, string body = "", int status = 200)
    {
        using var request = new HttpRequestMessage(method, path) { Headers = { Authorization = new("Bearer", Key) } };
        if (method == HttpMethod.Post)
            request.Content = new StringContent(body);
        using var response = await gateway.Client.SendAsync(request);
        var answer = await response.Content.ReadAsStringAsync();
        Assert.That((int)response.StatusCode, Is.EqualTo(status), answer);
        return JsonNode.Parse(answer)!;
    }
}
