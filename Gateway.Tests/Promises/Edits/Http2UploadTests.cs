using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Spool;
using Iris.Gateway.Tests.Hosting;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using static Iris.Gateway.Tests.Promises.Edits.EditWorld;

namespace Iris.Gateway.Tests.Promises.Edits;

/// <summary>The promise: uploads over HTTP/2, several at once on one connection, reach the provider whole, and nothing of them is left.</summary>
internal sealed class Http2UploadTests
{
    [Test]
    public async Task Edits_SeveralAtOnceOnOneConnection_ArriveWhole()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        var spool = Directory.CreateTempSubdirectory("iris-spool-test-").FullName;
        await using (var gateway = await TestGateway.StartAsync(
            null,
            new JsonObject { ["Spool"] = new JsonObject { ["Folder"] = spool } },
            new JsonObject { ["openai"] = ProxyJson.Cluster("openai", provider.Address) },
            builder => builder.WebHost.ConfigureKestrel(
                options => options.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http2))))
        {
            using var client = new HttpClient { BaseAddress = gateway.Address };
            var calls = Enumerable.Range(0, 4)
                .Select(call => Enumerable.Range(0, 4).Select(i => Png(seed: 10 * call + i, length: 300_000 + 1000 * call + i)).ToArray()).ToArray();
            var answers = await Task.WhenAll(calls.Select(pictures => PostAsync(client, pictures)));

            Assert.That(answers, Is.All.Contain(RawAnswer.Pixel));
            var received = new List<string>();
            foreach (var request in provider.Requests)
                received.Add(string.Join(' ', (await ReceivedPictures.OfAsync(request)).Hashes));
            Assert.That(received, Is.EquivalentTo(calls.Select(pictures => string.Join(' ', pictures.Select(Hash)))));
            var budget = gateway.Services.GetRequiredService<SpoolBudget>();
            await Patience.UntilAsync(() => budget.Taken == 0, "bytes are still taken");
            Assert.That(Directory.GetFileSystemEntries(spool), Is.Empty);
        }
        Directory.Delete(spool);
    }

    private static async Task<string> PostAsync(HttpClient client, byte[][] pictures)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Route)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = Form([("model", "openai/gpt-image-2"), ("prompt", "p"), .. pictures.Select(picture => ("image[]", (object)picture))]),
        };
        using var response = await client.SendAsync(request).WaitAsync(Patience.Long);
        Assert.That((response.StatusCode, response.Version), Is.EqualTo((HttpStatusCode.OK, HttpVersion.Version20)));
        return await response.Content.ReadAsStringAsync();
    }
}
