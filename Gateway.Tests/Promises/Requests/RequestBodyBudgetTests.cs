using System.Text.Json.Nodes;
using Iris.Gateway.Calls;
using Iris.Gateway.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using static Iris.Gateway.Tests.Hosting.TestGateway;

namespace Iris.Gateway.Tests.Promises.Requests;

/// <summary>The promise: the bodies of all requests together take no more memory than the file allows, and every call gives its part back.</summary>
internal sealed class RequestBodyBudgetTests
{
    private const int Most = 200_000;
    private const int Long = 180_000;
    // The bytes that a body of that length takes from the budget.
    private const int Part = Long - BodyBudget.Free;

    private static JsonObject Bounds
    {
        get
        {
            var images = Deadlines();
            images["Limits"] = new JsonObject { ["RequestBytes"] = Most, ["BodyBytes"] = Most };
            return images;
        }
    }

    private static string Body => Request.PadRight(Long);

    [Test]
    public async Task Generate_DeclaredLengthOverWhatIsLeft_Is503BeforeItIsReadAndServedLater()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(new TestClock(), Bounds, ("openai", provider));
        using var first = await UploadSocket.OpenAsync(gateway, $"Content-Length: {Long}");
        await TakenAsync(gateway, Part);

        using var second = await UploadSocket.OpenAsync(gateway, $"Content-Length: {Long}");
        Assert.That(await second.FailureAsync(503, "request_dropped", null), Does.Contain("Retry-After: 1"));

        await first.SendAsync(Body);
        Assert.That((await first.AnswerAsync()).Head, Does.StartWith("HTTP/1.1 200 "));
        await TakenAsync(gateway, 0);
        using var response = await gateway.PostAsync(Generations, Body);
        Assert.That((int)response.StatusCode, Is.EqualTo(200));
    }

    [Test]
    public async Task Generate_ChunkedBodyThatOutgrowsWhatIsLeft_Is503()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(new TestClock(), Bounds, ("openai", provider));
        using var first = await UploadSocket.OpenAsync(gateway, $"Content-Length: {Long}");
        await TakenAsync(gateway, Part);

        using var second = await UploadSocket.OpenAsync(gateway, "Transfer-Encoding: chunked");
        await second.SendAsync(RawAnswer.Chunk(Body));

        Assert.That(await second.FailureAsync(503, "request_dropped", null), Does.Contain("Retry-After: 1"));
        await TakenAsync(gateway, Part);
        Assert.That(provider.Requests, Is.Empty);
    }

    [Test]
    public async Task Generate_PromptWhileTheBudgetIsTaken_IsServed()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(new TestClock(), Bounds, ("openai", provider));
        using var first = await UploadSocket.OpenAsync(gateway, $"Content-Length: {Long}");
        using var second = await UploadSocket.OpenAsync(gateway, $"Content-Length: {Most - Part + BodyBudget.Free}");
        await TakenAsync(gateway, Most);

        using var response = await gateway.PostAsync(Generations, Request.PadRight(BodyBudget.Free));

        Assert.That((int)response.StatusCode, Is.EqualTo(200));
    }

    [TestCase("length")]
    [TestCase("chunks")]
    public async Task Generate_WhileItIsDrawn_KeepsItsPartAndThenGivesItBack(string form)
    {
        var draw = new TaskCompletionSource();
        await using var provider = RawProvider.Start(async connection =>
        {
            await draw.Task;
            await RawAnswer.PictureAsync(connection);
        });
        await using var gateway = await StartAsync(new TestClock(), Bounds, ("openai", provider));
        using var upload = await UploadSocket.OpenAsync(gateway, form == "length" ? $"Content-Length: {Long}" : "Transfer-Encoding: chunked");
        await upload.SendAsync(form == "length" ? Body : RawAnswer.Chunk(Body) + RawAnswer.LastChunk);
        await provider.ArrivalAsync();

        Assert.That(Taken(gateway), Is.EqualTo(Part));
        draw.SetResult();
        Assert.That((await upload.AnswerAsync()).Head, Does.StartWith("HTTP/1.1 200 "));
        await TakenAsync(gateway, 0);
    }

    [TestCase("{", 400)]
    [TestCase("""{"model":"nobody/x","prompt":"a fox"}""", 400)]
    public async Task Generate_RefusedForWhatItSays_GivesItsPartBack(string start, int status)
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(new TestClock(), Bounds, ("openai", provider));

        using var response = await gateway.PostAsync(Generations, start.PadRight(Long));

        Assert.That((int)response.StatusCode, Is.EqualTo(status));
        await TakenAsync(gateway, 0);
    }

    [Test]
    public async Task Generate_ChunkedBodyOverItsOwnLimit_GivesItsPartBack()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(new TestClock(), Bounds, ("openai", provider));
        using var upload = await UploadSocket.OpenAsync(gateway, "Transfer-Encoding: chunked");
        await upload.SendAsync(RawAnswer.Chunk(new string(' ', Long)));
        await TakenAsync(gateway, Part);

        await upload.SendAsync(RawAnswer.Chunk(new string(' ', Most - Long + 1)));

        await upload.FailureAsync(413, "invalid_request_error", "request_too_large");
        await TakenAsync(gateway, 0);
    }

    [Test]
    public async Task Generate_ClientGoneWhileItSends_GivesItsPartBack()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(new TestClock(), Bounds, ("openai", provider));
        using var upload = await UploadSocket.OpenAsync(gateway, $"Content-Length: {Long}");
        await upload.SendAsync(Body[..100_000]);
        await TakenAsync(gateway, Part);

        upload.Reset();

        await TakenAsync(gateway, 0);
    }

    [Test]
    public async Task Generate_ClientGoneWhileItIsDrawn_GivesItsPartBack()
    {
        await using var provider = RawProvider.Start(connection => connection.HoldAsync());
        await using var gateway = await StartAsync(new TestClock(), Bounds, ("openai", provider));
        using var upload = await UploadSocket.OpenAsync(gateway, $"Content-Length: {Long}");
        await upload.SendAsync(Body);
        await provider.ArrivalAsync();
        Assert.That(Taken(gateway), Is.EqualTo(Part));

        upload.Reset();

        await TakenAsync(gateway, 0);
    }

    [Test]
    public async Task Generate_BodyThatFallsSilent_GivesItsPartBack()
    {
        var clock = new TestClock();
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(clock, Bounds, ("openai", provider));
        using var upload = await UploadSocket.OpenAsync(gateway, $"Content-Length: {Long}");
        await TakenAsync(gateway, Part);

        await clock.PassAsync(TimeSpan.FromSeconds(10));

        await upload.FailureAsync(408, "invalid_request_error", "request_timeout");
        await TakenAsync(gateway, 0);
    }

    private static long Taken(GatewayHost gateway) => gateway.Services.GetRequiredService<BodyBudget>().Taken;

    private static Task TakenAsync(GatewayHost gateway, long bytes) =>
        Patience.UntilAsync(() => Taken(gateway) == bytes, $"{Taken(gateway)} bytes are taken, not {bytes}");
}
