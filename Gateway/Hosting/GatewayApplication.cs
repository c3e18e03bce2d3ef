using Iris.Gateway.Admin;
using Iris.Gateway.Configuration;
using Iris.Gateway.Endpoints;
using Iris.Gateway.Envelopes;
using Iris.Gateway.Jobs;
using Iris.Gateway.Model;
using Iris.Gateway.Telemetry;
using Iris.Gateway.Yarp;
using Iris.Transforms;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Iris.Gateway.Hosting;

/// <summary>Builds the gateway. Program starts it; tests build it with their own clocks and environments.</summary>
internal static class GatewayApplication
{
    /// <summary>The URL that the gateway listens on by default.</summary>
    public const string DefaultUrl = "http://localhost:8080";

    /// <summary>Builds the gateway.</summary>
    /// <param name="args">The command line: <c>--config PATH</c>, <c>--urls URL</c>, and .NET's own options.</param>
    /// <param name="loader">Reads proxy.json; null uses the process's environment.</param>
    /// <param name="configure">Changes services before the build.</param>
    /// <returns>The application or, when it cannot start, the text for standard error.</returns>
    public static async Task<(WebApplication? Application, string? Failure)> CreateAsync(
        string[] args, ProxyConfigurationLoader? loader = null, Action<WebApplicationBuilder>? configure = null)
    {
        // Only proxy.json is reloaded, by the gateway's own reloader, so the host watches no files.
        var builder = WebApplication.CreateSlimBuilder([.. args, "--hostBuilder:reloadConfigOnChange=false"]);
        loader ??= CreateLoader(overrides => overrides.AddEnvironmentVariables().AddCommandLine(args));
        var (configuration, failure) = await ProxyConfiguration.StartAsync(args, builder.Environment.ContentRootPath, loader);
        if (configuration is null)
            return (null, failure);
        configuration.AddTo(builder.Configuration);
        builder.Configuration.AddDefaults(isTerminal: !Console.IsOutputRedirected);
        if (ListeningAddresses.FindProblem(builder.Configuration) is { } problem)
            return (null, problem);
        var sockets = SocketActivation.Find(Environment.GetEnvironmentVariable, Environment.ProcessId);
        if (sockets is null && ListeningAddresses.Given(builder.Configuration) is [])
            builder.WebHost.UseUrls(DefaultUrl);
        AddServices(builder, configuration);
        Listen(builder, configuration.Snapshot.Images, sockets);
        configure?.Invoke(builder);
        var app = builder.Build();
        Map(app, configuration.Snapshot.Images);
        return (app, null);
    }

    /// <summary>
    /// Builds the gateway for a command that looks at what it would do: it is never started, and listens nowhere.
    /// </summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="configure">Adds services before the gateway's own, of which those of YARP then give way.</param>
    /// <param name="replace">Changes services behind the gateway's own.</param>
    /// <param name="watch">Joins YARP's pipeline where an attempt has been prepared.</param>
    public static WebApplication CreateUnstarted(
        ProxyConfiguration configuration, Action<IServiceCollection> configure, Action<IServiceCollection> replace,
        Action<IApplicationBuilder> watch)
    {
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        builder.Logging.ClearProviders();
        configure(builder.Services);
        AddServices(builder, configuration);
        builder.Logging.ClearProviders();
        replace(builder.Services);
        var app = builder.Build();
        Map(app, configuration.Snapshot.Images, watch);
        return app;
    }

    /// <summary>Creates a loader with this gateway's providers and policies.</summary>
    /// <param name="overrides">The sources that override the file; null uses the process's environment variables.</param>
    /// <param name="environment">Resolves <c>env:NAME</c>; null uses the process's environment.</param>
    public static ProxyConfigurationLoader CreateLoader(
        Action<IConfigurationBuilder>? overrides = null, Func<string, string?>? environment = null) =>
        new(ProviderCatalog.All, ImagesBuilder.AddPolicies, overrides, environment);

    // Bytes; more than the longest request line and headers together, which must fit.
    private const int MostUnread = 64 * 1024;

    private static void AddServices(WebApplicationBuilder builder, ProxyConfiguration configuration)
    {
        var services = builder.Services;
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            // What has come of an upload and waits to be read. The server's own megabyte is the most that a call takes, and makes nothing faster: the
            // system's buffer of the connection stands before it.
            options.Limits.MaxRequestBufferSize = MostUnread;
            options.RequestHeaderEncodingSelector = ContentLengthDigits.Select;
        });
        services.Configure<SocketTransportOptions>(options => options.MaxReadBufferSize = MostUnread);
        builder.WebHost.UseKestrelHttpsConfiguration();
        var images = configuration.Snapshot.Images;
        services.AddReverseProxy().AddImages(proxy => proxy.Use(configuration));
        services.AddAffinityKeys(images.Endpoints, configuration.File.Directory);
        services.MakeKeysOnDemand();
        services.AddUnixSockets(images.Endpoints);
        services.AddRequestTimeouts();
        services.AddTelemetryExport(builder.Configuration);
        services.AddConsoleLines(builder.Configuration);
        services.AddHostedService<StartupReport>();
        services.AddServiceNotice();
    }

    private static void Listen(WebApplicationBuilder builder, ImagesOptions images, SocketActivation? sockets)
    {
        builder.AddServedCertificates(servesHttp3: builder.AddHttp3());
        if (sockets is not null)
            builder.WebHost.ConfigureKestrel(sockets.Listen);
        builder.WebHost.AddOwnPorts(builder.Configuration, [.. PortsOf(images)], hasSockets: sockets is not null);
    }

    private static IEnumerable<(int Port, string? Host)> PortsOf(ImagesOptions images)
    {
        if (images.MetricsPort is { } metrics)
            yield return (metrics, images.Endpoints.MetricsHost);
        if (images.Admin is { Port: { } admin } options)
            yield return (admin, options.Host);
    }

    private static void Map(WebApplication app, ImagesOptions images, Action<IApplicationBuilder>? watch = null)
    {
        app.UseEnvelopes();
        if (images.MetricsPort is { } port)
            app.UseMetricsPort(images.EndpointsPrefix, port);
        if (images.Admin is { Port: { } adminPort })
            app.UseAdminPort(adminPort);
        if (images.Jobs is not null)
            app.UseJobs();
        // Explicit, so that WebSockets of ordinary routes and unknown paths pass the middleware above first.
        app.UseRouting();
        app.UseRequestGuard();
        app.UseRouteTimeouts();
        // For ordinary routes. Explicit, because otherwise it would run before routing, where no route is known.
        app.UseAuthorization();
        app.MapImageEndpoints();
        if (images.MetricsPort is null)
            app.MapPrometheusScrapingEndpoint($"{images.EndpointsPrefix}/metrics").WithMetadata(QuietEndpoint.Instance);
        app.MapReverseProxy(pipeline =>
        {
            pipeline.UseImages();
            watch?.Invoke(pipeline);
            pipeline.UseSessionAffinity();
            pipeline.UseLoadBalancing();
            pipeline.UsePassiveHealthChecks();
        }).LiftUploadLimits().ShortCircuitImages();
    }
}
