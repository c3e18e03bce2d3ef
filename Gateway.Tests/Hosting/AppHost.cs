using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Iris.Gateway.Tests.Hosting;

/// <summary>An application as it may stand behind the gateway, on a socket of its own; every request goes to one delegate.</summary>
internal sealed class AppHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private AppHost(WebApplication app)
    {
        _app = app;
        Address = new Uri(app.Urls.Single());
    }

    /// <summary>The address of the application.</summary>
    public Uri Address { get; }

    /// <summary>Starts it.</summary>
    /// <param name="answer">Answers every request.</param>
    /// <param name="protocols">What it speaks, without TLS.</param>
    public static async Task<AppHost> StartAsync(RequestDelegate answer, HttpProtocols protocols = HttpProtocols.Http1AndHttp2)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(options =>
        {
            options.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = protocols);
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = null;
        });
        var app = builder.Build();
        app.UseWebSockets();
        app.Run(answer);
        await app.StartAsync();
        return new AppHost(app);
    }

    /// <summary>A port of this machine on which nobody listens as yet; <see cref="RawProvider.Refusing"/> has one on which nobody will.</summary>
    public static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The app's cluster for proxy.json.</summary>
    public static JsonObject Cluster(Uri address) =>
        JsonNode.Parse($$"""{ "Destinations": { "main": { "Address": "{{address}}" } } }""")!.AsObject();

    /// <summary>An ordinary route to the cluster <c>app</c>, last in order.</summary>
    public static JsonObject Route(string path = "/{**rest}") =>
        new() { ["ClusterId"] = "app", ["Match"] = new JsonObject { ["Path"] = path }, ["Order"] = 1000 };

    /// <summary>A file with the sandbox, and with the app at <paramref name="address"/> behind one route.</summary>
    public static string ProxyFile(Uri address, Action<JsonObject>? route = null, Action<JsonObject>? cluster = null)
    {
        var (theRoute, theCluster) = (Route(), Cluster(address));
        route?.Invoke(theRoute);
        cluster?.Invoke(theCluster);
        return ProxyJson.Create(new JsonObject { ["sandbox"] = ProxyJson.Sandbox(), ["app"] = theCluster }, routes: new JsonObject { ["app"] = theRoute });
    }

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await _app.StopAsync(patience.Token);
        await _app.DisposeAsync();
    }
}
