namespace Iris.Gateway.Configuration;

/// <summary>
/// The file's values for .NET's configuration, with an index of every section's children. .NET's own providers look through all their values
/// whenever a section's children are asked for, and every route and cluster is asked several times: the time would grow with the square of the file.
/// </summary>
internal sealed class OutlineProvider : ConfigurationProvider, IConfigurationSource
{
    private readonly Dictionary<string, List<string>> _children = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="values">The values by path with colons; kept and not copied.</param>
    public OutlineProvider(Dictionary<string, string?> values)
    {
        Data = values;
        var known = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var path in values.Keys)
        {
            for (var at = path; known.Add(at);)
            {
                var colon = at.LastIndexOf(ConfigurationPath.KeyDelimiter, StringComparison.Ordinal);
                var parent = colon < 0 ? "" : at[..colon];
                if (!_children.TryGetValue(parent, out var keys))
                    _children[parent] = keys = [];
                keys.Add(at[(colon + 1)..]);
                if (colon < 0)
                    break;
                at = parent;
            }
        }
        foreach (var keys in _children.Values)
            keys.Sort(ConfigurationKeyComparer.Instance);
    }

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    public override IEnumerable<string> GetChildKeys(IEnumerable<string> earlierKeys, string? parentPath)
    {
        var own = _children.GetValueOrDefault(parentPath ?? "");
        string[] earlier = [.. earlierKeys];
        return earlier.Length == 0 ? own ?? [] : [.. earlier.Concat(own ?? []).Order(ConfigurationKeyComparer.Instance)];
    }
}
