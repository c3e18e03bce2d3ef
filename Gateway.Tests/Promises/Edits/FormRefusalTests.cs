using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;
using static Iris.Gateway.Tests.Promises.Edits.EditWorld;

namespace Iris.Gateway.Tests.Promises.Edits;

/// <summary>The promise: an edit that cannot be made is refused with the part that is at fault, and nothing of it is sent or left behind.</summary>
internal sealed class FormRefusalTests
{
    private static readonly byte[] Picture = Png(length: 400_000);

    private EditWorld _world = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _world = await EditWorld.StartAsync();

    [OneTimeTearDown]
    public ValueTask StopAsync() => _world.DisposeAsync();

    private static IEnumerable<TestCaseData> Refusals()
    {
        (string, object) model = ("model", "echo/all"), prompt = ("prompt", "p"), image = ("image", Picture), list = ("image[]", Picture);
        yield return Case("no picture", "missing_required_parameter", "image", "at least one image", model, prompt);
        yield return Case("no prompt", "missing_required_parameter", "prompt", "prompt is required", model, image);
        yield return Case("no model", "missing_required_parameter", "model", "model is required", image, prompt);
        yield return Case("17 pictures", "invalid_value", "image", "at most 16", [model, prompt, .. Enumerable.Repeat(("image[]", (object)Png()), 17)]);
        yield return Case("two masks", "invalid_value", "mask", "one mask", model, prompt, image, ("mask", Picture), ("mask", Picture));
        yield return Case("a text file", "invalid_image_file", "image[1]", "application/octet-stream", model, prompt, list, ("image[]", "not a picture at all"u8.ToArray()));
        yield return Case("a drawing", "invalid_image_file", "image", "PNG, JPEG", model, prompt, ("image", "<svg xmlns=''></svg>"u8.ToArray()));
        yield return Case("an empty file", "invalid_image_file", "image", "is empty", model, prompt, ("image", Array.Empty<byte>()));
        yield return Case("no base64", "invalid_image_file", "image[0]", "base64", model, prompt, ("image[]", "a picture, please!"));
        yield return Case("base64 that breaks off", "invalid_image_file", "image[0]", "base64", model, prompt, ("image[]", "iVBORw0KGgoAAAANS"));
        yield return Case("data URL without base64", "invalid_image_file", "image", ";base64", model, prompt, ("image", "data:image/svg+xml,%3Csvg%3E"));
        yield return Case("mask of another size", "invalid_mask_image_format", "mask", "8x9", model, prompt, image, ("mask", Png(8, 9)));
        yield return Case("file of no field", "invalid_value", "markup", "no field for a file", model, prompt, image, ("markup", Picture));
        yield return Case("n out of range", "invalid_value", "n", "between 1 and 10", model, prompt, ("n", "11"), image);
        yield return Case("n no number", "invalid_type", "n", "integer", model, prompt, ("n", "two"), image);
        yield return Case("stream no flag", "invalid_type", "stream", "true or false", model, prompt, ("stream", "yes"), image);
        yield return Case("a field twice", "duplicate_parameter", "quality", "twice", model, prompt, ("quality", "low"), ("quality", "high"), image);
        yield return Case("65 unknown fields", "too_many_parameters", null, "64 members",
            [model, prompt, image, .. Enumerable.Range(0, 65).Select(i => ($"x{i}", (object)"v"))]);
        yield return Case("mask that the model has not", "unsupported_parameter", "mask", "'mask' is not supported", ("model", "echo/maskless"), prompt, image, ("mask", Picture));
        yield return Case("more pictures than the model takes", "unsupported_parameter", "image", "at most 1", ("model", "echo/one"), prompt, list, list);
        yield return Case("a format that the model does not read", "unsupported_parameter", "image[1]", "image/heic", ("model", "echo/png"), prompt, list, ("image[]", Head("image/heic")));
        yield return Case("a provider that does not edit", "unsupported_operation", null, "image_edit is not supported by text provider: these configured providers edit: azure, echo",
            ("model", "text/m"), prompt, image);
        yield return Case("an address that nobody fetches", "unsupported_value", "image", "does not fetch", model, prompt, ("image", "https://pictures.example/a.png"));
    }

