using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Promises.Edits;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Store;

/// <summary>The promise: a url is told when its picture is kept, and not before, and leads to the very picture.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class StoredUrlTests : StoredPictures
{
    [Test]
    public async Task Generate_SeveralPictures_EachHasItsAddressAndItsFacts()
    {
        await using var gateway = await StoreGateway.StartAsync(
            Folder, images: """{"Url":"store","Access":{"Keys":{"shop":{"Value":"sk-shop-0123456789"}}}}""");
        using var request = new HttpRequestMessage(HttpMethod.Post, TestGateway.Generations)
        {
            Content = TestGateway.Content("""{"model":"sandbox/painter","prompt":"a red fox","size":"64x48","n":3,"response_format":"url"}"""),
            Headers = { { "Authorization", "Bearer sk-shop-0123456789" } },
        };
        using var response = await gateway.Client.SendAsync(request);
        var answer = await response.JsonAsync();
        var addresses = answer["data"]!.AsArray().Select(picture => (string)picture!["url"]!).ToArray();
        Assert.That(addresses, Is.Unique.And.Length.EqualTo(3));
        Assert.That(answer["data"]!.AsArray().Select(picture => (int)picture!["index"]!), Is.EqualTo(new[] { 0, 1, 2 }));
        Assert.That((string?)answer["size"], Is.EqualTo("64x48"));
        foreach (var address in addresses)
        {
            var file = await gateway.Store().Files!.FindAsync(new Uri(address).Segments[^1], default);
            Assert.That(
                (file!.Owner, file.Size, file.ContentType, file.Expires - file.Created),
                Is.EqualTo(("shop", "64x48", "image/png", TimeSpan.FromDays(1))), "the address alone is enough to read");
            Assert.That(address, Does.StartWith(gateway.Address.GetLeftPart(UriPartial.Authority) + "/v1/images/files/" + file.Id));
            Assert.That((await gateway.Client.GetByteArrayAsync(address)).Length, Is.EqualTo(file.Length));
        }
    }

    [Test]
    public async Task Generate_WithoutUrlAskedFor_NothingIsStored()
    {
        await using var gateway = await StoreGateway.StartAsync(Folder, images: Url);
        using var plain = await gateway.PostAsync(TestGateway.Generations, """{"model":"sandbox/painter","prompt":"a","size":"64x48"}""");
        using var stream = await gateway.PostAsync(TestGateway.Generations, """{"model":"sandbox/painter","prompt":"a","size":"64x48","stream":true}""");
        Assert.That(await plain.Content.ReadAsStringAsync(), Does.Contain("\"b64_json\":").And.Not.Contain("/files/"));
        Assert.That(await stream.Content.ReadAsStringAsync(), Does.Contain("\"b64_json\":").And.Not.Contain("/files/"));
        Assert.That(Pictures(), Is.Empty);
    }

    [Test]
    public async Task Generate_SeveralCalls_EachPictureHasItsAddress()
    {
        var seed = 0;
        await using var provider = RawProvider.Start(
            connection => Sends("bytes", EditWorld.Png(32, 32, 200_000, Interlocked.Increment(ref seed)))(connection));
        await using var gateway = await StartAsync(provider);
        var answer = await AskAsync(gateway, "bytes", ",\"n\":3");
        var files = await Task.WhenAll(answer["data"]!.AsArray().Select(picture => gateway.Client.GetByteArrayAsync((string)picture!["url"]!)));
        Assert.That(files.Select(file => file.Length), Is.EqualTo(new[] { 200_000, 200_000, 200_000 }));
        Assert.That(files.Select(EditWorld.Hash), Is.Unique);
        Assert.That(provider.Requests, Has.Count.EqualTo(3));
    }

    [TestCase("json")]
    [TestCase("bytes")]
    [TestCase("json small", 3)]
    [TestCase("bytes small", 3)]
    public async Task Generate_LargePicture_IsBehindItsAddress(string form, int length = 1_500_001)
    {
        var picture = Picture[..Math.Max(length, 60)];
        await using var provider = RawProvider.Start(Sends(form, picture));
        await using var gateway = await StartAsync(provider);
        var answer = await AskAsync(gateway, form);
        var address = (string)answer["data"]![0]!["url"]!;
        Assert.That((await gateway.Client.GetByteArrayAsync(address)).AsSpan().SequenceEqual(picture), Is.True);
        Assert.That(Warnings(answer), Is.Empty);
    }
}
