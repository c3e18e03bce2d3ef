using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Promises.Edits;
using NUnit.Framework;
using SkiaSharp;

namespace Iris.Gateway.Tests.Promises.Sandbox;

/// <summary>
/// Promise: whoever looks at an edit of the sandbox sees that pictures, mask and prompt have arrived, and the answer says so in numbers.
/// </summary>
public sealed class SandboxEditTests
{
    private static readonly SKColor Blue = new(20, 60, 200);
    private static readonly SKColor Green = new(20, 200, 60);

    private GatewayHost _gateway = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _gateway = await GatewayHost.StartAsync(ProxyJson.Create(new JsonObject { ["sandbox"] = ProxyJson.Sandbox() }));

    [OneTimeTearDown]
    public async Task StopAsync() => await _gateway.DisposeAsync();

    [TestCase("/v1/images/edits", "sandbox/painter")]
    [TestCase("/openai/v1/images/edits", "sandbox/painter")]
    [TestCase("/openai/images/edits", "painter")]
    [TestCase("/providers/sandbox/v1/images/edits", "painter")]
    public async Task Edit_OfAForm_ShowsPictureAndPromptAndTellsWhatArrived(string path, string model)
    {
        var picture = Plain(96, 64, Blue);
        var answer = await AnswerAsync(path, ("model", model), ("prompt", "a red kite"), ("image", picture));

        using var edit = PictureOf(answer);
        var told = answer["extra_fields"]!["inputs"]!;
        Assert.Multiple(() =>
        {
            Assert.That((edit.Width, edit.Height), Is.EqualTo((96, 64)), "the first picture's size");
            Assert.That(edit.Pixels.Count(pixel => pixel.Blue > 2 * pixel.Red && pixel.Blue < Blue.Blue), Is.GreaterThan(96 * 64 / 4), "the picture, dimmed");
            Assert.That(edit.Pixels.Count(pixel => pixel.Red > 2 * pixel.Blue), Is.GreaterThan(96 * 64 / 40), "the kite");
            Assert.That((int)told["count"]!, Is.EqualTo(1));
            Assert.That(told["images"]![0]!.ToJsonString(), Is.EqualTo(Described(picture, "image/png", "96x64")));
            Assert.That(told["mask"], Is.Null);
            Assert.That((string)answer["extra_fields"]!["request_type"]!, Is.EqualTo("image_edit"));
            Assert.That((int)answer["usage"]!["input_tokens_details"]!["image_tokens"]!, Is.EqualTo(6));
            Assert.That((string)answer["data"]![0]!["revised_prompt"]!, Does.StartWith("a red kite, ").And.EndsWith("over the picture"));
        });
    }

    [Test]
    public async Task Edit_OfJson_IsTheSameAsOfAForm()
    {
        var picture = Plain(64, 64, Blue);
        using var response = await _gateway.PostAsync(
            EditWorld.Route,
            $$"""{"model":"sandbox/painter","prompt":"an owl","images":[{"image_url":"data:image/png;base64,{{Convert.ToBase64String(picture)}}"}]}""");
        var json = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

        Assert.That((string)json["data"]![0]!["b64_json"]!, Is.EqualTo((string)(await AnswerAsync(("prompt", "an owl"), ("image", picture)))["data"]![0]!["b64_json"]!));
    }

    [Test]
    public async Task Edit_WithAMask_ChangesOnlyWhatIsTransparent()
    {
        var (picture, mask) = (Plain(64, 64, Blue), Hole(64, 64, new SKRectI(8, 8, 40, 40)));
        var answer = await AnswerAsync(("prompt", "a fox in the snow"), ("image[]", picture), ("mask", mask));

        using var edit = PictureOf(answer);
        Assert.Multiple(() =>
        {
            for (var y = 0; y < 64; y++)
            {
                for (var x = 0; x < 64; x++)
                    Assert.That(edit.GetPixel(x, y) == Blue, Is.EqualTo(x is < 8 or >= 40 || y is < 8 or >= 40), $"{x}, {y}");
            }
            Assert.That(answer["extra_fields"]!["inputs"]!["mask"]!.ToJsonString(), Is.EqualTo(Described(mask, "image/png", "64x64")));
            Assert.That((string)answer["data"]![0]!["revised_prompt"]!, Does.EndWith("inside the mask of the picture"));
        });
    }

