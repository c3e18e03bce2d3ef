using System.Collections.Frozen;
using Iris.Gateway.Model;
using Iris.Transforms;

namespace Iris.Gateway.Configuration;

/// <summary>Where in proxy.json the members have their places, for a member that stands at another one.</summary>
internal static class MemberPlaces
{
    // Of a free name on the way, by the member that holds it.
    private static readonly FrozenDictionary<string, string> FreeNames = new Dictionary<string, string>
    {
        ["Routes"] = "{route}", ["Clusters"] = "{cluster}", ["Destinations"] = "{destination}", ["Models"] = "{alias}",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, string[][]> Places = Build();

    /// <summary>The ending of a message: <c>; it belongs in X</c>. Null when no place takes a member of that name.</summary>
    /// <param name="path">The path of a member that does not belong there, with colons.</param>
    public static string? Hint(string path)
    {
        var here = path.Split(ConfigurationPath.KeyDelimiter);
        if (!Places.TryGetValue(here[^1], out var places))
            return null;
        // The nearest in the tree; of two the one below a free name, as a destination's Address, which people write more often than a proxy's.
        var place = places.OrderBy(place => here.Length - 1 + place.Length - 2 * CommonWay(place, here))
            .ThenByDescending(place => place.Skip(CommonWay(place, here)).Count(segment => segment[0] == '{')).First();
        var common = CommonWay(place, here);
        var named = place.Select((segment, i) => i < common ? here[i] : segment).ToArray();
        return named.Length == 0 ? "; it belongs at the top of the file" : $"; it belongs in {string.Join('.', named)}";
    }

    /// <summary>
    /// The ending of the message about an unknown member: a near miss of a member of its own place, else the place where it belongs.
    /// </summary>
    /// <param name="path">The member's path, with colons.</param>
    /// <param name="known">The members of its own place.</param>
    public static string HintOrNear(string path, IEnumerable<string> known)
    {
        var name = ConfigurationPath.GetSectionKey(path);
        return (NearMiss.Find(name, known, 1) is null ? Hint(path) : null) ?? NearMiss.Hint(name, known);
    }

    private static int CommonWay(string[] place, string[] here)
    {
        var common = 0;
        while (common < place.Length && common < here.Length - 1
            && (place[common][0] == '{' || place[common].Equals(here[common], StringComparison.OrdinalIgnoreCase)))
        {
            common++;
        }
        return common;
    }

    private static FrozenDictionary<string, string[][]> Build()
    {
        var places = new List<(string Name, string[] Place)>();
        Add("ReverseProxy", ProxyShapes.ReverseProxy, []);
        Add("Images", ProxyShapes.Images, []);
        string[] route = ["ReverseProxy", "Routes", "{route}", "Metadata"], cluster = ["ReverseProxy", "Clusters", "{cluster}", "Metadata"];
        places.Add((RouteKinds.Ingress, route));
        places.Add((RouteKinds.Api, cluster));
        places.AddRange(ImageClusterReader.KnownMetadata(ProviderCatalog.All).Select(name =>
            (name, (string[])["ReverseProxy", "Clusters", "{cluster}", "Destinations", "{destination}", "Metadata"])));
        return places.GroupBy(place => place.Name, place => place.Place, StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.OrdinalIgnoreCase);

        void Add(string name, Shape shape, string[] place)
        {
            places.Add((name, place));
            string[] inside = [.. place, name];
            if (shape is Shape.Map { Value: var value })
            {
                (shape, inside) = (value, [.. inside, FreeNames.GetValueOrDefault(name, "{name}")]);
            }
            if (shape is Shape.Members members)
            {
                foreach (var (member, inner) in members.Known)
                    Add(member, inner, inside);
            }
        }
    }
}
