using System.Text.Json.Nodes;
using Iris.Gateway.Configuration;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Promises.Access;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using static Iris.Gateway.Tests.Promises.Management.ManagementWorld;

namespace Iris.Gateway.Tests.Promises.Management;

/// <summary>The promise: of a file that is full of secrets the management API shows none, whichever way it is asked.</summary>
internal sealed class RedactionTests
{
    // Each secret of the file holds this word.
    private const string Mark = "s3cr3t";

    private const string File = """
        {
          "ReverseProxy": {
            "Routes": {
              "unified": { "Match": { "Path": "/v1/images/{operation}", "Methods": [ "POST" ], "Headers": [ { "Name": "x-team", "Values": [ "s3cr3t-match" ] } ],
                                      "QueryParameters": [ { "Name": "token", "Values": [ "s3cr3t-query-match" ] } ] },
                           "Metadata": { "ImageIngress": "unified", "Note": "s3cr3t-note" } },
              "app": { "ClusterId": "app", "Match": { "Path": "/app/{**rest}" },
                       "Transforms": [ { "RequestHeader": "Authorization", "Set": "Bearer s3cr3t-transform" }, { "QueryValueParameter": "key", "Set": "s3cr3t-parameter" } ] }
            },
            "Clusters": {
              "openai": { "Metadata": { "ImageApi": "openai" }, "Destinations": {
                "main": { "Address": "https://api.example/v1/", "Metadata": { "ApiKey": "s3cr3t-openai-key" } },
                "spare": { "Address": "https://api.example/s3cr3t-path/", "Metadata": { "ApiKey": "env:OPENAI" } } } },
              "bedrock": { "Metadata": { "ImageApi": "bedrock" }, "Destinations": { "main": { "Address": "https://bedrock-runtime.us-east-1.amazonaws.com/",
                "Metadata": { "Region": "us-east-1", "AccessKeyId": "s3cr3t-id", "SecretAccessKey": "s3cr3t-access", "SessionToken": "s3cr3t-session" } } } },
              "sandbox": { "Metadata": { "ImageApi": "sandbox" }, "Destinations": { "here": { "Address": "http://sandbox/" } } },
              "app": { "Metadata": { "Note": "s3cr3t-cluster-note" }, "HttpClient": { "WebProxy": { "Address": "http://user:s3cr3t-proxy@proxy.example:3128" } },
                       "HealthCheck": { "Active": { "Enabled": false, "Path": "/health", "Query": "?key=s3cr3t-health" } },
                       "Destinations": { "a": { "Address": "https://app:s3cr3t-app@app.example/?key=s3cr3t-app-query", "Metadata": { "Note": "s3cr3t-destination-note" } } } }
            }
          },
          "Images": {
            "Endpoints": { "Admin": { "Key": "sk-admin-0123456789abcdef-s3cr3t" } },
            "Access": { "Keys": { "shop": { "Value": [ "s3cr3t-shop-key", "env:SHOP" ], "Models": [ "sandbox/*" ] } } },
            "State": { "Sqlite": "s3cr3t-state/iris.db" },
            "store": { "directory": "pictures", "signingKey": [ "s3cr3t-signing-key-0123456789abcdef" ] },
            "jobs": { "webhooks": { "secret": "s3cr3t-webhook-0123456789abcdef", "hosts": [ "hooks.example" ] } }
          },
          "Kestrel": { "Certificates": { "Default": { "Password": "s3cr3t-certificate" } } }
        }
        """;

    private static readonly string[] Paths =
    [
        "config", "providers", "providers/openai", "providers/bedrock", "providers/app", "providers/openai/keys", "governance/virtual-keys", "governance/virtual-keys/shop",
        "governance/budgets", "governance/rate-limits", "logs", "logs/stats", "logs/histogram", "logs/histogram?by=key", "logs/export", "logs/export?format=jsonl", "nothing",
    ];