    [Test]
    public async Task Edit_WithSeveralPictures_HangsTheOthersAlongTheEdgeInOrder()
    {
        var (first, second, third) =
            (Plain(100, 100, Blue), Plain(30, 30, Green, SKEncodedImageFormat.Webp), Plain(30, 20, SKColors.Red, SKEncodedImageFormat.Jpeg));
        var answer = await AnswerAsync(
            ("prompt", "an owl"), ("image[]", first), ("image[]", second), ("image[]", third), ("mask", Hole(100, 100, new SKRectI(50, 0, 90, 40))));

        using var edit = PictureOf(answer);
        var told = answer["extra_fields"]!["inputs"]!;
        Assert.Multiple(() =>
        {
            Assert.That(edit.GetPixel(12, 88).Green, Is.GreaterThan(150), "the second picture's thumbnail");
            Assert.That(edit.GetPixel(34, 88).Red, Is.GreaterThan(150), "the third picture's thumbnail");
            Assert.That(edit.GetPixel(80, 88), Is.EqualTo(Blue));
            Assert.That((int)told["count"]!, Is.EqualTo(3));
            Assert.That(told["images"]!.AsArray().Select(image => (string)image!["sha256"]!), Is.EqualTo(new[] { first, second, third }.Select(EditWorld.Hash)));
            Assert.That(told["images"]!.AsArray().Select(image => (string)image!["type"]!), Is.EqualTo(new[] { "image/png", "image/webp", "image/jpeg" }));
        });
    }

    [Test]
    public async Task Stream_WithPartials_SendsThemAndTellsInTheCompletedEvent()
    {
        var picture = Plain(64, 64, Blue);
        using var response = await PostAsync(EditWorld.Route, ("model", "sandbox/painter"), ("prompt", "an owl"), ("stream", "true"), ("partial_images", "2"), ("image", picture));
        var events = await ServerSentEvents.ReadAllAsync(response);

        Assert.That(events.Select(e => e.Name), Is.EqualTo(new[] { "image_edit.partial_image", "image_edit.partial_image", "image_edit.completed" }));
        Assert.That(events.Select(e => (string?)e.Json["extra_fields"]!["inputs"]?["images"]![0]!["sha256"]), Is.EqualTo(new[] { null, null, EditWorld.Hash(picture) }));
        Assert.That((string)events[^1].Json["extra_fields"]!["request_type"]!, Is.EqualTo("image_edit_stream"));
    }

    [Test]
    public async Task Variation_OfAPicture_MirrorsItInAnotherHueForEachSeed()
    {
        var picture = Halves();
        var answer = await AnswerAsync("/v1/images/variations", ("model", "sandbox/painter"), ("n", "2"), ("image", picture));

        using var first = PictureOf(answer);
        using var second = PictureOf(answer, 1);
        Assert.Multiple(() =>
        {
            Assert.That(first.GetPixel(4, 32).Red, Is.LessThan(20), "the right half is black");
            Assert.That(first.GetPixel(60, 32), Is.Not.EqualTo(second.GetPixel(60, 32)).And.Not.EqualTo(Blue));
            Assert.That((string)answer["extra_fields"]!["request_type"]!, Is.EqualTo("image_variation"));
        });
    }

    [TestCase("painter~status=429~retry-after=7", HttpStatusCode.TooManyRequests, "rate_limit_exceeded")]
    [TestCase("painter~moderated", HttpStatusCode.BadRequest, "moderation_blocked")]
    [TestCase("painter~empty", HttpStatusCode.BadGateway, "no_image")]
    [TestCase("sculptor", HttpStatusCode.NotFound, "model_not_found")]
    public async Task Edit_OfAMisbehavingModel_FailsAsAGenerationDoes(string model, HttpStatusCode status, string code)
    {
        using var response = await PostAsync(EditWorld.Route, ("model", "sandbox/" + model), ("prompt", "an owl"), ("image", Plain(64, 64, Blue)));

        Assert.That(response.StatusCode, Is.EqualTo(status));
        Assert.That(await CodeOf(response), Is.EqualTo(code));
    }

    private static IEnumerable<TestCaseData> Faulty()
    {
        yield return Case("a picture that breaks off", "invalid_image_file", "image", ("image", Plain(64, 64, Blue)[..^40]));
        yield return Case("a header without a picture", "invalid_image_file", "image[1]", ("image", Plain(64, 64, Blue)), ("image", EditWorld.Png()));
        yield return Case("a format that it does not decode", "unsupported_parameter", "image", ("image", EditWorld.Head("image/heic")));
        yield return Case("a mask without alpha", "invalid_mask_image_format", "mask", ("image", Plain(64, 64, Blue)), ("mask", Plain(64, 64, SKColors.White)));
        yield return Case("more pixels than it decodes", "invalid_image_file", "image", ("image", EditWorld.Png(6000, 6000)));

        static TestCaseData Case(string what, string code, string param, params (string, object)[] parts) =>
            new TestCaseData(code, param, parts).SetArgDisplayNames(what);
    }

