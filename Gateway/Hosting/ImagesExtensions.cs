using Iris.Gateway.Access;
using Iris.Gateway.Admin;
using Iris.Gateway.CallLogs;
using Iris.Gateway.Calls;
using Iris.Gateway.Configuration;
using Iris.Gateway.Credentials;
using Iris.Gateway.Dispatch;
using Iris.Gateway.Documents;
using Iris.Gateway.Endpoints;
using Iris.Gateway.Envelopes;
using Iris.Gateway.Idempotency;
using Iris.Gateway.Ingress;
using Iris.Gateway.Jobs;
using Iris.Gateway.Legs;
using Iris.Gateway.Model;
using Iris.Gateway.PassThrough;
using Iris.Gateway.Spool;
using Iris.Gateway.State;
using Iris.Gateway.Store;
using Iris.Gateway.Telemetry;
using Iris.Gateway.Yarp;
using Iris.Sandbox;
using Iris.Transforms.Providers.Sandbox;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Iris.Gateway.Hosting;

/// <summary>
/// Adds image calls to an application, beside its own routes and endpoints:
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
    /// <summary>Registers the services of image calls. The routes and clusters of YARP's own configuration stay unchanged.</summary>
    /// <param name="proxy">The result of <c>AddReverseProxy()</c>.</param>
    /// <param name="configure">Sets the file and adds providers, stages, credentials, prices and sinks of finished calls.</param>
    /// <exception cref="InvalidOperationException">
    /// YARP's forwarder or its client factory is not registered, images have already been added, or credentials name no provider. Also thrown when
    /// the application is built and the file has errors; the message lists all of them.
    /// </exception>
    public static IReverseProxyBuilder AddImages(this IReverseProxyBuilder proxy, Action<ImagesBuilder>? configure = null)
    {
        var images = new ImagesBuilder();
        configure?.Invoke(images);
        proxy.AddImageForwarder().AddTransforms<ImageTransformProvider>();
        var services = proxy.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddCallSinks();
        services.AddState();
        services.AddStore();
        // Before stages that the application adds: those are asked about calls that are let in.
        services.AddAccess();
        services.AddCallLog();
        services.AddAdmin();
        services.AddIdempotency();
        services.AddJobs();
        images.AddTo(proxy);
        services.AddSingleton<RequestIds>();
        services.AddSingleton<BodyBudget>();
        services.AddSingleton<SpoolBudget>();
        services.AddSingleton<RequestBudgets>();
        services.AddSingleton(provider => new MaskConverter(provider.GetRequiredService<RequestBudgets>().Pictures));
        services.AddHostedService<SpoolSweep>();
        services.AddSingleton<ResilienceRegistry>();
        services.AddCredentials();
        services.AddSingleton<CancelledOrders>();
        services.AddHostedService(provider => provider.GetRequiredService<CancelledOrders>());
        services.AddSingleton<SecretScrubber>();
        services.AddSingleton<FailureLog>();
        services.AddPassThrough();
        services.AddSingleton(
            provider => new InsideHandler(typeof(SandboxProvider), () => new SandboxHandler(provider.GetRequiredService<TimeProvider>())));
        services.AddSingleton<LineBudget>();
        services.AddSingleton<ForwardingFailures>();
        services.AddSingleton<FailureTelemetry>();
        services.AddSingleton<ImageTelemetry>();
        services.AddHostedService<ConfigurationMetrics>();
        services.AddHostedService<BodyMetrics>();
        services.AddDestinationTelemetry();
        services.AddSingleton<ImageStages>();
        services.AddSingleton<DispatchServices>();
        services.AddSingleton<IRequestLog, AccessLog>();
        services.AddSingleton<CurrentSnapshot>(provider =>
        {
            var configuration = provider.GetRequiredService<ProxyConfigurationProvider>();
            return () => configuration.Current;
        });
        services.AddDrain();
        return proxy;
    }

    /// <summary>
    /// Writes the error envelope for every failure of the application that has no body yet (unknown paths, wrong methods, unhandled exceptions),
    /// and a log line for each request. Optional; it applies to the whole application and must be its first middleware.
    /// </summary>
    public static IApplicationBuilder UseImageEnvelopes(this IApplicationBuilder app) => app.UseEnvelopes().UseRequestGuard();

    /// <summary>
    /// Adds the steps of image routes and pass-through routes to YARP's pipeline. Call it before load balancing, because the steps narrow its
    /// choice.
    /// </summary>
    /// <exception cref="InvalidOperationException">A forwarder or a client factory has been registered after <c>AddImages</c>.</exception>
    public static void UseImages(this IReverseProxyApplicationBuilder pipeline)
    {
        pipeline.ApplicationServices.RequireImageForwarder();
        pipeline.UseRequestGuard();
        pipeline.UseCallLog();
        pipeline.UseAccess();
        pipeline.UseMiddleware<ImageDispatchMiddleware>();
        pipeline.UsePassThrough();
    }

    /// <summary>
    /// Lets image calls skip the middleware between routing and YARP's pipeline that serves other routes (authorization and timeouts), when their
    /// route names neither. Optional; called on the result of <c>MapReverseProxy</c>.
    /// </summary>
    public static TBuilder ShortCircuitImages<TBuilder>(this TBuilder proxy) where TBuilder : IEndpointConventionBuilder
    {
        ShortCircuit.Images(proxy);
        return proxy;
    }

    /// <summary>
    /// Maps <c>/health</c>, <c>/health/live</c>, <c>/health/ready</c>, <c>/v1/models</c>, <c>/openai/v1/models</c>, <c>/openapi.json</c>, the quota of a
    /// key, the management API where the file sets its key and no port of its own, and the pictures of the store where there is one, below
    /// <c>Images.Endpoints.Prefix</c>.
    /// </summary>
    public static void MapImageEndpoints(this IEndpointRouteBuilder endpoints)
    {
        var images = endpoints.ServiceProvider.GetRequiredService<ProxyConfiguration>().Snapshot.Images;
        endpoints.MapHealth(images.EndpointsPrefix);
        endpoints.MapModels(images.EndpointsPrefix);
        endpoints.MapOpenApi(images.EndpointsPrefix);
        endpoints.MapAdmin(images);
        FileEndpoints.Map(endpoints, images);
    }
}
