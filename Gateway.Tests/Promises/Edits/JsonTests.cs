using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;
using static Iris.Gateway.Tests.Promises.Edits.EditWorld;

namespace Iris.Gateway.Tests.Promises.Edits;

/// <summary>The promise: an edit that comes as JSON, in any of the shapes that clients send, is the same request as its form.</summary>
internal sealed class JsonTests
{
    private static readonly byte[] Fox = Png(seed: 1, length: 300_001);
    private static readonly byte[] House = Png(seed: 2, length: 70_000);
    private static readonly string FoxText = Convert.ToBase64String(Fox);
    private static readonly string HouseUrl = "data:image/png;base64," + Convert.ToBase64String(House);

    private EditWorld _world = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _world = await EditWorld.StartAsync();

    [OneTimeTearDown]
    public ValueTask StopAsync() => _world.DisposeAsync();

    [TestCase("\"image\":\"FOX\"", 1)]
    [TestCase("\"image\":[\"FOX\",\"HOUSE\"]", 2)]
    [TestCase("\"images\":[\"FOX\",\"HOUSE\"]", 2)]
    [TestCase("\"images\":[{\"image_url\":\"HOUSE\"}]", -1)]
    [TestCase("\"images\":[{\"type\":\"image_url\",\"image_url\":{\"detail\":\"high\",\"url\":\"HOUSE\"}}]", -1)]
    [TestCase("\"images\":[{\"url\":\"HOUSE\",\"meta\":{\"a\":[1,{\"url\":\"x\"}]}}]", -1)]
    [TestCase("\"images\":[{\"image\":\"FOX\"},{\"b64_json\":\"FOX\"},{\"base64\":\"FOX\"}]", 3)]
    [TestCase("\"image\":{\"image_url\":\"HOUSE\",\"file_id\":null}", -1)]
    [TestCase("\"input_images\":[\"FOX\"]", 1)]
    [TestCase("\"input_reference\":\"FOX\"", 1)]
    [TestCase("\"input_reference\":[\"FOX\",\"HOUSE\"]", 2)]
    [TestCase("\"im\\u0061ge\":\"FOX\"", 1)]
    [TestCase("\"image\":\"FOX\",\"images\":[\"HOUSE\"]", 2)]
    [TestCase("\"image\":null,\"images\":[null,\"\",\"FOX\"]", 1)]
    public async Task Edit_PicturesOfAnyShape_AllArriveInOrder(string member, int count)
    {
        var expected = count switch { 1 => [Hash(Fox)], 2 => new[] { Hash(Fox), Hash(House) }, 3 => [Hash(Fox), Hash(Fox), Hash(Fox)],
            _ => [Hash(House)] };
        foreach (var fox in new[] { FoxText, FoxText.Replace("/", "\\/").Replace("+", "\\u002B"), FoxText.TrimEnd('=').Replace('+', '-').Replace('/', '_') })
        {
            var json = $$"""{"model":"echo/all",{{member.Replace("FOX", fox).Replace("HOUSE", HouseUrl)}},"prompt":"make it night","n":2}""";
            var echo = await EchoAsync(json);

            Assert.Multiple(() =>
            {
                Assert.That(Hashes(echo), Is.EqualTo(expected));
                Assert.That((string?)echo["operation"], Is.EqualTo("Edit"));
                Assert.That((string?)echo["prompt"], Is.EqualTo("make it night"));
                Assert.That((int?)echo["n"], Is.EqualTo(2));
                Assert.That(echo["extras"]!.ToJsonString(), Is.EqualTo("{}"));
            });
        }
        await _world.NothingLeftAsync();
    }

    [TestCase("\"mask\":\"HOUSE\"")]
    [TestCase("\"mask\":{\"image_url\":\"HOUSE\"}")]
    [TestCase("\"mask\":{\"image_url\":{\"url\":\"HOUSE\"}}")]
    public async Task Edit_MaskOfAnyShape_IsTheMask(string member)
    {
        var echo = await EchoAsync($$"""{{{member.Replace("HOUSE", HouseUrl)}},"model":"echo/all","prompt":"p","image":"{{FoxText}}"}""");

        Assert.That((string?)echo["mask"]!["hash"], Is.EqualTo(Hash(House)));
        Assert.That(Hashes(echo), Is.EqualTo(new[] { Hash(Fox) }));
    }

    [Test]
    public async Task Edit_References_AreKeptAsSuch()
    {
        var echo = await EchoAsync("""{"model":"echo/far","prompt":"p","images":[{"image_url":"https://a.example/b.webp"},{"file_id":"file-abc"},"gs://b/c.png"],"mask":{"file_id":"file-m"}}""");

        Assert.That(echo["inputs"]!.AsArray().Select(input => (string?)input!["url"] ?? (string?)input["file_id"]), Is.EqualTo(new[] { "https://a.example/b.webp", "file-abc", "gs://b/c.png" }));
        Assert.That((string?)echo["mask"]!["file_id"], Is.EqualTo("file-m"));
    }