    [TestCaseSource(nameof(Faulty))]
    public async Task Edit_OfAFaultyPicture_IsRefusedWithItsName(string code, string param, (string, object)[] parts)
    {
        using var response = await PostAsync(EditWorld.Route, [("model", "sandbox/painter"), ("prompt", "an owl"), .. parts]);

        var error = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!;
        Assert.That($"{(int)response.StatusCode} {error["code"]} {error["param"]}", Is.EqualTo($"400 {code} {param}"), (string)error["message"]!);
    }

    [Test]
    public async Task Edit_OfALargePicture_IsDecodedFromTheSpool()
    {
        var picture = Noise(700, 700);
        var answer = await AnswerAsync(("prompt", "an owl"), ("size", "64x64"), ("image", picture), ("image", picture));

        using var edit = PictureOf(answer);
        Assert.That(edit.Width, Is.EqualTo(64));
        Assert.That(answer["extra_fields"]!["inputs"]!["images"]!.AsArray().Select(image => (string)image!["sha256"]!), Is.All.EqualTo(EditWorld.Hash(picture)));
    }

    [Test]
    public async Task Edit_AfterAFailure_IsServedByTheSandboxWithTheSamePictures()
    {
        var picture = Plain(64, 64, Blue);
        var answer = await AnswerAsync(EditWorld.Route, ("model", "sandbox/painter~status=503"), ("fallbacks", "sandbox/painter"), ("prompt", "an owl"), ("image", picture));

        Assert.That((string)answer["extra_fields"]!["inputs"]!["images"]![0]!["sha256"]!, Is.EqualTo(EditWorld.Hash(picture)));
        Assert.That(answer["extra_fields"]!["attempts"]!.AsArray(), Has.Count.EqualTo(2));
    }

    private static string Described(byte[] file, string type, string size) =>
        $$"""{"type":"{{type}}","size":"{{size}}","bytes":{{file.Length}},"sha256":"{{EditWorld.Hash(file)}}"}""";

    private Task<JsonNode> AnswerAsync(params (string, object)[] parts) => AnswerAsync(EditWorld.Route, [("model", "sandbox/painter"), .. parts]);

    private async Task<JsonNode> AnswerAsync(string path, params (string, object)[] parts)
    {
        using var response = await PostAsync(path, parts);
        var text = await response.Content.ReadAsStringAsync();
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), text);
        return JsonNode.Parse(text)!;
    }

    private async Task<HttpResponseMessage> PostAsync(string path, params (string, object)[] parts)
    {
        using var form = EditWorld.Form(parts);
        return await _gateway.Client.PostAsync(path, form);
    }

    private static async Task<string?> CodeOf(HttpResponseMessage response) =>
        (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!["code"];

    private static SKBitmap PictureOf(JsonNode answer, int index = 0) => SKBitmap.Decode(Convert.FromBase64String((string)answer["data"]![index]!["b64_json"]!));

    private static byte[] Plain(int width, int height, SKColor colour, SKEncodedImageFormat format = SKEncodedImageFormat.Png) =>
        Drawn(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque), bitmap => bitmap.Erase(colour), format);

    private static byte[] Hole(int width, int height, SKRectI hole) =>
        Drawn(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul), bitmap =>
    {
        bitmap.Erase(SKColors.Black);
        bitmap.Erase(SKColors.Transparent, hole);
    });

    private static byte[] Halves() => Drawn(new SKImageInfo(64, 64, SKColorType.Rgba8888, SKAlphaType.Opaque), bitmap =>
    {
        bitmap.Erase(Blue);
        bitmap.Erase(SKColors.Black, new SKRectI(32, 0, 64, 64));
    });

    private static byte[] Noise(int width, int height) => Drawn(
        new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul), bitmap => new Random(1).NextBytes(bitmap.GetPixelSpan()));

    private static byte[] Drawn(SKImageInfo info, Action<SKBitmap> draw, SKEncodedImageFormat format = SKEncodedImageFormat.Png)
    {
        using var bitmap = new SKBitmap(info);
        draw(bitmap);
        using var data = bitmap.Encode(format, 90);
        return data.ToArray();
    }
}
