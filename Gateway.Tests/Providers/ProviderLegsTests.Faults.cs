using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers;

// Servers and the proxies in front of them may compress and redirect any leg.
internal sealed partial class ProviderLegsTests
{
    [TestCaseSource(nameof(Legs))]
    public Task Generate_LegsAreCompressedAllTheSame_AreDecoded(FixtureCase fixture, string form) => AssertAnsweredAsync(
        fixture, form, (connection, answer, address) => connection.SendAsync(
            Compressed.Whole("gzip", 200, Body(answer, address), answer.ContentType ?? "application/octet-stream")));

    private static IEnumerable<TestCaseData> EachLeg() =>
        from fixture in FixtureCase.All("legs")
        where fixture.Row["next"] is null && fixture.Row["told"] is null && fixture.Forms.Contains("json")
        let legs = fixture.Row["legs"]!.AsArray().Select(line => (string)line!).ToArray()
        from leg in Enumerable.Range(0, legs.Length)
        // Once a picture has been fetched the answer has begun.
        where !legs.Take(leg).Any(line => line.StartsWith("Download", StringComparison.Ordinal))
        select new TestCaseData(fixture, leg).SetArgDisplayNames(fixture.ToString(), $"leg {leg}");

    [TestCaseSource(nameof(EachLeg))]
    public async Task Generate_LegLeadsElsewhere_SaysSoAndIsNotFollowed(FixtureCase fixture, int leg)
    {
        var clock = new TestClock();
        var address = "";
        await using var elsewhere = RawProvider.Start(RawAnswer.PictureAsync);
        var scripts = fixture.Answers("answers").Take(leg)
            .Select(answer => (Func<RawConnection, Task>)(connection => SendAsync(connection, answer, address)))
            .Append(connection => connection.SendAsync($"HTTP/1.1 307 Elsewhere\r\nLocation: {elsewhere.Address}there/?sig=c2VjcmV0\r\nContent-Length: 0\r\n\r\n"));
        await using var provider = RawProvider.Start([.. scripts]);
        address = $"http://127.0.0.1:{provider.Port}";
        var settings = fixture.Row["settings"]?.AsObject().Select(setting => (setting.Key, (string)setting.Value!)) ?? [];
        await using var gateway = await TestGateway.StartAsync(
            clock, null, new JsonObject { [fixture.Provider] = ProxyJson.Cluster(fixture.Provider, address, metadata: [.. settings]) });
        var kinds = fixture.Row["legs"]!.AsArray().Select(line => ((string)line!).Split(' ')[0]).Take(leg + 1).ToArray();

        var posting = gateway.PostAsync(TestGateway.Generations, Ask(fixture, "json"));
        for (var poll = 0; poll < kinds.Count(kind => kind == "Poll"); poll++)
            await clock.PollAsync(poll);

        using var response = await posting.WaitAsync(Patience.Long);
        var envelope = await response.JsonAsync();
        Assert.That(elsewhere.Requests, Is.Empty);
        // A picture that cannot be fetched may be given by its address, as the provider gave it; the answer says so.
        if (kinds[leg] == "Download" && response.IsSuccessStatusCode)
        {
            Assert.That(envelope["extra_fields"]!["warnings"]!.ToJsonString(), Does.Contain("redirects are not followed").Or.Contain("response_format_mismatch"));
            return;
        }
        var message = (string)envelope["error"]!["message"]!;
        Assert.Multiple(() =>
        {
            Assert.That((int)response.StatusCode, Is.EqualTo(502), message);
            Assert.That((int?)envelope["extra_fields"]!["attempts"]![0]!["status"], Is.EqualTo(307));
            Assert.That((bool?)envelope["extra_fields"]!["attempts"]![0]!["possibly_billed"], Is.EqualTo(leg > 0));
            Assert.That(message, kinds[leg] == "Download" ? Does.Contain("redirects are not followed") : Does.Contain($"a redirect (307) to http://127.0.0.1:{elsewhere.Port}/v1/there/"));
            Assert.That(message, Does.Not.Contain("sig"));
        });
    }
}