    [Test]
    public async Task Edit_EverythingElse_IsReadAsAlways()
    {
        var echo = await EchoAsync($$"""{"model":"echo/all","prompt":"a \"fox\"\nof \u2603","size":"1024x1536","deep":{"images":["kept",1.5e3,{"mask":true}]},"list":[],"image":"{{FoxText}}","last":null}""");

        Assert.That((string?)echo["prompt"], Is.EqualTo("a \"fox\"\nof \u2603"));
        Assert.That((string?)echo["size"], Is.EqualTo("1024x1536"));
        Assert.That(echo["extras"]!.ToJsonString(), Is.EqualTo("""{"deep":{"images":["kept",1.5e3,{"mask":true}]},"list":[]}"""));
    }

    private static IEnumerable<TestCaseData> Refusals()
    {
        var pixel = RawAnswer.Pixel;
        yield return new("\"prompt\":\"p\"", "missing_required_parameter", "image");
        yield return new($"\"image\":\"{pixel}\"", "missing_required_parameter", "prompt");
        yield return new($"\"prompt\":\"p\",\"images\":[{string.Join(',', Enumerable.Repeat($"\"{pixel}\"", 17))}]", "invalid_value", "image");
        yield return new($"\"prompt\":\"p\",\"images\":[\"{pixel}\",\"no picture, no base64\"]", "invalid_image_file", "image[1]");
        yield return new("\"prompt\":\"p\",\"image\":\"QUJDREVGR0hJSktMTU5PUA==\"", "invalid_image_file", "image");
        yield return new($"\"prompt\":\"p\",\"image\":\"{pixel}=\"", "invalid_image_file", "image");
        yield return new("\"prompt\":\"p\",\"images\":[{\"name\":\"x\"}]", "invalid_value", "images");
        yield return new($"\"prompt\":\"p\",\"images\":[{{\"image_url\":\"{pixel}\",\"file_id\":\"f\"}}]", "invalid_value", "images");
        yield return new("\"prompt\":\"p\",\"images\":[[\"x\"]]", "invalid_type", "images");
        yield return new("\"prompt\":\"p\",\"image\":7", "invalid_type", "image");
        yield return new("\"prompt\":\"p\",\"mask\":true", "invalid_type", "mask");
        yield return new($"\"prompt\":\"p\",\"image\":\"{pixel}\",\"image\":\"{pixel}\"", "duplicate_parameter", "image");
        yield return new($"\"prompt\":\"p\",\"n\":11,\"image\":\"{pixel}\"", "invalid_value", "n");
        yield return new($"\"prompt\":\"p\",\"image\":\"{pixel}\",", "invalid_json", null);
        yield return new("\"prompt\":\"p\",\"image\":\"https://a.example/b.png\"", "unsupported_value", "image");
        yield return new("\"prompt\":\"p\",\"image\":{\"file_id\":\"file-1\"}", "unsupported_value", "image");
    }

    [TestCaseSource(nameof(Refusals))]
    public async Task Edit_ThatCannotBeMade_Is400NamingTheMember(string members, string code, string? param)
    {
        var before = _world.Provider.Requests.Count;
        using var response = await _world.Gateway.PostAsync(Route, $$"""{"model":"echo/all",{{members}}}""");

        var error = (await response.EnvelopeAsync(HttpStatusCode.BadRequest))["error"]!;
        Assert.That(((string?)error["code"], (string?)error["param"]), Is.EqualTo((code, param)), error.ToJsonString());
        Assert.That(_world.Provider.Requests, Has.Count.EqualTo(before));
        await _world.NothingLeftAsync();
    }

    [Test]
    public async Task Edit_MuchThatIsNoPicture_Is413NamingTheLimit()
    {
        using var response = await _world.Gateway.PostAsync(Route, $$"""{"model":"echo/all","prompt":"{{new string('p', 1_100_000)}}"}""");

        Assert.That((string?)(await response.EnvelopeAsync(HttpStatusCode.RequestEntityTooLarge))["error"]!["message"], Does.Contain("Images.Limits.RequestBytes"));
    }

    private async Task<JsonNode> EchoAsync(string json)
    {
        var before = _world.Provider.Requests.Count;
        using (var content = new ByteArrayContent(Encoding.UTF8.GetBytes(json)))
        {
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var response = await _world.Gateway.Client.PostAsync(Route, content);
            Assert.That((int)response.StatusCode, Is.EqualTo(200), await response.Content.ReadAsStringAsync());
        }
        return JsonNode.Parse(_world.Provider.Requests[before].Body)!;
    }
}
