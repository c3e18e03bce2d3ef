using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;
using static Iris.Gateway.Tests.Promises.Edits.EditWorld;

namespace Iris.Gateway.Tests.Promises.Edits;

/// <summary>
/// The promise: an edit that comes as a form reaches the provider with every picture, in order, byte by byte, and every field in its type.
/// </summary>
internal sealed class FormTests
{
    private static readonly byte[] Fox = Png(seed: 1, length: 300_000);
    private static readonly byte[] House = Png(seed: 2, length: 70_000);

    private EditWorld _world = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _world = await EditWorld.StartAsync();

    [OneTimeTearDown]
    public ValueTask StopAsync() => _world.DisposeAsync();

    [TestCase("image", null)]
    [TestCase("image", "image")]
    [TestCase("image[]", "image[]")]
    [TestCase("image", "image[]")]
    [TestCase("image[]", "image")]
    [TestCase("images", "images[]")]
    [TestCase("image[0]", "image[1]")]
    [TestCase("images[7]", "images[3]")]
    [TestCase("input_images[]", "input_reference")]
    public async Task Edit_PicturesOfAnyPartName_AllArriveInOrder(string first, string? second)
    {
        (string, object)[] parts = [("model", "echo/all"), (first, Fox), ("prompt", "make it night")];
        if (second is not null)
            parts = [.. parts, (second, House)];

        var echo = await _world.EchoAsync(Form(parts));

        Assert.Multiple(() =>
        {
            Assert.That((string?)echo["operation"], Is.EqualTo("Edit"));
            Assert.That((string?)echo["prompt"], Is.EqualTo("make it night"));
            Assert.That(Hashes(echo), Is.EqualTo(second is null ? [Hash(Fox)] : new[] { Hash(Fox), Hash(House) }));
            Assert.That((string?)echo["inputs"]![0]!["name"], Is.EqualTo(first is "image" ? "image" : "image[0]"));
            Assert.That((string?)echo["inputs"]![0]!["size"], Is.EqualTo("8x8"));
        });
        await _world.NothingLeftAsync();
    }

    [TestCase("mask")]
    [TestCase("mask[]")]
    [TestCase("mask_image")]
    [TestCase("mask[0]")]
    public async Task Edit_MaskOfAnyPartName_IsTheMask(string name)
    {
        var echo = await _world.EchoAsync(Form(("model", "echo/all"), ("prompt", "p"), (name, House), ("image", Fox)));

        Assert.That((string?)echo["mask"]!["hash"], Is.EqualTo(Hash(House)));
        Assert.That(Hashes(echo), Is.EqualTo(new[] { Hash(Fox) }));
    }

    [TestCase("image/png")]
    [TestCase("image/jpeg")]
    [TestCase("image/webp")]
    [TestCase("image/gif")]
    [TestCase("image/bmp")]
    [TestCase("image/heic")]
    [TestCase("image/heif")]
    [TestCase("image/avif")]
    [TestCase("image/tiff")]
    public async Task Edit_PictureDeclaredAsAnything_IsWhatItsBytesSay(string type)
    {
        foreach (var declared in new[] { "application/octet-stream", "image/png", null })
        {
            using var form = Form(("model", "echo/all"), ("prompt", "p"));
            var file = new ByteArrayContent(Head(type));
            if (declared is not null)
                file.Headers.ContentType = new MediaTypeHeaderValue(declared);
            form.Add(file, "image", "a");

            Assert.That((string?)(await _world.EchoAsync(form))["inputs"]![0]!["type"], Is.EqualTo(type));
        }
    }

    [Test]
    public async Task Edit_TextsThatArePictures_AreReadAsSuch()
    {
        var base64 = Convert.ToBase64String(Fox);
        var echo = await _world.EchoAsync(Form(
            ("model", "echo/far"),
            ("prompt", "p"),
            ("image[]", "data:image/png;base64," + base64),
            ("image[]", base64.TrimEnd('=').Replace('+', '-').Replace('/', '_')),
            ("url", "https://pictures.example/b.webp"),
            ("image[]", House),
            ("image[]", ""),
            ("mask", "gs://bucket/mask.png")));

        Assert.Multiple(() =>
        {
            Assert.That(Hashes(echo), Is.EqualTo(new[] { Hash(Fox), Hash(Fox), "", Hash(House) }));
            Assert.That((string?)echo["inputs"]![2]!["url"], Is.EqualTo("https://pictures.example/b.webp"));
            Assert.That((string?)echo["mask"]!["url"], Is.EqualTo("gs://bucket/mask.png"));
        });
    }

    [Test]
    public async Task Edit_PictureWithoutAFileName_IsStillAPicture()
    {
        using var form = Form(("model", "echo/all"), ("prompt", "p"));
        form.Add(new ByteArrayContent(Fox), "image");

        Assert.That(Hashes(await _world.EchoAsync(form)), Is.EqualTo(new[] { Hash(Fox) }));
    }

