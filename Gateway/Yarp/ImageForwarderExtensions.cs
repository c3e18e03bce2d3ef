using Iris.Gateway.Exchanges;
using Yarp.ReverseProxy.Forwarder;

namespace Iris.Gateway.Yarp;

internal static class ImageForwarderExtensions
{
    /// <summary>Handles image attempts before the forwarder that is registered last (usually YARP's own), which keeps all other requests.</summary>
    /// <exception cref="InvalidOperationException">There is no forwarder, or image attempts are already handled.</exception>
    public static IReverseProxyBuilder AddImageForwarder(this IReverseProxyBuilder proxy)
    {
        var services = proxy.Services;
        var ordinary = services.LastOrDefault(service => service is { IsKeyedService: false } && service.ServiceType == typeof(IHttpForwarder))
            ?? throw new InvalidOperationException("Image calls need YARP's forwarder, which is not registered: call AddImages on what services.AddReverseProxy() returns.");
        if (ordinary.ImplementationType == typeof(ImageForwarder))
            throw new InvalidOperationException("AddImages has been called before: an application has one set of image clusters.");
        services.Remove(ordinary);
        if (ordinary.ImplementationType is { } type)
            services.AddKeyedSingleton(typeof(IHttpForwarder), ImageForwarder.Ordinary, type);
        else if (ordinary.ImplementationInstance is IHttpForwarder instance)
            services.AddKeyedSingleton(ImageForwarder.Ordinary, instance);
        else
            services.AddKeyedSingleton(ImageForwarder.Ordinary, (provider, _) => (IHttpForwarder)ordinary.ImplementationFactory!(provider));
        services.AddSingleton<ExchangeServices>();
        services.AddSingleton<IHttpForwarder, ImageForwarder>();
        return proxy;
    }
}
