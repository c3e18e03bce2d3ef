using Iris.Gateway.Calls;
using Iris.Gateway.Configuration;
using Iris.Gateway.Credentials;
using Iris.Gateway.Dispatch;
using Iris.Gateway.Endpoints;
using Iris.Gateway.Envelopes;
using Iris.Gateway.Legs;
using Iris.Gateway.PassThrough;
using Iris.Gateway.Telemetry;
using Iris.Gateway.Yarp;
using Iris.Sandbox;
using Iris.Transforms.Providers.Sandbox;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Yarp.ReverseProxy.Forwarder;

namespace Iris.Gateway.Hosting;

/// <summary>
/// Image calls in an application of one's own, beside its routes and endpoints:
/// <code>
/// builder.Services.AddReverseProxy().AddImages(images => images.LoadFromFile("proxy.json").AddProvider&lt;MyProvider>());
/// …
/// app.MapReverseProxy(proxy =>
/// {
///     proxy.UseImages();
///     proxy.UseSessionAffinity();
///     proxy.UseLoadBalancing();
///     proxy.UsePassiveHealthChecks();
/// });
/// app.MapImageEndpoints();
/// </code>
/// </summary>
public static class ImagesExtensions
{
    /// <summary>Registers what image calls need. Routes and clusters of YARP's own configuration stay as they are.</summary>
    /// <param name="proxy">What <c>AddReverseProxy()</c> has returned.</param>
    /// <param name="configure">Names the file and adds providers.</param>
    /// <exception cref="InvalidOperationException">
    /// YARP's forwarder is not registered, or images have been added before. When the application is built: the file has errors, which are all named.
    /// </exception>
    public static IReverseProxyBuilder AddImages(this IReverseProxyBuilder proxy, Action<ImagesBuilder>? configure = null)
    {
        var images = new ImagesBuilder();
        configure?.Invoke(images);
        proxy.AddImageForwarder().AddTransforms<ImageTransformProvider>();
        images.AddTo(proxy);
        var services = proxy.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<RequestIds>();
        services.AddSingleton<ResilienceRegistry>();
        services.AddCredentials();
        services.AddSingleton<CancelledOrders>();
        services.AddHostedService(provider => provider.GetRequiredService<CancelledOrders>());
        services.AddSingleton<FailureLog>();
        services.AddPassThrough();
        services.AddSingleton<IForwarderHttpClientFactory, ImageHttpClientFactory>();
        services.AddSingleton(provider => new InsideHandler(typeof(SandboxProvider), () => new SandboxHandler(provider.GetRequiredService<TimeProvider>())));
        services.AddSingleton<ImageTelemetry>();
        services.AddSingleton<ImageStages>();
        services.AddSingleton<DispatchServices>();
        services.AddSingleton<IRequestLog, AccessLog>();
        services.AddDrain();
        return proxy;
    }

    /// <summary>
    /// Gives the envelope to every failure of the application's that has no body yet (unknown paths, wrong methods, what nobody expected) and writes
    /// a line to the log for each request. Optional, and for all of the application: it belongs before everything else.
    /// </summary>
    public static IApplicationBuilder UseImageEnvelopes(this IApplicationBuilder app) => app.UseMiddleware<EnvelopeMiddleware>();

    /// <summary>Adds the steps that image routes and pass-through routes need to YARP's pipeline: before load balancing, whose choice they narrow.</summary>
    public static void UseImages(this IReverseProxyApplicationBuilder pipeline)
    {
        pipeline.UseMiddleware<ImageDispatchMiddleware>();
        pipeline.UsePassThrough();
    }

    /// <summary>
    /// Spares image calls what stands between routing and YARP's pipeline for the sake of other routes, authorization and timeouts, where their
    /// route names neither. Optional; called on what <c>MapReverseProxy</c> returns.
    /// </summary>
    public static TBuilder ShortCircuitImages<TBuilder>(this TBuilder proxy) where TBuilder : IEndpointConventionBuilder
    {
        ShortCircuit.Images(proxy);
        return proxy;
    }

    /// <summary>Maps <c>/health</c>, <c>/health/live</c>, <c>/health/ready</c>, <c>/v1/models</c> and <c>/openai/v1/models</c>, below <c>Images.Endpoints.Prefix</c>.</summary>
    public static void MapImageEndpoints(this IEndpointRouteBuilder endpoints)
    {
        var prefix = endpoints.ServiceProvider.GetRequiredService<ProxyConfiguration>().Snapshot.Images.EndpointsPrefix;
        endpoints.MapHealth(prefix);
        endpoints.MapModels(prefix);
    }
}
