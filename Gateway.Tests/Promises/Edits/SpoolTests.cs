using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Iris.Gateway.Spool;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Promises.Requests;
using NUnit.Framework;
using static Iris.Gateway.Tests.Promises.Edits.EditWorld;

namespace Iris.Gateway.Tests.Promises.Edits;

/// <summary>The promise: pictures are bounded for a call and for all calls, and nothing is left of them, however a call ends.</summary>
internal sealed class SpoolTests
{
    private const int Large = 500_000;
    // Two of these do not fit where one does, although the first part of each stays in memory.
    private const int Room = 600_000;

    [TestCase(Large, 200)]
    [TestCase(Large - 1, 413)]
    public async Task Edit_PicturesAtTheLimit_Pass(int limit, int status)
    {
        await using var world = await EditWorld.StartAsync(new JsonObject { ["EditBytes"] = limit });
        foreach (var isForm in new[] { true, false })
        {
            using var form = Form(("model", "echo/all"), ("prompt", "p"), ("image", Png(length: Large)));
            using var response = isForm
                ? await world.Gateway.Client.PostAsync(Route, form)
                : await world.Gateway.PostAsync(Route, $$"""{"model":"echo/all","prompt":"p","image":"{{Convert.ToBase64String(Png(length: Large))}}"}""");

            Assert.That((int)response.StatusCode, Is.EqualTo(status));
            if (status == 413)
                Assert.That((string?)(await response.JsonAsync())["error"]!["message"], Does.Contain($"{limit} bytes").And.Contain("Images.Limits.EditBytes"));
            await world.NothingLeftAsync();
        }
    }

    [Test]
    public async Task Edit_DeclaredLengthFarOverTheLimit_Is413BeforeItIsRead()
    {
        await using var world = await EditWorld.StartAsync(new JsonObject { ["EditBytes"] = Large });
        using var upload = await OpenAsync(world, "Content-Length: 2000000");

        await upload.FailureAsync(413, "invalid_request_error", "request_too_large");
    }

    [Test]
    public async Task Edit_OtherPicturesTakeAllRoom_Is503BeforeItIsReadAndServedLater()
    {
        await using var world = await EditWorld.StartAsync(new JsonObject { ["EditBytes"] = Room, ["SpoolBytes"] = Room });
        using var first = await OpenAsync(world, $"Content-Length: {Room}");
        await Patience.UntilAsync(() => world.Taken == Room - SpoolStore.Held, "nothing is taken");

        using var second = await OpenAsync(world, $"Content-Length: {Room}");
        Assert.That(await second.FailureAsync(503, "request_dropped", null), Does.Contain("Retry-After: 1"));

        first.Reset();
        await world.NothingLeftAsync();
        using var third = await OpenAsync(world, $"Content-Length: {Room}");
        await Patience.UntilAsync(() => world.Taken == Room - SpoolStore.Held, "nothing is taken");
    }

