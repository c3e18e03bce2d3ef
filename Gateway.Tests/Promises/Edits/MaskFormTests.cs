using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Unit.Transforms.Codecs.Masks;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Masks;
using Iris.Transforms.Requests;
using NUnit.Framework;
using SkiaSharp;
using static Iris.Gateway.Tests.Promises.Edits.EditWorld;

namespace Iris.Gateway.Tests.Promises.Edits;

/// <summary>The promise: a mask reaches the provider in the provider's own form, or the call is refused.</summary>
internal sealed class MaskFormTests
{
    private static readonly byte[] Fox = Png(seed: 1, length: 3_000);

    // The left half is transparent: it is to change.
    private static readonly int[][] Rows =
        [.. Enumerable.Repeat(Enumerable.Range(0, 8).SelectMany(x => new[] { 9, 9, 9, x < 4 ? 0 : 255 }).ToArray(), 8)];

    private EditWorld _world = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _world = await EditWorld.StartAsync();

    [OneTimeTearDown]
    public ValueTask StopAsync() => _world.DisposeAsync();

    [Test]
    public async Task Edit_ProviderWantsWhite_MaskIsConverted()
    {
        var mask = PngSample.Write(6, 8, 8, Rows);

        var echo = await _world.EchoAsync(Form(("model", "echo/white"), ("prompt", "p"), ("image", Fox), ("mask", mask)));

        Assert.Multiple(() =>
        {
            Assert.That((string?)echo["mask"]!["hash"], Is.EqualTo(Hash(White())));
            Assert.That((string?)echo["mask"]!["told"], Is.EqualTo(Hash(White())));
            Assert.That((string?)echo["mask"]!["type"], Is.EqualTo("image/png"));
            Assert.That(Hashes(echo), Is.EqualTo(new[] { Hash(Fox) }));
        });
        await _world.NothingLeftAsync();
    }

    // The first and the second cannot mask; each says so in the trail, and neither is asked.
    [Test]
    public async Task Edit_FallbackThatCannotMask_IsSkippedWithTheReason()
    {
        var mask = PngSample.Write(6, 8, 8, Rows);
        var before = _world.Provider.Requests.Count;
        using var form = Form(("model", "echo/maskless"), ("fallbacks", "azure/maskless"), ("fallbacks", "azure/white"), ("prompt", "p"), ("image", Fox), ("mask", mask));
        using var response = await _world.Gateway.Client.PostAsync(Route, form);
        var answer = await response.JsonAsync();

        Assert.That((int)response.StatusCode, Is.EqualTo(200), answer.ToJsonString());
        var trail = answer["extra_fields"]!["attempts"]!.AsArray();
        Assert.Multiple(() =>
        {
            Assert.That(trail.Select(line => $"{line!["provider"]}/{line["model"]}"), Is.EqualTo(new[] { "echo/maskless", "azure/maskless", "azure/white" }));
            Assert.That(trail.Take(2).Select(line => (string)line!["skipped"]!), Is.All.StartsWith("'mask' is not supported"));
            Assert.That(_world.Provider.Requests, Has.Count.EqualTo(before + 1));
            Assert.That((string?)JsonNode.Parse(_world.Provider.Requests[before].Body)!["mask"]!["hash"], Is.EqualTo(Hash(White())));
        });
    }

    [Test]
    public async Task Edit_TwoAttemptsThatWantTheSameForm_SendTheSameMask()
    {
        await using var world = await EditWorld.StartAsync(null, null, connection => connection.SendAsync("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n"), RawAnswer.PictureAsync);
        var mask = PngSample.Write(6, 8, 8, Rows);
        using (var form = Form(("model", "echo/white"), ("fallbacks", "azure/white"), ("prompt", "p"), ("image", Fox), ("mask", mask)))
        using (var response = await world.Gateway.Client.PostAsync(Route, form))
            Assert.That((int)response.StatusCode, Is.EqualTo(200), await response.Content.ReadAsStringAsync());

        Assert.That(world.Provider.Requests.Select(request => (string?)JsonNode.Parse(request.Body)!["mask"]!["hash"]),
            Is.EqualTo(new[] { Hash(White()), Hash(White()) }));
        await world.NothingLeftAsync();
    }

    [Test]
    public async Task Edit_MaskOfAnotherFormat_IsDecoded()
    {
        using var bitmap = new SKBitmap(new SKImageInfo(8, 8, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        for (var i = 0; i < 64; i++)
            bitmap.SetPixel(i % 8, i / 8, new SKColor(9, 9, 9, (byte)(i % 8 < 4 ? 0 : 255)));
        using var webp = bitmap.PeekPixels()!.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossless, 100))!;

        var echo = await _world.EchoAsync(Form(("model", "echo/white"), ("prompt", "p"), ("image", Fox), ("mask", webp.ToArray())));

        Assert.That((string?)echo["mask"]!["hash"], Is.EqualTo(Hash(White())));
        await _world.NothingLeftAsync();
    }

    [Test]
    public async Task Edit_ProviderTakesTransparency_MaskIsSentAsItCame()
    {
        var mask = PngSample.Write(6, 8, 8, Rows);

        var echo = await _world.EchoAsync(Form(("model", "echo/all"), ("prompt", "p"), ("image", Fox), ("mask", mask)));

        Assert.That((string?)echo["mask"]!["hash"], Is.EqualTo(Hash(mask)));
    }

    [Test]
    public async Task Edit_MaskIsBroken_IsRefusedAndNothingIsSent()
    {
        var before = _world.Provider.Requests.Count;
        using var form = Form(("model", "echo/white"), ("prompt", "p"), ("image", Fox), ("mask", PngSample.Write(6, 8, 8, Rows)[..60]));
        using var response = await _world.Gateway.Client.PostAsync(EditWorld.Route, form);

        var envelope = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.That((int)response.StatusCode, Is.EqualTo(400), envelope.ToJsonString());
        Assert.That((string?)envelope["error"]!["code"], Is.EqualTo("invalid_mask_image_format"));
        Assert.That(_world.Provider.Requests, Has.Count.EqualTo(before));
        await _world.NothingLeftAsync();
    }

    private static byte[] White()
    {
        using var rows = PngMaskRows.Open(
            new HeldContent(PngSample.Write(4, 8, 8, [.. Rows.Select(row => row.Chunk(4).SelectMany(p => new[] { 0, p[3] }).ToArray())])), 64)!;
        var png = new MemoryStream();
        MaskWriter.Write(rows, MaskForm.White, png);
        return png.ToArray();
    }
}
