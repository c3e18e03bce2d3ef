using System.Net;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Promises.Edits;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Store;

/// <summary>The promise: a picture that cannot be kept is in the answer instead, and one that is not whole is not kept.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class StoreFailureTests : StoredPictures
{
    // What stands in the way comes in the middle of the picture, or at its end.
    [TestCase("json", "room")]
    [TestCase("bytes", "room")]
    [TestCase("json", "folder")]
    [TestCase("bytes", "folder")]
    [TestCase("json", "index")]
    [TestCase("bytes", "index")]
    public async Task Generate_StoreFails_ThePictureIsInTheAnswerWithAWarning(string form, string fault)
    {
        await using var provider = RawProvider.Start(Sends(form, Picture));
        await using var gateway = await StartAsync(provider, fault == "room" ? """{"Bytes":1048576}""" : "{}");
        Break(fault);
        var answer = await AskAsync(gateway, form);
        var got = answer["data"]!.AsArray().Single()!.AsObject();
        Assert.That(got.Select(member => member.Key), Is.EquivalentTo(new[] { "b64_json", "index" }));
        Assert.That(Convert.FromBase64String((string)got["b64_json"]!).AsSpan().SequenceEqual(Picture), Is.True);
        Assert.That(Warnings(answer), Is.EqualTo(new[] { "store_failed" }));
        Assert.That((string?)answer["size"], Is.EqualTo("64x48"));
        await Patience.UntilAsync(() => Pictures().Length == 0, "something is left");
        Assert.That(gateway.Logs.Entries.Count(entry => entry.Id.Name == "FileNotStored"), Is.EqualTo(1));
    }

    [TestCase("json", "room")]
    [TestCase("bytes", "folder")]
    [TestCase("json", "index")]
    public async Task Generate_StoreFailsStrictly_IsA502AndNoOtherTargetIsAsked(string form, string fault)
    {
        await using var provider = RawProvider.Start(Sends(form, Picture));
        await using var gateway = await StartAsync(provider, fault == "room" ? """{"Bytes":1048576}""" : "{}", """{"Url":"store","Strict":true}""");
        Break(fault);
        using var response = await gateway.PostAsync(TestGateway.Generations, Ask(form, ",\"fallbacks\":[\"openai/gpt-image-2.5-flare\"]"));
        var envelope = await response.EnvelopeAsync(HttpStatusCode.BadGateway);
        Assert.That((string?)envelope["error"]!["type"], Is.EqualTo("store_failed"));
        Assert.That(envelope["extra_fields"]!["attempts"]!.AsArray().Select(attempt => (bool)attempt!["possibly_billed"]!), Is.EqualTo(new[] { true }));
        Assert.That(provider.Requests, Has.Count.EqualTo(1));
        await Patience.UntilAsync(() => Pictures().Length == 0, "something is left");
    }

    [Test]
    public async Task Generate_SecondPictureCannotBeKept_TheFirstHasItsAddressAndTheSecondIsThere()
    {
        var small = EditWorld.Png(8, 8, 500_000, seed: 5);
        await using var provider = RawProvider.Start(connection => connection.SendAsync(RawAnswer.Whole(
            200, $$"""{"data":[{"b64_json":"{{Convert.ToBase64String(small)}}"},{"b64_json":"{{Convert.ToBase64String(Picture)}}","revised_prompt":"x"}]}""")));
        await using var gateway = await StartAsync(provider, """{"Bytes":1500000}""");
        var answer = await AskAsync(gateway, "json", ",\"n\":2");
        Assert.That(await gateway.Client.GetByteArrayAsync((string)answer["data"]![0]!["url"]!), Is.EqualTo(small));
        Assert.That(Convert.FromBase64String((string)answer["data"]![1]!["b64_json"]!).AsSpan().SequenceEqual(Picture), Is.True);
        Assert.That((string?)answer["data"]![1]!["revised_prompt"], Is.EqualTo("x"));
        Assert.That(Warnings(answer), Is.EqualTo(new[] { "store_failed" }));
    }

    [Test]
    public async Task Generate_PictureBreaksOff_NothingIsKeptAndAnotherTargetIsAsked()
    {
        var torn = RawAnswer.JsonUntilClose + "{\"data\":[{\"b64_json\":\"" + Convert.ToBase64String(Picture)[..900_000];
        await using var provider = RawProvider.Start(
            async connection =>
            {
                await connection.SendAsync(torn);
                connection.Reset();
            },
            Sends("json", Picture));
        await using var gateway = await StartAsync(provider);
        var answer = await AskAsync(gateway, "json", ",\"fallbacks\":[\"openai/gpt-image-2.5-flare\"]");
        Assert.That((await gateway.Client.GetByteArrayAsync((string)answer["data"]![0]!["url"]!)).AsSpan().SequenceEqual(Picture), Is.True);
        Assert.That(answer["extra_fields"]!["attempts"]!.AsArray(), Has.Count.EqualTo(2));
        await Patience.UntilAsync(() => Pictures().Length == 1, "the torn picture is left");
    }

    [Test]
    public async Task Generate_ClientLeavesInsideAPicture_NothingIsKept()
    {
        await using var provider = RawProvider.Start(async connection =>
        {
            await connection.SendAsync(RawAnswer.JsonUntilClose + "{\"data\":[{\"b64_json\":\"" + Convert.ToBase64String(Picture)[..900_000]);
            await connection.HoldAsync();
        });
        await using var gateway = await StartAsync(provider);
        using var gone = new CancellationTokenSource();
        var posting = gateway.PostAsync(TestGateway.Generations, Ask("json"), gone.Token);
        await Patience.UntilAsync(() => Pictures().Length == 1, "no beginning of a picture");
        await gone.CancelAsync();
        Assert.That(async () => await posting, Throws.InstanceOf<OperationCanceledException>());
        await Patience.UntilAsync(() => Pictures().Length == 0, "the torn picture is left");
    }
}
