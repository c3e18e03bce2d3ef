using Iris.Gateway.Calls;
using Iris.Gateway.Configuration;
using Iris.Gateway.Credentials;
using Iris.Gateway.Legs;
using Iris.Gateway.Model;
using Iris.Transforms;
using Iris.Transforms.Codecs;
using Yarp.ReverseProxy.Forwarder;

namespace Iris.Gateway.Yarp;

/// <summary>
/// Builds an image cluster's handlers: resilience, credentials, delivery, sockets. Ordinary clusters get the application's own factory, YARP's
/// unless the application has registered another. What the application's factory configures holds for image clusters too, as far as it does not
/// weaken what their handlers rely on.
/// </summary>
internal sealed class ImageHttpClientFactory : ForwarderHttpClientFactory, IForwarderHttpClientFactory
{
    private static readonly TimeSpan DefaultConnect = TimeSpan.FromSeconds(10);

    private readonly ForwarderHttpClientFactory _configured;
    private readonly IForwarderHttpClientFactory _ordinary;
    private readonly ProviderCatalog _catalog;
    private readonly IEnumerable<InsideHandler> _inside;
    private readonly CredentialSchemes _credentials;
    private readonly FailureLog _failures;

    /// <summary>Creates the factory.</summary>
    /// <exception cref="InvalidOperationException">The application's factory cannot configure handlers.</exception>
    public ImageHttpClientFactory(
        [FromKeyedServices(ImageForwarder.Ordinary)] IForwarderHttpClientFactory ordinary,
        ProviderCatalog catalog,
        IEnumerable<InsideHandler> inside,
        CredentialSchemes credentials,
        FailureLog failures,
        ILogger<ForwarderHttpClientFactory> logger)
        : base(logger)
    {
        _ordinary = ordinary;
        _configured = ordinary as ForwarderHttpClientFactory ?? throw new InvalidOperationException(
            $"Image clusters cannot use {ordinary.GetType()}: they need handlers of their own between YARP and the sockets. Derive it from {typeof(ForwarderHttpClientFactory)} and override ConfigureHandler or WrapHandler.");
        (_catalog, _inside, _credentials, _failures) = (catalog, inside, credentials, failures);
    }

    HttpMessageInvoker IForwarderHttpClientFactory.CreateClient(ForwarderHttpClientContext context)
    {
        if (Value(context.NewMetadata, RouteKinds.Api) is not null)
            return CreateClient(context);
        return _ordinary.CreateClient(Value(context.OldMetadata, RouteKinds.Api) is null ? context : new ForwarderHttpClientContext
        {
            // The old client has an image cluster's handlers, so nothing of it is offered for reuse.
            ClusterId = context.ClusterId,
            NewConfig = context.NewConfig,
            NewMetadata = context.NewMetadata,
            OldConfig = context.OldConfig,
            OldMetadata = context.OldMetadata,
        });
    }

    // The other factory compares only the HttpClient settings; the metadata holds the other values that the handlers are built from.
    protected override bool CanReuseOldClient(ForwarderHttpClientContext context) =>
        FactoryMembers.CanReuseOldClient(_configured, context)
        && Value(context.OldMetadata, RouteKinds.Api) == Value(context.NewMetadata, RouteKinds.Api)
        && Value(context.OldMetadata, ProxyClusters.ConnectMetadata) == Value(context.NewMetadata, ProxyClusters.ConnectMetadata);

    protected override void ConfigureHandler(ForwarderHttpClientContext context, SocketsHttpHandler handler)
    {
        FactoryMembers.ConfigureHandler(_configured, context, handler);
        handler.ConnectTimeout = TimeSpan.TryParse(Value(context.NewMetadata, ProxyClusters.ConnectMetadata), out var connect)
            ? connect
            : DefaultConnect;
        // A provider does not get the gateway's trace ids.
        handler.ActivityHeadersPropagator = null;
        // Connections are renewed, so that a host's new address or a drained load balancer is noticed.
        handler.PooledConnectionLifetime = TimeSpan.FromMinutes(15);
        // The download guard judges a redirect before it is followed, and no cookie of one caller may reach the next one's call.
        handler.AllowAutoRedirect = false;
        handler.UseCookies = false;
    }

    protected override HttpMessageHandler WrapHandler(ForwarderHttpClientContext context, HttpMessageHandler handler)
    {
        if (_catalog.Find(Value(context.NewMetadata, RouteKinds.Api)!) is { RunsInside: true } provider)
        {
            handler.Dispose();
            handler = Inside(provider);
        }
        else
        {
            handler = FactoryMembers.WrapHandler(
                _configured, context, handler is SocketsHttpHandler sockets ? new DeliveryHandler(sockets) : handler);
        }
        return new PassThroughHandler(_credentials, _failures)
        {
            InnerHandler = new LegResilienceHandler
            {
                InnerHandler = new CredentialHandler(_credentials) { InnerHandler = handler },
            },
        };
    }

    private HttpMessageHandler Inside(ImageProvider provider) =>
        (_inside.LastOrDefault(entry => entry.Provider == provider.GetType())
            ?? throw new InvalidOperationException($"the provider \"{provider.Name}\" draws inside the gateway, and nothing is registered that draws for it")).Create();

    private static string? Value(IReadOnlyDictionary<string, string>? metadata, string key) =>
        metadata is not null && metadata.TryGetValue(key, out var value) ? value : null;
}