    [Test]
    public async Task Edit_FolderGone_Is507AndTheNextIsServed()
    {
        await using var world = await EditWorld.StartAsync();
        Directory.Delete(world.Spool);
        using (var form = Form(("model", "echo/all"), ("prompt", "p"), ("image", Png(length: Large))))
        using (var response = await world.Gateway.Client.PostAsync(Route, form))
            Assert.That((string?)(await response.EnvelopeAsync((HttpStatusCode)507))["error"]!["type"], Is.EqualTo("insufficient_storage"));
        Directory.CreateDirectory(world.Spool);

        await world.EchoAsync(Form(("model", "echo/all"), ("prompt", "p"), ("image", Png(length: Large))));
        await world.NothingLeftAsync();
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Edit_ClientLeaves_NothingIsLeft(bool whileItIsDrawn)
    {
        await using var world = await EditWorld.StartAsync(null, null, connection => connection.HoldAsync());
        var form = RawForm(
            ("name=\"model\"", "echo/all"), ("name=\"prompt\"", "p"), ("name=\"image\"; filename=\"a.gif\"", Encoding.Latin1.GetString(Head("image/gif")) + new string('x', Large)));
        var body = new string([.. form.Select(c => c < 128 ? c : '?')]);
        using var upload = await OpenAsync(world, $"Content-Length: {body.Length + (whileItIsDrawn ? 0 : 10)}");
        await upload.SendAsync(body);
        if (whileItIsDrawn)
            await world.Provider.ArrivalAsync();
        else
            await Patience.UntilAsync(() => world.Taken > 0, "nothing is taken");

        upload.Reset();

        await world.NothingLeftAsync();
    }

    [Test]
    public async Task Edit_ProviderBreaksOff_NothingIsLeft()
    {
        await using var world = await EditWorld.StartAsync(null, null, connection =>
        {
            connection.Reset();
            return Task.CompletedTask;
        });
        using var form = Form(("model", "echo/all"), ("prompt", "p"), ("image", Png(length: Large)));
        using var response = await world.Gateway.Client.PostAsync(Route, form);

        Assert.That((int)response.StatusCode, Is.EqualTo(502));
        await world.NothingLeftAsync();
    }

    [Test]
    public async Task Edit_UploadFallsSilent_Is408()
    {
        var clock = new TestClock();
        await using var world = await EditWorld.StartAsync(null, clock);
        using var upload = await OpenAsync(world, $"Content-Length: {Large}");
        await clock.PassAsync(TimeSpan.FromSeconds(10));

        Assert.That(await upload.FailureAsync(408, "invalid_request_error", "request_timeout"), Does.Contain("Connection: close"));
        await world.NothingLeftAsync();
    }

    [TestCase(Route, "multipart/form-data; boundary=cut")]
    [TestCase(Route, "application/json")]
    [TestCase("/v1/images/generations", "application/json")]
    public async Task Upload_LongerThanItMayTake_Is408(string path, string contentType)
    {
        var clock = new TestClock();
        await using var world = await EditWorld.StartAsync(null, clock);
        using var upload = await UploadSocket.OpenAsync(world.Gateway, "Content-Length: 500000", path, contentType);
        // A byte every nine seconds is no silence; after ten minutes it is too long all the same.
        var answer = upload.FailureAsync(408, "invalid_request_error", "request_timeout");
        for (var i = 1; !answer.IsCompleted && i < 80; i++)
        {
            if (await Task.WhenAny(answer, clock.ArmedAsync(TimeSpan.FromSeconds(10), i)) == answer)
                break;
            clock.Advance(TimeSpan.FromSeconds(9));
            await upload.SendAsync(contentType == "application/json" ? " " : "-");
        }
        await answer;
    }

    [Test]
    public async Task Edit_ModelThatCannotEditNamedFirst_IsRefusedBeforeItsPicture()
    {
        await using var world = await EditWorld.StartAsync();
        foreach (var (model, code) in new[] { ("text/any", "unsupported_operation"), ("nobody/any", "provider_not_found"), ("keyless/any", "unsupported_operation") })
        {
            using var upload = await OpenAsync(world, "Content-Length: 50000000");
            await upload.SendAsync("--cut\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\n" + model
                + "\r\n--cut\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a.png\"\r\n\r\n" + new string('x', 100_000));

            await upload.FailureAsync(400, "invalid_request_error", code);
        }
    }

    [TestCase("text/any", "unsupported_operation", "image_edit is not supported by text provider")]
    [TestCase("keyless/any", "unsupported_operation", "image_edit is not supported by keyless provider")]
    [TestCase("nobody/any", "provider_not_found", "nobody")]
    [TestCase("echo/text", "unsupported_operation", "image_edit is not supported by echo provider")]
    public async Task Edit_OnlyTheHeadOfItsPictureHasCome_IsRefusedByWhatCameFirst(string model, string code, string words)
    {
        await using var world = await EditWorld.StartAsync();
        using var upload = await OpenAsync(world, "Content-Length: 50000000");
        await upload.SendAsync("--cut\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\n" + model + PictureHead);

        var (head, body) = await upload.AnswerAsync();
        Assert.Multiple(() =>
        {
            Assert.That(head, Does.StartWith("HTTP/1.1 400 "));
            Assert.That((string?)body["error"]!["code"], Is.EqualTo(code));
            Assert.That((string?)body["error"]!["message"], Does.Contain(words));
        });
    }

    // The trail, the message and the status are those of the whole request.
    [TestCase("text/any", "text/other,keyless/any")]
    [TestCase("text/any", "")]
    [TestCase("nobody/any", "echo/text")]
    public async Task Edit_NoTargetCan_IsRefusedEarlyAsItIsWhole(string model, string fallbacks)
    {
        await using var world = await EditWorld.StartAsync();
        using var upload = await OpenAsync(world, "Content-Length: 50000000");
        await upload.SendAsync("--cut\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\n" + model
            + "\r\n--cut\r\nContent-Disposition: form-data; name=\"fallbacks\"\r\n\r\n" + fallbacks + PictureHead);
        var (_, early) = await upload.AnswerAsync();
        using var form = Form(("image", Png()), ("prompt", "p"), ("model", model), ("fallbacks", fallbacks));
        using var response = await world.Gateway.Client.PostAsync(Route, form);
        var whole = await response.JsonAsync();

        Assert.That(Told(early), Is.EqualTo(Told(whole)));

        static string Told(JsonNode envelope)
        {
            envelope["error"]!.AsObject().Remove("event_id");
            return $"{envelope["status_code"]} {envelope["error"]!.ToJsonString()} {envelope["extra_fields"]!["attempts"]?.ToJsonString()}";
        }
    }

    [TestCase("a form, judged early and whole")]
    [TestCase("a document")]
    [TestCase("no picture")]
    public async Task Call_OneDestination_LooksItsModelUpOnce(string request)
    {
        await using var world = await EditWorld.StartAsync();
        var before = world.Echo.Lookups;
        var picture = Convert.ToBase64String(Png());
        using var form = Form(("model", "echo/all"), ("prompt", "p"), ("image", Png()));
        using var response = request switch
        {
            "a document" => await world.Gateway.PostAsync(Route, $$"""{"model":"echo/all","prompt":"p","image":"{{picture}}"}"""),
            "no picture" => await world.Gateway.PostAsync("/v1/images/generations", """{"model":"echo/all","prompt":"p"}"""),
            _ => await world.Gateway.Client.PostAsync(Route, form),
        };

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(world.Echo.Lookups - before, Is.EqualTo(1));
    }

    [Test]
    public async Task Edit_AFallbackCan_WaitsForThePicture()
    {
        await using var world = await EditWorld.StartAsync();
        var picture = Png(length: 100_000);
        var echo = await world.EchoAsync(Form(("model", "text/any"), ("fallbacks", "echo/all"), ("prompt", "p"), ("image", picture)));

        Assert.That(Hashes(echo), Is.EqualTo(new[] { Hash(picture) }));
    }

    [Test]
    public void Sweep_OldFiles_AreRemovedAndYoungOnesAndOthersStay()
    {
        var folder = Directory.CreateTempSubdirectory("iris-sweep-").FullName;
        var now = DateTimeOffset.UnixEpoch.AddYears(50);
        foreach (var (name, age) in new[] { ("iris-spool-old", 3600), ("iris-spool-young", 1), ("other", 3600) })
        {
            File.WriteAllText(Path.Combine(folder, name), "x");
            File.SetLastWriteTimeUtc(Path.Combine(folder, name), now.AddSeconds(-age).UtcDateTime);
        }

        SpoolFile.Sweep(folder, now);

        Assert.That(Directory.GetFiles(folder).Select(Path.GetFileName), Is.EquivalentTo(new[] { "iris-spool-young", "other" }));
        Directory.Delete(folder, recursive: true);
    }

    private const string PictureHead =
        "\r\n--cut\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n";

    private static Task<UploadSocket> OpenAsync(EditWorld world, string framing) =>
        UploadSocket.OpenAsync(world.Gateway, framing, Route, "multipart/form-data; boundary=cut");
}
