using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Hosting;
using Iris.Gateway.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;
using static Iris.Gateway.Tests.Hosting.TestGateway;

namespace Iris.Gateway.Tests.Promises.Embedding;

/// <summary>
/// The promise: what an application configures of YARP's clients holds for image clusters too, and never in place of their own handlers.
/// </summary>
internal sealed class ClientFactoryTests
{
    [Test]
    public async Task ConfigureHttpClient_BeforeAddImages_HoldsForImagesAndRoutesAlike()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        var configured = new List<string>();
        await using var app = await EmbeddedApp.StartAsync(File(provider), proxy => WithRoute(proxy, provider)
            .ConfigureHttpClient((context, handler) =>
            {
                configured.Add(context.ClusterId);
                handler.AllowAutoRedirect = true;
                handler.UseCookies = true;
                handler.ResponseDrainTimeout = TimeSpan.FromSeconds(1);
            })
            .AddImages(EmbeddedApp.Load));

        using var response = await app.PostAsync(Request);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), await response.Content.ReadAsStringAsync());
        Assert.That(configured, Is.EquivalentTo(new[] { "openai", "rest" }));
        Assert.That(provider.Requests.Single().Header("Authorization"), Is.EqualTo("Bearer test-key-123456"), "the image cluster's own handlers are there");
    }

    [Test]
    public async Task ConfigureHttpClient_AllowsRedirects_AnOrderFollowsNone()
    {
        await using var other = RawProvider.Start(RawAnswer.PictureAsync);
        await using var provider = RawProvider.Start(c => c.SendAsync(
            $"HTTP/1.1 307 Elsewhere\r\nLocation: {other.Address}images/generations\r\nContent-Length: 0\r\nSet-Cookie: a=b\r\n\r\n"));
        await using var app = await EmbeddedApp.StartAsync(File(provider), proxy => proxy
            .ConfigureHttpClient((_, handler) => (handler.AllowAutoRedirect, handler.UseCookies) = (true, true))
            .AddImages(EmbeddedApp.Load));

        using var response = await app.PostAsync(Request);
        using var second = await app.PostAsync(Request);

        Assert.That((response.StatusCode, other.Requests.Count), Is.EqualTo((HttpStatusCode.BadGateway, 0)));
        Assert.That(provider.Requests.Select(request => request.Header("Cookie")), Is.All.Null);
    }

    [Test]
    public async Task ClientFactory_OfTheApplicationsOwn_PutsItsHandlersInsideTheImagesHandlers()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var app = await EmbeddedApp.StartAsync(File(provider), proxy =>
        {
            WithRoute(proxy, provider).Services.AddSingleton<IForwarderHttpClientFactory, StampingFactory>();
            proxy.AddImages(EmbeddedApp.Load);
        });

        using var image = await app.PostAsync(Request);
        using var rest = await app.Client.GetAsync("/rest");

        Assert.That(provider.Requests.Select(request => (request.Header("x-stamp"), request.Header("Authorization"))), Is.EqualTo(new[]
        {
            ("openai", "Bearer test-key-123456"), ("rest", (string?)null),
        }));
    }

    [Test]
    public void ConfigureHttpClient_AfterAddImages_IsRefusedAtTheStart() => Assert.That(
        () => EmbeddedApp.StartAsync(File(null), proxy => proxy.AddImages(EmbeddedApp.Load).ConfigureHttpClient((_, _) => { })),
        Throws.InvalidOperationException.With.Message.Contains("ConfigureHttpClient"));

    [Test]
    public void ClientFactory_AfterAddImages_IsRefusedAtTheStart() => Assert.That(
        () => EmbeddedApp.StartAsync(
            File(null), proxy => proxy.AddImages(EmbeddedApp.Load).Services.AddSingleton<IForwarderHttpClientFactory, StampingFactory>()),
        Throws.InvalidOperationException.With.Message.Contains("StampingFactory").And.Message.Contains("ConfigureHttpClient, before AddImages"));

    [Test]
    public void Forwarder_AfterAddImages_IsRefusedAtTheStart() => Assert.That(
        () => EmbeddedApp.StartAsync(File(null), proxy => proxy.AddImages(EmbeddedApp.Load).Services.AddSingleton<IHttpForwarder, NoForwarder>()),
        Throws.InvalidOperationException.With.Message.Contains("NoForwarder").And.Message.Contains("before AddImages"));

    [Test]
    public void ClientFactory_ThatConfiguresNoHandlers_IsRefusedAtTheStart() => Assert.That(
        () => EmbeddedApp.StartAsync(File(null), proxy =>
        {
            proxy.Services.AddSingleton<IForwarderHttpClientFactory, BareFactory>();
            proxy.AddImages(EmbeddedApp.Load);
        }),
        Throws.InvalidOperationException.With.Message.Contains("BareFactory").And.Message.Contains("ConfigureHandler"));

    [Test]
    public async Task LoadBalancing_ChoosesADestinationThatTheCallDoesNotKnow_Is503AndNothingIsSent()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        var stray = new DestinationState("gone", new DestinationModel(new DestinationConfig { Address = provider.Address }));
        await using var app =
            await EmbeddedApp.StartAsync(File(provider), proxy => proxy.AddImages(EmbeddedApp.Load), pipeline => pipeline.Use((context, next) =>
        {
            context.GetReverseProxyFeature().AvailableDestinations = stray;
            return next(context);
        }));

        using var response = await app.PostAsync(Request);

        Assert.That((string?)(await response.EnvelopeAsync(HttpStatusCode.ServiceUnavailable))["error"]!["type"], Is.EqualTo("no_eligible_keys"));
        Assert.That(provider.Requests, Is.Empty);
    }

    private static string File(RawProvider? provider) =>
        ProxyJson.Create(new JsonObject { ["openai"] = ProxyJson.Cluster("openai", provider?.Address ?? "http://127.0.0.1:1/") }, Calm);

    private static IReverseProxyBuilder WithRoute(IReverseProxyBuilder proxy, RawProvider app) => proxy.LoadFromMemory(
        [new RouteConfig { RouteId = "rest", ClusterId = "rest", Match = new RouteMatch { Path = "/rest/{**path}" } }],
        [new ClusterConfig { ClusterId = "rest", Destinations = new Dictionary<string, DestinationConfig> { ["d"] = new() { Address = app.Address } } }]);

    private sealed class StampingFactory() : ForwarderHttpClientFactory(NullLogger<ForwarderHttpClientFactory>.Instance)
    {
        protected override HttpMessageHandler WrapHandler(ForwarderHttpClientContext context, HttpMessageHandler handler) =>
            new Stamp(context.ClusterId) { InnerHandler = handler };
    }

    private sealed class Stamp(string text) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Add("x-stamp", text);
            return base.SendAsync(request, cancellationToken);
        }
    }

    private sealed class BareFactory : IForwarderHttpClientFactory
    {
        public HttpMessageInvoker CreateClient(ForwarderHttpClientContext context) => new(new SocketsHttpHandler());
    }

    private sealed class NoForwarder : IHttpForwarder
    {
        public ValueTask<ForwarderError> SendAsync(
            HttpContext context, string destinationPrefix, HttpMessageInvoker httpClient, ForwarderRequestConfig requestConfig,
            HttpTransformer transformer) =>
            new(ForwarderError.None);
    }
}
