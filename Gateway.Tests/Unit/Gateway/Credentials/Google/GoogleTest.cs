using System.Collections.Frozen;
using Iris.Gateway.Credentials.Google;
using Iris.Gateway.Model;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Credentials.Google;

/// <summary>A fake Google, an environment, a directory and a clock, and tokens that see nothing else.</summary>
internal abstract class GoogleTest
{
    protected const string Token = """{"access_token":"ya29.first","expires_in":3599,"token_type":"Bearer"}""";
    protected const string MetadataToken = "/computeMetadata/v1/instance/service-accounts/default/token";
    protected const string MetadataProject = "/computeMetadata/v1/project/project-id";

    protected FakeTimeProvider Time { get; private set; } = null!;
    protected FakeGoogle Google { get; private set; } = null!;
    protected GoogleTokens Tokens { get; private set; } = null!;
    protected Dictionary<string, string> Environment { get; private set; } = null!;
    protected string Directory { get; private set; } = null!;

    [SetUp]
    public async Task StartGoogle()
    {
        Time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero));
        Google = (await FakeGoogle.StartAsync()).On("/token", Token);
        Environment = new() { ["GCE_METADATA_HOST"] = Google.Host };
        Directory = System.IO.Directory.CreateTempSubdirectory("iris-").FullName;
        Tokens = GoogleTokens.Create(name => Environment.GetValueOrDefault(name), Time);
    }

    [TearDown]
    public async Task StopGoogle()
    {
        Tokens.Dispose();
        await Google.DisposeAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    /// <summary>A destination with these settings.</summary>
    protected static ImageDestination Destination(params (string Name, string Value)[] settings) => new(
        "d", new Uri("https://aiplatform.googleapis.com/v1/"), null, null, false, 1, ModelFilter.Parse(null),
        settings.ToFrozenDictionary(s => s.Name, s => s.Value, StringComparer.OrdinalIgnoreCase), null);

    /// <summary>A destination with the test's service account, whose tokens come from the fake.</summary>
    protected ImageDestination WithAccount(string? json = null) => Destination(("ServiceAccount", json ?? TestAccount.Json()), ("TokenUri", Google.TokenUri));

    /// <summary>Tokens on a machine where the metadata server's name means nothing. Not by a real name: looking one up takes a network.</summary>
    protected GoogleTokens WithoutMetadataServer() => new(
        new StubHandler(),
        new StubHandler((request, _) => throw new HttpRequestException(
            request.RequestUri!.Host == "metadata.google.internal" ? HttpRequestError.NameResolutionError : HttpRequestError.Unknown)),
        _ => null,
        Time);

    /// <summary>Writes a file into the test's directory.</summary>
    protected string Write(string name, string content)
    {
        var path = Path.Combine(Directory, name);
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }
}
