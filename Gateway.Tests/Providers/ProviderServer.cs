using System.Text.Json;
using System.Text.Json.Nodes;
using WireMock;
using WireMock.ResponseBuilders;
using WireMock.Server;
using WireMock.Settings;

namespace Iris.Gateway.Tests.Providers;

/// <summary>A provider on a socket of its own: answers every call with the same fixture and keeps what it was sent.</summary>
internal sealed class ProviderServer : IDisposable
{
    private static readonly JsonSerializerOptions Verbatim =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly WireMockServer _server = WireMockServer.Start(new WireMockServerSettings { Urls = ["http://127.0.0.1:0"] });

    /// <summary>The address, without a slash at its end.</summary>
    public string Url => _server.Urls[0].TrimEnd('/');

    /// <summary>The calls so far.</summary>
    public IReadOnlyList<IRequestMessage> Requests => [.. _server.LogEntries.Select(entry => entry.RequestMessage!)];

    /// <summary>The only call.</summary>
    public IRequestMessage Request => Requests.Single();

    /// <summary>The only call's body.</summary>
    public JsonObject Json => JsonNode.Parse(Request.Body!)!.AsObject();

    /// <summary>Text of a file under Fixtures.</summary>
    public static string Fixture(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", name));

    /// <summary>A fixture as JSON.</summary>
    public static JsonObject FixtureJson(string name) => JsonNode.Parse(Fixture(name))!.AsObject();

    /// <summary>JSON as a provider is sent it: without white space.</summary>
    public static string Compact(string json) => JsonNode.Parse(json)!.ToJsonString(Verbatim);

    /// <summary>Answers with a fixture; its ending tells the content type.</summary>
    public void Answer(string fixture, int status = 200, params (string Name, string Value)[] headers) => AnswerText(
        Fixture(fixture),
        Path.GetExtension(fixture) switch
        {
            ".sse" => "text/event-stream; charset=utf-8",
            ".html" => "text/html; charset=UTF-8",
            ".txt" => "text/plain",
            _ => "application/json",
        },
        status,
        headers);

    /// <summary>Answers with a text.</summary>
    public void AnswerText(string body, string contentType, int status = 200, params (string Name, string Value)[] headers)
    {
        var response = Response.Create().WithStatusCode(status).WithHeader("Content-Type", contentType).WithBody(body);
        foreach (var (name, value) in headers)
            response = response.WithHeader(name, value);
        _server.Given(WireMock.RequestBuilders.Request.Create().UsingAnyMethod()).RespondWith(response);
    }

    /// <summary>Forgets answers and calls.</summary>
    public void Reset() => _server.Reset();

    public void Dispose() => _server.Dispose();
}
