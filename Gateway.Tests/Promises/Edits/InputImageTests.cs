using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;
using static Iris.Gateway.Tests.Promises.Edits.EditWorld;

namespace Iris.Gateway.Tests.Promises.Edits;

/// <summary>
/// The promise: <c>input_images</c> of a generation are inputs as an edit's are: in order, spooled, hashed, and judged by the model's row.
/// </summary>
internal sealed class InputImageTests
{
    private const string Generations = "/v1/images/generations";

    private static readonly byte[] Fox = Png(seed: 1, length: 300_001);
    private static readonly byte[] House = Png(seed: 2, length: 70_000);

    private EditWorld _world = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _world = await EditWorld.StartAsync();

    [OneTimeTearDown]
    public ValueTask StopAsync() => _world.DisposeAsync();

    [Test]
    public async Task Generate_WithPictures_SendsThemInOrderAndTellsNothingDropped()
    {
        var (answer, echo) = await GenerateAsync("echo/all", Text(Fox), "data:image/png;base64," + Text(House), Text(Fox).Replace("/", "\\/"));

        Assert.Multiple(() =>
        {
            Assert.That(Hashes(echo), Is.EqualTo(new[] { Hash(Fox), Hash(House), Hash(Fox) }));
            Assert.That(echo["inputs"]!.AsArray().Select(input => (string)input!["size"]!), Is.All.EqualTo("8x8"));
            Assert.That((string)echo["operation"]!, Is.EqualTo("Generation"));
            Assert.That((string)answer["extra_fields"]!["request_type"]!, Is.EqualTo("image_generation"));
            Assert.That(answer["extra_fields"]!["dropped_params"], Is.Null);
        });
        await _world.NothingLeftAsync();
    }

    [Test]
    public async Task Generate_WithAddresses_PassesThemOnToWhoFetchesThem()
    {
        var (_, echo) = await GenerateAsync("echo/far", "https://pictures.example/a.png", "gs://b/c.png");

        Assert.That(echo["inputs"]!.AsArray().Select(input => (string?)input!["url"]), Is.EqualTo(new[] { "https://pictures.example/a.png", "gs://b/c.png" }));
    }

    [Test]
    public async Task Generate_ModelThatDrawsFromTextAlone_IsToldThatTheyWereDropped()
    {
        var (answer, echo) = await GenerateAsync("echo/text", Text(House));

        Assert.That(echo["inputs"]!.AsArray(), Is.Empty);
        Assert.That(answer["extra_fields"]!["dropped_params"]!.AsArray().Select(change => (string)change!["param"]!), Is.EqualTo(new[] { "input_images" }));
        await _world.NothingLeftAsync();
    }

    [Test]
    public async Task Generate_WithoutAnyPicture_IsAnOrdinaryGeneration()
    {
        var (answer, echo) = await GenerateAsync("echo/text", "");

        Assert.That(echo["inputs"]!.AsArray(), Is.Empty);
        Assert.That(answer["extra_fields"]!["dropped_params"], Is.Null);
    }

    private static IEnumerable<TestCaseData> Refusals()
    {
        yield return Case("strict", "echo/text", 400, "unsupported_parameter", "input_images", Text(House));
        yield return Case("more than the model takes", "echo/one", 400, "unsupported_parameter", "image", Text(House), Text(House));
        yield return Case("more than any takes", "echo/all", 400, "invalid_value", "input_images", [.. Enumerable.Repeat(Text(Png()), 17)]);
        yield return Case("an address that nobody fetches", "echo/all", 400, "unsupported_value", "input_images[0]", "https://pictures.example/a.png");
        yield return Case("no picture", "echo/all", 400, "invalid_image_file", "input_images[1]", Text(House), Text("no picture at all"u8.ToArray()));
        yield return Case("no base64", "echo/all", 400, "invalid_image_file", "input_images[0]", "a picture, please!");
        yield return Case("a format that the model does not read", "echo/png", 400, "unsupported_parameter", "input_images[0]", Text(Head("image/jpeg")));

        static TestCaseData Case(string name, string model, int status, string code, string param, params string[] pictures) =>
            new TestCaseData(name == "strict", model, pictures, $"{status} {code} {param}").SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Refusals))]
    public async Task Generate_WithPicturesThatCannotBeSent_IsRefusedByName(bool strict, string model, string[] pictures, string expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Generations) { Content = new StringContent(Body(model, "", pictures), null, "application/json") };
        if (strict)
            request.Headers.Add("x-bf-strict", "true");
        using var response = await _world.Gateway.Client.SendAsync(request);
        var error = (await response.JsonAsync())["error"]!;

        Assert.That($"{(int)response.StatusCode} {error["code"]} {error["param"]}", Is.EqualTo(expected), (string)error["message"]!);
        await _world.NothingLeftAsync();
    }

    [Test]
    public async Task Generate_PrimaryTakesFewerPictures_FallbackServesWithAll()
    {
        var (answer, echo) = await GenerateAsync("echo/one", "\"fallbacks\":[\"azure/all\"],", Text(Fox), Text(House));

        Assert.That(Hashes(echo), Is.EqualTo(new[] { Hash(Fox), Hash(House) }));
        Assert.That((string)answer["extra_fields"]!["attempts"]![0]!["skipped"]!, Does.Contain("at most 1"));
    }

    private Task<(JsonNode Answer, JsonNode Echo)> GenerateAsync(string model, string first, params string[] others) =>
        first.StartsWith("\"fallbacks", StringComparison.Ordinal) ? PostAsync(Body(model, first, others)) : PostAsync(Body(model, "", [first, .. others]));

    private async Task<(JsonNode Answer, JsonNode Echo)> PostAsync(string body)
    {
        var before = _world.Provider.Requests.Count;
        using var response = await _world.Gateway.PostAsync(Generations, body);
        var answer = await response.JsonAsync();
        Assert.That((int)response.StatusCode, Is.EqualTo(200), answer.ToJsonString());
        return (answer, JsonNode.Parse(_world.Provider.Requests[before].Body)!);
    }

    private static string Body(string model, string members, string[] pictures) =>
        $$"""{"model":"{{model}}","prompt":"p",{{members}}"input_images":[{{string.Join(',', pictures.Select(picture => $"\"{picture}\""))}}]}""";

    private static string Text(byte[] picture) => Convert.ToBase64String(picture);
}
