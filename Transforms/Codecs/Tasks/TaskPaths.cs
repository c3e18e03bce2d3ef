namespace Iris.Transforms.Codecs.Tasks;

/// <summary>What a value in an answer of a task API is for; <c>output</c> may be a picture's address, or the list of them.</summary>
[Flags]
internal enum TaskValue
{
    /// <summary>Nothing: it is passed over.</summary>
    None = 0,
    /// <summary>An object or a list in which something stands.</summary>
    Container = 1,
    /// <summary>Kept for the shape's functions.</summary>
    Fact = 2,
    /// <summary>A picture's address or data URL.</summary>
    Address = 4,
    /// <summary>A picture's base64.</summary>
    Base64 = 8,
    /// <summary>Whether a picture is blocked.</summary>
    Blocked = 16,
}

/// <summary>The paths of a shape in one table, with the objects and lists on the way to them.</summary>
internal sealed class TaskPaths
{
    private readonly Dictionary<string, TaskValue> _values = new(StringComparer.Ordinal);

    /// <summary>Makes the table of a shape.</summary>
    public TaskPaths(TaskShape shape)
    {
        Add(shape.Status, TaskValue.Fact);
        Add(shape.Facts, TaskValue.Fact);
        Add(shape.Addresses, TaskValue.Address);
        Add(shape.Base64, TaskValue.Base64);
        Add(shape.Blocked, TaskValue.Blocked);
    }

    /// <summary>What the value of a path is.</summary>
    public TaskValue Of(string path) => _values.GetValueOrDefault(path);

    private void Add(IReadOnlyList<string> paths, TaskValue value)
    {
        foreach (var path in paths)
        {
            _values[path] = Of(path) | value;
            for (var outer = Outer(path); outer.Length > 0; outer = Outer(outer))
                _values[outer] = Of(outer) | TaskValue.Container;
        }
    }

    // images[].url → images[] → images → nothing
    private static string Outer(string path) =>
        path.EndsWith("[]", StringComparison.Ordinal) ? path[..^2] : path[..Math.Max(path.LastIndexOf('.'), 0)];
}
