using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using Iris.Transforms;
using Iris.Transforms.Codecs;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Commands;

/// <summary>
/// The promise: what <c>explain</c> shows is what a provider gets, byte for byte, because the code that serves computes it; and it sends nothing.
/// </summary>
internal sealed class ExplainTests
{
    private const string Request = """{"model":"house","prompt":"a \"red\" fox, größer","size":"1536x1024","n":2,"seed":7,"own_member":{"a":1},"response_format":"b64_json"}""";

    private static readonly JsonObject House = new() { ["Models"] = new JsonObject { ["house"] = new JsonObject { ["Target"] = "main/MODEL" } } };

    private static IEnumerable<string> Providers() => ProviderCatalog.All.Providers
        .Where(provider => provider is { Draws: true, RunsInside: false, Credential: CredentialKind.Key }).Select(provider => provider.Name);

    [TestCaseSource(nameof(Providers))]
    public async Task Body_OfEveryProvider_IsTheOneThatTheProviderGets(string provider)
    {
        await using var fake = RawProvider.Start(connection => connection.SendAsync(RawAnswer.Whole(401, "{}")));
        var model = ProviderCatalog.All.Find(provider)!.KnownModels.FirstOrDefault() ?? "some/model";
        var file = ProxyJson.Create(
            new JsonObject { ["main"] = ProxyJson.Cluster(provider, fake.Address) },
            JsonNode.Parse(House.ToJsonString().Replace("MODEL", model, StringComparison.Ordinal))!.AsObject());
        using var run = Run.On(file);
        var explained = await Run.CommandAsync("explain", Request, "--config", run.File, "--json");
        var shown = JsonNode.Parse(explained.Output)!["targets"]![0]!["destinations"]![0]!["requests"]!.AsArray();
        Assert.That((explained.ExitCode, fake.Requests.Count), Is.EqualTo((0, 0)), explained.Output + explained.Error);

        await using (var gateway = await GatewayHost.StartAsync(file))
            (await gateway.PostAsync(TestGateway.Generations, Request)).Dispose();

        Assert.Multiple(() =>
        {
            Assert.That(shown.Select(BodyOf), Is.EquivalentTo(fake.Requests.Select(request => request.Bytes)));
            foreach (var request in fake.Requests)
            {
                var same = shown.First(one => BodyOf(one).AsSpan().SequenceEqual(request.Bytes))!;
                Assert.That($"{same["method"]} {new Uri((string)same["url"]!).PathAndQuery} HTTP/1.1", Is.EqualTo(request.Head.Split("\r\n")[0]));
                var headers = same["headers"]!.AsObject();
                Assert.That(headers.Select(header => header.Key).Append("host"), Is.EquivalentTo(
                    request.Head.Split("\r\n").Skip(1).Where(line => line.Length > 0).Select(line => line.Split(':')[0].ToLowerInvariant())));
                foreach (var (name, value) in headers)
                    Assert.That(((string)value!).Replace("***", "test-key-123456"), Is.EqualTo(request.Header(name)), name);
            }
            Assert.That(explained.Output, Does.Not.Contain("test-key-123456"));
        });
    }

    [Test]
    public async Task Targets_AreAllShownInOrder_EachWithWhatBecomesOfEveryMember()
    {
        var clusters = new JsonObject
        {
            ["openai"] = TestGateway.Cluster(("a", "http://a.example/v1/"), ("b", "http://b.example/v1/")),
            ["away"] = ProxyJson.Cluster("gemini", "http://c.example/v1/", key: "env:NOT_SET_ANYWHERE"),
            ["sandbox"] = ProxyJson.Sandbox(),
        };
        using var run = Run.On(ProxyJson.Create(clusters));
        var outcome = await Run.CommandAsync(
            "explain", """{"model":"openai/gpt-image-2","prompt":"x","n":4,"seed":7,"fallbacks":["away/gemini-3-pro-image","sandbox/painter"]}""",
            "--config", run.File, "--json");
        var targets = JsonNode.Parse(outcome.Output)!["targets"]!.AsArray();

        Assert.Multiple(() =>
        {
            Assert.That(targets.Select(target => $"{target!["cluster"]}/{target["model"]}"), Is.EqualTo((string[])["openai/gpt-image-2", "away/gemini-3-pro-image", "sandbox/painter"]));
            Assert.That(targets[0]!["destinations"]!.AsArray().Select(destination => (string?)destination!["id"]), Is.EquivalentTo((string[])["a", "b"]));
            Assert.That(
                targets[0]!["members"]!.AsArray().Select(member => $"{member!["name"]} {member["is"]} {member["why"]}"),
                Is.EqualTo((string[])["n sent ", "seed dropped the model does not take it"]));
            Assert.That((string?)targets[1]!["passed_over"], Does.StartWith("no keys found for provider: away"));
            Assert.That((double)targets[0]!["at_most_usd"]!, Is.GreaterThan(0));
            Assert.That((double)targets[2]!["at_most_usd"]!, Is.Zero);
        });
    }

