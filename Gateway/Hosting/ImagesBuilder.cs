using Iris.Gateway.Configuration;
using Iris.Gateway.Yarp;
using Iris.Transforms;
using Iris.Transforms.Codecs;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Yarp.ReverseProxy.LoadBalancing;

namespace Iris.Gateway.Hosting;

/// <summary>What an application that embeds Iris says about its image calls; see <see cref="ImagesExtensions.AddImages"/>.</summary>
public sealed class ImagesBuilder
{
    private ProviderCatalog _catalog = ProviderCatalog.All;
    private string _path = ProxyConfigurationFile.DefaultName;
    private ProxyConfiguration? _configuration;

    internal ImagesBuilder()
    {
    }

    /// <summary>Adds a provider of the application's own, for <c>Metadata.ImageApi</c> to name.</summary>
    /// <typeparam name="TProvider">Stateless: one instance serves all calls.</typeparam>
    public ImagesBuilder AddProvider<TProvider>() where TProvider : ImageProvider, new() => AddProvider(new TProvider());

    /// <summary>Adds a provider of the application's own. It takes the place of one of the same name.</summary>
    public ImagesBuilder AddProvider(ImageProvider provider)
    {
        _catalog = _catalog.With(provider);
        return this;
    }

    /// <summary>
    /// Names the file that holds image clusters, image routes and the section <c>Images</c>: a <c>proxy.json</c>, reloaded when it changes. Its
    /// sections for .NET itself (<c>Logging</c>, <c>Kestrel</c>, …) are not read: the application has its own. By default <c>proxy.json</c>.
    /// </summary>
    /// <param name="path">A relative path starts at the content root.</param>
    public ImagesBuilder LoadFromFile(string path)
    {
        _path = path;
        return this;
    }

    /// <summary>Takes a configuration that has been loaded.</summary>
    internal ImagesBuilder Use(ProxyConfiguration configuration)
    {
        _configuration = configuration;
        return this;
    }

    /// <summary>Registers what proxy.json may name: the loader validates with the same that the application runs on.</summary>
    internal static void AddPolicies(IReverseProxyBuilder proxy)
    {
        proxy.Services.TryAddSingleton(Random.Shared);
        proxy.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ILoadBalancingPolicy, WeightedRandomPolicy>());
    }

    /// <summary>Registers the catalog and the configuration, which is loaded when the application is built: by then every policy is registered.</summary>
    internal void AddTo(IReverseProxyBuilder proxy)
    {
        AddPolicies(proxy);
        if (_configuration is { } loaded)
        {
            proxy.Services.AddSingleton(loaded.Loader.Catalog);
            proxy.Services.AddProxyConfiguration(_ => loaded);
            return;
        }
        var services = proxy.Services;
        proxy.Services.AddSingleton(_catalog);
        proxy.Services.AddProxyConfiguration(provider => Load(provider.GetRequiredService<IHostEnvironment>().ContentRootPath, services));
    }

    private ProxyConfiguration Load(string contentRoot, IServiceCollection registered)
    {
        var loader = new ProxyConfigurationLoader(_catalog, proxy => AddRegistered(proxy.Services, registered));
        // Starting is the only time when nobody waits for this thread.
        var (configuration, failure) = ProxyConfiguration.LoadAsync(new ProxyConfigurationFile(Path.GetFullPath(_path, contentRoot)), loader).GetAwaiter().GetResult();
        return configuration ?? throw new InvalidOperationException(failure);
    }

    // The file may name policies of the application's own. What YARP's validators log is told as errors.
    private static void AddRegistered(IServiceCollection services, IServiceCollection registered)
    {
        foreach (var service in registered)
        {
            if (service.ServiceType != typeof(ILoggerProvider)
                && !services.Any(known => known.ServiceType == service.ServiceType && Implementation(known) == Implementation(service)))
                services.Add(service);
        }
    }

    private static object? Implementation(ServiceDescriptor service) => service.IsKeyedService
        ? service.KeyedImplementationInstance ?? service.KeyedImplementationFactory ?? (object?)service.KeyedImplementationType
        : service.ImplementationInstance ?? service.ImplementationFactory ?? (object?)service.ImplementationType;
}
