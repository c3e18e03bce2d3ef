using System.Net;
using System.Text.RegularExpressions;
using Iris.Gateway.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using Yarp.ReverseProxy.LoadBalancing;
using Yarp.ReverseProxy.Model;

namespace Iris.Gateway.Tests.Configuration;

/// <summary>The promise: the proxy.json in the repository works as it is, and its paths are the contract's.</summary>
[TestFixture]
internal sealed class ShippedFileTests : IDisposable
{
    private WebApplication app = null!;
    private HttpClient client = null!;

    [OneTimeSetUp]
    public async Task StartGateway()
    {
        var file = new ProxyConfigurationFile(Repository.PathOf("proxy.json"));
        var loader = Load.Loader();
        var content = file.Read(out _)!;
        var loaded = await loader.LoadAsync(content, file.Directory);
        Assert.That(loaded.Errors, Is.Empty);

        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrel(options => options.Listen(IPAddress.Loopback, 0));
        builder.Services.AddProxyConfiguration(new ProxyConfiguration(file, content, loader, loaded));
        builder.Services.AddSingleton<ILoadBalancingPolicy, Load.WeightedRandomStub>();
        builder.Services.AddReverseProxy();
        app = builder.Build();
        app.MapReverseProxy(pipeline => pipeline.Run(async context =>
        {
            var route = context.Features.Get<IReverseProxyFeature>()!.Route.Config;
            await context.Response.WriteAsync($"{route.RouteId} {route.Metadata!["ImageIngress"]} {context.Request.RouteValues.Values.Single()}");
        }));
        await app.StartAsync();
        client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    [OneTimeTearDown]
    public async Task StopGateway()
    {
        Dispose();
        if (app is not null)
            await app.DisposeAsync();
    }

    public void Dispose() => client?.Dispose();

    [TestCase("/v1/images/generations", "images unified generations")]
    [TestCase("/v1/images/edits", "images unified edits")]
    [TestCase("/v1/images/variations", "images unified variations")]
    [TestCase("/V1/Images/Generations", "images unified Generations")]
    [TestCase("/openai/v1/images/generations", "openai-v1 openai generations")]
    [TestCase("/openai/images/generations", "openai openai generations")]
    [TestCase("/openai/openai/deployments/my-model/images/generations?api-version=v1", "azure azure my-model/images/generations")]
    [TestCase("/openai/openai/deployments/azure/my-model/images/edits", "azure azure azure/my-model/images/edits")]
    [TestCase("/openai/deployments/my-model/images/generations", "azure-undoubled azure my-model/images/generations")]
    [TestCase("/litellm/v1/images/generations", "litellm openai v1/images/generations")]
    [TestCase("/litellm/images/variations", "litellm openai images/variations")]
    [TestCase("/litellm/openai/deployments/m/images/generations", "litellm-azure azure openai/deployments/m/images/generations")]
    [TestCase("/litellm/openai/v1/images/generations", "litellm openai openai/v1/images/generations")]
    [TestCase("/litellm/openai/openai/deployments/m/images/edits", "litellm-azure azure openai/openai/deployments/m/images/edits")]
    [TestCase("/langchain/v1/images/generations", "langchain openai v1/images/generations")]
    [TestCase("/langchain/images/generations", "langchain openai images/generations")]
    [TestCase("/langchain/openai/deployments/m/images/generations", "langchain-azure azure openai/deployments/m/images/generations")]
    [TestCase("/pydanticai/v1/images/generations", "pydanticai openai v1/images/generations")]
    [TestCase("/pydanticai/images/generations", "pydanticai openai images/generations")]
    [TestCase("/pydanticai/openai/deployments/m/images/generations", "pydanticai-azure azure openai/deployments/m/images/generations")]
    [TestCase("/providers/sandbox/v1/images/generations", "providers/sandbox openai generations")]
    [TestCase("/providers/azure/v1/images/generations", "providers/azure openai generations")]
    public async Task Post_ImagePath_ReachesItsRoute(string path, string expected)
    {
        using var answer = await client.PostAsync(path, null);
        Assert.That(await answer.Content.ReadAsStringAsync(), Is.EqualTo(expected));
    }

    [TestCase("/v1/images/foo")]
    [TestCase("/v1/images/generations/more")]
    [TestCase("/v1/chat/completions")]
    [TestCase("/images/generations")]
    [TestCase("/litellm/v1/chat/completions")]
    [TestCase("/litellm/openai/deployments/m/chat/completions")]
    [TestCase("/openai/deployments/m/chat/completions")]
    [TestCase("/openai/deployments/images/generations")]
    [TestCase("/providers/nobody/v1/images/generations")]
    public async Task Post_AnyOtherPath_IsNotFound(string path)
    {
        using var answer = await client.PostAsync(path, null);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task Get_ImagePath_IsMethodNotAllowed()
    {
        using var answer = await client.GetAsync("/v1/images/generations");
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.MethodNotAllowed));
    }

    [Test]
    public void Clusters_WithoutAnyKey_OnlyTheSandboxIsUsable()
    {
        var clusters = app.Services.GetRequiredService<ProxyConfigurationProvider>().Current.ImageClusters;
        Assert.That(clusters.Values.Select(c => (c.Id, c.IsUsable)), Is.EquivalentTo(new[] { ("openai", false), ("azure", false), ("gemini", false), ("vertex", false), ("bedrock", false), ("huggingface", false), ("sandbox", true) }));
    }

    [Test]
    public async Task Schema_AcceptsTheShippedFile()
    {
        var schema = await NJsonSchema.JsonSchema.FromFileAsync(Repository.PathOf("proxy.schema.json"));
        // The validator knows no comments; none of the file's strings holds two slashes after a blank.
        var text = Regex.Replace(await File.ReadAllTextAsync(Repository.PathOf("proxy.json")), @"(?m)^\s*//.*$", "");
        Assert.That(schema.Validate(text), Is.Empty);
        Assert.That(schema.Validate(text.Replace("\"Heartbeat\"", "\"Heartbeet\"", StringComparison.Ordinal)), Is.Not.Empty);
    }

    [Test]
    public async Task Schema_KnowsExactlyTheMembersThatTheLoaderKnows()
    {
        var schema = await NJsonSchema.JsonSchema.FromFileAsync(Repository.PathOf("proxy.schema.json"));
        Assert.That(schema.Properties.Keys, Is.EquivalentTo(ProxyShapes.TopLevel));
        Compare(schema.Properties["ReverseProxy"], ProxyShapes.ReverseProxy, "ReverseProxy");
        Compare(schema.Properties["Images"], ProxyShapes.Images, "Images");

        static void Compare(NJsonSchema.JsonSchema schema, Shape shape, string path)
        {
            schema = schema.ActualSchema;
            switch (shape)
            {
                case Shape.Members members:
                    var open = members.Known.Where(m => m.Value is not Shape.ReservedName).ToDictionary();
                    Assert.That(schema.Properties.Keys, Is.EquivalentTo(open.Keys), path);
                    foreach (var (name, child) in open)
                        Compare(schema.Properties[name], child, $"{path}.{name}");
                    break;
                case Shape.Map { Value: Shape.Members } map:
                    Compare(schema.AdditionalPropertiesSchema!, map.Value, path + ".*");
                    break;
                case Shape.List { Item: Shape.Members } list:
                    Compare(schema.Item!, list.Item, path + "[]");
                    break;
            }
        }
    }
}
