// The baseline: the smallest possible proxy with YARP, without transforms, logging and telemetry.
//   BareYarp LISTEN_URL UPSTREAM_URL          a route, a cluster, a destination
//   BareYarp LISTEN_URL UPSTREAM_URL raw      the forwarder alone, without routes, load balancing and health checks
using System.Net;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.UseUrls(args[0]);
// Forms with pictures are longer than the server's usual bound.
builder.WebHost.ConfigureKestrel(options => options.Limits.MaxRequestBodySize = null);
if (args is [_, var upstream, "raw"])
{
    builder.Services.AddHttpForwarder();
    var raw = builder.Build();
    var forwarder = raw.Services.GetRequiredService<IHttpForwarder>();
    using var client = new HttpMessageInvoker(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
    });
    raw.Run(async context => await forwarder.SendAsync(context, upstream, client));
    await raw.RunAsync();
    return;
}
builder.Services.AddReverseProxy().LoadFromMemory(
    [new RouteConfig { RouteId = "everything", ClusterId = "provider", Match = new RouteMatch { Path = "{**rest}" } }],
    [
        new ClusterConfig
        {
            ClusterId = "provider",
            Destinations = new Dictionary<string, DestinationConfig> { ["mock"] = new() { Address = args[1] } },
        },
    ]);
var app = builder.Build();
app.MapReverseProxy();
await app.RunAsync();
