using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Delivery;

/// <summary>
/// A gateway before one server, shared by a class's tests. The server answers every order as the test says, and everything else with a picture. All
/// providers of OpenAI's form are clusters at its address.
/// </summary>
public abstract class AnswerFixture
{
    private Func<RawConnection, Task> _answer = RawAnswer.PictureAsync;

    internal RawProvider Provider { get; private set; } = null!;
    internal GatewayHost Gateway { get; private set; } = null!;

    /// <summary>A model of each provider that answers in OpenAI's form.</summary>
    public static readonly string[] Models =
    [
        "openai/sd", "openai/gpt-image-2", "azure/picture", "xai/grok-imagine-image", "nebius/house/flux",
        "openrouter/black-forest-labs/flux.2-klein-4b", "huggingface/together/black-forest-labs/FLUX.1-dev", "sgl/flux", "vllm/flux", "reseller/acme/sd",
    ];

    /// <summary>Those whose answer may be a stream of events.</summary>
    public static readonly string[] StreamingModels =
        ["openai/sd", "azure/picture", "nebius/house/flux", "openrouter/black-forest-labs/flux.2-klein-4b", "huggingface/together/black-forest-labs/FLUX.1-dev", "reseller/acme/sd"];

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        Provider = RawProvider.Start(connection => _answer(connection));
        var clusters = new JsonObject { ["reseller"] = ProxyJson.Cluster("openai", Provider.Address) };
        foreach (var api in (string[])["openai", "azure", "xai", "nebius", "openrouter", "huggingface", "sgl", "vllm", "gemini"])
            clusters[api] = ProxyJson.Cluster(api, Provider.Address);
        Gateway = await TestGateway.StartAsync(null, Images, clusters);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await Gateway.DisposeAsync();
        await Provider.DisposeAsync();
    }

    /// <summary>The section <c>Images</c> of the gateway's file.</summary>
    protected virtual JsonObject? Images => null;

    /// <summary>From now on the server answers orders with a body.</summary>
    protected void Serve(string body, string type = "application/json") => Serve(Encoding.UTF8.GetBytes(body), type);

    /// <inheritdoc cref="Serve(string, string)"/>
    protected void Serve(byte[] body, string type = "application/json") => _answer = async connection =>
    {
        if (connection.Request.Head.StartsWith("GET", StringComparison.Ordinal))
        {
            await LegAnswers.SendsPictureAsync(connection);
            return;
        }
        await connection.SendAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\n\r\n"));
        await connection.SendAsync(body);
    };

    /// <summary>From now on the server answers orders with a stream of events.</summary>
    protected void ServeEvents(string events) => Serve(events, "text/event-stream");

    /// <summary>A plain answer with one picture.</summary>
    /// <param name="members">Members beside the pictures.</param>
    protected static string Json(string members) => $$"""{"data":[{"b64_json":"{{RawAnswer.Pixel}}"}]{{(members.Length > 0 ? "," : "")}}{{members}}}""";

    /// <summary>A stream with one finished picture.</summary>
    /// <param name="members">Members of its event.</param>
    protected static string Events(string members) =>
        $$"""
        event: image_generation.completed
        data: {"type":"image_generation.completed","b64_json":"{{RawAnswer.Pixel}}"{{(members.Length > 0 ? "," : "")}}{{members}}}


        """;

    /// <summary>Asks for a picture.</summary>
    /// <param name="model">The model.</param>
    /// <param name="members">Members of the request besides model and prompt.</param>
    protected Task<HttpResponseMessage> AskAsync(string model, string members = "") => Gateway.PostAsync(
        TestGateway.Generations, $$"""{"model":"{{model}}","prompt":"a red kite"{{(members.Length > 0 ? "," : "")}}{{members}}}""");

    /// <summary>The plain answer to a request, strictly read.</summary>
    protected async Task<JsonObject> PlainAsync(string model, string members = "")
    {
        using var response = await AskAsync(model, members);
        var text = await TextAsync(response);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), text);
        return Strict(text);
    }

    /// <summary>The events' data of a streamed answer, strictly read.</summary>
    protected async Task<List<JsonObject>> EventsAsync(string model, string members = "")
    {
        using var response = await AskAsync(model, "\"stream\":true" + (members.Length > 0 ? "," : "") + members);
        var text = await TextAsync(response);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), text);
        return [.. text.Split('\n').Where(line => line.StartsWith("data: ", StringComparison.Ordinal)).Select(line => Strict(line[6..]))];
    }

    /// <summary>The codes of an answer's or event's warnings; that a model has no price is no concern here.</summary>
    protected static string[] Warnings(JsonObject answer) =>
        [.. (answer["extra_fields"]!["warnings"]?.AsArray() ?? []).Select(warning => (string)warning!["code"]!).Where(code => code != "price_unknown")];

    private static async Task<string> TextAsync(HttpResponseMessage response) =>
        new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(await response.Content.ReadAsByteArrayAsync().WaitAsync(Patience.Long));

    // Strict clients refuse doubled members and text that is no Unicode.
    private static JsonObject Strict(string json)
    {
        var node = JsonNode.Parse(json, documentOptions: new() { AllowDuplicateProperties = false })!.AsObject();
        Assert.That(() => node.ToJsonString(), Throws.Nothing);
        return node;
    }
}
