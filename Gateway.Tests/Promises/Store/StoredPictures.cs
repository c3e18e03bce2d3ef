using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Promises.Edits;
using Microsoft.Data.Sqlite;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Store;

/// <summary>A folder with a store and a state, gateways on it, and providers of pictures.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal abstract class StoredPictures
{
    protected const string Url = """{"Url":"store"}""";

    // Large enough to come in several pieces, with a length that base64 has to pad.
    protected static readonly byte[] Picture = EditWorld.Png(64, 48, 1_500_001);

    protected string Folder { get; private set; } = null!;

    [SetUp]
    public void CreateFolder() => Folder = Directory.CreateTempSubdirectory("iris-store-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(Folder, recursive: true);

    protected Task<GatewayHost> StartAsync(RawProvider provider, string store = "{}", string images = Url) => StoreGateway.StartAsync(
        Folder, store: store, images: images,
        clusters: new JsonObject { ["openai"] = ProxyJson.Cluster("openai", provider.Address), ["huggingface"] = ProxyJson.Cluster("huggingface", provider.Address) });

    protected static string Ask(string form, string more = "") =>
        $$"""{"model":"{{(form.StartsWith("json") ? "openai/gpt-image-2" : "huggingface/hf-inference/org/model")}}","prompt":"a fox","response_format":"url"{{more}}}""";

    protected static async Task<JsonObject> AskAsync(GatewayHost gateway, string form, string more = "")
    {
        using var response = await gateway.PostAsync(TestGateway.Generations, Ask(form, more));
        var text = await response.Content.ReadAsStringAsync().WaitAsync(Patience.Long);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), text);
        return JsonNode.Parse(text, documentOptions: new() { AllowDuplicateProperties = false })!.AsObject();
    }

    protected static Func<RawConnection, Task> Sends(string form, byte[] picture) => async connection =>
    {
        if (form.StartsWith("json"))
        {
            await connection.SendAsync(RawAnswer.Whole(200, $$"""{"created":1768500000,"data":[{"b64_json":"{{Convert.ToBase64String(picture)}}"}]}"""));
            return;
        }
        // The end of a PNG, so that it is whole.
        Convert.FromBase64String(RawAnswer.Pixel)[^12..].CopyTo(picture, picture.Length - 12);
        await connection.SendAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: {picture.Length}\r\n\r\n"));
        await connection.SendAsync(picture);
    };

    protected void Break(string fault)
    {
        if (fault == "folder")
        {
            Directory.Delete(Path.Combine(Folder, "files", "new"), recursive: true);
            // In the folder's place, so that it cannot be made again.
            File.WriteAllText(Path.Combine(Folder, "files", "new"), "");
        }
        else if (fault == "index")
        {
            using var connection = new SqliteConnection($"Data Source={Path.Combine(Folder, "iris.db")};Pooling=False");
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "DROP TABLE iris_files";
            command.ExecuteNonQuery();
        }
    }

    protected string[] Pictures() => Directory.Exists(Path.Combine(Folder, "files"))
        ? [.. Directory.GetFiles(Path.Combine(Folder, "files"), "*", SearchOption.AllDirectories).Where(path => Path.GetFileName(path) is not ("signing.key" or "new"))]
        : [];

    protected static string[] Warnings(JsonObject answer) =>
        [.. (answer["extra_fields"]!["warnings"]?.AsArray() ?? []).Select(warning => (string)warning!["code"]!).Where(code => code != "price_unknown")];
}
