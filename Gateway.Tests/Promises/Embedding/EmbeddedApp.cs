using System.Net;
using System.Text;
using Iris.Gateway.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Iris.Gateway.Tests.Promises.Embedding;

/// <summary>An application that embeds Iris, on a socket of its own, with a file in a directory of its own.</summary>
internal sealed class EmbeddedApp : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _directory;

    private EmbeddedApp(WebApplication app, string directory)
    {
        (_app, _directory) = (app, directory);
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    /// <summary>A client of the application.</summary>
    public HttpClient Client { get; }

    /// <summary>The application's services.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Starts an application.</summary>
    /// <param name="images">The text of its images.json.</param>
    /// <param name="configure">Registers YARP's and Iris's services; <see cref="Load"/> sets the file.</param>
    /// <param name="pipeline">Adds steps in front of YARP's forwarder.</param>
    /// <param name="front">Adds middleware in front of Iris.</param>
    public static async Task<EmbeddedApp> StartAsync(
        string images, Action<IReverseProxyBuilder> configure, Action<IReverseProxyApplicationBuilder>? pipeline = null,
        Action<IApplicationBuilder>? front = null)
    {
        var directory = Directory.CreateTempSubdirectory("iris-").FullName;
        await File.WriteAllTextAsync(Path.Combine(directory, "images.json"), images);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = directory, EnvironmentName = "Development" });
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(options => options.Listen(IPAddress.Loopback, 0));
        configure(builder.Services.AddReverseProxy());
        var app = builder.Build();
        front?.Invoke(app);
        app.MapReverseProxy(proxy =>
        {
            proxy.UseImages();
            proxy.UseLoadBalancing();
            pipeline?.Invoke(proxy);
        });
        await app.StartAsync();
        return new EmbeddedApp(app, directory);
    }

    /// <summary>Lets the application use its images.json.</summary>
    public static void Load(ImagesBuilder images) => images.LoadFromFile("images.json");

    /// <summary>Asks for a picture.</summary>
    public Task<HttpResponseMessage> PostAsync(string json) =>
        Client.PostAsync("/v1/images/generations", new StringContent(json, Encoding.UTF8, "application/json"));

    /// <summary>Ends the application as its host does.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
