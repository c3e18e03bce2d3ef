using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Iris.Gateway.Calls;
using Iris.Gateway.Tests.Hosting;
using Iris.Transforms.Answers;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using static Iris.Gateway.Tests.Hosting.TestGateway;

namespace Iris.Gateway.Tests.Promises.Stages;

/// <summary>Stages stand around every image call: they refuse it by its head or by its target, and learn what became of it, once.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class StageTests
{
    private static readonly ImageError Stranger = new() { Status = 401, Type = "authentication_error", Message = "Who are you?" };
    private static readonly ImageError Forbidden = new() { Status = 403, Type = "permission_error", Message = "Not for you." };

    private readonly ConcurrentQueue<string> _notes = [];

    [Test]
    public async Task Begin_Refuses_AnswersBeforeTheBodyIsRead()
    {
        var stage = Stage(refuse: true);
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync([stage], ("openai", provider));
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync("127.0.0.1", gateway.Address.Port);

        // The body never comes.
        await client.SendAsync(Encoding.ASCII.GetBytes(
            $"POST {Generations} HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\nContent-Length: 1000\r\nExpect: 100-continue\r\n\r\n"));
        var answer = new byte[4096];
        var length = await client.ReceiveAsync(answer).WaitAsync(Patience.Long);

        Assert.That(Encoding.ASCII.GetString(answer, 0, length), Does.StartWith("HTTP/1.1 401 ").And.Contain("Who are you?"));
        var outcome = await stage.NextAsync();
        Assert.Multiple(() =>
        {
            Assert.That((outcome.Status, outcome.Error, outcome.Attempts, outcome.Model), Is.EqualTo((401, Stranger, 0, (string?)null)));
            Assert.That(provider.Requests, Is.Empty);
            Assert.That(_notes, Is.EqualTo(new[] { "a begins, nothing is read", "a ends, 401" }));
        });
    }

    [Test]
    public async Task Judge_RefusesThePrimary_RefusesTheCallUnasked()
    {
        var stage = Stage(forbid: "openai");
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var second = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync([stage], ("openai", provider), ("second", second));

        using var response = await gateway.PostAsync(Generations, Ask("second"));

        Assert.That((string?)(await response.EnvelopeAsync(HttpStatusCode.Forbidden))["error"]!["message"], Is.EqualTo("Not for you."));
        var outcome = await stage.NextAsync();
        Assert.Multiple(() =>
        {
            Assert.That((outcome.Status, outcome.Attempts, outcome.Provider, outcome.ModelRequested), Is.EqualTo((403, 0, "openai", "gpt-image-2")));
            Assert.That(provider.Requests, Is.Empty);
            Assert.That(second.Requests, Is.Empty);
        });
    }

    [Test]
    public async Task Judge_RefusesAFallback_PassesOverIt()
    {
        var stage = Stage(forbid: "second");
        await using var provider = RawProvider.Start(RawAnswer.Error(500));
        await using var second = RawProvider.Start(RawAnswer.PictureAsync);
        await using var third = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync([stage], ("openai", provider), ("second", second), ("third", third));

        using var response = await gateway.PostAsync(Generations, Ask("second", "third"));

        Assert.That(
            (await response.JsonAsync())["extra_fields"]!.Trail(),
            Is.EqualTo(new[] { "openai 500 some_type billed", "second 403 permission_error free", "third 200 - billed" }));
        var outcome = await stage.NextAsync();
        Assert.Multiple(() =>
        {
            Assert.That(second.Requests, Is.Empty);
            Assert.That((outcome.Provider, outcome.FallbackIndex, outcome.Attempts), Is.EqualTo(("third", 2, 3)));
            Assert.That(_notes, Is.EqualTo(new[]
            {
                "a begins, nothing is read", "a judges openai/gpt-image-2 for ", "a judges second/gpt-image-2 for ", "a judges third/gpt-image-2 for ",
                "a ends, 200",
            }));
        });
    }

    [Test]
    public async Task Judge_RefusesTheOnlyFallback_TellsThePrimarysFailure()
    {
        var stage = Stage(forbid: "second");
        await using var provider = RawProvider.Start(RawAnswer.Error(500));
        await using var second = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync([stage], ("openai", provider), ("second", second));

        using var response = await gateway.PostAsync(Generations, Ask("second"));

        await response.EnvelopeAsync(HttpStatusCode.InternalServerError);
        var outcome = await stage.NextAsync();
        Assert.That((outcome.Status, outcome.Error!.Type, outcome.Attempts), Is.EqualTo((500, "some_type", 2)));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task End_Success_KnowsWhatWasDelivered(bool stream)
    {
        var stage = Stage();
        await using var provider = RawProvider.Start(stream ? RawAnswer.EventsAsync : RawAnswer.PictureAsync);
        await using var gateway = await StartAsync([stage], ("openai", provider));

        using var response = await gateway.PostAsync(Generations, stream ? StreamRequest : Request);
        await response.Content.ReadAsStringAsync();

        var outcome = await stage.NextAsync();
        Assert.Multiple(() =>
        {
            Assert.That((outcome.Status, outcome.Failure, outcome.Stream), Is.EqualTo((200, (ImageError?)null, stream)));
            Assert.That((outcome.Provider, outcome.Model, outcome.Destination), Is.EqualTo(("openai", "gpt-image-2", "main")));
            Assert.That((outcome.Attempts, outcome.FailedAttempts.Count, outcome.FallbackIndex), Is.EqualTo((1, 0, 0)));
            Assert.That(outcome.Delivered.Count, Is.EqualTo(1));
            Assert.That(outcome.Delivered.Bytes, Is.Positive);
            Assert.That(outcome.FirstImageMilliseconds, Is.Not.Null);
            Assert.That(outcome.RequestType, Is.EqualTo(stream ? "image_generation_stream" : "image_generation"));
            Assert.That(outcome.RequestId, Is.EqualTo(response.Header("x-request-id")));
        });
    }

    [Test]
    public async Task End_ClientHangsUp_IsToldAsWell()
    {
        var stage = Stage();
        await using var provider = RawProvider.Start(RawAnswer.SilenceAsync);
        await using var gateway = await StartAsync([stage], ("openai", provider));
        var client = await gateway.PostRawAsync(Request);
        await provider.ArrivalAsync();

        client.Dispose();

        var outcome = await stage.NextAsync();
        Assert.That((outcome.Status, outcome.Error!.Type, outcome.Delivered.Count), Is.EqualTo((499, "request_cancelled", 0)));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task End_AnswerBreaksOff_KnowsWhy(bool stream)
    {
        var stage = Stage();
        await using var provider = RawProvider.Start(async connection =>
        {
            await connection.SendAsync(stream
                ? RawAnswer.EventsInChunks + RawAnswer.Chunk(RawAnswer.Partial) + RawAnswer.Chunk("event: image_generation.completed\n")
                : RawAnswer.JsonInChunks + RawAnswer.Chunk("""{"data":[{"b64_json":"iVBORw0KGgo"""));
            connection.Finish();
        });
        await using var gateway = await StartAsync([stage], ("openai", provider));
        using var client = await gateway.PostRawAsync(stream ? StreamRequest : Request);

        var outcome = await stage.NextAsync();

        Assert.Multiple(() =>
        {
            Assert.That((outcome.Status, outcome.Error), Is.EqualTo((200, (ImageError?)null)), "an answer had begun");
            Assert.That(outcome.AnswerFailure?.Type, Is.EqualTo("provider_connection_failed"));
            Assert.That(outcome.FailedAttempts.Single().PossiblyBilled, Is.True);
            Assert.That(outcome.Delivered.Count, Is.Zero);
        });
    }

    [Test]
    public async Task End_SeveralStages_AreNested()
    {
        var (outer, inner) = (new NotingStage("outer", _notes), new NotingStage("inner", _notes));
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync([outer, inner], ("openai", provider));
        using var request = new HttpRequestMessage(HttpMethod.Post, Generations) { Content = new StringContent(Request, Encoding.UTF8, "application/json") };
        request.Headers.Add("x-team", "shop");

        using var response = await gateway.Client.SendAsync(request);

        await outer.NextAsync();
        Assert.That(_notes, Is.EqualTo(new[]
        {
            "outer begins, nothing is read", "inner begins, nothing is read", "outer judges openai/gpt-image-2 for shop",
            "inner judges openai/gpt-image-2 for shop", "inner ends, 200", "outer ends, 200",
        }));
    }

    [Test]
    public async Task Begin_TheOuterRefuses_TheInnerIsNotAsked()
    {
        var (outer, inner) = (Stage(refuse: true), new NotingStage("inner", _notes));
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync([outer, inner], ("openai", provider));

        using var response = await gateway.PostAsync(Generations, Request);

        await outer.NextAsync();
        Assert.That(_notes, Is.EqualTo(new[] { "a begins, nothing is read", "a ends, 401" }));
    }

    [Test]
    public async Task End_OneFails_TheOthersEndAndTheLogTells()
    {
        var (outer, inner) = (new NotingStage("outer", _notes), new NotingStage("inner", _notes) { FailsAtTheEnd = true });
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync([outer, inner], ("openai", provider));

        using var response = await gateway.PostAsync(Generations, Request);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await outer.NextAsync()).Status, Is.EqualTo(200));
        var line = gateway.Logs.Entries.Single(entry => entry.Id.Name == "StageFault");
        Assert.That(line.Message, Does.Contain("NotingStage").And.Contain("InvalidOperationException").And.Not.Contain("own fault"));
    }

    [Test]
    public async Task Begin_StageHasAFault_IsTheGatewaysAndNotTheClients()
    {
        await using var provider = RawProvider.Start();
        var stage = new NotingStage("a", _notes) { Refuse = _ => throw new IOException("the store's disk") };
        var outer = new NotingStage("outer", _notes);
        await using var gateway = await StartAsync([outer, stage], ("openai", provider));

        using var response = await gateway.PostAsync(Generations, Request);

        var envelope = await response.JsonAsync();
        Assert.That(((int)response.StatusCode, (string?)envelope["error"]!["type"]), Is.EqualTo((500, "internal_error")));
        Assert.That(envelope.ToJsonString(), Does.Not.Contain("disk"));
        Assert.That((await outer.NextAsync()).Failure!.Type, Is.EqualTo("internal_error"));
    }

    [Test]
    public async Task End_StageTakesItsTime_TheAnswerDoesNotWaitForIt()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        var slow = new SlowStage();
        await using var gateway = await StartAsync([slow], ("openai", provider));

        using var response = await gateway.PostAsync(Generations, Request);

        Assert.That(await response.Content.ReadAsStringAsync().WaitAsync(Patience.Long), Does.Contain(RawAnswer.Pixel));
        slow.Release.SetResult();
    }

    private sealed class SlowStage : IImageStage
    {
        public TaskCompletionSource Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async ValueTask EndAsync(ImageCall call, CallOutcome outcome) => await Release.Task;
    }

    private NotingStage Stage(bool refuse = false, string? forbid = null) => new("a", _notes)
    {
        Refuse = _ => refuse ? Stranger : null,
        Forbid = target => target.Cluster.Id == forbid ? Forbidden : null,
    };

    private static string Ask(params string[] fallbacks) => new JsonObject
    {
        ["model"] = "openai/gpt-image-2",
        ["prompt"] = "a fox",
        ["fallbacks"] = new JsonArray([.. fallbacks.Select(id => JsonValue.Create(id + "/gpt-image-2"))]),
    }.ToJsonString();

    private static Task<GatewayHost> StartAsync(IImageStage[] stages, params (string Id, RawProvider Provider)[] providers) => TestGateway.StartAsync(
        null,
        null,
        new JsonObject(providers.Select(provider => KeyValuePair.Create(provider.Id, (JsonNode?)ProxyJson.Cluster("openai", provider.Provider.Address)))),
        builder =>
        {
            foreach (var stage in stages)
                builder.Services.AddSingleton<IImageStage>(stage);
        });
}
