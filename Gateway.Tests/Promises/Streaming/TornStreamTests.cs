using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;
using static Iris.Gateway.Tests.Hosting.TestGateway;

namespace Iris.Gateway.Tests.Promises.Streaming;

/// <summary>A stream that breaks: an ordinary failure before its first byte, an error event of valid JSON after.</summary>
internal sealed class TornStreamTests
{
    private static IEnumerable<TestCaseData> Ends()
    {
        yield return Case("end without length", RawAnswer.EventsUntilClose, text => text, c => c.Finish());
        yield return Case("end within chunks", RawAnswer.EventsInChunks, RawAnswer.Chunk, c => c.Finish());
        yield return Case("reset", RawAnswer.EventsInChunks, RawAnswer.Chunk, c => c.Reset());
        yield return Case("orderly end", RawAnswer.EventsInChunks, RawAnswer.Chunk, c => _ = c.SendAsync(RawAnswer.LastChunk));

        static TestCaseData Case(string name, string head, Func<string, string> frame, Action<RawConnection> end) =>
            new TestCaseData(head, frame, end).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Ends))]
    public async Task Stream_EndsBeforeAnything_IsAnOrdinaryFailure(string head, Func<string, string> frame, Action<RawConnection> end)
    {
        await using var provider = RawProvider.Start(async connection =>
        {
            await connection.SendAsync(head + frame(": hello\n\nevent: image_generation.partial_image\ndata: {\"b64_"));
            end(connection);
        });
        await using var gateway = await StartAsync(null, null, ("openai", provider));

        using var response = await gateway.PostAsync(Generations, StreamRequest);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadGateway));
        Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/json"));
        Assert.That((await response.JsonAsync())["extra_fields"]!.Trail(), Has.Length.EqualTo(1));
    }

    [TestCaseSource(nameof(Ends))]
    public async Task Stream_EndsBetweenEvents_EndsWithAnErrorEvent(string head, Func<string, string> frame, Action<RawConnection> end)
    {
        var events = await BreakAsync(head + frame(RawAnswer.Partial), end, start: 1);

        Assert.That(events.Select(e => e.Name), Is.EqualTo(new[] { "image_generation.partial_image", "error" }));
        AssertError(events[^1], sequence: 1);
    }

    [TestCaseSource(nameof(Ends))]
    public async Task Stream_EndsWithinAPicture_EndsWithAnErrorEvent(string head, Func<string, string> frame, Action<RawConnection> end)
    {
        var events = await BreakAsync(
            head + frame(RawAnswer.Partial + RawAnswer.Completed[..150]), end, start: 1);

        Assert.That(events.Select(e => e.Name), Is.EqualTo(new[] { "image_generation.partial_image", "error" }));
        AssertError(events[^1], sequence: 1);
        Assert.That((string?)events[^1].Json["b64_json"], Does.StartWith("iVBOR"), "what had gone out is part of the event");
    }

    [TestCase("{\"type\":\"image_generation.completed\",\"b64_json\":\"iVBO\\/", TestName = "Stream_EndsBehindAnEscape_EndsWithAnErrorEvent")]
    [TestCase("{\"type\":\"image_generation.completed\",\"b64_json\":\"iVBO\\", TestName = "Stream_EndsWithinAnEscape_EndsWithAnErrorEvent")]
    [TestCase("{\"type\":\"image_generation.completed\",\"b64_json\":\"iVBO\\u002", TestName = "Stream_EndsWithinAUnicodeEscape_EndsWithAnErrorEvent")]
    [TestCase("{\"type\":\"image_generation.completed\",\"b64_json\":\"iVBO\",\"usage\":{\"input", TestName = "Stream_EndsBehindThePicture_EndsWithAnErrorEvent")]
    [TestCase("{\"type\":\"image_generation.completed\",\"b64_json\":\"iVBO\",,", TestName = "Stream_IsMalformedBehindThePicture_EndsWithAnErrorEvent")]
    [TestCase("{\"type\":\"image_generation.completed\",\"b64_json\":\"iVBO\u0001", TestName = "Stream_HasAControlCharacterInThePicture_EndsWithAnErrorEvent")]
    public async Task Stream_EndsAnywhere_EndsWithAnErrorEvent(string data)
    {
        var events = await BreakAsync(
            RawAnswer.EventsInChunks + RawAnswer.Chunk(RawAnswer.Partial), c =>
                _ = c.SendAsync(RawAnswer.Chunk("data: " + data) + RawAnswer.LastChunk), start: 1);

        Assert.That(events[^1].Name, Is.EqualTo("error"));
        AssertError(events[^1], sequence: 1);
    }

    [Test]
    public async Task Stream_ProviderSendsAnErrorEvent_PassesItOnAsTheEnvelope()
    {
        var events = await BreakAsync(
            RawAnswer.EventsInChunks + RawAnswer.Chunk(RawAnswer.Partial),
            c => _ = c.SendAsync(RawAnswer.Chunk("event: error\ndata: {\"type\":\"error\",\"error\":{\"code\":\"moderation_blocked\",\"message\":\"not this\"}}\n\n") + RawAnswer.LastChunk),
            start: 1);

        Assert.That(events[^1].Name, Is.EqualTo("error"));
        AssertError(events[^1], sequence: 1);
        Assert.Multiple(() =>
        {
            Assert.That((string?)events[^1].Json["error"]!["code"], Is.EqualTo("moderation_blocked"));
            Assert.That((int)events[^1].Json["status_code"]!, Is.EqualTo(400));
        });
    }

    [Test]
    public async Task Stream_PreviewAndFailureArriveTogether_IsAnOrdinaryFailureAndFallsBack()
    {
        await using var provider = RawProvider.Start(connection => connection.SendAsync(RawAnswer.EventsInChunks + RawAnswer.Chunk(
            RawAnswer.Partial + "event: error\ndata: {\"error\":{\"code\":\"some_code\",\"message\":\"no\"}}\n\n") + RawAnswer.LastChunk));
        await using var second = RawProvider.Start(RawAnswer.EventsAsync);
        await using var gateway = await StartAsync(null, null, ("openai", provider), ("second", second));

        using var response = await gateway.PostAsync(
            Generations, """{"model":"openai/gpt-image-2","prompt":"a fox","stream":true,"fallbacks":["second/gpt-image-2"]}""");

        var events = await ServerSentEvents.ReadAllAsync(response);
        Assert.That(events.Select(e => e.Name), Is.EqualTo(new[] { "image_generation.partial_image", "image_generation.completed" }));
        Assert.That((string?)events[^1].Json["extra_fields"]!["provider"], Is.EqualTo("second"));
    }

    [Test]
    public async Task Stream_PictureAndFailureArriveTogether_KeepsThePicture()
    {
        await using var provider = RawProvider.Start(connection => connection.SendAsync(RawAnswer.EventsInChunks + RawAnswer.Chunk(
            RawAnswer.Completed + "event: error\ndata: {\"error\":{\"code\":\"some_code\",\"message\":\"no\"}}\n\n") + RawAnswer.LastChunk));
        await using var gateway = await StartAsync(null, null, ("openai", provider));

        using var response = await gateway.PostAsync(Generations, """{"model":"openai/gpt-image-2","prompt":"a fox","stream":true,"n":2}""");

        var events = await ServerSentEvents.ReadAllAsync(response);
        Assert.That(events.Select(e => e.Name), Is.EqualTo(new[] { "image_generation.completed", "error" }));
        AssertError(events[^1], sequence: 1);
    }

    private static async Task<List<ServerSentEvent>> BreakAsync(string beginning, Action<RawConnection> end, int start)
    {
        var seen = new TaskCompletionSource();
        await using var provider = RawProvider.Start(async connection =>
        {
            await connection.SendAsync(beginning);
            await seen.Task;
            end(connection);
            await connection.HoldAsync();
        });
        await using var gateway = await StartAsync(null, null, ("openai", provider));
        using var response = await gateway.PostAsync(Generations, StreamRequest);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        var events = new List<ServerSentEvent>();
        await foreach (var item in ServerSentEvents.ReadAsync(await response.Content.ReadAsStreamAsync()))
        {
            events.Add(item);
            if (events.Count == start)
                seen.SetResult();
        }
        var line = await gateway.AccessLineAsync();
        Assert.That(line["Status"], Is.EqualTo(200));
        Assert.That(line["ErrorType"], Is.Not.Null);
        return events;
    }

    // Parsed by .NET's strict reader, which refuses doubled members.
    private static void AssertError(ServerSentEvent item, int sequence)
    {
        var data = JsonNode.Parse(item.Data!, null, new() { AllowDuplicateProperties = false })!;
        Assert.Multiple(() =>
        {
            Assert.That((string?)data["type"], Is.EqualTo("error"));
            Assert.That((int)data["sequence_number"]!, Is.EqualTo(sequence));
            Assert.That((string?)data["error"]!["message"], Is.Not.Empty);
            Assert.That((int)data["status_code"]!, Is.InRange(400, 599));
            Assert.That(data["extra_fields"]!["provider"], Is.Not.Null);
        });
    }
}
