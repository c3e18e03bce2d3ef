using System.Collections.Frozen;
using System.Globalization;
using Iris.Gateway.Model;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace Iris.Gateway.Configuration;

/// <summary>Converts clusters from the file's form to the form that YARP runs on.</summary>
internal static class ProxyClusters
{
    /// <summary>The load balancing policy of an image cluster that names none.</summary>
    public const string DefaultPolicy = "WeightedRandom";

    /// <summary>
    /// Cluster metadata with the effective connect deadline: YARP re-creates the cluster's HTTP handler, which applies it, when the value changes.
    /// </summary>
    public const string ConnectMetadata = "Iris.Connect";

    // YARP's activity timeout also runs while the gateway polls and queues. It is a safety net below the gateway's own deadlines and must not
    // expire first.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(30);

    /// <summary>
    /// An image cluster for YARP. It holds only usable destinations, so that load balancing never chooses one without a key, and no secrets. A
    /// cluster without any destination left stays valid.
    /// </summary>
    public static ClusterConfig ForImages(ClusterConfig cluster, ImageCluster image)
    {
        var activity = image.Deadlines.Total + Slack;
        var request = cluster.HttpRequest ?? ForwarderRequestConfig.Empty;
        var metadata = new Dictionary<string, string>(cluster.Metadata ?? FrozenDictionary<string, string>.Empty, StringComparer.OrdinalIgnoreCase)
        {
            ["ImageApi"] = image.ImageApi,
            [ConnectMetadata] = TimeSpans.Text(image.Deadlines.Connect),
        };

        return cluster with
        {
            LoadBalancingPolicy = string.IsNullOrEmpty(cluster.LoadBalancingPolicy) ? DefaultPolicy : cluster.LoadBalancingPolicy,
            HttpRequest = request with { ActivityTimeout = request.ActivityTimeout > activity ? request.ActivityTimeout : activity },
            Metadata = metadata,
            Destinations = image.Destinations.Values
                .Where(d => d.Unusable is null)
                .ToDictionary(d => d.Id, d => ForImages(cluster, d), StringComparer.OrdinalIgnoreCase),
        };
    }

    private static DestinationConfig ForImages(ClusterConfig cluster, ImageDestination image) => cluster.Destinations![image.Id] with
    {
        Address = image.Address.AbsoluteUri,
        Metadata = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["Weight"] = image.Weight.ToString(CultureInfo.InvariantCulture),
            ["Models"] = image.Models.ToString(),
        },
    };

    /// <summary>An ordinary cluster with its addresses resolved and checked: YARP itself checks them only when a request comes.</summary>
    public static ClusterConfig Ordinary(ClusterConfig cluster, IConfigurationSection section, SecretValues secrets, ConfigurationErrors errors)
    {
        if (cluster.Destinations is null or { Count: 0 })
            errors.Add(section, "has no destination, so that each of its requests would be a 503: name one under Destinations");
        var destinations = new Dictionary<string, DestinationConfig>(StringComparer.OrdinalIgnoreCase);
        foreach (var (id, destination) in cluster.Destinations ?? FrozenDictionary<string, DestinationConfig>.Empty)
        {
            var address = section.GetSection("Destinations").GetSection(id).GetSection("Address");
            if (string.IsNullOrEmpty(destination.Address))
                errors.Add(section.GetSection("Destinations").GetSection(id), "Address is missing");
            else if (secrets.Resolve(destination.Address, out var missing) is not { } text)
                errors.Add(address, missing!);
            else if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps))
                errors.Add(address, $"\"{destination.Address}\" is no absolute http or https URL");
            else
                destinations[id] = destination with { Address = text };
        }

        return cluster with { Destinations = destinations };
    }
}
