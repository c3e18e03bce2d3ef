using System.Net;
using System.Text.Json.Nodes;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Documents;

/// <summary>
/// The promise: what the OpenAPI document allows gets no 5xx, and an answer that the document describes; what it forbids gets its 4xx, which names the
/// member. Requests are made from the schema, a new set for each of the seeds.
/// </summary>
internal sealed class OpenApiCallTests
{
    private const string Path = "/v1/images/generations";
    private const int Calls = 40;

    [Test]
    public async Task Post_WhatTheDocumentAllows_IsAnsweredAsItSays([Range(1, 4)] int seed)
    {
        await using var gateway = await OpenApiWorld.StartAsync();
        var requests = new SchemaRequests(new Random(seed));
        for (var i = 0; i < Calls; i++)
        {
            var request = requests.Allowed();
            var json = request.ToJsonString();
            Assert.That(OpenApiWorld.Against("ImageRequest", json), Is.Empty, json);
            using var response = await gateway.PostAsync(Path, json);
            var text = await response.Content.ReadAsStringAsync();

            Assert.That((int)response.StatusCode, Is.LessThan(500), $"{json}\n{text}");
            if (response.StatusCode != HttpStatusCode.OK)
                Assert.That(OpenApiWorld.Against("ErrorEnvelope", text), Is.Empty, text);
            else if (response.Content.Headers.ContentType!.MediaType == "text/event-stream")
                Assert.That(EventsOf(text).SelectMany(data => OpenApiWorld.Against("ImageEvent", data)), Is.Empty);
            else
                Assert.That(OpenApiWorld.Against("ImageAnswer", text), Is.Empty);
        }
    }

    [Test]
    public async Task Post_WhatTheDocumentForbids_IsRefusedByItsName()
    {
        await using var gateway = await OpenApiWorld.StartAsync();
        foreach (var (member, request) in SchemaRequests.Forbidden())
        {
            var json = request.ToJsonString();
            Assert.That(OpenApiWorld.Against("ImageRequest", json), Is.Not.Empty, json);
            using var response = await gateway.PostAsync(Path, json);
            var text = await response.Content.ReadAsStringAsync();

            Assert.That((int)response.StatusCode, Is.InRange(400, 499), $"{member}: {json}\n{text}");
            Assert.That(OpenApiWorld.Against("ErrorEnvelope", text), Is.Empty, text);
            Assert.That((string?)JsonNode.Parse(text)!["error"]!["param"], Does.StartWith(member), text);
        }
    }

    [TestCase("/v1/models", "ModelList")]
    [TestCase("/v1/models/sandbox/painter", "Model")]
    [TestCase("/v1/models/nobody/nothing", "ErrorEnvelope")]
    [TestCase("/health", "Health")]
    [TestCase("/nowhere", "ErrorEnvelope")]
    public async Task Get_Endpoint_AnswersAsTheDocumentSays(string path, string schema)
    {
        await using var gateway = await OpenApiWorld.StartAsync();

        var text = await (await gateway.Client.GetAsync(path)).Content.ReadAsStringAsync();

        Assert.That(OpenApiWorld.Against(schema, text), Is.Empty, text);
    }

    [Test]
    public async Task Post_Job_IsToldAsTheDocumentSays()
    {
        await using var gateway = await OpenApiWorld.StartAsync();
        using var ordered = await gateway.PostAsync("/v1/async/images/generations", """{"model":"sandbox/painter","prompt":"a fox","size":"64x64"}""");
        var job = await ordered.Content.ReadAsStringAsync();
        Assert.That(ordered.StatusCode, Is.EqualTo(HttpStatusCode.Accepted), job);

        var done = await gateway.Client.GetStringAsync($"{ordered.Headers.Location}?wait=30s");
        var missing = await (await gateway.Client.GetAsync("/v1/async/images/generations/none")).Content.ReadAsStringAsync();

        Assert.That(OpenApiWorld.Against("Job", job), Is.Empty, job);
        Assert.That(OpenApiWorld.Against("Job", done), Is.Empty, done);
        Assert.That((string?)JsonNode.Parse(done)!["status"], Is.EqualTo("completed"));
        Assert.That(OpenApiWorld.Against("ErrorEnvelope", missing), Is.Empty, missing);
    }

    private static IEnumerable<string> EventsOf(string text) =>
        text.Split('\n').Where(line => line.StartsWith("data: ", StringComparison.Ordinal)).Select(line => line["data: ".Length..]);
}
