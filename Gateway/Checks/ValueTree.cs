namespace Iris.Gateway.Checks;

/// <summary>A file's values by path, with what stands below a path.</summary>
internal sealed class ValueTree
{
    private readonly Dictionary<string, string?> _values;
    private readonly Dictionary<string, List<string>> _children = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="values">The values, by path with colons.</param>
    public ValueTree(IReadOnlyDictionary<string, string?> values)
    {
        _values = new(values, StringComparer.OrdinalIgnoreCase);
        foreach (var path in values.Keys)
        {
            for (var end = path.Length; end > 0;)
            {
                var colon = path.LastIndexOf(':', end - 1);
                var parent = colon < 0 ? "" : path[..colon];
                if (!_children.TryGetValue(parent, out var names))
                    _children[parent] = names = [];
                var name = path[(colon + 1)..end];
                if (!names.Contains(name, StringComparer.OrdinalIgnoreCase))
                    names.Add(name);
                end = colon;
            }
        }
    }

    /// <summary>The value of a path; null where there is none.</summary>
    public string? this[string path] => _values.GetValueOrDefault(path);

    /// <summary>The names below a path, in the order of the file.</summary>
    public IReadOnlyList<string> Children(string path) => _children.GetValueOrDefault(path) ?? [];

    /// <summary>Whether there is anything at a path or below it.</summary>
    public bool Has(string path) => _values.ContainsKey(path) || _children.ContainsKey(path);

    /// <summary>Whether another tree says the same at a path and below it.</summary>
    public bool IsSame(ValueTree other, string path) =>
        Below(path).ToHashSet(StringComparer.OrdinalIgnoreCase).SetEquals(other.Below(path)) && Below(path).All(one => this[one] == other[one]);

    private IEnumerable<string> Below(string path) => _values.Keys.Where(
        one => one.StartsWith(path, StringComparison.OrdinalIgnoreCase) && (one.Length == path.Length || one[path.Length] == ':'));
}