    [TestCase("shop", 0, "shop is let in", "openai.example")]
    [TestCase("blog", 1, "blog is not let in", "the gateway itself answers 403")]
    [TestCase("key-of-nobody", 1, "the key is not let in", "the gateway itself answers 401")]
    [TestCase(null, 0, "not given: the gateway answers 401 without one", "openai.example")]
    public async Task Key_IsJudgedByTheDoorThatServes(string? key, int exitCode, string verdict, string answer)
    {
        var access = JsonNode.Parse("""
            { "Access": { "Keys": {
              "shop": { "Value": "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" },
              "blog": { "Value": "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", "Models": [ "sandbox/*" ] } } } }
            """)!.AsObject();
        using var run = Run.On(ProxyJson.Create(
            new JsonObject { ["openai"] = ProxyJson.Cluster("openai", "http://openai.example/v1/"), ["sandbox"] = ProxyJson.Sandbox() }, access));
        var outcome = await Run.CommandAsync(["explain", TestGateway.Request, "--config", run.File, .. key is null ? Array.Empty<string>() : ["--key", key]]);

        Assert.That(outcome.ExitCode, Is.EqualTo(exitCode));
        Assert.That(outcome.Output, Does.Contain(verdict).And.Contain(answer));
    }

    [TestCase("/v1/images/generations", "unified (/v1/images/", "an image route")]
    [TestCase("/chat/completions?a=1", "chat (/chat/{**rest}): passes through to openai", "POST http://openai.example/v1/chat/completions?a=1")]
    [TestCase("/elsewhere", "app (/{**rest}): an ordinary route to app", "POST http://app.example/elsewhere")]
    public async Task Route_ThatIsMet_IsNamed(string path, string route, string line)
    {
        var routes = new JsonObject
        {
            ["chat"] = new JsonObject { ["ClusterId"] = "openai", ["Match"] = new JsonObject { ["Path"] = "/chat/{**rest}" } },
            ["app"] = new JsonObject { ["ClusterId"] = "app", ["Order"] = 1000, ["Match"] = new JsonObject { ["Path"] = "/{**rest}" } },
        };
        var clusters = new JsonObject
        {
            ["openai"] = ProxyJson.Cluster("openai", "http://openai.example/v1/"),
            ["app"] = new JsonObject { ["Destinations"] = new JsonObject { ["main"] = new JsonObject { ["Address"] = "http://app.example/" } } },
        };
        using var run = Run.On(ProxyJson.Create(clusters, routes: routes));
        var outcome = await Run.CommandAsync("explain", TestGateway.Request, "--config", run.File, "--path", path);

        Assert.That(outcome.ExitCode, Is.Zero);
        Assert.That(outcome.Output, Does.Contain(route).And.Contain(line).And.Not.Contain("test-key-123456"));
    }

    [TestCase("""{"prompt":"x"}""", "the gateway itself answers 400", "model is required")]
    [TestCase("{", "the gateway itself answers 400", "invalid")]
    public async Task Request_ThatIsRefused_IsToldInTheGatewaysWords(string request, string status, string words)
    {
        using var run = Run.On(ProxyJson.Create(new JsonObject { ["sandbox"] = ProxyJson.Sandbox() }));
        var body = run.Write("request.json", request);
        var outcome = await Run.CommandAsync("explain", "@" + body, "--config", run.File);

        Assert.That(outcome.ExitCode, Is.EqualTo(1));
        Assert.That(outcome.Output, Does.Contain(status).And.Contain(words));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Secrets_ThatAnOrdinaryRouteSends_AreNotShown(bool asJson)
    {
        var clusters = new JsonObject
        {
            ["sandbox"] = ProxyJson.Sandbox(),
            ["app"] = new JsonObject { ["Destinations"] = new JsonObject { ["main"] = new JsonObject { ["Address"] = "http://app.example/" } } },
        };
        var routes = JsonNode.Parse("""
            { "app": { "ClusterId": "app", "Order": 1000, "Match": { "Path": "/{**rest}" }, "Transforms": [
                { "RequestHeader": "X-Api-Key", "Set": "s3cr3t-header" }, { "QueryValueParameter": "access_token", "Set": "s3cr3t-parameter" },
                { "RequestHeader": "X-Team", "Set": "blue" } ] } }
            """)!.AsObject();
        var access = JsonNode.Parse("""{ "Access": { "Required": false, "Keys": { "shop": { "Value": "s3cr3t-of-the-client" } } } }""")!.AsObject();
        using var run = Run.On(ProxyJson.Create(clusters, access, routes));
        var outcome = await Run.CommandAsync(
            ["explain", TestGateway.Request, "--config", run.File, "--path", "/chat?a=1&key=s3cr3t-query", "--key", "s3cr3t-of-the-client", .. asJson ? (string[])["--json"] : []]);

        Assert.That(outcome.ExitCode, Is.Zero, outcome.Error);
        Assert.That(outcome.Output.Replace("POST /chat?a=1&key=s3cr3t-query", ""), Does.Contain("blue").And.Contain("a=1").And.Contain("access_token=***").And.Not.Contain("s3cr3t"));
    }

    [Test]
    public async Task Disk_IsLeftAsItIs()
    {
        var images = JsonNode.Parse("""
            { "State": { "Sqlite": "state/iris.db" }, "Store": { "Directory": "pictures" }, "Url": "store", "Idempotency": {}, "Jobs": {}, "Endpoints": { "AffinityKeys": "keys" } }
            """)!.AsObject();
        using var run = Run.On(ProxyJson.Create(new JsonObject { ["sandbox"] = ProxyJson.Sandbox() }, images));
        var outcome = await Run.CommandAsync("explain", """{"model":"sandbox/painter","prompt":"x","response_format":"url"}""", "--config", run.File);

        Assert.That(outcome.ExitCode, Is.Zero, outcome.Output + outcome.Error);
        Assert.That(Directory.GetFileSystemEntries(run.Folder), Is.EqualTo((string[])[run.File]));
    }

    private static byte[] BodyOf(JsonNode? request) => request!["body"] is { } text
        ? System.Text.Encoding.UTF8.GetBytes((string)text!)
        : Convert.FromBase64String((string)request["body_base64"]!);
}
