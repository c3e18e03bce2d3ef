using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Iris.Gateway.Configuration;
using Iris.Gateway.Hosting;
using Iris.Gateway.Tests.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Embedding;

/// <summary>
/// The promise: an application's own configuration can hold the images, whatever its sources, and a change of it is in force by itself.
/// </summary>
public sealed class SectionTests
{
    private const string Request = """{"model":"sandbox/painter","prompt":"p","size":"32x32"}""";

    [Test]
    public async Task Post_ConfigurationOfTheApplications_DrawsAndFollowsItsChanges()
    {
        var configuration = Configuration(("Iris:Images:Models:house:Target", "sandbox/painter"), ("Elsewhere:Images:Strict", "maybe"));
        var clock = new FakeTimeProvider();
        await using var app = await StartAsync(configuration.GetSection("Iris"), clock);
        using var drawn = await app.PostAsync(Request);
        Assert.That(drawn.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        using var named = await app.PostAsync(Request.Replace("sandbox/painter", "house", StringComparison.Ordinal));
        Assert.That(named.StatusCode, Is.EqualTo(HttpStatusCode.OK), "another source adds to the section");
        using var unknown = await app.PostAsync(Request.Replace("sandbox/", "other/", StringComparison.Ordinal));
        Assert.That(unknown.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));

        configuration["Iris:ReverseProxy:Clusters:other:Metadata:ImageApi"] = "sandbox";
        configuration["Iris:ReverseProxy:Clusters:other:Destinations:main:Address"] = "http://sandbox/";
        clock.Advance(TimeSpan.FromSeconds(1));
        var provider = app.Services.GetRequiredService<ProxyConfigurationProvider>();
        await Patience.UntilAsync(() => provider.Current.ImageClusters.ContainsKey("other"), "the change is in force");

        using var known = await app.PostAsync(Request.Replace("sandbox/", "other/", StringComparison.Ordinal));
        Assert.That(known.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Post_RootOfTheConfiguration_OtherMembersAreTheApplications()
    {
        var file = JsonNode.Parse(File())!.AsObject();
        file["Anything"] = new JsonObject { ["Else"] = 1 };
        await using var app = await StartAsync(new ConfigurationBuilder().AddJsonStream(Stream(file)).Build(), new FakeTimeProvider());
        using var drawn = await app.PostAsync(Request);
        Assert.That(drawn.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public void Build_ErrorsInTheSection_AreNamedByPathWithoutALine()
    {
        var configuration = Configuration(("Iris:Images:Strictt", "true"), ("Iris:Images:Deadlines:Total", "soon"));

        Assert.That(() => StartAsync(configuration.GetSection("Iris"), new FakeTimeProvider()), Throws.InvalidOperationException
            .With.Message.StartsWith("Iris has 2 errors:").And.Message.Contains("\n  Images.Strictt: ").And.Message.Contains("\n  Images.Deadlines.Total: "));
    }

    private static Task<EmbeddedApp> StartAsync(IConfiguration section, TimeProvider clock) => EmbeddedApp.StartAsync("{}", proxy =>
    {
        proxy.Services.AddSingleton(clock);
        proxy.AddImages(images => images.LoadFromConfig(section));
    });

    private static IConfigurationRoot Configuration(params (string Path, string Value)[] more) => new ConfigurationBuilder()
        .AddJsonStream(Stream(new JsonObject { ["Iris"] = JsonNode.Parse(File()) }))
        .AddInMemoryCollection(more.Select(value => KeyValuePair.Create(value.Path, (string?)value.Value)))
        .Build();

    private static string File() => ProxyJson.Create(new JsonObject { ["sandbox"] = ProxyJson.Sandbox() });

    private static MemoryStream Stream(JsonNode json) => new(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
