using System.Text;
using System.Text.Json;
using Iris.Sandbox;
using Iris.Transforms.Codecs;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Sandbox;

/// <summary>A body is made while it is read, and reads the same whoever reads it.</summary>
[TestFixture]
public sealed class SandboxStreamTests
{
    private const string Streaming = "\"stream\":true,\"partial_images\":2";

    [Test]
    public async Task Events_HaveOpenAisNamesAndMembers()
    {
        var events = await SandboxCall.EventsAsync(SandboxCall.Body(Streaming));

        Assert.That(events.Select(e => e.Name), Is.EqualTo(new[] { "image_generation.partial_image", "image_generation.partial_image", "image_generation.completed" }));
        for (var i = 0; i < events.Count; i++)
        {
            var data = events[i].Data;
            Assert.That(data.GetProperty("type").GetString(), Is.EqualTo(events[i].Name));
            Assert.That(data.GetProperty("created_at").ValueKind, Is.EqualTo(JsonValueKind.Number));
            Assert.That(data.GetProperty("size").GetString(), Is.EqualTo("64x64"));
            Assert.That(data.GetProperty("quality").GetString(), Is.EqualTo("medium"));
            Assert.That(data.GetProperty("background").GetString(), Is.EqualTo("opaque"));
            Assert.That(data.GetProperty("output_format").GetString(), Is.EqualTo("png"));
            Assert.That(data.TryGetProperty("partial_image_index", out var index) ? index.GetInt32() : 2, Is.EqualTo(i));
            Assert.That(data.TryGetProperty("usage", out _), Is.EqualTo(i == 2));
            Assert.That(data.TryGetProperty("revised_prompt", out var revised) ? revised.GetString() : null, i == 2 ? Does.StartWith("a red fox, snow, ") : Is.Null);
        }
        // 64x64 costs 4 tokens at medium quality, and each draft 100.
        Assert.That(events[2].Data.GetProperty("usage").GetProperty("output_tokens").GetInt32(), Is.EqualTo(204));
    }