    [Test]
    public async Task Show_FileFullOfSecrets_ShowsNone()
    {
        await using var gateway = await GatewayHost.StartAsync(File, new Dictionary<string, string> { ["OPENAI"] = "s3cr3t-from-environment", ["SHOP"] = "s3cr3t-shop-environment" });
        using var called = await gateway.SendAsync("/v1/images/generations", """{"model":"sandbox/painter","prompt":"a s3cr3t","size":"64x64"}""");
        var told = new List<string>();
        foreach (var path in Paths)
        {
            foreach (var method in (string[])["GET", "PUT", "POST", "DELETE"])
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), "/api/" + path) { Content = new StringContent("""{"name":"x"}""") };
                request.Headers.TryAddWithoutValidation("Authorization", "Bearer sk-admin-0123456789abcdef-s3cr3t");
                using var response = await gateway.Client.SendAsync(request);
                told.Add($"{method} {path}: {response.Headers} {await response.Content.ReadAsStringAsync()}");
            }
        }

        Assert.Multiple(() =>
        {
            Assert.That(told, Has.None.Contains(Mark));
            Assert.That(told[0], Does.Contain("https://app.example").And.Contain("***"));
            Assert.That(told.Select(text => text[..text.IndexOf(':')]), Has.Some.EqualTo("GET providers/bedrock"));
            Assert.That(told.Single(text => text.StartsWith("GET providers/bedrock:", StringComparison.Ordinal)), Does.Contain("us-east-1").And.Contain("\"AccessKeyId\":\"***\""));
        });
    }

    [Test]
    public async Task Versions_OfAFileFullOfSecrets_ShowNone()
    {
        // Where a call goes and where a file lies is told.
        var file = File.Replace("s3cr3t-path", "path", StringComparison.Ordinal).Replace("s3cr3t-state", "state", StringComparison.Ordinal);
        await using var gateway = await GatewayHost.StartAsync(file, new Dictionary<string, string> { ["OPENAI"] = "s3cr3t-from-environment", ["SHOP"] = "s3cr3t-shop-environment" });
        await System.IO.File.WriteAllTextAsync(gateway.ConfigPath, file.Replace("s3cr3t-", "other-s3cr3t-", StringComparison.Ordinal).Replace("-s3cr3t\"", "-s3cr3t\" ", StringComparison.Ordinal));
        await gateway.Services.GetRequiredService<ProxyConfigurationReloader>().LookAsync();
        foreach (var path in (string[])["versions", "versions/1", "versions/2", "versions/current"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/config/" + path);
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer sk-admin-0123456789abcdef-s3cr3t");
            using var response = await gateway.Client.SendAsync(request);
            var body = await response.Content.ReadAsStringAsync();

            Assert.That((int)response.StatusCode, Is.EqualTo(200), body);
            Assert.That(body, Does.Not.Contain(Mark), path);
        }
        Assert.That(gateway.Services.GetRequiredService<ConfigurationVersions>().All, Has.Count.EqualTo(2));
        Assert.That(gateway.Logs.Entries.Select(entry => entry.Message), Has.None.Contains(Mark));
    }

    [Test]
    public async Task Config_Defaults_AreShownAsTheyAreInForce()
    {
        await using var world = await StartAsync(images: """{ "Heartbeat": "00:00:05", "Log": { "Retention": "2.00:00:00" } }""");
        var body = (await world.GetAsync("/api/config")).Body;
        Assert.Multiple(() =>
        {
            Assert.That((string?)body["Images"]!["Heartbeat"], Is.EqualTo("00:00:05"));
            Assert.That((string?)body["Images"]!["Deadlines"]!["Connect"], Is.EqualTo("00:00:10"));
            Assert.That((string?)body["Images"]!["Endpoints"]!["Admin"]!["Key"], Is.EqualTo("***"));
            Assert.That((int?)body["client_config"]!["log_retention_days"], Is.EqualTo(2));
            Assert.That((bool?)body["restart_required"]!["required"], Is.False);
            Assert.That((bool?)body["is_logs_connected"], Is.True);
            Assert.That((bool?)body["is_db_connected"], Is.False);
            Assert.That((string?)body["file"], Is.EqualTo("proxy.json"));
        });
    }

    [Test]
    public async Task Providers_UnusableOne_SaysWhy()
    {
        await using var world = await StartAsync(clusters: new JsonObject
        {
            ["sandbox"] = ProxyJson.Sandbox(),
            ["openai"] = ProxyJson.Cluster("openai", "https://api.example/v1/", "env:NOBODY", ("Weight", "3"), ("Models", "gpt-image-2,gpt-image-1*")),
        });
        var body = (await world.GetAsync("/api/providers")).Body;
        var openai = body["providers"]!.AsArray().Single(provider => (string?)provider!["name"] == "openai")!;
        Assert.Multiple(() =>
        {
            Assert.That((int?)body["total"], Is.EqualTo(2));
            Assert.That((string?)openai["provider_status"], Is.EqualTo("error"));
            Assert.That((string?)openai["keys"]![0]!["status_reason"], Does.Contain("NOBODY"));
            Assert.That((int?)openai["keys"]![0]!["weight"], Is.EqualTo(3));
            Assert.That(openai["keys"]![0]!["models"]!.ToJsonString(), Is.EqualTo("""["gpt-image-2","gpt-image-1*"]"""));
        });
    }
}
