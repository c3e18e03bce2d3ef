using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Routing.Constraints;
using Microsoft.AspNetCore.Routing.Patterns;
using Yarp.ReverseProxy.Configuration;

namespace Iris.Gateway.Configuration;

/// <summary>
/// Asks YARP's own parser and validators before anything is swapped. They live in a separate container that is disposed with this object, so that
/// the running proxy never receives a configuration that it could refuse.
/// </summary>
internal sealed class YarpConfiguration : IDisposable
{
    private const string Root = "ReverseProxy";

    // YARP's words; the names of the transform's members follow.
    private const string UnknownTransform = "Unknown transform:";

    private readonly Action<IReverseProxyBuilder>? configure;
    private readonly ConfigurationErrors errors;
    private readonly ServiceProvider services;
    private readonly IConfigurationSection section;

    /// <param name="configuration">The file and the sources that override it.</param>
    /// <param name="configure">Registers the services that the file may name: load balancing policies, authorization policies, transforms.</param>
    /// <param name="errors">Receives the errors that YARP finds.</param>
    public YarpConfiguration(IConfiguration configuration, Action<IReverseProxyBuilder>? configure, ConfigurationErrors errors)
    {
        this.configure = configure;
        this.errors = errors;
        section = configuration.GetSection(Root);
        services = Build(section);
    }

    public void Dispose() => services.Dispose();

    /// <summary>The routes and clusters as YARP reads them. One that YARP cannot read is left out and reported.</summary>
    public (IReadOnlyList<RouteConfig> Routes, IReadOnlyList<ClusterConfig> Clusters) Parse()
    {
        try
        {
            var config = services.GetRequiredService<IProxyConfigProvider>().GetConfig();
            return (config.Routes, config.Clusters);
        }
        catch (Exception)
        {
            return (ParseParts("Routes", config => config.Routes), ParseParts("Clusters", config => config.Clusters));
        }
    }

    // YARP stops at the first value it cannot convert and does not tell its place.
    private List<T> ParseParts<T>(string kind, Func<IProxyConfig, IReadOnlyList<T>> pick)
    {
        var parsed = new List<T>();
        ParsePart(section.GetSection(kind).GetChildren().ToArray(), pick, parsed);
        return parsed;
    }

    // A part that YARP refuses is halved until the item is found: one by one, each of thousands of items would need a container of its own.
    private void ParsePart<T>(ArraySegment<IConfigurationSection> items, Func<IProxyConfig, IReadOnlyList<T>> pick, List<T> parsed)
    {
        if (items.Count == 0)
            return;
        var values = new Dictionary<string, string?>(items.SelectMany(item => item.AsEnumerable()), StringComparer.OrdinalIgnoreCase);
        var part = new ConfigurationBuilder().Add(new OutlineProvider(values)).Build();
        using var container = Build(part.GetSection(Root));
        try
        {
            parsed.AddRange(pick(container.GetRequiredService<IProxyConfigProvider>().GetConfig()));
        }
        catch (Exception e)
        {
            if (items.Count > 1)
            {
                ParsePart(items[..(items.Count / 2)], pick, parsed);
                ParsePart(items[(items.Count / 2)..], pick, parsed);
            }
            // The shapes usually name the wrong value; this reports errors that they do not find.
            else if (!errors.AnyUnder(items[0].Path))
            {
                errors.Add(items[0], e.Message);
            }
        }
    }

    /// <summary>Checks every rule of YARP, and those of routing that would otherwise fail at the first request.</summary>
    public async Task ValidateAsync(IReadOnlyList<RouteConfig> routes, IReadOnlyList<ClusterConfig> clusters)
    {
        var validator = services.GetRequiredService<IConfigValidator>();
        foreach (var cluster in clusters)
            Report("Clusters", cluster.ClusterId, await validator.ValidateClusterAsync(cluster));

        foreach (var route in routes)
        {
            Report("Routes", route.RouteId, await validator.ValidateRouteAsync(route));
            CheckConstraints(route);
        }
    }

    private void Report(string kind, string id, IEnumerable<Exception> failures)
    {
        foreach (var failure in failures)
        {
            var told = failure.InnerException is { } inner ? $"{failure.Message} {inner.Message}" : failure.Message;
            errors.Add(ConfigurationPath.Combine(Root, kind, id), told + HintOf(failure.Message));
        }
    }

    private static string HintOf(string message) =>
        message.StartsWith(UnknownTransform, StringComparison.Ordinal)
            && message[UnknownTransform.Length..].Split(';').Select(name => NearMiss.Hint(name.Trim(), ProxyShapes.Transforms))
                .FirstOrDefault(hint => hint.Length > 0) is { } hint
                ? hint
                : "";

    // YARP parses a path but does not resolve its constraints. An unknown constraint makes routing fail for every request of every route.
    private void CheckConstraints(RouteConfig route)
    {
        if (string.IsNullOrEmpty(route.Match.Path))
            return;

        try
        {
            var factory = services.GetRequiredService<ParameterPolicyFactory>();
            foreach (var parameter in RoutePatternFactory.Parse(route.Match.Path).Parameters)
                foreach (var reference in parameter.ParameterPolicies)
                    if (factory.Create(parameter, reference) is RegexRouteConstraint regex)
                        _ = regex.Constraint;
        }
        catch (RoutePatternException)
        {
            // The validator reports it.
        }
        catch (Exception e)
        {
            errors.Add(ConfigurationPath.Combine(Root, "Routes", route.RouteId, "Match", "Path"), e.Message);
        }
    }

    private ServiceProvider Build(IConfigurationSection config)
    {
        var collection = new ServiceCollection();
        collection.AddLogging();
        // Or YARP's affinity policies, which are asked for their names, would look for keys on the disk.
        collection.AddSingleton<IDataProtectionProvider, NoKeys>();
        collection.AddImageRouteConstraints();
        var proxy = collection.AddReverseProxy();
        configure?.Invoke(proxy);
        // Registered last, so that it counts, whatever else has been registered.
        proxy.LoadFromConfig(config);
        return collection.BuildServiceProvider();
    }

    private sealed class NoKeys : IDataProtector
    {
        public IDataProtector CreateProtector(string purpose) => this;

        public byte[] Protect(byte[] plaintext) => throw new NotSupportedException();

        public byte[] Unprotect(byte[] protectedData) => throw new NotSupportedException();
    }
}
