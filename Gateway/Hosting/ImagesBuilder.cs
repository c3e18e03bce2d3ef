using Iris.Gateway.Configuration;
using Iris.Gateway.Yarp;
using Iris.Transforms;
using Iris.Transforms.Codecs;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Yarp.ReverseProxy.LoadBalancing;

namespace Iris.Gateway.Hosting;

/// <summary>The image settings of an application that embeds Iris; see <see cref="ImagesExtensions.AddImages"/>.</summary>
public sealed class ImagesBuilder
{
    private ProviderCatalog _catalog = ProviderCatalog.All;
    private string _path = ProxyConfigurationFile.DefaultName;
    private ProxyConfiguration? _configuration;

    internal ImagesBuilder()
    {
    }

    /// <summary>Adds the application's own provider; <c>Metadata.ImageApi</c> can then name it.</summary>
    /// <typeparam name="TProvider">The provider; stateless, because one instance serves all calls.</typeparam>
    public ImagesBuilder AddProvider<TProvider>() where TProvider : ImageProvider, new() => AddProvider(new TProvider());

    /// <summary>Adds the application's own provider. It replaces a provider with the same name.</summary>
    public ImagesBuilder AddProvider(ImageProvider provider)
    {
        _catalog = _catalog.With(provider);
        return this;
    }

    /// <summary>
    /// Sets the file that holds image clusters, image routes and the section <c>Images</c>: a <c>proxy.json</c> that is reloaded when it changes.
    /// Its sections for .NET itself (<c>Logging</c>, <c>Kestrel</c>, …) are ignored, because the application has its own. By default
    /// <c>proxy.json</c>.
    /// </summary>
    /// <param name="path">The path; a relative one starts at the content root.</param>
    public ImagesBuilder LoadFromFile(string path)
    {
        _path = path;
        return this;
    }

    /// <summary>Uses a configuration that has already been loaded.</summary>
    internal ImagesBuilder Use(ProxyConfiguration configuration)
    {
        _configuration = configuration;
        return this;
    }

    /// <summary>Registers the policies that proxy.json may name; the loader validates with the same ones that the application runs on.</summary>
    internal static void AddPolicies(IReverseProxyBuilder proxy)
    {
        proxy.Services.TryAddSingleton(Random.Shared);
        proxy.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ILoadBalancingPolicy, WeightedRandomPolicy>());
    }

    /// <summary>
    /// Registers the catalog and the configuration. The file is loaded when the application is built, because only then every policy is registered.
    /// </summary>
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
        var loader = new ProxyConfigurationLoader(_catalog, proxy => AddRegistered(proxy.Services, registered)) { HasPolicies = true };
        // Blocking is acceptable only here, at start-up.
        var (configuration, failure) = ProxyConfiguration.LoadAsync(new ProxyConfigurationFile(Path.GetFullPath(_path, contentRoot)), loader).GetAwaiter().GetResult();
        return configuration ?? throw new InvalidOperationException(failure);
    }

    // The file may name the application's own policies. Errors that YARP's validators log are reported as errors of the file.
    private static void AddRegistered(IServiceCollection services, IServiceCollection registered)
    {
        foreach (var service in registered)
        {
            if (service.ServiceType != typeof(ILoggerProvider)
                && !services.Any(known => known.ServiceType == service.ServiceType && Equals(known.ServiceKey, service.ServiceKey) && Implementation(known) == Implementation(service)))
                services.Add(service);
        }
    }

    private static object? Implementation(ServiceDescriptor service) => service.IsKeyedService
        ? service.KeyedImplementationInstance ?? service.KeyedImplementationFactory ?? (object?)service.KeyedImplementationType
        : service.ImplementationInstance ?? service.ImplementationFactory ?? (object?)service.ImplementationType;
}