    [TestCase("png")]
    [TestCase("jpeg")]
    [TestCase("webp")]
    public async Task Drafts_ConvergeOnTheFinishedPicture(string format)
    {
        var events = await SandboxCall.EventsAsync(SandboxCall.Body($"\"stream\":true,\"partial_images\":3,\"output_format\":\"{format}\"", size: "160x128"));

        var pictures = events.Select(e => e.Data.Picture()).ToList();
        var distances = pictures.Take(3).Select(draft => SandboxCall.Distance(draft, pictures[3])).ToList();
        Assert.That(distances, Is.Ordered.Descending);
        Assert.That(distances[0], Is.GreaterThan(distances[2] * 1.2));
        Assert.That(distances[0], Is.LessThan(40), "a draft is the same picture, not another one");
        Assert.That(pictures.Select(SandboxCall.Format).Distinct().Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task Completed_IsThePictureOfThePlainAnswer()
    {
        var events = await SandboxCall.EventsAsync(SandboxCall.Body("\"stream\":true"));
        var plain = await SandboxCall.JsonAsync(SandboxCall.Body());

        Assert.That(events, Has.Count.EqualTo(1));
        Assert.That(events[0].Data.Picture(), Is.EqualTo(plain.GetProperty("data")[0].Picture()));
    }

    [Test]
    public async Task Events_OfAnEdit_AreNamedAfterIt()
    {
        using var picture = SandboxPainter.Paint(new Picture("a lake", 0, 64, 64, PictureFormat.Png, 90, false), 1, CancellationToken.None);
        using var form = new MultipartFormDataContent
        {
            { new StringContent("an owl"), "prompt" },
            { new StringContent("true"), "stream" },
            { new StringContent("1"), "partial_images" },
            { new ByteArrayContent(picture.ToArray()), "image", "lake.png" },
        };
        using var response = await SandboxCall.SendAsync(form);
        var events = await SandboxCall.EventsAsync(response);

        Assert.That(events.Select(e => e.Name), Is.EqualTo(new[] { "image_edit.partial_image", "image_edit.completed" }));
    }

    [Test]
    public async Task Events_OfSeveralPictures_FollowEachOther()
    {
        var events = await SandboxCall.EventsAsync(SandboxCall.Body("\"stream\":true,\"n\":2,\"partial_images\":1", "painter~fewer"));
        Assert.That(events, Has.Count.EqualTo(2));

        events = await SandboxCall.EventsAsync(SandboxCall.Body("\"stream\":true,\"n\":2"));
        Assert.That(events.Select(e => e.Name), Is.EqualTo(new[] { "image_generation.completed", "image_generation.completed" }));
    }

    [Test]
    public async Task ErrorSuffix_FailsAfterOneDraft([Values(0, 3)] int drafts)
    {
        var events = await SandboxCall.EventsAsync(SandboxCall.Body($"\"stream\":true,\"partial_images\":{drafts}", "painter~error"));

        Assert.That(events.Select(e => e.Name), Is.EqualTo(new[] { "image_generation.partial_image", "error" }));
        Assert.That(events[1].Data.GetProperty("type").GetString(), Is.EqualTo("error"));
        var error = events[1].Data.GetProperty("error");
        Assert.That(error.GetProperty("type").GetString(), Is.EqualTo("image_generation_server_error"));
        Assert.That(error.GetProperty("code").GetString(), Is.EqualTo("image_generation_failed"));
    }

    [Test]
    public async Task EmptySuffix_EndsTheStreamWithoutAnEvent() =>
        Assert.That(await SandboxCall.EventsAsync(SandboxCall.Body(Streaming, "painter~empty")), Is.Empty);

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    [TestCase(5)]
    [TestCase(7)]
    [TestCase(65536)]
    public async Task Read_WithAnyBufferSize_GivesTheSameBytes(int size)
    {
        foreach (var format in (string[])["png", "jpeg", "webp"])
        {
            var json = SandboxCall.Body($"{Streaming},\"output_format\":\"{format}\"", size: "33x32");
            var time = new FakeTimeProvider();
            using var whole = await SandboxCall.SendAsync(json, time);
            using var parts = await SandboxCall.SendAsync(json, time);
            using var read = new MemoryStream();
            await using var body = await parts.Content.ReadAsStreamAsync();
            var buffer = new byte[size];
            for (int count; (count = await body.ReadAsync(buffer)) > 0;)
                read.Write(buffer, 0, count);

            Assert.That(read.ToArray(), Is.EqualTo(await whole.Content.ReadAsByteArrayAsync()));
        }
    }

    [Test]
    public async Task Read_WithChangingBufferSizes_GivesTheSameBytes()
    {
        var time = new FakeTimeProvider();
        using var whole = await SandboxCall.SendAsync(SandboxCall.Body(), time);
        using var parts = await SandboxCall.SendAsync(SandboxCall.Body(), time);
        using var read = new MemoryStream();
        await using var body = await parts.Content.ReadAsStreamAsync();
        int[] sizes = [1, 4, 3, 64, 2, 7, 1000, 5];
        for (int i = 0, count = -1; count != 0; i++)
        {
            var buffer = new byte[sizes[i % sizes.Length]];
            count = await body.ReadAsync(buffer);
            read.Write(buffer, 0, count);
        }

        Assert.That(read.ToArray(), Is.EqualTo(await whole.Content.ReadAsByteArrayAsync()));
    }

    [Test]
    public async Task Read_OfZeroBytes_ConsumesNothing()
    {
        using var response = await SandboxCall.SendAsync(SandboxCall.Body());
        await using var body = await response.Content.ReadAsStreamAsync();
        var first = new byte[1];

        Assert.That(await body.ReadAsync(Memory<byte>.Empty), Is.Zero);
        Assert.That(await body.ReadAsync(first), Is.EqualTo(1));
        Assert.That(await body.ReadAsync(Memory<byte>.Empty), Is.Zero);
        using var rest = new StreamReader(body);
        Assert.That((char)first[0] + await rest.ReadToEndAsync(), Does.StartWith("{\"created\":").And.EndsWith("}"));
    }

    [Test]
    public async Task Content_HasNoLengthAndCanBeWrittenTwice()
    {
        using var response = await SandboxCall.SendAsync(SandboxCall.Body());
        using var first = new MemoryStream();
        using var second = new MemoryStream();
        await response.Content.CopyToAsync(first);
        await response.Content.CopyToAsync(second);

        Assert.That(response.Content.Headers.ContentLength, Is.Null);
        Assert.That(second.ToArray(), Is.EqualTo(first.ToArray()));
    }

    [TestCase(0, false)]
    [TestCase(37, false)]
    [TestCase(50, true)]
    [TestCase(100, false)]
    public async Task CutSuffix_BreaksTheBodyInTheMiddleOfTheFirstPicture(int percent, bool stream)
    {
        var members = stream ? Streaming : "\"n\":2";
        var whole = stream
            ? (await SandboxCall.EventsAsync(SandboxCall.Body(members)))[0].Data.GetProperty("b64_json").GetString()!
            : (await SandboxCall.JsonAsync(SandboxCall.Body(members))).GetProperty("data")[0].GetProperty("b64_json").GetString()!;
        using var response = await SandboxCall.SendAsync(SandboxCall.Body(members, $"painter~cut={percent}%"));
        await using var body = await response.Content.ReadAsStreamAsync();

        using var read = new MemoryStream();
        Assert.That(async () => await body.CopyToAsync(read), Throws.InstanceOf<IOException>());
        var text = Encoding.UTF8.GetString(read.ToArray());
        var picture = text[(text.IndexOf("b64_json\":\"", StringComparison.Ordinal) + 11)..];
        Assert.That(picture, Is.EqualTo(whole[..(whole.Length * percent / 100)]));
    }

    [Test]
    public async Task PaceSuffix_IsSilentBeforeEachEvent()
    {
        var time = new FakeTimeProvider();
        using var response = await SandboxCall.SendAsync(SandboxCall.Body("\"stream\":true,\"partial_images\":1", "painter~pace=3s"), time);
        await using var body = await response.Content.ReadAsStreamAsync();
        var text = new StringBuilder();
        for (var i = 1; i <= 2; i++)
        {
            var next = ReadEventAsync(body);
            Assert.That(next.IsCompleted, Is.False, "before the pause is over");
            time.Advance(TimeSpan.FromMilliseconds(2999));
            Assert.That(next.IsCompleted, Is.False, "a millisecond early");
            time.Advance(TimeSpan.FromMilliseconds(1));
            text.Append(await next.WaitAsync(TimeSpan.FromSeconds(30)));
            Assert.That(SandboxCall.Events(text.ToString()), Has.Count.EqualTo(i));
        }
        Assert.That(await body.ReadAsync(new byte[10]), Is.Zero);
    }

    [Test]
    public async Task Read_CancelledInAPause_StopsAndCanGoOn()
    {
        var time = new FakeTimeProvider();
        using var response = await SandboxCall.SendAsync(SandboxCall.Body("\"stream\":true", "painter~pace=3s"), time);
        await using var body = await response.Content.ReadAsStreamAsync();
        using var cancellation = new CancellationTokenSource();
        var read = body.ReadAsync(new byte[100], cancellation.Token).AsTask();
        Assert.That(read.IsCompleted, Is.False);

        await cancellation.CancelAsync();

        Assert.That(async () => await read.WaitAsync(TimeSpan.FromSeconds(30)), Throws.InstanceOf<OperationCanceledException>());
        var again = ReadEventAsync(body);
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.That(SandboxCall.Events(await again.WaitAsync(TimeSpan.FromSeconds(30))), Has.Count.EqualTo(1));
    }

    [Test]
    public void Paint_Cancelled_DrawsNothing()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        var picture = new Picture("a lake", 0, 64, 64, PictureFormat.Png, 90, false);

        Assert.That(() => SandboxPainter.Paint(picture, 1, cancellation.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(async () => await SandboxPainter.PaintAsync(picture, 1, cancellation.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task Read_AfterDisposal_Throws()
    {
        using var response = await SandboxCall.SendAsync(SandboxCall.Body());
        var body = await response.Content.ReadAsStreamAsync();
        await body.DisposeAsync();

        Assert.That(async () => await body.ReadAsync(new byte[1]), Throws.InstanceOf<ObjectDisposedException>());
    }

    private static async Task<string> ReadEventAsync(Stream body)
    {
        var text = new StringBuilder();
        var one = new byte[1];
        while (!(text.Length > 1 && text[^1] == '\n' && text[^2] == '\n'))
        {
            if (await body.ReadAsync(one) == 0)
                break;
            text.Append((char)one[0]);
        }
        return text.ToString();
    }
}
