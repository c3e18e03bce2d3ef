using System.Text.Json.Nodes;
using Iris.Gateway.Hosting;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Unit.Gateway.Configuration;
using Iris.Transforms;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Startup;

/// <summary>A newcomer finds the next steps in the text of the start.</summary>
internal sealed class StartupTextTests
{
    [Test]
    public async Task Of_TheShippedFile_IsThisText()
    {
        var snapshot = await Load.Snapshot(
            await File.ReadAllTextAsync(Repository.PathOf("proxy.json")), environment: new Dictionary<string, string> { ["AZURE_OPENAI_API_KEY"] = "secret-of-azure" });

        Assert.That(StartupText.Of(snapshot, ["http://[::]:8080"], ProviderCatalog.All), Is.EqualTo($$"""
            Iris listens on http://localhost:8080

              provider     ready
              sandbox      yes
            {{Rows(draws: true, given: "AZURE_OPENAI_API_KEY")}}
            {{Rows(draws: false)}}

            A first picture, into fox.png:
              curl -s http://localhost:8080/v1/images/generations -H 'content-type: application/json' -d '{"model":"sandbox/painter","prompt":"a red fox in the snow","response_format":"b64_json"}' | grep -o '"b64_json":"[^"]*' | cut -d'"' -f4 | base64 -d > fox.png
            """));
    }

    [TestCase("  azure        no     AZURE_OPENAI_ENDPOINT and AZURE_OPENAI_API_KEY are not set")]
    [TestCase("  bedrock      no     iam: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY; token: AWS_BEARER_TOKEN_BEDROCK")]
    [TestCase("  vertex       no     GOOGLE_CLOUD_PROJECT and VERTEX_SERVICE_ACCOUNT are not set")]
    [TestCase("  cerebras     no     draws nothing, for routes that pass through; CEREBRAS_API_KEY is not set")]
    public void Rows_OfTheShippedFile_ReadLikeThis(string row) => Assert.That($"{Rows(draws: true)}\n{Rows(draws: false)}".Split('\n'), Has.Member(row));

    // For each provider that needs environment variables: the missing ones of all its destinations.
    private static string Rows(bool draws, string given = "") => string.Join('\n',
        from one in ShippedDestination.All
        let destination = one with { Variables = [.. one.Variables.Where(variable => variable != given)] }
        where destination.Provider.Draws == draws && !destination.Provider.RunsInside
        group destination by destination.Provider.Name into cluster
        orderby cluster.Key
        let reasons = cluster.Select(one => cluster.Count() == 1
            ? string.Join(" and ", one.Variables) + (one.Variables.Count == 1 ? " is not set" : " are not set")
            : $"{one.Id}: {string.Join(", ", one.Variables)}")
        select $"  {cluster.Key,-11}  no     {(draws ? "" : "draws nothing, for routes that pass through; ")}{string.Join("; ", reasons)}");

    [Test]
    public async Task Of_TheShippedFile_TheTableFitsIntoATerminal()
    {
        var snapshot = await Load.Snapshot(await File.ReadAllTextAsync(Repository.PathOf("proxy.json")));
        var text = StartupText.Of(snapshot, ["http://localhost:8080"], ProviderCatalog.All);
        var table = text.Split("\n\n")[1].Split('\n');

        // The console's time takes 9 columns.
        Assert.That(table, Has.Length.EqualTo(1 + snapshot.ImageClusters.Count).And.All.Length.LessThanOrEqualTo(110 - 9));
    }

    [Test]
    public async Task Of_UsableClusters_StandFirstAndThoseThatDrawNothingLast()
    {
        var snapshot = await Load.Snapshot(Load.WithClusters("""
            "a": { "Metadata": { "ImageApi": "cohere" }, "Destinations": { "d": { "Address": "http://a/", "Metadata": { "ApiKey": "k" } } } },
            "b": { "Metadata": { "ImageApi": "groq" }, "Destinations": { "d": { "Address": "http://a/", "Metadata": { "ApiKey": "env:GONE" } } } },
            "c": { "Metadata": { "ImageApi": "openai" }, "Destinations": { "d": { "Address": "http://a/", "Metadata": { "ApiKey": "env:GONE" } } } },
            "d": { "Metadata": { "ImageApi": "openai" }, "Destinations": { "d": { "Address": "http://a/", "Metadata": { "ApiKey": "k" } } } }
            """));

        Assert.That(StartupText.Of(snapshot, [], ProviderCatalog.All), Does.Contain("""
              provider    ready
              d (openai)  yes
              c (openai)  no     GONE is not set
              a (cohere)  yes    draws nothing, for routes that pass through
              b (groq)    no     draws nothing, for routes that pass through; GONE is not set
            """));
    }

    [Test]
    public async Task Of_PartlyUsableCluster_CountsAndNamesTheRest()
    {
        var snapshot = await Load.Snapshot(Load.WithClusters("""
            "many": { "Metadata": { "ImageApi": "openai" }, "Destinations": {
                "b": { "Address": "http://a/", "Metadata": { "ApiKey": "env:GONE" } },
                "a": { "Address": "http://a/", "Metadata": { "ApiKey": "file:gone" } },
                "c": { "Address": "http://a/", "Metadata": { "ApiKey": "literal-key" } } } }
            """));
        var text = StartupText.Of(snapshot, ["http://0.0.0.0:80", "https://iris.example:443"], ProviderCatalog.All);

        Assert.That(text, Does.StartWith("Iris listens on http://localhost:80, https://iris.example:443\n"));
        Assert.That(text, Does.Contain("  many (openai)  1 of 3  a: file gone does not exist; b: GONE is not set\n"));
        Assert.That(text, Does.Contain("http://localhost:80/providers/many/v1/images/generations"), "without a unified route the cluster's own");
        Assert.That(text, Does.Not.Contain("literal-key"));
    }

