using System.Collections.Frozen;
using Iris.Gateway.Model;
using Iris.Transforms;
using Yarp.ReverseProxy.Configuration;

namespace Iris.Gateway.Configuration;

/// <summary>The result of reading proxy.json once.</summary>
/// <param name="Snapshot">The snapshot; null when there are errors.</param>
/// <param name="Errors">The errors, in the order of the file.</param>
/// <param name="HostSettings">The file's values for .NET itself (Logging, Kestrel, Urls, …), by configuration path.</param>
/// <param name="SecretFiles">The full path and <see cref="SecretValues.Fingerprint(string)"/> of every file that a <c>file:</c> value
/// names.</param>
internal sealed record LoadedConfiguration(
    ProxySnapshot? Snapshot,
    IReadOnlyList<ConfigurationError> Errors,
    IReadOnlyDictionary<string, string?> HostSettings,
    IReadOnlyDictionary<string, string> SecretFiles)
{
    /// <summary>The file's own values by path, without what overrides them. They may hold secrets.</summary>
    public IReadOnlyDictionary<string, string?> Values { get; init; } = FrozenDictionary<string, string?>.Empty;

    /// <summary>The content of every included file, by full path.</summary>
    public IReadOnlyDictionary<string, byte[]> Included { get; init; } = FrozenDictionary<string, byte[]>.Empty;

    /// <summary>The full path and <see cref="SecretValues.Fingerprint(string)"/> of every included file and folder.</summary>
    public IReadOnlyDictionary<string, string> IncludedFiles { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Where a path with colons stands, or its nearest ancestor.</summary>
    public Func<string, ConfigurationPlace> Locate { get; init; } = static _ => default;
}

/// <summary>Builds a snapshot from the bytes of proxy.json, the environment and the command line, or returns all errors.</summary>
/// <param name="catalog">The providers that <c>ImageApi</c> may name.</param>
/// <param name="configure">Registers the services that the file may name, such as load balancing policies. The application registers the same
/// ones.</param>
/// <param name="overrides">Adds the sources that override the file, later ones winning; by default the process's environment variables.</param>
/// <param name="environment">Resolves <c>env:NAME</c>; by default the process's environment.</param>
internal sealed class ProxyConfigurationLoader(
    ProviderCatalog catalog,
    Action<IReverseProxyBuilder>? configure = null,
    Action<IConfigurationBuilder>? overrides = null,
    Func<string, string?>? environment = null)
{
    private static readonly (string Path, string Message)[] NeverEmpty =
        [("Images:Store", StoreReader.NoPlace), ("Images:Jobs:Webhooks", JobsReader.NoSecret)];

    /// <summary>The providers that <c>ImageApi</c> may name.</summary>
    public ProviderCatalog Catalog { get; } = catalog;

    /// <summary>True where the application registers policies of its own for routes to name, and the middleware that keeps them.</summary>
    public bool HasPolicies { get; init; }

    /// <summary>False where the content is rendered from other sources: errors then name no line.</summary>
    public bool HasLines { get; init; } = true;

    /// <summary>The names of the providers whose calls the application authorises, so that their destinations need no key.</summary>
    public IReadOnlySet<string> Authorized { get; init; } = FrozenSet<string>.Empty;

    /// <summary>The prices of the application's own sources; they are exchanged without a reload.</summary>
    public IReadOnlyList<PriceBook> AddedPrices { get; init; } = [];

    private readonly Action<IConfigurationBuilder> overrides = overrides ?? (static builder => builder.AddEnvironmentVariables());
    private readonly Func<string, string?> environment = environment ?? Environment.GetEnvironmentVariable;

    /// <param name="content">The file's content, UTF-8.</param>
    /// <param name="directory">The file's directory, from which relative <c>file:</c> paths start.</param>
    /// <param name="name">The file's name, for errors of included ones.</param>
    /// <param name="kept">The contents of included files that count in place of those on the disk; null reads the disk.</param>
    public async Task<LoadedConfiguration> LoadAsync(
        ReadOnlyMemory<byte> content, string directory, string name = ProxyConfigurationFile.DefaultName, IReadOnlyDictionary<string, byte[]>? kept = null)
    {
        // 1. Read the text.
        var errors = new ConfigurationErrors();
        if (JsonOutline.Read(content.Span, errors) is not { } outline)
            return new(null, errors.InOrder(), FrozenDictionary<string, string?>.Empty, FrozenDictionary<string, string>.Empty);

        var included = new IncludedFiles(outline, directory, name, errors);
        if (HasLines)
            included.Read(kept);
        var secrets = new SecretValues(environment, directory);
        var configuration = Combine(outline, errors);
        CheckShapes(configuration, outline, errors);

        // 2. Parse it with YARP.
        using var yarp = new YarpConfiguration(configuration, configure, errors);
        var (parsedRoutes, parsedClusters) = yarp.Parse();

        // 3. Add the image settings.
        var sections = configuration.GetSection("ReverseProxy:Clusters").GetChildren().ToArray();
        var imageSections = sections.Where(ImageClusterReader.IsImageCluster).ToArray();
        var imageIds = imageSections.Select(s => s.Key).ToArray();
        var images = new ImagesOptionsReader(configuration.GetSection("Images"), imageIds, errors).Read(out var limits) with
        {
            Access = new AccessReader(configuration.GetSection("Images"), imageIds, secrets, errors).Read(),
            State = new StateReader(configuration.GetSection("Images:State"), secrets, errors).Read(),
        };
        var store = new StoreReader(configuration.GetSection("Images"), secrets, errors);
        images = images with
        {
            Admin = new AdminReader(configuration.GetSection("Images:Endpoints"), secrets, errors).Read(images.Access, images.MetricsPort),
            Store = store.Read(images.State),
        };
        store.CheckUses(images, parsedRoutes);
        images = images with
        {
            Idempotency = new IdempotencyReader(configuration.GetSection("Images"), errors).Read(images),
            Jobs = new JobsReader(configuration.GetSection("Images"), secrets, errors).Read(images),
        };
        var reader = new ImageClusterReader(Catalog, secrets, Authorized, errors);
        var read = imageSections.Select(s => reader.Read(s, limits[s.Key])).OfType<ImageCluster>().ToArray();
        ImageCluster[] able = [.. new CapabilitiesReader(configuration.GetSection("Images:Capabilities"), errors).AddTo(read)];
        var imageClusters = new PricesReader(configuration.GetSection("Images"), Catalog, errors).AddTo(able)
            .Select(cluster => AddedPrices.Count == 0 ? cluster : cluster with { AddedPrices = AddedPrices })
            .ToFrozenDictionary(c => c.Id, StringComparer.OrdinalIgnoreCase);
        CheckClusterMetadata(sections, errors);

        var clusters = parsedClusters.Select(cluster => imageClusters.TryGetValue(cluster.ClusterId, out var image)
            ? ProxyClusters.ForImages(cluster, image)
            : ProxyClusters.Ordinary(cluster, configuration.GetSection("ReverseProxy:Clusters").GetSection(cluster.ClusterId), secrets, errors)).ToArray();

        var rules = new ImageRoutes(
            [.. sections.Select(s => s.Key)], imageIds, [.. imageClusters.Values.Where(c => c.Provider.RunsInside).Select(c => c.Id)], errors);
        RouteConfig[] routes = [.. parsedRoutes.Select(route => rules.Check(HasPolicies ? route : RoutePolicies.Check(route, errors))),
            .. imageIds.Select(ImageRoutes.Derive)];
        rules.CheckAmbiguous(routes);
        AccessRoutes.Check(parsedRoutes, imageIds, images.Access is not null, errors);

        // 4. Ask YARP's validators.
        await yarp.ValidateAsync(routes, clusters);

        return new(
            errors.Count == 0 ? new ProxySnapshot(routes, clusters, images, imageClusters) : null,
            errors.InOrder(),
            HostSettings(outline),
            secrets.Files)
        {
            Included = included.Contents,
            IncludedFiles = included.Fingerprints,
            Values = outline.Values,
            Locate = errors.Locate,
        };
    }

    private IConfigurationRoot Combine(JsonOutline outline, ConfigurationErrors errors)
    {
        var builder = new ConfigurationBuilder().Add(new OutlineProvider(outline.Values));
        overrides(builder);
        var root = builder.Build();
        var above = root.Providers.Skip(1).ToArray();
        errors.LocateWith(
            path => above.Any(provider => provider.TryGet(path, out _)) ? new(null, null, Overridden: true)
                : (HasLines ? outline.PlaceOf(path) : null) ?? default);
        return root;
    }

    private static void CheckShapes(IConfiguration configuration, JsonOutline outline, ConfigurationErrors errors)
    {
        // Checks only the file: the environment is full of unrelated names.
        foreach (var name in outline.TopLevel.Where(name => !ProxyShapes.TopLevel.Contains(name, StringComparer.OrdinalIgnoreCase)))
            errors.Add(name, $"unknown member{MemberPlaces.HintOrNear(name, ProxyShapes.TopLevel)}");

        HostShapes.Check(new ConfigurationBuilder().Add(new OutlineProvider(outline.Values)).Build(), errors);
        ProxyShapes.ReverseProxy.Check(configuration.GetSection("ReverseProxy"), errors);
        ProxyShapes.Images.Check(configuration.GetSection("Images"), errors);
        // Null is nothing; an object is the wish for one that says more.
        foreach (var (path, message) in NeverEmpty)
        {
            if (outline.EmptyObjects.Contains(path) && !configuration.GetSection(path).GetChildren().Any())
                errors.Add(path, message);
        }
    }

    // Without this check a misspelt ImageApi would silently leave an ordinary cluster, and a key at the wrong place a cluster without one.
    private void CheckClusterMetadata(IConfigurationSection[] clusters, ConfigurationErrors errors)
    {
        string[] elsewhere = [RouteKinds.Ingress, .. ImageClusterReader.KnownMetadata(Catalog)];
        foreach (var cluster in clusters.Where(ImageClusterReader.IsImageCluster))
            foreach (var entry in cluster.GetSection("Metadata").GetChildren()
                .Where(entry => elsewhere.Contains(entry.Key, StringComparer.OrdinalIgnoreCase)))
                errors.Add(entry, $"has no effect here{MemberPlaces.Hint(entry.Path)}");
        foreach (var cluster in clusters.Where(c => !ImageClusterReader.IsImageCluster(c)))
            foreach (var entry in cluster.GetSection("Metadata").GetChildren())
                if (NearMiss.Find(entry.Key, ["ImageApi"], 2) is { } near)
                    errors.Add(entry, $"unknown name; did you mean \"{near}\"?");
    }

    private static FrozenDictionary<string, string?> HostSettings(JsonOutline outline) => outline.Values
        .Where(v => ProxyShapes.HostSections.Any(
            s => v.Key.Equals(s, StringComparison.OrdinalIgnoreCase) || v.Key.StartsWith(s + ":", StringComparison.OrdinalIgnoreCase)))
        .ToFrozenDictionary(v => v.Key, v => v.Value, StringComparer.OrdinalIgnoreCase);
}
