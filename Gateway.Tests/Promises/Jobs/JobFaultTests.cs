using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.State;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Promises.Idempotency;
using NUnit.Framework;
using static Iris.Gateway.Tests.Promises.Jobs.JobClients;

namespace Iris.Gateway.Tests.Promises.Jobs;

/// <summary>The promise: what fails beside a job leaves nothing behind, and is told.</summary>
internal sealed class JobFaultTests
{
    [Test]
    public async Task Order_RowCannotBeWritten_LeavesNoRequestBehind()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var world = new RunWorld();
        var gateway = await world.StartJobsAsync(provider);
        await gateway.ExecuteAsync("CREATE TRIGGER no_jobs BEFORE INSERT ON iris_jobs BEGIN SELECT RAISE(ABORT, 'no'); END");
        using var response = await gateway.AskAsync(HttpMethod.Post, Orders, TestGateway.Request);
        Assert.That((string?)(await response.EnvelopeAsync(HttpStatusCode.ServiceUnavailable))["error"]!["code"], Is.EqualTo("state_unavailable"));
        Assert.That(await gateway.ScalarAsync("SELECT COUNT(*) FROM iris_files"), Is.EqualTo(0L));
    }

    [Test]
    public async Task Job_SeveralAttempts_NoteTheOrderOnce()
    {
        await using var provider = RawProvider.Start(RawAnswer.Error(400), RawAnswer.Error(400), RawAnswer.PictureAsync);
        await using var world = new RunWorld();
        var gateway = await world.StartJobsAsync(provider);
        await gateway.ExecuteAsync("CREATE TABLE notes (n INTEGER)");
        await gateway.ExecuteAsync("CREATE TRIGGER noted AFTER UPDATE OF ordered ON iris_jobs BEGIN INSERT INTO notes VALUES (1); END");
        var path = await gateway.OrderAsync(
            """{"model":"openai/gpt-image-2","prompt":"a fox","fallbacks":["openai/gpt-image-2.5-flare","openai/gpt-image-2.5-sunburst"]}""");
        await gateway.ReachedAsync(path, "completed");
        Assert.That(provider.Requests, Has.Count.EqualTo(3));
        Assert.That(await gateway.ScalarAsync("SELECT COUNT(*) FROM notes"), Is.EqualTo(1L));
    }

    [Test]
    public async Task Order_NoGatewayKeys_TwoCredentialsOfOneIdempotencyKeyMakeTwoOrders()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var world = new RunWorld();
        var images = Section();
        images["Access"] = null;
        var gateway = await world.StartAsync(provider, more: images);
        foreach (var credential in (string[])["sk-one", "sk-two", "sk-one"])
        {
            using var accepted = await gateway.AskAsync(HttpMethod.Post, Orders, TestGateway.Request, credential, ("Idempotency-Key", "one"));
            await gateway.ReachedAsync(accepted.Headers.Location!.OriginalString, "completed", credential);
        }
        Assert.That(provider.Requests, Has.Count.EqualTo(2), "nobody sees another one's answer");
        using var again = await gateway.DrawAsync("one", key: "sk-two");
        again.AssertReplay();
    }

    [Test]
    public async Task Job_StoreHasNoRoom_HasAClearEnvelope()
    {
        var picture = RawAnswer.Pixel[..40] + new string('A', 4 << 20);
        await using var provider = RawProvider.Start(connection => connection.SendAsync(
            RawAnswer.Whole(200, $$$"""{"created":1768500000,"data":[{"b64_json":"{{{picture}}}"}]}""")));
        await using var world = new RunWorld();
        var images = Section();
        images["Store"] = new JsonObject { ["Directory"] = world.Store, ["Bytes"] = 1 << 20 };
        var gateway = await world.StartAsync(provider, more: images);
        var job = await gateway.ReachedAsync(await gateway.OrderAsync(), "failed");
        Assert.That((string?)job["error"]!["error"]!["message"], Does.Contain("no room to keep the answer"), job.ToJsonString());
        Assert.That((bool?)job["error"]!["extra_fields"]!["attempts"]![0]!["possibly_billed"], Is.True, "it may have been billed");
    }

    [Test]
    public async Task Stop_ReceiverIsBeingTold_IsNoTry()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var receiver = RawProvider.Start(RawAnswer.SilenceAsync);
        await using var world = new RunWorld();
        var gateway = await world.StartJobsAsync(
            provider, """{"Webhooks":{"Secret":"a-secret-of-some-length-0123","Hosts":["127.0.0.1"],"AllowHttp":true,"AllowPrivateNetwork":true}}""");
        await gateway.OrderAsync($$"""{"model":"openai/gpt-image-2","prompt":"a fox","webhook_url":"http://127.0.0.1:{{receiver.Port}}/done"}""");
        await receiver.ArrivalAsync();
        await world.StopAsync(gateway);

        await using var database = new SqliteDatabase(world.Sqlite);
        await using var connection = await database.OpenAsync(default);
        Assert.That(await connection.ScalarAsync(null, "SELECT webhook_tries FROM iris_jobs", default), Is.EqualTo(0L));
        Assert.That(await connection.ScalarAsync(null, "SELECT webhook_due FROM iris_jobs", default), Is.InstanceOf<long>(), "the next one tells it");
    }
}
