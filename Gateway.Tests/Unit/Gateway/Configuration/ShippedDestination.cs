using System.Text.Json;
using Iris.Transforms;
using Iris.Transforms.Codecs;

namespace Iris.Gateway.Tests.Unit.Gateway.Configuration;

/// <summary>A destination as the shipped proxy.json writes it.</summary>
/// <param name="Provider">The provider of its cluster, which bears the same name.</param>
/// <param name="Id">Its own id.</param>
/// <param name="Address">Its address, literal or a reference.</param>
/// <param name="Variables">The environment variables it needs, in the order in which it is read.</param>
internal sealed record ShippedDestination(ImageProvider Provider, string Id, string Address, IReadOnlyList<string> Variables)
{
    /// <summary>All of them, in the order of the file.</summary>
    public static IReadOnlyList<ShippedDestination> All { get; } = [.. Read()];

    public override string ToString() => $"{Provider.Name}/{Id}";

    private static IEnumerable<ShippedDestination> Read()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("proxy.json")), new() { CommentHandling = JsonCommentHandling.Skip });
        foreach (var cluster in file.RootElement.GetProperty("ReverseProxy").GetProperty("Clusters").EnumerateObject())
        {
            var provider = ProviderCatalog.All[cluster.Value.GetProperty("Metadata").GetProperty("ImageApi").GetString()!];
            foreach (var destination in cluster.Value.GetProperty("Destinations").EnumerateObject())
            {
                var address = destination.Value.GetProperty(nameof(Address)).GetString()!;
                var settings = destination.Value.TryGetProperty("Metadata", out var metadata)
                    ? metadata.EnumerateObject().Where(setting => !IsOptional(provider, setting.Name)).Select(setting => setting.Value.GetString()!)
                    : [];
                yield return new(provider, destination.Name, address,
                    [.. settings.Prepend(address).Where(value => value.StartsWith("env:", StringComparison.Ordinal)).Select(value => value[4..])]);
            }
        }
    }

    private static bool IsOptional(ImageProvider provider, string name) =>
        provider.Settings.Any(setting => setting.IsOptional && setting.Name == name);
}
