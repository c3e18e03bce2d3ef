using Iris.Gateway.Configuration;
using Iris.Gateway.Endpoints;
using Iris.Gateway.Envelopes;
using Iris.Gateway.Model;
using Iris.Gateway.Telemetry;
using Iris.Transforms;

namespace Iris.Gateway.Hosting;

/// <summary>Puts the gateway together. Program starts it; tests build it with clocks and environments of their own.</summary>
internal static class GatewayApplication
{
    /// <summary>Where the gateway listens unless told otherwise.</summary>
    public const string DefaultUrl = "http://localhost:8080";

    /// <summary>Builds the gateway.</summary>
    /// <param name="args">The command line: <c>--config PATH</c>, <c>--urls URL</c>, and .NET's own.</param>
    /// <param name="loader">Reads proxy.json; null for the process's environment.</param>
    /// <param name="configure">Changes services before the build.</param>
    /// <returns>The application or, when it cannot start, what to print to standard error.</returns>
    public static async Task<(WebApplication? Application, string? Failure)> CreateAsync(
        string[] args, ProxyConfigurationLoader? loader = null, Action<WebApplicationBuilder>? configure = null)
    {
        // The one file that is reloaded is proxy.json, by its own rules: nothing else is watched.
        var builder = WebApplication.CreateSlimBuilder([.. args, "--hostBuilder:reloadConfigOnChange=false"]);
        loader ??= CreateLoader();
        var (configuration, failure) = await ProxyConfiguration.StartAsync(args, builder.Environment.ContentRootPath, loader);
        if (configuration is null)
            return (null, failure);
        configuration.AddTo(builder.Configuration);
        builder.Configuration.AddDefaults();
        if (ListeningAddresses.Given(builder.Configuration) is [])
            builder.WebHost.UseUrls(DefaultUrl);
        AddServices(builder, configuration);
        configure?.Invoke(builder);
        var app = builder.Build();
        Map(app, configuration.Snapshot.Images);
        return (app, null);
    }

    /// <summary>A loader for this gateway's codecs and policies.</summary>
    /// <param name="overrides">What overrides the file; null for the process's environment variables.</param>
    /// <param name="environment">Resolves <c>env:NAME</c>; null for the process's environment.</param>
    public static ProxyConfigurationLoader CreateLoader(
        Action<IConfigurationBuilder>? overrides = null, Func<string, string?>? environment = null) =>
        new(ProviderCatalog.All, ImagesBuilder.AddPolicies, overrides, environment);

    private static void AddServices(WebApplicationBuilder builder, ProxyConfiguration configuration)
    {
        var services = builder.Services;
        builder.WebHost.ConfigureKestrel(options => options.AddServerHeader = false);
        builder.WebHost.UseKestrelHttpsConfiguration();
        services.AddReverseProxy().AddImages(images => images.Use(configuration));
        services.MakeKeysOnDemand();
        services.AddRequestTimeouts();
        services.AddTelemetryExport(builder.Configuration);
        services.AddConsoleLines(builder.Configuration);
        services.AddHostedService<StartupReport>();
        if (configuration.Snapshot.Images.MetricsPort is { } port)
            builder.WebHost.AddMetricsPort(builder.Configuration, port);
    }

    private static void Map(WebApplication app, ImagesOptions images)
    {
        app.UseImageEnvelopes();
        if (images.MetricsPort is { } port)
            app.UseMetricsPort(images.EndpointsPrefix, port);
        // Explicit, so that WebSockets of ordinary routes and unknown paths meet the ones above first.
        app.UseRouting();
        app.UseRouteTimeouts();
        // For ordinary routes; named here, or it would be put in front of everything, where no route is known yet.
        app.UseAuthorization();
        app.MapImageEndpoints();
        if (images.MetricsPort is null)
            app.MapPrometheusScrapingEndpoint($"{images.EndpointsPrefix}/metrics");
        app.MapReverseProxy(pipeline =>
        {
            pipeline.UseImages();
            pipeline.UseSessionAffinity();
            pipeline.UseLoadBalancing();
            pipeline.UsePassiveHealthChecks();
        }).ShortCircuitImages();
    }
}
