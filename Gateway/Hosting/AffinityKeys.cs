using Iris.Gateway.Model;
using Microsoft.AspNetCore.DataProtection;
using Yarp.ReverseProxy.Configuration;

namespace Iris.Gateway.Hosting;

/// <summary>
/// Where the keys of affinity cookies are kept. The framework keeps them in the user's home, which a container loses, or in memory: a restart then
/// makes every cookie worthless, and a replica does not know the others'. Whoever uses such cookies without a folder is told so, once for each
/// cluster.
/// </summary>
internal sealed partial class AffinityKeys(ILogger<AffinityKeys> logger) : IConfigChangeListener
{
    // HashCookie, YARP's usual one, and ArrCookie name a destination by a hash that needs no key.
    private static readonly string[] Protected = ["Cookie", "CustomHeader"];

    private readonly HashSet<string> _told = [];

    public void ConfigurationApplied(IReadOnlyList<IProxyConfig> proxyConfigs)
    {
        foreach (var cluster in proxyConfigs.SelectMany(config => config.Clusters))
        {
            if (cluster.SessionAffinity is { Enabled: true, Policy: { } policy }
                && Protected.Contains(policy, StringComparer.OrdinalIgnoreCase) && _told.Add(cluster.ClusterId))
            {
                Log.NotKept(logger, cluster.ClusterId, policy);
            }
        }
    }

    public void ConfigurationLoaded(IReadOnlyList<IProxyConfig> proxyConfigs)
    {
    }

    public void ConfigurationLoadingFailed(IProxyConfigProvider configProvider, Exception exception)
    {
    }

    public void ConfigurationApplyingFailed(IReadOnlyList<IProxyConfig> proxyConfigs, Exception exception)
    {
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "cluster {Cluster}: the keys of its affinity (policy {Policy}) may not outlive this process, and no other replica has them; set Images.Endpoints.AffinityKeys to a folder that stays, or use the policy HashCookie", EventName = "AffinityKeysNotKept")]
        public static partial void NotKept(ILogger logger, string cluster, string policy);
    }
}

internal static class AffinityKeysExtensions
{
    // Part of what a key is made for: the same in every replica, wherever it is installed.
    private const string Application = "iris";

    /// <summary>Keeps the keys where the configuration says.</summary>
    /// <param name="services">The gateway's.</param>
    /// <param name="endpoints">Names the folder.</param>
    /// <param name="directory">Relative paths start here.</param>
    public static IServiceCollection AddAffinityKeys(this IServiceCollection services, EndpointOptions endpoints, string directory)
    {
        if (endpoints.AffinityKeys is not { } path)
            return services.AddSingleton<IConfigChangeListener, AffinityKeys>();
        var folder = Directory.CreateDirectory(Path.GetFullPath(path, directory));
        services.AddDataProtection().SetApplicationName(Application).PersistKeysToFileSystem(folder);
        return services;
    }
}
