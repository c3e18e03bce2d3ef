using System.Diagnostics.CodeAnalysis;
using Iris.Gateway.Exchanges;
using Yarp.ReverseProxy.Forwarder;

namespace Iris.Gateway.Yarp;

internal static class ImageForwarderExtensions
{
    /// <summary>
    /// Handles image attempts and the clients of image clusters before the forwarder and the client factory that are registered last (usually
    /// YARP's own), which keep everything else.
    /// </summary>
    /// <exception cref="InvalidOperationException">One of both is missing, or image attempts are already handled.</exception>
    public static IReverseProxyBuilder AddImageForwarder(this IReverseProxyBuilder proxy)
    {
        var services = proxy.Services;
        services.Surround<IHttpForwarder, ImageForwarder>();
        services.Surround<IForwarderHttpClientFactory, ImageHttpClientFactory>();
        services.AddSingleton<RetiredModels>();
        services.AddSingleton<ClientPictures>();
        services.AddSingleton<PictureServices>();
        services.AddSingleton<ExchangeServices>();
        return proxy;
    }

    /// <summary>Checks, when the pipeline is built, that nothing has been registered in front of the steps that image calls rely on.</summary>
    /// <exception cref="InvalidOperationException">A registration after <c>AddImages</c> hides one of them.</exception>
    public static void RequireImageForwarder(this IServiceProvider services)
    {
        Require<IHttpForwarder, ImageForwarder>(services);
        Require<IForwarderHttpClientFactory, ImageHttpClientFactory>(services);
    }

    private static void Surround<TService, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TImages>(
        this IServiceCollection services)
        where TService : class
        where TImages : class, TService
    {
        var ordinary = services.LastOrDefault(service => service is { IsKeyedService: false } && service.ServiceType == typeof(TService))
            ?? throw new InvalidOperationException($"Image calls need YARP's {typeof(TService).Name}, which is not registered: call AddImages on what services.AddReverseProxy() returns.");
        if (ordinary.ImplementationType == typeof(TImages))
            throw new InvalidOperationException("AddImages has been called before: an application has one set of image clusters.");
        services.Remove(ordinary);
        if (ordinary.ImplementationType is { } type)
            services.AddKeyedSingleton(typeof(TService), ImageForwarder.Ordinary, type);
        else if (ordinary.ImplementationInstance is TService instance)
            services.AddKeyedSingleton(ImageForwarder.Ordinary, instance);
        else
            services.AddKeyedSingleton(ImageForwarder.Ordinary, (provider, _) => (TService)ordinary.ImplementationFactory!(provider));
        services.AddSingleton<TService, TImages>();
    }

    private static void Require<TService, TImages>(IServiceProvider services) where TService : class
    {
        if (services.GetService<TService>() is { } found and not TImages)
        {
            throw new InvalidOperationException(
                $"{found.GetType()} is registered as {typeof(TService).Name} after AddImages, so that image calls would go without credentials and download guard. Register it, or call ConfigureHttpClient, before AddImages.");
        }
    }
}