    [Test]
    public async Task Edit_FileInputThatNobodyFilledIn_IsNoPicture()
    {
        var raw = RawForm(
            ("name=\"model\"", "echo/all"), ("name=\"prompt\"", "p"), ("name=\"mask\"; filename=\"\"\r\nContent-Type: application/octet-stream", ""),
            ("name=\"image\"; filename=\"a.gif\"", Encoding.Latin1.GetString(Head("image/gif"))));

        using var response = await PostAsync(raw);

        Assert.That((int)response.StatusCode, Is.EqualTo(200), await response.Content.ReadAsStringAsync());
        Assert.That(JsonNode.Parse(_world.Provider.Requests[^1].Body)!["mask"], Is.Null);
    }

    [Test]
    public async Task Edit_Fields_HaveTheTypesOfTheirMembers()
    {
        var echo = await _world.EchoAsync(Form(
            ("model", "echo/all"),
            ("prompt", "a \"fox\"\r\nin the snow \u2603 \\ \t."),
            ("n", " 2 "),
            ("size", "1024x1536"),
            ("quality", "high"),
            ("user", ""),
            ("svg[model]", "v1"),
            ("svg[depth]", "3"),
            ("tags", """["a",{"b":1.5}]"""),
            ("config", """{"k":true}"""),
            ("broken", "{not json"),
            ("strength", "0.5"),
            ("image", Fox)));

        Assert.Multiple(() =>
        {
            Assert.That((string?)echo["prompt"], Is.EqualTo("a \"fox\"\r\nin the snow \u2603 \\ \t."));
            Assert.That((int?)echo["n"], Is.EqualTo(2));
            Assert.That((string?)echo["size"], Is.EqualTo("1024x1536"));
            Assert.That((string?)echo["quality"], Is.EqualTo("high"));
            Assert.That(echo["svg"]!.ToJsonString(), Is.EqualTo("""{"model":"v1","depth":3}"""));
            Assert.That(echo["extras"]!.ToJsonString(), Is.EqualTo("""{"tags":["a",{"b":1.5}],"config":{"k":true},"broken":"{not json","strength":"0.5"}"""));
        });
    }

    [TestCase("true", true)]
    [TestCase("True", true)]
    [TestCase("1", true)]
    [TestCase("false", false)]
    [TestCase("0", false)]
    public async Task Edit_StreamAsText_IsAFlag(string text, bool streams)
    {
        using var form = Form(("model", "echo/all"), ("prompt", "p"), ("stream", text), ("image", Fox));
        using var response = await _world.Gateway.Client.PostAsync(Route, form);

        Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo(streams ? "text/event-stream" : "application/json"));
        var answer = await response.Content.ReadAsStringAsync();
        Assert.That(answer.Contains("event: image_edit.completed\n"), Is.EqualTo(streams), answer);
        Assert.That(answer, Does.Not.Contain("image_generation"));
        Assert.That(response.Headers.GetValues("x-bifrost-request-type"), Is.EqualTo(new[] { streams ? "image_edit_stream" : "image_edit" }));
    }

    [TestCase("""["echo/all","text/x"]""")]
    [TestCase("echo/all,text/x")]
    [TestCase("""{"provider":"echo","model":"all"}""")]
    public async Task Edit_FallbacksOfAnyForm_Serve(string fallbacks)
    {
        foreach (var field in new[] { "fallbacks", "fallbacks[]" })
        {
            using var form = Form(("model", "text/gpt-image-2"), ("prompt", "p"), (field, fallbacks), ("image", Fox));
            using var response = await _world.Gateway.Client.PostAsync(Route, form);

            var answer = await response.JsonAsync();
            Assert.That((string?)answer["extra_fields"]?["provider"], Is.EqualTo("echo"), answer.ToJsonString());
        }
    }

    [Test]
    public async Task Edit_DeploymentInThePath_NeedsNoModel()
    {
        var echo = await _world.EchoAsync(Form(("prompt", "p"), ("image", Fox)), "/openai/deployments/all/images/edits");

        Assert.That(Hashes(echo), Is.EqualTo(new[] { Hash(Fox) }));
    }

    [Test]
    public async Task Variation_OfAPicture_NeedsNoPrompt()
    {
        var echo = await _world.EchoAsync(Form(("model", "echo/promptless"), ("image", Fox), ("n", "2")), "/v1/images/variations");

        Assert.That((string?)echo["operation"], Is.EqualTo("Variation"));
        Assert.That(Hashes(echo), Is.EqualTo(new[] { Hash(Fox) }));
    }

    private async Task<HttpResponseMessage> PostAsync(string raw)
    {
        using var content = new ByteArrayContent(Encoding.Latin1.GetBytes(raw));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=\"cut\"");
        return await _world.Gateway.Client.PostAsync(Route, content);
    }
}
