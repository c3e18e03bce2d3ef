using System.Net;
using System.Text.RegularExpressions;
using Iris.Gateway.Configuration;
using Iris.Gateway.Tests.Unit.Gateway.Credentials.Google;
using Iris.Transforms;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using Yarp.ReverseProxy.LoadBalancing;
using Yarp.ReverseProxy.Model;

namespace Iris.Gateway.Tests.Unit.Gateway.Configuration;

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
        builder.Services.AddProxyConfiguration(_ => new ProxyConfiguration(file, content, loader, loaded));
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

    // The contract's nineteen, in its order, and what else there is: a server of one's own, and the sandbox.
    private static readonly string[] Contract =
    [
        "openai", "azure", "anthropic", "bedrock", "cohere", "vertex", "mistral", "ollama", "groq", "sgl", "parasail", "perplexity", "cerebras", "gemini",
        "openrouter", "elevenlabs", "huggingface", "nebius", "xai",
    ];

    [Test]
    public void Clusters_Shipped_AreTheContractsProvidersAndEveryImageApi()
    {
        var clusters = app.Services.GetRequiredService<ProxyConfigurationProvider>().Current.ImageClusters.Values;

        Assert.That(clusters.Select(c => c.Id), Is.SupersetOf(Contract.Append("vllm").Append("sandbox")));
        Assert.That(clusters.Select(c => c.ImageApi), Is.EquivalentTo(ProviderCatalog.All.Names));
        Assert.That(clusters.Where(c => c.Id != c.ImageApi), Is.Empty);
    }

    [Test]
    public void Clusters_WithNothingInTheEnvironment_OnlyTheSandboxIsUsable()
    {
        var clusters = app.Services.GetRequiredService<ProxyConfigurationProvider>().Current.ImageClusters;
        Assert.That(clusters.Values.Where(c => c.IsUsable).Select(c => c.Id), Is.EqualTo(new[] { "sandbox" }));
    }

    [TestCase("openai", "main", "https://api.openai.com/v1/", "OPENAI_API_KEY")]
    [TestCase("azure", "main", "https://set.example/", "AZURE_OPENAI_ENDPOINT", "AZURE_OPENAI_API_KEY")]
    [TestCase("gemini", "main", "https://generativelanguage.googleapis.com/v1beta/", "GEMINI_API_KEY")]
    [TestCase("vertex", "main", "https://us-central1-aiplatform.googleapis.com/v1/", "GOOGLE_CLOUD_PROJECT", "VERTEX_SERVICE_ACCOUNT")]
    [TestCase("bedrock", "iam", "https://bedrock-runtime.us-east-1.amazonaws.com/", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")]
    [TestCase("bedrock", "token", "https://bedrock-runtime.us-east-1.amazonaws.com/", "AWS_BEARER_TOKEN_BEDROCK")]
    [TestCase("huggingface", "main", "https://router.huggingface.co/", "HF_TOKEN")]
    [TestCase("xai", "main", "https://api.x.ai/v1/", "XAI_API_KEY")]
    [TestCase("nebius", "main", "https://api.tokenfactory.nebius.com/v1/", "NEBIUS_API_KEY")]
    [TestCase("openrouter", "main", "https://openrouter.ai/api/v1/", "OPENROUTER_API_KEY")]
    [TestCase("mistral", "main", "https://api.mistral.ai/", "MISTRAL_API_KEY")]
    [TestCase("elevenlabs", "main", "https://api.elevenlabs.io/", "ELEVENLABS_API_KEY")]
    [TestCase("ollama", "main", "https://set.example/", "OLLAMA_URL")]
    [TestCase("sgl", "main", "https://set.example/", "SGL_URL")]
    [TestCase("vllm", "main", "https://set.example/", "VLLM_URL")]
    [TestCase("anthropic", "main", "https://api.anthropic.com/", "ANTHROPIC_API_KEY")]
    [TestCase("cohere", "main", "https://api.cohere.com/", "COHERE_API_KEY")]
    [TestCase("groq", "main", "https://api.groq.com/openai/v1/", "GROQ_API_KEY")]
    [TestCase("parasail", "main", "https://api.parasail.io/v1/", "PARASAIL_API_KEY")]
    [TestCase("perplexity", "main", "https://api.perplexity.ai/", "PERPLEXITY_API_KEY")]
    [TestCase("cerebras", "main", "https://api.cerebras.ai/v1/", "CEREBRAS_API_KEY")]
    public void Destination_Shipped_HasThisAddressAndTheseVariables(string id, string destination, string address, params string[] variables)
    {
        var shipped = ShippedDestination.All.Single(shipped => shipped.Provider.Name == id && shipped.Id == destination);

        Assert.That(shipped.Variables, Is.EquivalentTo(variables));
        Assert.That(shipped.Address, address == Set ? Is.EqualTo($"env:{variables[0]}") : Is.EqualTo(address));
    }

    private const string Set = "https://set.example/";

    private static IEnumerable<ShippedDestination> Outside => ShippedDestination.All.Where(destination => !destination.Provider.RunsInside);

    [TestCaseSource(nameof(Outside))]
    public async Task Cluster_ItsVariablesSet_IsUsableAndNotWithOneFewer(object shipped)
    {
        var (provider, id, written, variables) = (ShippedDestination)shipped;
        var address = written.StartsWith("env:", StringComparison.Ordinal) ? Set : written;
        var environment = variables.ToDictionary(name => name, name => name switch
        {
            "VERTEX_SERVICE_ACCOUNT" => TestAccount.Json(),
            _ when name.EndsWith("_URL", StringComparison.Ordinal) || name.EndsWith("_ENDPOINT", StringComparison.Ordinal) => Set,
            _ => "secret",
        });
        var json = await File.ReadAllTextAsync(Repository.PathOf("proxy.json"));
        var clusters = (await Load.Snapshot(json, environment: environment)).ImageClusters;

        Assert.That(clusters.Values.Where(c => c.IsUsable).Select(c => c.Id), Is.EquivalentTo(new[] { "sandbox", provider.Name }));
        var destination = clusters[provider.Name].Destinations[id];
        Assert.That((destination.Unusable, destination.Address), Is.EqualTo(((string?)null, new Uri(address))));
        foreach (var name in variables)
        {
            var fewer = environment.Where(variable => variable.Key != name).ToDictionary();
            Assert.That((await Load.Snapshot(json, environment: fewer)).ImageClusters[provider.Name].IsUsable, Is.False, name);
        }
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
    public async Task Schema_KnowsEveryImageApiAndEverySettingOfADestination()
    {
        var schema = await NJsonSchema.JsonSchema.FromFileAsync(Repository.PathOf("proxy.schema.json"));
        var cluster = schema.Definitions["cluster"].Properties;

        Assert.That(cluster["Metadata"].ActualSchema.Properties["ImageApi"].Enumeration, Is.EquivalentTo(ProviderCatalog.All.Names));
        Assert.That(
            cluster["Destinations"].AdditionalPropertiesSchema!.Properties["Metadata"].ActualSchema.Properties.Keys,
            Is.EquivalentTo(ImageClusterReader.KnownMetadata(ProviderCatalog.All)));
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
