using System.Net.Http.Headers;
using System.Text;
using Iris.Gateway.Configuration;
using Iris.Gateway.Hosting;
using Iris.Transforms;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Exporter;

namespace Iris.Gateway.Tests.Hosting;

/// <summary>
/// The whole gateway on a real socket of its own, run from a proxy.json in a directory of its own, with an environment and
/// a clock that belong to the test.
/// </summary>
internal sealed class GatewayHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private GatewayHost(WebApplication app, string directory, LogCapture logs)
    {
        _app = app;
        Directory = directory;
        Logs = logs;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        Client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
        {
            BaseAddress = Address,
            Timeout = TimeSpan.FromSeconds(60),
        };
    }

    /// <summary>The address of the gateway.</summary>
    public Uri Address { get; }
    /// <summary>A client of it.</summary>
    public HttpClient Client { get; }
    /// <summary>The directory that holds proxy.json.</summary>
    public string Directory { get; }
    /// <summary>The file the gateway runs on.</summary>
    public string ConfigPath => Path.Combine(Directory, "proxy.json");
    /// <summary>Every line logged so far.</summary>
    public LogCapture Logs { get; }
    /// <summary>The gateway's services.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Starts a gateway.</summary>
    /// <param name="proxyJson">The file's text.</param>
    /// <param name="environment">What <c>env:NAME</c> finds; nothing else is visible.</param>
    /// <param name="configure">Changes services, for instance the clock.</param>
    /// <param name="directory">An existing directory to run in; a new temporary one when null.</param>
    /// <param name="args">More of the command line.</param>
    public static Task<GatewayHost> StartAsync(
        string proxyJson,
        IReadOnlyDictionary<string, string>? environment = null,
        Action<WebApplicationBuilder>? configure = null,
        string? directory = null,
        params string[] args) => StartAsync(ProviderCatalog.All, proxyJson, environment, configure, directory, args);

    /// <summary>Starts a gateway with providers of the test's own.</summary>
    public static async Task<GatewayHost> StartAsync(
        ProviderCatalog catalog,
        string proxyJson,
        IReadOnlyDictionary<string, string>? environment = null,
        Action<WebApplicationBuilder>? configure = null,
        string? directory = null,
        params string[] args)
    {
        directory ??= System.IO.Directory.CreateTempSubdirectory("iris-").FullName;
        var path = Path.Combine(directory, "proxy.json");
        if (!File.Exists(path))
            await File.WriteAllTextAsync(path, proxyJson);
        var logs = new LogCapture();
        var loader = new ProxyConfigurationLoader(
            catalog,
            ImagesBuilder.AddPolicies,
            static _ => { },
            name => environment is not null && environment.TryGetValue(name, out var value) ? value : null);
        var (app, failure) = await GatewayApplication.CreateAsync(
            ["--config", path, "--urls", "http://127.0.0.1:0", .. args],
            loader,
            builder =>
            {
                builder.Logging.ClearProviders();
                builder.Logging.SetMinimumLevel(LogLevel.Debug);
                builder.Logging.AddProvider(logs);
                // Each look at the metrics sees what is now, and not what was 300 ms ago.
                builder.Services.Configure<PrometheusAspNetCoreOptions>(options => options.ScrapeResponseCacheDurationMilliseconds = 0);
                configure?.Invoke(builder);
            });
        if (app is null)
            throw new InvalidOperationException(failure);
        await app.StartAsync();
        return new GatewayHost(app, directory, logs);
    }

    /// <summary>Posts JSON.</summary>
    public async Task<HttpResponseMessage> PostAsync(string path, string json, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(json)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        return await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await _app.StopAsync(patience.Token);
        await _app.DisposeAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}
