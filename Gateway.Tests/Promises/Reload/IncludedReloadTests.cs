using System.Text.Json.Nodes;
using Iris.Gateway.Configuration;
using Iris.Gateway.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Reload;

/// <summary>The promise: a change of any included file is a change of the configuration, taken whole or not at all.</summary>
internal sealed class IncludedReloadTests
{
    private static readonly string Main = With("\"teams\"");

    [Test]
    public async Task IncludedFile_ThatChanges_IsInForceAtOnce_AndABrokenOneChangesNothing()
    {
        await using var gateway = await StartAsync();
        Assert.That(await ModelsAsync(gateway), Is.EqualTo("a"));

        await gateway.ApplyAsync(() => WriteAsync(gateway, "teams/a.json", Alias("b")));
        Assert.That(await ModelsAsync(gateway), Is.EqualTo("b"));

        await gateway.ApplyAsync(() => WriteAsync(gateway, "teams/c.json", Alias("c")));
        Assert.That(await ModelsAsync(gateway), Is.EqualTo("b,c"));

        await gateway.LookAsync(
            async () =>
            {
                await WriteAsync(gateway, "teams/a.json", Alias("d"));
                await WriteAsync(gateway, "teams/c.json", Alias("d"));
            },
            "ConfigurationBad");
        Assert.That(await ModelsAsync(gateway), Is.EqualTo("b,c"));

        await gateway.ApplyAsync(() =>
        {
            File.Delete(Path.Combine(gateway.Host.Directory, "teams/c.json"));
            return Task.CompletedTask;
        });
        Assert.That(await ModelsAsync(gateway), Is.EqualTo("d"));
    }

    [Test]
    public async Task Hash_OfTheConfiguration_CountsIncludedFiles()
    {
        await using var gateway = await StartAsync();
        var state = gateway.Host.Services.GetRequiredService<ReloadState>();
        var before = state.Hash;
        await gateway.ApplyAsync(() => WriteAsync(gateway, "teams/a.json", Alias("b")));

        Assert.That(state.Hash, Is.Not.EqualTo(before));
    }

    [Test]
    public async Task Reload_IsToldInThreeLines()
    {
        await using var gateway = await StartAsync();
        await gateway.ApplyAsync(async () =>
        {
            await WriteAsync(gateway, "teams/a.json", Alias("b"));
            await File.WriteAllTextAsync(gateway.Host.ConfigPath, Main.Replace("\"Images\":{", "\"Images\":{\"Strict\":true,", StringComparison.Ordinal));
        });
        var line = gateway.Host.Logs.Entries.Last(entry => entry.Id.Name == "ConfigurationApplied").Message;

        Assert.That(line, Does.EndWith(" clusters\n  + Images.Strict; alias b\n  - alias a"));
    }

    private static async Task<ReloadingGateway> StartAsync()
    {
        var directory = Directory.CreateTempSubdirectory("iris-").FullName;
        Directory.CreateDirectory(Path.Combine(directory, "teams"));
        await File.WriteAllTextAsync(Path.Combine(directory, "teams/a.json"), Alias("a"));
        return await ReloadingGateway.StartAsync(Main, directory);
    }

    private static string With(string include) => ProxyJson.Create(
        new JsonObject { ["sandbox"] = ProxyJson.Sandbox() }, new JsonObject { ["Heartbeat"] = "00:00:05" }).Insert(1, $"\"Include\":{include},");

    private static string Alias(string name) => $$"""{ "Images": { "Models": { "{{name}}": { "Target": "sandbox/painter" } } } }""";

    // Replaced whole, as an editor does it: a look never meets half a file.
    private static async Task WriteAsync(ReloadingGateway gateway, string name, string text)
    {
        var path = Path.Combine(gateway.Host.Directory, name);
        await File.WriteAllTextAsync(path + ".new", text);
        File.Move(path + ".new", path, overwrite: true);
    }

    private static async Task<string> ModelsAsync(ReloadingGateway gateway)
    {
        var list = JsonNode.Parse(await gateway.Host.Client.GetStringAsync("/v1/models"))!["data"]!.AsArray();
        return string.Join(',', list.Select(model => (string)model!["id"]!).Where(id => !id.Contains('/')));
    }
}
