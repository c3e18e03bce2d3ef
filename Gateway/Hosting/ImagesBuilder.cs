using System.Diagnostics.CodeAnalysis;
using Iris.Gateway.CallLogs;
using Iris.Gateway.Calls;
using Iris.Gateway.Configuration;
using Iris.Gateway.Credentials;
using Iris.Gateway.Model;
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
    private IConfiguration? _section;
    private readonly Dictionary<string, ImageCredentials> _credentials = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Action<IServiceCollection>> _added = [];
    private readonly List<PriceBook> _prices = [];
    private readonly HashSet<Type> _priceSources = [];
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
    /// Adds the application's own step around every image call. Stages run in the order in which they are added, the first one outermost; without one
    /// they cost nothing.
    /// </summary>
    /// <typeparam name="TStage">The stage; one instance serves all calls, and its constructor gets the application's services.</typeparam>
    public ImagesBuilder AddStage<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TStage>() where TStage : ImageStage
    {
        _added.Add(static services =>
        {
            services.TryAddSingleton<TStage>();
            services.AddSingleton<IImageStage>(static provider => new AddedStage(provider.GetRequiredService<TStage>()));
        });
        return this;
    }

    /// <summary>
    /// Adds the application's own credentials for a provider. Its destinations then need no <c>ApiKey</c>; one that has a key uses the key.
    /// </summary>
    /// <param name="provider">The provider's name, as <c>Metadata.ImageApi</c> has it; credentials that were added for it before are
    /// replaced.</param>
    /// <param name="credentials">The credentials.</param>
    public ImagesBuilder AddCredentials(string provider, ImageCredentials credentials)
    {
        _credentials[provider] = credentials;
        return this;
    }

    /// <summary>
    /// Adds prices from a source of the application's own. They count before <c>Images.Prices</c> and the tables that ship with Iris; of several
    /// sources the one that is added first counts before the others.
    /// </summary>
    /// <typeparam name="TPrices">The source; there is one instance, and its constructor gets the application's services.</typeparam>
    /// <exception cref="InvalidOperationException">The source has been added already.</exception>
    public ImagesBuilder AddPrices<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TPrices>() where TPrices : ImagePrices
    {
        if (!_priceSources.Add(typeof(TPrices)))
            throw new InvalidOperationException($"{typeof(TPrices).Name} has been added already.");
        var book = new PriceBook();
        _prices.Add(book);
        _added.Add(services =>
        {
            services.TryAddSingleton<TPrices>();
            services.AddSingleton<IHostedService>(provider => new AddedPrices(
                provider.GetRequiredService<TPrices>(), book, provider.GetRequiredService<ProviderCatalog>(), provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<AddedPrices>>()));
        });
        return this;
    }

    /// <summary>Adds a sink of the application's own for the records of finished calls; each of several gets all of them.</summary>
    /// <typeparam name="TSink">The sink; there is one instance, and its constructor gets the application's services.</typeparam>
    public ImagesBuilder AddCallSink<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TSink>() where TSink : ImageCallSink
    {
        _added.Add(static services =>
        {
            services.TryAddSingleton<TSink>();
            services.AddSingleton<ICallSink>(static provider => new AddedCallSink(provider.GetRequiredService<TSink>()));
        });
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
        (_path, _section) = (path, null);
        return this;
    }

    /// <summary>
    /// Uses a part of the application's own configuration instead of a file: its members <c>ReverseProxy</c> and <c>Images</c>, which are what they
    /// are in a <c>proxy.json</c>. Whatever the application's sources change is in force within a second, when it is valid.
    /// </summary>
    /// <param name="section">The section; relative <c>file:</c> paths in it start at the content root.</param>
    public ImagesBuilder LoadFromConfig(IConfiguration section)
    {
        _section = section;
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
        foreach (var add in _added)
            add(proxy.Services);
        foreach (var (provider, credentials) in _credentials)
        {
            if (_catalog.Find(provider) is null)
                throw new InvalidOperationException($"AddCredentials: \"{provider}\" is no image API{NearMiss.Hint(provider, _catalog.Names)}");
            proxy.Services.AddSingleton(new ProviderScheme(provider, new AddedCredentials(credentials)));
        }
        if (_configuration is { } loaded)
        {
            proxy.Services.AddSingleton(loaded.Loader.Catalog);
            proxy.Services.AddProxyConfiguration(_ => loaded);
            return;
        }
        var services = proxy.Services;
        proxy.Services.AddSingleton(_catalog);
        services.AddTransient<IStartupFilter, EmbeddedJobs>();
        proxy.Services.AddProxyConfiguration(provider => Load(provider.GetRequiredService<IHostEnvironment>().ContentRootPath, services));
    }

    private ProxyConfiguration Load(string contentRoot, IServiceCollection registered)
    {
        // The application's configuration holds its environment already.
        Action<IConfigurationBuilder>? overrides = _section is null ? null : static _ => { };
        var loader = new ProxyConfigurationLoader(_catalog, proxy => AddRegistered(proxy.Services, registered), overrides)
        {
            HasPolicies = true,
            HasLines = _section is null,
            Authorized = _credentials.Keys.ToHashSet(StringComparer.OrdinalIgnoreCase),
            AddedPrices = _prices,
        };
        IProxyConfigurationSource source = _section is null
            ? new ProxyConfigurationFile(Path.GetFullPath(_path, contentRoot))
            : new ProxyConfigurationSection(_section, contentRoot);
        // Blocking is acceptable only here, at start-up.
        var (configuration, failure) = ProxyConfiguration.LoadAsync(source, loader).GetAwaiter().GetResult();
        return configuration ?? throw new InvalidOperationException(failure);
    }

    // The file may name the application's own policies. Errors that YARP's validators log are reported as errors of the file.
    private static void AddRegistered(IServiceCollection services, IServiceCollection registered)
    {
        foreach (var service in registered)
        {
            if (service.ServiceType != typeof(ILoggerProvider)
                && !services.Any(known => known.ServiceType == service.ServiceType && Equals(known.ServiceKey, service.ServiceKey)
                    && Implementation(known) == Implementation(service)))
                services.Add(service);
        }
    }

    private static object? Implementation(ServiceDescriptor service) => service.IsKeyedService
        ? service.KeyedImplementationInstance ?? service.KeyedImplementationFactory ?? (object?)service.KeyedImplementationType
        : service.ImplementationInstance ?? service.ImplementationFactory ?? (object?)service.ImplementationType;
}
