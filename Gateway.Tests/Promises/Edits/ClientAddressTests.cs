using System.Text;
using System.Text.Json.Nodes;
using Iris.Gateway.Exchanges;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;
using static Iris.Gateway.Tests.Promises.Edits.EditWorld;

namespace Iris.Gateway.Tests.Promises.Edits;

/// <summary>The promise: a picture's address is fetched for a provider that does not fetch only where the switch and the guard allow it.</summary>
internal sealed class ClientAddressTests
{
    // An address of this machine that the tests' rule counts as public.
    private const string Public = "127.0.0.2";

    private static readonly byte[] Fox = Png(seed: 1, length: 300_001);

    [Test]
    public async Task Edit_WithTheSwitch_SendsThePicturesOfTheAddresses()
    {
        await using var pictures = RawProvider.Start(connection => AnswerAsync(connection, Fox));
        await using var world = await WithAsync("Downloads", Downloads());
        var echo = await EchoAsync(world, $$"""{"model":"echo/all","prompt":"p","images":["{{pictures.Address}}a.png"]}""");

        Assert.Multiple(() =>
        {
            Assert.That(Hashes(echo), Is.EqualTo(new[] { Hash(Fox) }));
            Assert.That((string)echo["inputs"]![0]!["type"]!, Is.EqualTo("image/png"));
            Assert.That((string?)echo["inputs"]![0]!["url"], Is.Null);
            Assert.That(pictures.Requests[0].Header("Authorization"), Is.Null);
            Assert.That(pictures.Requests[0].Header("Cookie"), Is.Null);
        });
        await world.NothingLeftAsync();
    }

    [Test]
    public async Task Edit_ProviderThatFetchesItself_GetsTheAddress()
    {
        await using var pictures = RawProvider.Start(connection => AnswerAsync(connection, Fox));
        await using var world = await WithAsync("Downloads", Downloads());
        var echo = await EchoAsync(world, $$"""{"model":"echo/far","prompt":"p","images":["{{pictures.Address}}a.png"]}""");

        Assert.That((string)echo["inputs"]![0]!["url"]!, Is.EqualTo(pictures.Address + "a.png"));
        Assert.That(pictures.Requests, Is.Empty);
    }

    // The first model does not read JPEG, which nobody knows before the picture has come.
    [Test]
    public async Task Edit_SecondAttempt_DoesNotFetchAgain()
    {
        var picture = Head("image/jpeg");
        await using var pictures = RawProvider.Start(connection => AnswerAsync(connection, picture));
        await using var world = await WithAsync("Downloads", Downloads());
        var echo = await EchoAsync(world, $$"""{"model":"echo/png","fallbacks":["azure/all"],"prompt":"p","images":["{{pictures.Address}}a.jpg"]}""");

        Assert.That(Hashes(echo), Is.EqualTo(new[] { Hash(picture) }));
        Assert.That(pictures.Requests, Has.Count.EqualTo(1));
        await world.NothingLeftAsync();
    }