    [TestCase("http://unix:/run/iris.sock", "curl -s --unix-socket '/run/iris.sock' http://localhost/providers/one/v1/images/generations ")]
    [TestCase("https://unix:/it's here.sock", "curl -s -k --unix-socket '/it'\\''s here.sock' https://localhost/providers/one/v1/images/generations ")]
    public async Task Of_UnixSocket_CallsThroughIt(string address, string expected)
    {
        var snapshot = await Load.Snapshot(Load.WithClusters("""
            "one": { "Metadata": { "ImageApi": "sandbox" }, "Destinations": { "d": { "Address": "http://a/" } } }
            """));

        Assert.That(StartupText.Of(snapshot, [address], ProviderCatalog.All), Does.Contain(expected));
    }

    [Test]
    public async Task Of_NothingUsable_GivesNoCallToTry()
    {
        var snapshot = await Load.Snapshot(Load.WithClusters("""
            "c": { "Metadata": { "ImageApi": "openai" }, "Destinations": { "d": { "Address": "http://a/", "Metadata": { "ApiKey": "env:GONE" } } } }
            """));

        Assert.That(StartupText.Of(snapshot, ["http://localhost:80"], ProviderCatalog.All), Does.Not.Contain("curl"));
    }

    [Test]
    public async Task Of_NoImageClusters_SaysWhatToDo()
    {
        var snapshot = await Load.Snapshot("{}");

        Assert.That(StartupText.Of(snapshot, [], ProviderCatalog.All), Is.EqualTo(
            "Iris listens on no address\n\nNo image provider is configured: give a cluster \"Metadata\": { \"ImageApi\": \"sandbox\" } in proxy.json."));
    }

    [Test]
    public async Task Start_Gateway_ReportsOnceAndWarnsOfNothing()
    {
        await using var gateway = await GatewayHost.StartAsync(ProxyJson.Create(new JsonObject
        {
            ["sandbox"] = ProxyJson.Sandbox(),
            ["openai"] = ProxyJson.Cluster("openai", "http://openai.invalid/", "env:MISSING"),
        }));
        var report = gateway.Logs.Entries.Single(entry => entry.Category == "Iris.Gateway.Hosting.StartupReport");

        Assert.That(report.Message, Does.Contain($"Iris listens on {gateway.Address.ToString().TrimEnd('/')}").And.Contain("\n  openai    no     MISSING is not set"));
        Assert.That(gateway.Logs.Entries.Where(entry => entry.Level >= LogLevel.Warning).Select(entry => entry.Message), Is.Empty);
    }

    [Test]
    public void ConsoleLines_WarningAboutTheNetwork_HasAReasonAndNoStack()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 5, 4, 9, 8, 7, TimeSpan.Zero));
        time.SetLocalTimeZone(TimeZoneInfo.Utc);
        var writer = new StringWriter();
        var failure = new HttpRequestException(HttpRequestError.ConnectionError, "Connection refused (127.0.0.1:3000)", new IOException("inner"));
        new ConsoleLines(time).Write(new LogEntry<string>(LogLevel.Warning, "Yarp.Health", default, "probing failed", failure, (state, _) => state), null, writer);
        new ConsoleLines(time).Write(new LogEntry<string>(LogLevel.Error, "Yarp.Health", default, "failed", failure, (state, _) => state), null, writer);

        var lines = writer.ToString().Split('\n');
        Assert.That(lines[0], Is.EqualTo("09:08:07 warning: Yarp.Health: probing failed: Connection refused (127.0.0.1:3000)"));
        Assert.That(lines[1..3], Is.EqualTo(new[] { "09:08:07 error: Yarp.Health: failed", "         System.Net.Http.HttpRequestException: Connection refused (127.0.0.1:3000)" }));
    }

    [TestCase(LogLevel.Information, "Iris.Gateway.X", "one\ntwo\n\nthree", "09:08:07 one\n         two\n\n         three\n")]
    [TestCase(LogLevel.Warning, "Yarp.Y", "text", "09:08:07 warning: Yarp.Y: text\n")]
    [TestCase(LogLevel.Error, "Iris.Gateway.X", "a\r\n09:00:00 forged", "09:08:07 error: a\n         09:00:00 forged\n")]
    public void ConsoleLines_Message_IsOneBlock(LogLevel level, string category, string message, string expected)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 5, 4, 9, 8, 7, TimeSpan.Zero));
        time.SetLocalTimeZone(TimeZoneInfo.Utc);
        var writer = new StringWriter();
        var entry = new LogEntry<string>(level, category, default, message, null, (state, _) => state);
        new ConsoleLines(time).Write(in entry, null, writer);

        Assert.That(writer.ToString(), Is.EqualTo(expected));
    }
}
