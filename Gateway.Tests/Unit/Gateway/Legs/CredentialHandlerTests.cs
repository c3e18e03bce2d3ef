using System.Collections.Frozen;
using Iris.Gateway.Calls;
using Iris.Gateway.Credentials;
using Iris.Gateway.Legs;
using Iris.Gateway.Model;
using Iris.Gateway.Tests.Unit.Gateway.Credentials.Google;
using Iris.Gateway.Tests.Unit.Gateway.Exchanges;
using Iris.Transforms.Codecs;
using Iris.Transforms.Dialects.OpenAI;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Legs;

/// <summary>To whom a destination's key is shown.</summary>
internal sealed class CredentialHandlerTests
{
    private const string Key = "Bearer key-of-test";

    [TestCase(LegHost.Own, Key)]
    [TestCase(LegHost.Sister, Key)]
    [TestCase(LegHost.Foreign, null)]
    public async Task Send_Leg_TakesTheKeyOnlyToHostsOfTheProvider(object host, string? expected)
    {
        var request = await SendAsync((LegHost)host, new ThrowingCodec("", 0), ThrowingCodec.Destination);

        Assert.That(request.Headers.Authorization?.ToString(), Is.EqualTo(expected));
    }

    [Test]
    public async Task Send_LegOfAKeylessDestination_TakesNoKeyAnywhere()
    {
        var keyless = ThrowingCodec.Destination with { Keyless = true };
        foreach (var host in Enum.GetValues<LegHost>())
            Assert.That((await SendAsync(host, new ThrowingCodec("", 0), keyless)).Headers.Authorization, Is.Null, host.ToString());
    }

    private static async Task<HttpRequestMessage> SendAsync(LegHost host, ImageProvider provider, ImageDestination destination)
    {
        await using var services = new ServiceCollection().AddSingleton(TimeProvider.System).AddCredentials().BuildServiceProvider();
        using var handler = ActivatorUtilities.CreateInstance<CredentialHandler>(services);
        using var answer = new HttpResponseMessage();
        handler.InnerHandler = new StubHandler((_, _) => Task.FromResult(answer));
        using var invoker = new HttpMessageInvoker(handler);
        var options = new ResilienceOptions();
        var call = new ImageCall
        {
            Snapshot = new ProxySnapshot([], [], new ImagesOptions(), FrozenDictionary<string, ImageCluster>.Empty), Dialect = OpenAIDialect.OpenAI,
                RequestId = "id", Started = 0,
        };
        var cluster = new ImageCluster(
            "c", provider, new DeadlineOptions(), options, 1, new Dictionary<string, ImageDestination> { ["main"] = destination }.ToFrozenDictionary());
        var attempt = new ImageAttempt(call, new ImageTarget(cluster, "m", "m"), 0, 0, default);
        var request = new LegMessage(
            HttpMethod.Get, new Uri("https://eu.family.example/get"), attempt, destination, LegKind.Poll, new LegPipeline(options, TimeProvider.System, new Random(1)))
        {
            Host = host,
        };
        await invoker.SendAsync(request, default);
        return request;
    }
}
