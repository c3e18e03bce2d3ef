using Iris.Gateway.Calls;
using Iris.Gateway.Configuration;
using Iris.Gateway.Credentials;
using Iris.Gateway.Legs;
using Iris.Transforms;
using Iris.Transforms.Codecs;
using Yarp.ReverseProxy.Forwarder;

namespace Iris.Gateway.Yarp;

/// <summary>
/// Builds an image cluster's handlers: resilience, credentials, delivery, sockets. Ordinary clusters get YARP's own.
/// </summary>
internal sealed class ImageHttpClientFactory(
    ProviderCatalog catalog,
    IEnumerable<InsideHandler> inside,
    CredentialSchemes credentials,
    FailureLog failures,
    ILogger<ForwarderHttpClientFactory> logger)
    : ForwarderHttpClientFactory(logger)
{
    private static readonly TimeSpan DefaultConnect = TimeSpan.FromSeconds(10);

    // The base method compares only the HttpClient settings; the metadata holds the other values that the handlers are built from.
    protected override bool CanReuseOldClient(ForwarderHttpClientContext context) =>
        base.CanReuseOldClient(context)
        && Value(context.OldMetadata, "ImageApi") == Value(context.NewMetadata, "ImageApi")
        && Value(context.OldMetadata, ProxyClusters.ConnectMetadata) == Value(context.NewMetadata, ProxyClusters.ConnectMetadata);

    protected override void ConfigureHandler(ForwarderHttpClientContext context, SocketsHttpHandler handler)
    {
        base.ConfigureHandler(context, handler);
        if (Value(context.NewMetadata, "ImageApi") is null)
            return;
        handler.ConnectTimeout = TimeSpan.TryParse(Value(context.NewMetadata, ProxyClusters.ConnectMetadata), out var connect) ? connect : DefaultConnect;
        // A provider does not get the gateway's trace ids.
        handler.ActivityHeadersPropagator = null;
        // Connections are renewed, so that a host's new address or a drained load balancer is noticed.
        handler.PooledConnectionLifetime = TimeSpan.FromMinutes(15);
    }

    protected override HttpMessageHandler WrapHandler(ForwarderHttpClientContext context, HttpMessageHandler handler)
    {
        if (Value(context.NewMetadata, "ImageApi") is not { } api)
            return base.WrapHandler(context, handler);
        if (catalog.Find(api) is { RunsInside: true } provider)
        {
            handler.Dispose();
            handler = Inside(provider);
        }
        else if (handler is SocketsHttpHandler sockets)
        {
            handler = new DeliveryHandler(sockets);
        }
        return new PassThroughHandler(credentials, failures)
        {
            InnerHandler = new LegResilienceHandler
            {
                InnerHandler = new CredentialHandler(credentials) { InnerHandler = handler },
            },
        };
    }

    private HttpMessageHandler Inside(ImageProvider provider) =>
        (inside.LastOrDefault(entry => entry.Provider == provider.GetType())
            ?? throw new InvalidOperationException($"the provider \"{provider.Name}\" draws inside the gateway, and nothing is registered that draws for it")).Create();

    private static string? Value(IReadOnlyDictionary<string, string>? metadata, string key) =>
        metadata is not null && metadata.TryGetValue(key, out var value) ? value : null;
}