    [Test]
    public async Task Edit_RedirectToAnAllowedAddress_IsFollowed()
    {
        await using var pictures = RawProvider.Start(
            connection => connection.SendAsync("HTTP/1.1 302 Found\r\nLocation: /v1/b.png\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
            connection => AnswerAsync(connection, Fox));
        await using var world = await WithAsync("Downloads", Downloads());
        var echo = await EchoAsync(world, $$"""{"model":"echo/all","prompt":"p","images":["{{pictures.Address}}a.png"]}""");

        Assert.That(Hashes(echo), Is.EqualTo(new[] { Hash(Fox) }));
    }

    [TestCase("ClientUrls", "unsupported_value", "Images.Downloads.ClientUrls")]
    [TestCase("AllowHttp", "unsupported_value", "Images.Downloads.AllowHttp")]
    [TestCase("AllowPrivateNetwork", "unsupported_value", "Images.Downloads.AllowPrivateNetwork")]
    [TestCase("Hosts", "unsupported_value", "Images.Downloads.Hosts")]
    public async Task Edit_WithoutOneOfTheSettings_IsRefusedByItsNameAndNothingIsAsked(string missing, string code, string told)
    {
        await using var pictures = RawProvider.Start(connection => AnswerAsync(connection, Fox));
        var downloads = Downloads();
        downloads.Remove(missing);
        await using var world = await WithAsync("Downloads", downloads);

        await RefusedAsync(world, pictures.Address + "a.png", $"400 {code}", told);
        Assert.That(pictures.Requests, Is.Empty);
    }

    [TestCase("http://localhost:PORT/a.png", "Images.Downloads.AllowPrivateNetwork")]
    [TestCase("http://[::ffff:127.0.0.1]:PORT/a.png", "Images.Downloads")]
    [TestCase("http://user:word@127.0.0.1:PORT/a.png", "user's name")]
    public async Task Edit_PrivateAddressInAnotherDress_IsRefused(string address, string told)
    {
        await using var pictures = RawProvider.Start(connection => AnswerAsync(connection, Fox));
        var downloads = Downloads();
        downloads.Remove("AllowPrivateNetwork");
        await using var world = await WithAsync("Downloads", downloads);

        await RefusedAsync(world, address.Replace("PORT", $"{pictures.Port}"), "400 unsupported_value", told);
        Assert.That(pictures.Requests, Is.Empty);
    }

    [TestCase("https://127.0.0.1:1/b.png", "invalid_image_url", "connection failed")]
    [TestCase("http://elsewhere.invalid:81/b.png", "unsupported_value", "unusual port")]
    [TestCase("ftp://127.0.0.1/b.png", "unsupported_value", "https")]
    [TestCase("/v1/a.png", "invalid_image_url", "more than 5 times")]
    public async Task Edit_RedirectThatIsNotAllowed_IsRefused(string location, string code, string told)
    {
        await using var pictures = RawProvider.Start(connection =>
            connection.SendAsync($"HTTP/1.1 307 Temporary Redirect\r\nLocation: {location}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
        await using var world = await WithAsync("Downloads", Downloads());

        await RefusedAsync(world, pictures.Address + "a.png", $"400 {code}", told);
        await world.NothingLeftAsync();
    }

    // The first address counts as public here; the second one is the machine's own, as a number and as a name.
    [TestCase("http://127.0.0.1:PORT/b.png")]
    [TestCase("http://localhost:PORT/b.png")]
    [TestCase("http://[::ffff:127.0.0.1]:PORT/b.png")]
    public async Task Edit_RedirectIntoAPrivateNetwork_IsRefusedAndNothingIsAskedThere(string location)
    {
        await using var secret = RawProvider.Start(connection => AnswerAsync(connection, Fox));
        await using var pictures = RawProvider.StartAt(Public, connection => RedirectAsync(connection, location.Replace("PORT", $"{secret.Port}")));
        await using var world = await WithAsync(PublicOnly(), address => address.ToString() == Public);

        await RefusedAsync(world, pictures.Address + "a.png", "400 unsupported_value", "no public address (Images.Downloads.AllowPrivateNetwork)");
        Assert.Multiple(() =>
        {
            Assert.That(pictures.Requests, Has.Count.EqualTo(1));
            Assert.That(secret.Requests, Is.Empty);
        });
        await world.NothingLeftAsync();
    }

    [Test]
    public async Task Edit_RedirectToAnotherPublicAddress_IsFollowed()
    {
        await using var other = RawProvider.StartAt(Public, connection => AnswerAsync(connection, Fox));
        await using var pictures = RawProvider.StartAt(Public, connection => RedirectAsync(connection, other.Address + "b.png"));
        await using var world = await WithAsync(PublicOnly(), address => address.ToString() == Public);

        Assert.That(Hashes(await EchoAsync(world, $$"""{"model":"echo/all","prompt":"p","images":["{{pictures.Address}}a.png"]}""")), Is.EqualTo(new[] { Hash(Fox) }));
    }

    private static IEnumerable<TestCaseData> Answers()
    {
        yield return Case("not found", "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", "400 invalid_image_url", "status 404");
        yield return Case("no picture", "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello", "400 invalid_image_file", "no picture");
        yield return Case("breaks off", "HTTP/1.1 200 OK\r\nContent-Length: 500\r\nConnection: close\r\n\r\nhello", "400 invalid_image_url", "connection failed");
        yield return Case("says that it is too large", "HTTP/1.1 200 OK\r\nContent-Length: 99000000\r\nConnection: close\r\n\r\n", "413 request_too_large", "EditBytes");

        static TestCaseData Case(string name, string answer, string expected, string told) =>
            new TestCaseData(answer, expected, told).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Answers))]
    public async Task Edit_AddressWithoutAPicture_IsRefused(string answer, string expected, string told)
    {
        await using var pictures = RawProvider.Start(async connection =>
        {
            await connection.SendAsync(answer);
            connection.Finish();
        });
        await using var world = await WithAsync("Downloads", Downloads());

        await RefusedAsync(world, pictures.Address + "a.png", expected, told);
        await world.NothingLeftAsync();
    }

    [Test]
    public async Task Edit_PictureWithoutEnd_Is413AtTheLimit()
    {
        await using var pictures = RawProvider.Start(async connection =>
        {
            await connection.SendAsync("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
            await connection.SendAsync(Fox);
            await connection.HoldAsync();
        });
        await using var world = await WithAsync(("Downloads", Downloads()), ("Limits", new JsonObject { ["EditBytes"] = 200_000 }));

        await RefusedAsync(world, pictures.Address + "a.png", "413 request_too_large", "Images.Limits.EditBytes");
        await world.NothingLeftAsync();
    }

    [Test]
    public async Task Edit_PictureThatDoesNotCome_Is400AfterItsTime()
    {
        var clock = new TestClock();
        await using var pictures = RawProvider.Start(connection => connection.HoldAsync());
        await using var world = await WithAsync(clock, ("Downloads", Downloads()));
        var refused = RefusedAsync(world, pictures.Address + "a.png", "400 invalid_image_url", "in time");
        await pictures.ArrivalAsync();
        await clock.PassAsync(ClientPictures.Longest);

        await refused;
        await world.NothingLeftAsync();
    }

    [Test]
    public async Task Edit_ClientThatLeaves_EndsTheDownload()
    {
        await using var pictures = RawProvider.Start(connection => connection.HoldAsync());
        await using var world = await WithAsync("Downloads", Downloads());
        using var leaving = new CancellationTokenSource();
        using var content = Json($$"""{"model":"echo/all","prompt":"p","images":["{{pictures.Address}}a.png"]}""");
        var answer = world.Gateway.Client.PostAsync(Route, content, leaving.Token);
        var connection = await pictures.ArrivalAsync();
        await leaving.CancelAsync();

        Assert.That(async () => await answer, Throws.InstanceOf<OperationCanceledException>());
        await connection.Closed;
        await world.NothingLeftAsync();
    }

    private static JsonObject Downloads() =>
        new() { ["ClientUrls"] = true, ["AllowHttp"] = true, ["AllowPrivateNetwork"] = true, ["Hosts"] = new JsonArray("127.0.0.1", "localhost") };

    private static JsonObject PublicOnly() =>
        new() { ["ClientUrls"] = true, ["AllowHttp"] = true, ["Hosts"] = new JsonArray(Public, "127.0.0.1", "localhost", "::ffff:127.0.0.1") };

    private static Task RedirectAsync(RawConnection connection, string location) =>
        connection.SendAsync($"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private static async Task AnswerAsync(RawConnection connection, byte[] picture)
    {
        await connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {picture.Length}\r\nConnection: close\r\n\r\n");
        await connection.SendAsync(picture);
    }

    private static async Task<JsonNode> EchoAsync(EditWorld world, string body)
    {
        using var content = Json(body);
        using var response = await world.Gateway.Client.PostAsync(Route, content);
        Assert.That((int)response.StatusCode, Is.EqualTo(200), await response.Content.ReadAsStringAsync());
        return JsonNode.Parse(world.Provider.Requests[^1].Body)!;
    }

    private static async Task RefusedAsync(EditWorld world, string address, string expected, string told)
    {
        using var content = Json($$"""{"model":"echo/all","prompt":"p","image":"{{address}}"}""");
        using var response = await world.Gateway.Client.PostAsync(Route, content);
        var error = (await response.JsonAsync())["error"]!;

        Assert.That($"{(int)response.StatusCode} {error["code"]}", Is.EqualTo(expected), (string)error["message"]!);
        Assert.That((string)error["message"]!, Does.Contain(told));
        Assert.That((string)error["param"]!, Is.EqualTo("image"));
        Assert.That(world.Provider.Requests, Is.Empty);
    }
}
