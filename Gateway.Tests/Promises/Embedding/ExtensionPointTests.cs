using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Iris.Gateway.Hosting;
using Iris.Gateway.Tests.Hosting;
using Iris.Transforms.Answers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using static Iris.Gateway.Tests.Hosting.TestGateway;

namespace Iris.Gateway.Tests.Promises.Embedding;

/// <summary>The promise: an application adds stages and credentials of its own by the same door as providers.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ExtensionPointTests
{
    private readonly Channel<(string? Team, ImageStageOutcome Outcome)> _outcomes = Channel.CreateUnbounded<(string?, ImageStageOutcome)>();
    private readonly Channel<ImageAttemptOutcome> _attempts = Channel.CreateUnbounded<ImageAttemptOutcome>();
    private readonly List<string> _received = [];

    [Test]
    public async Task Post_StageRefusesTheCall_NothingIsSentAndTheStageLearnsOfIt()
    {
        await using var stamps = await AppHost.StartAsync(StampAsync);
        await using var app = await StartAsync(stamps, "key", images => images.AddStage<TeamStage>());

        using var response = await PostAsync(app, """{"model":"stamps/classic","prompt":"kite"}""", null);

        Assert.That((string?)(await response.EnvelopeAsync(HttpStatusCode.Unauthorized))["error"]!["message"], Is.EqualTo("Who are you?"));
        var (team, outcome) = await NextAsync();
        Assert.Multiple(() =>
        {
            Assert.That((team, outcome.Status, outcome.Failure?.Message, outcome.Images), Is.EqualTo(("", 401, "Who are you?", 0)));
            Assert.That(outcome.RequestId, Is.EqualTo(response.Headers.GetValues("x-request-id").Single()));
            Assert.That(_received, Is.Empty);
        });
    }

    [Test]
    public async Task Post_StageRefusesTheTarget_IsRefusedWithWhatTheStageKnows()
    {
        await using var stamps = await AppHost.StartAsync(StampAsync);
        await using var app = await StartAsync(stamps, "key", images => images.AddStage<TeamStage>());

        using var response = await PostAsync(app, """{"model":"closed/classic","prompt":"kite"}""", "red");

        Assert.That((string?)(await response.EnvelopeAsync(HttpStatusCode.Forbidden))["error"]!["message"],
            Is.EqualTo("No kite by classic, known as classic, for red."));
        Assert.That(_received, Is.Empty);
    }

    [Test]
    public async Task Post_StageRefusesAFallback_TheNextOneDrawsAndIsCounted()
    {
        await using var stamps = await AppHost.StartAsync(StampAsync);
        await using var app = await StartAsync(stamps, "key", images => images.AddStage<TeamStage>());

        using var response = await PostAsync(
            app, """{"model":"stamps/broken","prompt":"kite","fallbacks":["closed/classic","stamps/classic"]}""", "red");

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        var (team, outcome) = await NextAsync();
        Assert.Multiple(() =>
        {
            Assert.That((team, outcome.Status, outcome.Failure), Is.EqualTo(("red", 200, (ImageError?)null)));
            Assert.That((outcome.Provider, outcome.Model, outcome.Images, outcome.Produced), Is.EqualTo(("stamps", "classic", 1, 1)));
            Assert.That(outcome.FailedAttempts.Select(attempt => attempt.Provider), Is.EqualTo(new[] { "stamps", "closed" }));
        });
    }

    [Test]
    public async Task Post_StageAroundAttempts_RefusesOneAndLearnsOfAll()
    {
        await using var stamps = await AppHost.StartAsync(StampAsync);
        await using var app = await StartAsync(stamps, "key", images => images.AddStage<AttemptStage>());

        using var response = await PostAsync(
            app, """{"model":"stamps/broken","prompt":"kite","fallbacks":["closed/classic","stamps/classic"]}""", "red");

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        var attempts = new List<ImageAttemptOutcome>();
        while (attempts.Count < 3)
            attempts.Add(await _attempts.Reader.ReadAsync().AsTask().WaitAsync(Patience.Long));
        Assert.Multiple(() =>
        {
            Assert.That(attempts.Select(attempt => $"{attempt.Target.Provider}/{attempt.Target.Model} {attempt.FallbackIndex} {attempt.Failure?.Status}"), Is.EqualTo(
                new[] { "stamps/broken 0 500", "closed/classic 1 403", "stamps/classic 2 " }));
            Assert.That(attempts.Select(attempt => attempt.Destination), Is.EqualTo(new[] { "main", null, "main" }));
            Assert.That(attempts.Select(attempt => attempt.Produced), Is.EqualTo(new[] { 0, 0, 1 }));
            Assert.That(attempts[2].Bytes, Is.Positive);
            Assert.That(attempts[2].FirstImage, Is.GreaterThanOrEqualTo(TimeSpan.Zero));
        });
    }

    [Test]
    public async Task Post_CredentialsOfTheApplications_AuthoriseDestinationsWithoutAKey()
    {
        await using var stamps = await AppHost.StartAsync(StampAsync);
        await using var app = await StartAsync(stamps, null, images => images.AddCredentials("Stamp", new VaultCredentials()));

        using var open = await PostAsync(app, """{"model":"stamps/classic","prompt":"kite"}""", null);
        using var keyed = await PostAsync(app, """{"model":"keyed/classic","prompt":"kite"}""", null);

        Assert.That((open.StatusCode, keyed.StatusCode), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.OK)));
        Assert.That(_received, Is.EqualTo(new[] { "main of attic", "key-of-its-own" }));
    }

    [Test]
    public async Task Post_CredentialsFail_NothingIsSentAndNothingIsTold()
    {
        await using var stamps = await AppHost.StartAsync(StampAsync);
        await using var app = await StartAsync(stamps, null, images => images.AddCredentials("stamp", new VaultCredentials()));

        using var response = await PostAsync(app, """{"model":"closed/classic","prompt":"kite"}""", null);

        var envelope = await response.EnvelopeAsync(HttpStatusCode.BadGateway);
        Assert.That((string?)envelope["error"]!["type"], Is.EqualTo("provider_credentials_failed"));
        Assert.That(envelope.ToJsonString(), Does.Not.Contain("sealed"));
        Assert.That(_received, Is.Empty);
    }

    [TestCase("header")]
    [TestCase("bearer")]
    [TestCase("query")]
    public async Task Post_ProviderEchoesTheApplicationsCredential_IsToldWithoutIt(string place)
    {
        await using var stamps = await AppHost.StartAsync(async context =>
        {
            context.Response.StatusCode = 401;
            var echo = place switch
            {
                "query" => context.Request.Query["sig"].ToString(),
                "bearer" => context.Request.Headers.Authorization.ToString().Split(' ')[1],
                _ => context.Request.Headers["x-vault-token"].ToString(),
            };
            await context.Response.WriteAsync($"no such token: {echo}, sorry");
        });
        await using var app = await StartAsync(stamps, null, images => images.AddCredentials("stamp", new EchoedCredentials(place)));

        using var response = await PostAsync(app, """{"model":"stamps/classic","prompt":"kite"}""", null);

        Assert.That((string?)(await response.EnvelopeAsync(HttpStatusCode.Unauthorized))["error"]!["message"], Is.EqualTo("no such token: ***, sorry"));
    }

    private sealed class EchoedCredentials(string place) : ImageCredentials
    {
        public override ValueTask AuthorizeAsync(
            HttpRequestMessage request, string destination, IReadOnlyDictionary<string, string> settings, CancellationToken cancellationToken)
        {
            const string secret = "hvs.a-token-of-the-vault";
            if (place == "query")
                request.RequestUri = new Uri($"{request.RequestUri}?sig={secret}");
            else if (place == "bearer")
                request.Headers.TryAddWithoutValidation("Authorization", $"Token {secret}");
            else
                request.Headers.TryAddWithoutValidation("x-vault-token", secret);
            return default;
        }
    }

    [Test]
    public void AddCredentials_ForNoProvider_IsRefusedWithAHint() => Assert.That(
        () => new ServiceCollection().AddReverseProxy()
            .AddImages(images => images.AddProvider<StampProvider>().AddCredentials("stmp", new VaultCredentials())),
        Throws.InvalidOperationException.With.Message.Contains("\"stmp\" is no image API; did you mean \"stamp\"?"));

    private Task<EmbeddedApp> StartAsync(AppHost stamps, string? key, Func<ImagesBuilder, ImagesBuilder> configure)
    {
        var address = stamps.Address.ToString();
        return EmbeddedApp.StartAsync(
            ProxyJson.Create(new JsonObject
            {
                ["stamps"] = ProxyJson.Cluster("stamp", address, key, ("Vault", "attic")),
                ["closed"] = ProxyJson.Cluster("stamp", address, key, ("Vault", "sealed")),
                ["keyed"] = ProxyJson.Cluster("stamp", address, "key-of-its-own", ("Vault", "attic")),
            }, Calm),
            proxy =>
            {
                proxy.Services.AddSingleton(_outcomes);
                proxy.Services.AddSingleton(_attempts);
                proxy.AddImages(images => configure(images.LoadFromFile("images.json").AddProvider<StampProvider>()));
            });
    }

    private static async Task<HttpResponseMessage> PostAsync(EmbeddedApp app, string json, string? team)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Generations) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        if (team is not null)
            request.Headers.Add("x-team", team);
        return await app.Client.SendAsync(request);
    }

    private async Task<(string? Team, ImageStageOutcome Outcome)> NextAsync() => await _outcomes.Reader.ReadAsync().AsTask().WaitAsync(Patience.Long);

    private async Task StampAsync(HttpContext context)
    {
        if (context.Request.Path == "/stamps/broken")
        {
            context.Response.StatusCode = 500;
            return;
        }
        lock (_received)
            _received.Add(context.Request.Headers["x-stamp-key"].ToString());
        context.Response.ContentType = "image/png";
        await context.Response.Body.WriteAsync(Convert.FromBase64String(RawAnswer.Pixel));
    }
}
