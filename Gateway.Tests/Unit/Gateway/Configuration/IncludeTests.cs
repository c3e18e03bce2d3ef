using Iris.Gateway.Configuration;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Configuration;

/// <summary>The promise: a file may be divided into several; what two of them say is an error that names both, and every error names its file.</summary>
internal sealed class IncludeTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("iris-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [TestCase("\"teams\"")]
    [TestCase("[ \"teams/\" ]")]
    [TestCase("[ \"teams/a.json\", \"teams/b.json\" ]")]
    public async Task Include_FilesAndFolders_CountAsOneFile(string include)
    {
        Write("teams/a.json", """{ "$schema": "x", "Images": { "Models": { "a": { "Target": "sandbox/painter" } } } }""");
        Write("teams/b.json", """{ "Images": { "Models": { "b": { "Target": "sandbox/painter" } }, "Heartbeat": "00:00:05" } }""");
        Write("teams/b.json.bak", "not JSON");
        var loaded = await LoadAsync(include, """ "Images": { "Models": { "own": { "Target": "sandbox/painter" } } }""");

        Assert.That(loaded.Errors, Is.Empty);
        Assert.That(loaded.Snapshot!.Images.Models.Keys, Is.EquivalentTo((string[])["own", "a", "b"]));
        Assert.That(loaded.Snapshot.Images.Heartbeat, Is.EqualTo(TimeSpan.FromSeconds(5)));
        Assert.That(loaded.Included.Keys, Is.EqualTo((string[])[At("teams/a.json"), At("teams/b.json")]));
    }

    [Test]
    public async Task Error_InAnIncludedFile_NamesFileAndLine()
    {
        Write("teams/a.json", "{\n  \"Images\": {\n    \"Heartbeat\": \"soon\",\n    \"Strct\": true } }");
        Write("teams/b.json", "{\n  \"Images\": {,}");
        var errors = (await LoadAsync("\"teams\"")).Errors;

        Assert.That(errors.Select(error => (error.File, error.Line, error.Path)), Is.EqualTo(((string?, int?, string)[])
        [
            (At("teams/a.json"), 3, "Images.Heartbeat"), (At("teams/a.json"), 4, "Images.Strct"), (At("teams/b.json"), 2, ""),
        ]));
        Assert.That(ConfigurationErrors.Format("proxy.json", errors), Does.Contain($"Images.Heartbeat ({At("teams/a.json")}, line 3): "));
    }

    [TestCase("""{ "Images": { "Heartbeat": "00:00:05" } }""", "Images.Heartbeat", "is set in proxy.json, line 2, as well: remove one of both")]
    [TestCase("""{ "Images": { "Models": { "own": { "Fallbacks": [ "sandbox/painter" ] } } } }""", "Images.Models.own", "is set in proxy.json, line 2, as well: it stands in one file, whole")]
    [TestCase("""{ "ReverseProxy": { "Clusters": { "SANDBOX": { "HttpClient": {} } } } }""", "ReverseProxy.Clusters.SANDBOX", "is set in proxy.json, line 7, as well: it stands in one file, whole")]
    [TestCase("""{ "Include": [ "more.json" ] }""", "Include[0]", "has no effect in an included file: name the files in proxy.json")]
    public async Task Value_ThatTwoFilesSay_IsAnErrorThatNamesBoth(string included, string path, string words)
    {
        Write("a.json", included);
        var error = (await LoadAsync("\"a.json\"", """ "Images": { "Heartbeat": "00:00:15", "Models": { "own": { "Target": "sandbox/painter" } } }""")).Errors.Single();

        Assert.That((error.Path, error.File, error.Line), Is.EqualTo((path, At("a.json"), 1)));
        Assert.That(error.Message, Does.StartWith(words));
    }

    [Test]
    public async Task Value_ThatTwoIncludedFilesSay_NamesTheOther()
    {
        Write("teams/a.json", """{ "Images": { "Strict": true } }""");
        Write("teams/b.json", """{ "Images": { "Strict": true } }""");
        var error = (await LoadAsync("\"teams\"")).Errors.Single();

        Assert.That((error.File, error.Message), Is.EqualTo((At("teams/b.json"), "is set in teams/a.json, line 1, as well: remove one of both")));
    }

    [TestCase("\"nowhere.json\"", "Include", "there is no file or folder \"nowhere.json\"")]
    [TestCase("[ \"\" ]", "Include[0]", "names no file and no folder")]
    [TestCase("[ \"a.json\", \"./a.json\" ]", "Include[1]", "\"a.json\" is included twice")]
    public async Task Include_OfNothing_IsAnErrorAtItsLine(string include, string path, string words)
    {
        Write("a.json", "{}");
        var error = (await LoadAsync(include)).Errors.Single();

        Assert.That((error.Path, error.File, error.Line), Is.EqualTo((path, (string?)null, 1)));
        Assert.That(error.Message, Does.StartWith(words));
    }

    [Test]
    public async Task Contents_ThatWereKept_CountInPlaceOfTheFiles()
    {
        Write("teams/a.json", """{ "Images": { "Heartbeat": "00:00:05" } }""");
        var before = await LoadAsync("\"teams\"");
        Write("teams/a.json", """{ "Images": { "Heartbeat": "00:00:09" } }""");
        var after = await LoadAsync("\"teams\"", kept: before.Included);

        Assert.That(after.Snapshot!.Images.Heartbeat, Is.EqualTo(TimeSpan.FromSeconds(5)));
    }

    private Task<LoadedConfiguration> LoadAsync(string include, string images = "\"Images\": {}", IReadOnlyDictionary<string, byte[]>? kept = null) =>
        Load.Loader().LoadAsync(
            System.Text.Encoding.UTF8.GetBytes($"{{ \"Include\": {include},\n{images}, {Load.Good[Load.Good.IndexOf('"', StringComparison.Ordinal)..]}"), _directory, kept: kept);

    private string At(string name) => Path.Combine(_directory, name);

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(name))!);
        File.WriteAllText(At(name), text);
    }
}
