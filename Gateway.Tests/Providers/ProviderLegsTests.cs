using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Iris.Gateway.Tests.Hosting;
using Iris.Transforms;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers;

/// <summary>
/// The promise: a call of several legs goes through the whole gateway on real sockets, each leg with the key, and the client gets its pictures.
/// </summary>
internal sealed partial class ProviderLegsTests
{
    // Those that end well; failures of legs are the same for all providers and stand in the promises.
    private static IEnumerable<TestCaseData> Legs() =>
        from fixture in FixtureCase.All("legs")
        where fixture.Row["next"] is null && fixture.Row["told"] is null
        from form in fixture.Forms
        select new TestCaseData(fixture, form).SetArgDisplayNames(fixture.ToString(), form);

    [TestCaseSource(nameof(Legs))]
    public Task Generate_LegsOfTheProvider_AreAskedInOrderAndAnswered(FixtureCase fixture, string form) =>
        AssertAnsweredAsync(fixture, form, SendAsync);

    private static async Task AssertAnsweredAsync(FixtureCase fixture, string form, Func<RawConnection, FixtureAnswer, string, Task> send)
    {
        var clock = new TestClock();
        var address = "";
        var scripts = fixture.Answers("answers").Select(answer => (Func<RawConnection, Task>)(connection => send(connection, answer, address)));
        await using var provider = RawProvider.Start([.. scripts]);
        address = $"http://127.0.0.1:{provider.Port}";
        var settings = fixture.Row["settings"]?.AsObject().Select(setting => (setting.Key, (string)setting.Value!)) ?? [];
        var cluster = ProxyJson.Cluster(fixture.Provider, address, metadata: [.. settings]);
        await using var gateway = await TestGateway.StartAsync(clock, null, new JsonObject { [fixture.Provider] = cluster });
        var legs = fixture.Row["legs"]!.AsArray().Select(leg => (string)leg!).ToArray();

        var posting = gateway.PostAsync(TestGateway.Generations, Ask(fixture, form));
        for (var poll = 0; poll < legs.Count(leg => leg.StartsWith("Poll", StringComparison.Ordinal)); poll++)
            await clock.PollAsync(poll);

        using var response = await posting.WaitAsync(Patience.Long);
        var text = await response.Content.ReadAsStringAsync();
        var key = ProviderCatalog.All[fixture.Provider].Key;
        Assert.Multiple(() =>
        {
            Assert.That((int)response.StatusCode, Is.EqualTo(200), text);
            Assert.That(Pictures(text), Is.EqualTo(Pictures(Here(fixture.Expected(form), address))).And.Not.Empty);
            Assert.That(provider.Lines(), Is.EqualTo(legs.Select(Line)));
            Assert.That(provider.Requests.Select(request => request.Header(key.Header)), Is.All.EqualTo(key.Prefix + "test-key-123456"));
            Assert.That(provider.Requests.Select(request => request.Header("Accept-Encoding")), Is.All.EqualTo("identity"));
        });
    }

    private static string Ask(FixtureCase fixture, string form)
    {
        var client = fixture.Row["client"]?.DeepClone().AsObject() ?? [];
        client["model"] = $"{fixture.Provider}/{(string?)fixture.Row["model"]}";
        client["prompt"] ??= "a red fox";
        if (form == "sse")
            client["stream"] = true;
        return client.ToJsonString();
    }

    private static async Task SendAsync(RawConnection connection, FixtureAnswer answer, string address)
    {
        var body = Body(answer, address);
        await connection.SendAsync(Encoding.ASCII.GetBytes(
            $"HTTP/1.1 200 OK\r\nContent-Type: {answer.ContentType ?? "application/octet-stream"}\r\nContent-Length: {body.Length}\r\n\r\n"));
        await connection.SendAsync(body);
    }

    private static byte[] Body(FixtureAnswer answer, string address) => answer.ContentType is "application/json" or "text/event-stream"
        ? Encoding.UTF8.GetBytes(Here(Encoding.UTF8.GetString(answer.Body), address))
        : answer.Body;

    // The raw provider speaks no TLS: it stands for sister and delivery hosts too, whose addresses may have escaped slashes.
    private static string Here(string text, string address) => Host().Replace(text, address);

    // "Poll GET https://host/path, cancel …" → "GET /path"
    private static string Line(string leg)
    {
        var words = leg.Split(',')[0].Split(' ');
        return $"{words[1]} {Host().Replace(words[2], "")}";
    }

    private static string[] Pictures(string text) => [.. Picture().Matches(text).Select(match => Regex.Unescape(match.Value))];

    [GeneratedRegex("https:(\\\\?/){2}[^/\"\\\\]+")]
    private static partial Regex Host();

    [GeneratedRegex("\"(b64_json|url)\":\"[^\"]+\"")]
    private static partial Regex Picture();
}