    [TestCaseSource(nameof(Refusals))]
    public async Task Edit_ThatCannotBeMade_Is400NamingThePart(string code, string? param, string words, (string, object)[] parts)
    {
        var before = _world.Provider.Requests.Count;
        using var form = Form(parts);
        using var response = await _world.Gateway.Client.PostAsync(Route, form);

        var envelope = await response.EnvelopeAsync(HttpStatusCode.BadRequest);
        Assert.Multiple(() =>
        {
            Assert.That((string?)envelope["error"]!["code"], Is.EqualTo(code), envelope.ToJsonString());
            Assert.That((string?)envelope["error"]!["type"], Is.EqualTo("invalid_request_error"));
            Assert.That((string?)envelope["error"]!["message"], Does.Contain(words));
            Assert.That((string?)envelope["extra_fields"]!["request_type"], Is.EqualTo("image_edit"));
            Assert.That(_world.Provider.Requests, Has.Count.EqualTo(before));
        });
        if (param is not null)
            Assert.That((string?)envelope["error"]!["param"], Is.EqualTo(param));
        await _world.NothingLeftAsync();
    }

    [TestCase("multipart/form-data", "--x--\r\n", 400, "invalid_body")]
    [TestCase("multipart/form-data; boundary=x", "no form at all", 400, "invalid_body")]
    [TestCase("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"model\"\r\n", 400, "invalid_body")]
    [TestCase("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\necho/all", 400, "invalid_body")]
    [TestCase("multipart/form-data; boundary=x", "--x\r\nContent-Type: text/plain\r\n\r\necho/all\r\n--x--\r\n", 400, "invalid_body")]
    [TestCase("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"prompt\"\r\n\r\n\u00ff\u00fe\r\n--x--\r\n", 400, "invalid_json")]
    [TestCase("text/plain", "model=echo/all", 415, "unsupported_media_type")]
    [TestCase("application/x-www-form-urlencoded", "model=echo%2Fall", 415, "unsupported_media_type")]
    [TestCase("multipart/mixed; boundary=x", "--x--\r\n", 415, "unsupported_media_type")]
    public async Task Edit_BodyThatIsNoForm_IsRefused(string contentType, string body, int status, string code)
    {
        using var content = new ByteArrayContent(Encoding.Latin1.GetBytes(body));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        using var response = await _world.Gateway.Client.PostAsync(Route, content);

        Assert.That((string?)(await response.EnvelopeAsync((HttpStatusCode)status))["error"]!["code"], Is.EqualTo(code));
    }

    [TestCase("more than 160 parts")]
    [TestCase("headers of a part")]
    [TestCase("text")]
    public async Task Edit_FormOverABound_IsRefused(string bound)
    {
        using var form = Form(("model", "echo/all"));
        if (bound == "text")
            form.Add(new ByteArrayContent(new byte[1_100_000]), "prompt");
        else if (bound == "headers of a part")
            form.Add(new StringContent("x") { Headers = { { "X-Long", new string('x', 20_000) } } }, "x");
        for (var i = 0; bound == "more than 160 parts" && i < 200; i++)
            form.Add(new StringContent(""), "empty");
        using var response = await _world.Gateway.Client.PostAsync(Route, form);

        var envelope = await response.EnvelopeAsync(bound == "text" ? HttpStatusCode.RequestEntityTooLarge : HttpStatusCode.BadRequest);
        Assert.That((string?)envelope["error"]!["message"], Does.Contain(bound == "text" ? "Images.Limits.RequestBytes" : bound == "headers of a part" ? "malformed" : "160 parts"));
    }

    private static TestCaseData Case(string name, string code, string? param, string words, params (string, object)[] parts) =>
        new TestCaseData(code, param, words, parts).SetArgDisplayNames(name);
}
