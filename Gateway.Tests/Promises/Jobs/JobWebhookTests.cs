using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Iris.Gateway.Jobs;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Promises.Idempotency;
using NUnit.Framework;
using static Iris.Gateway.Tests.Promises.Jobs.JobClients;

namespace Iris.Gateway.Tests.Promises.Jobs;

/// <summary>The promise: a receiver is told of a job's end until it has taken it, signed, and at allowed addresses only.</summary>
internal sealed class JobWebhookTests
{
    private const string Secret = "a-secret-of-some-length-0123";
    private const string Open = $$$"""{"Webhooks":{"Secret":"{{{Secret}}}","Hosts":["127.0.0.1"],"AllowHttp":true,"AllowPrivateNetwork":true}}""";

    [Test]
    public async Task Job_ReceiverFailsTwice_IsToldAThirdTime()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var receiver = RawProvider.Start(
            RawAnswer.Error(500), connection => { connection.Reset(); return Task.CompletedTask; }, connection => connection.SendAsync(RawAnswer.Whole(200, "{}")));
        await using var world = new RunWorld();
        var gateway = await world.StartJobsAsync(provider, Open);
        var path = await gateway.OrderAsync(
            $$"""{"model":"openai/gpt-image-2","prompt":"a fox","webhook_url":"http://127.0.0.1:{{receiver.Port}}/done?x=1"}""");

        for (var i = 0; i < 3; i++)
            await receiver.ArrivalAsync();

        var told = receiver.Requests[2];
        var body = JsonNode.Parse(told.Body)!;
        Assert.Multiple(() =>
        {
            Assert.That(told.Head, Does.StartWith("POST /done?x=1 HTTP/1.1"));
            Assert.That(((string?)body["status"], (string?)body["id"]), Is.EqualTo(("completed", path[(path.LastIndexOf('/') + 1)..])));
            Assert.That(told.Body, Does.Not.Contain(RawAnswer.Pixel), "the picture is fetched");
            Assert.That(told.Header("webhook-id"), Is.EqualTo((string?)body["id"]));
            Assert.That(told.Header("webhook-signature"), Is.EqualTo("v1," + Convert.ToBase64String(HMACSHA256.HashData(
                Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes($"{told.Header("webhook-id")}.{told.Header("webhook-timestamp")}.{told.Body}")))));
            Assert.That(JsonNode.Parse(provider.Requests[0].Body)!["webhook_url"], Is.Null, "the provider does not see the address");
        });
    }

    [Test]
    public async Task Job_AnotherReceiverIsSlow_IsToldAllTheSame()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var slow = RawProvider.Start(RawAnswer.SilenceAsync);
        await using var receiver = RawProvider.Start(connection => connection.SendAsync(RawAnswer.Whole(200, "{}")));
        await using var world = new RunWorld();
        // No receiver's time is ever over.
        var clock = new TestClock();
        clock.SetUtcNow(DateTimeOffset.UtcNow);
        var gateway = await world.StartJobsAsync(provider, Open, clock.Install);
        for (var i = 0; i < 40; i++)
            await gateway.OrderAsync(ToldAt(slow.Port));
        for (var i = 0; i < WebhookLanes.MostOfOrigin; i++)
            await slow.ArrivalAsync();
        await gateway.OrderAsync(ToldAt(receiver.Port), RunWorld.Other);
        await receiver.ArrivalAsync();
        Assert.That(slow.Requests, Has.Count.EqualTo(WebhookLanes.MostOfOrigin), "no more of one receiver at once");
    }

    [Test]
    public async Task Delete_ReceiverHasNotTakenTheEnd_IsToldAllTheSame()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var receiver = RawProvider.Start(RawAnswer.Error(500), connection => connection.SendAsync(RawAnswer.Whole(200, "{}")));
        await using var world = new RunWorld();
        var clock = new TestClock();
        clock.SetUtcNow(DateTimeOffset.UtcNow);
        var gateway = await world.StartJobsAsync(provider, Open, clock.Install);
        var path = await gateway.OrderAsync(ToldAt(receiver.Port));
        await receiver.ArrivalAsync();

        using var deleted = await gateway.AskAsync(HttpMethod.Delete, path);
        using var gone = await gateway.AskAsync(HttpMethod.Get, path);
        await gone.EnvelopeAsync(HttpStatusCode.NotFound);
        await Patience.UntilAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                return receiver.Requests.Count > 1;
            },
            "it is not told again");

        Assert.That((int)deleted.StatusCode, Is.EqualTo(204));
        Assert.That((string?)JsonNode.Parse(receiver.Requests[1].Body)!["status"], Is.EqualTo("completed"));
    }

    [TestCase("http://example.com/done")]
    [TestCase("https://127.0.0.1/done")]
    [TestCase("https://[::1]/done")]
    [TestCase("https://10.0.0.1/done")]
    [TestCase("https://example.com:8443/done")]
    [TestCase("https://user:word@example.com/done")]
    [TestCase("ftp://example.com/done")]
    [TestCase("done")]
    public async Task Order_AddressThatMayNotBeTold_IsRefused(string address)
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var world = new RunWorld();
        var gateway = await world.StartJobsAsync(provider, $$$"""{"Webhooks":{"Secret":"{{{Secret}}}"}}""");
        using var response = await gateway.AskAsync(
            HttpMethod.Post, Orders, $$"""{"model":"openai/gpt-image-2","prompt":"a fox","webhook_url":"{{address}}"}""");
        Assert.That((string?)(await response.EnvelopeAsync(HttpStatusCode.BadRequest))["error"]!["param"], Is.EqualTo("webhook_url"));
        Assert.That(provider.Requests, Is.Empty);
    }

    private static string ToldAt(int port) => $$"""{"model":"openai/gpt-image-2","prompt":"a fox","webhook_url":"http://127.0.0.1:{{port}}/done"}""";
}
