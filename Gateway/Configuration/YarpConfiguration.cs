using Microsoft.AspNetCore.Routing.Constraints;
using Microsoft.AspNetCore.Routing.Patterns;
using Yarp.ReverseProxy.Configuration;

namespace Iris.Gateway.Configuration;

/// <summary>
/// YARP's own parser and validators, asked before anything is swapped. They live in a container of their own, which is thrown away with
/// this object: the running proxy is never handed a configuration that it could refuse.
/// </summary>
internal sealed class YarpConfiguration : IDisposable
{
    private const string Root = "ReverseProxy";

    private readonly Action<IReverseProxyBuilder>? configure;
    private readonly ConfigurationErrors errors;
    private readonly ServiceProvider services;
    private readonly IConfigurationSection section;

    /// <param name="configuration">The file and what overrides it.</param>
    /// <param name="configure">Registers what the file may name: load balancing policies, authorization policies, transforms.</param>
    /// <param name="errors">Gets what YARP objects to.</param>
    public YarpConfiguration(IConfiguration configuration, Action<IReverseProxyBuilder>? configure, ConfigurationErrors errors)
    {
        this.configure = configure;
        this.errors = errors;
        section = configuration.GetSection(Root);
        services = Build(section);
    }

    public void Dispose() => services.Dispose();

    /// <summary>Routes and clusters as YARP reads them. One that it cannot read is left out and reported.</summary>
    public (IReadOnlyList<RouteConfig> Routes, IReadOnlyList<ClusterConfig> Clusters) Parse()
    {
        try
        {
            var config = services.GetRequiredService<IProxyConfigProvider>().GetConfig();
            return (config.Routes, config.Clusters);
        }
        catch (Exception)
        {
            return (ParseOneByOne("Routes", config => config.Routes), ParseOneByOne("Clusters", config => config.Clusters));
        }
    }

    // YARP stops at the first value it cannot convert and does not say where it stood.
    private List<T> ParseOneByOne<T>(string kind, Func<IProxyConfig, IReadOnlyList<T>> pick)
    {
        var parsed = new List<T>();
        foreach (var item in section.GetSection(kind).GetChildren())
        {
            var alone = new ConfigurationBuilder().AddInMemoryCollection(item.AsEnumerable()).Build();
            using var container = Build(alone.GetSection(Root));
            try
            {
                parsed.AddRange(pick(container.GetRequiredService<IProxyConfigProvider>().GetConfig()));
            }
            catch (Exception e)
            {
                // The shapes know the culprit by name; this catches what they let through.
                if (!errors.AnyUnder(item.Path))
                    errors.Add(item, e.Message);
            }
        }

        return parsed;
    }

    /// <summary>Every rule of YARP's, and those of routing that would otherwise fail at the first request.</summary>
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
            errors.Add(ConfigurationPath.Combine(Root, kind, id), failure.InnerException is { } inner ? $"{failure.Message} {inner.Message}" : failure.Message);
    }

    // YARP parses a path but does not resolve its constraints: an unknown one makes routing fail for EVERY request, other routes included.
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
            // Reported by the validator.
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
        collection.AddImageRouteConstraints();
        var proxy = collection.AddReverseProxy();
        configure?.Invoke(proxy);
        // Last, so that it is the one that is asked, whatever else has been registered.
        proxy.LoadFromConfig(config);
        return collection.BuildServiceProvider();
    }
}
