namespace Iris.Transforms.Codecs.Tasks;

/// <summary>
/// The purpose of a value in an answer of a task API. One value may have several: <c>output</c> may be a picture's URL or a list of URLs.
/// </summary>
[Flags]
internal enum TaskValue
{
    /// <summary>None: the value is skipped.</summary>
    None = 0,
    /// <summary>An object or a list that contains values with a purpose.</summary>
    Container = 1,
    /// <summary>A value that the shape's functions read.</summary>
    Fact = 2,
    /// <summary>A picture's URL or data URL.</summary>
    Address = 4,
    /// <summary>A picture's base64.</summary>
    Base64 = 8,
    /// <summary>A flag that tells whether a picture is blocked.</summary>
    Blocked = 16,
}

/// <summary>The paths of a shape in one table, with the objects and lists that contain them.</summary>
internal sealed class TaskPaths
{
    private readonly Dictionary<string, TaskValue> _values = new(StringComparer.Ordinal);

    /// <summary>Builds the table of a shape.</summary>
    public TaskPaths(TaskShape shape)
    {
        Add(shape.Status, TaskValue.Fact);
        Add(shape.Facts, TaskValue.Fact);
        Add(shape.Addresses, TaskValue.Address);
        Add(shape.Base64, TaskValue.Base64);
        Add(shape.Blocked, TaskValue.Blocked);
    }

    /// <summary>The purpose of the value at a path.</summary>
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

    // images[].url → images[] → images → the end
    private static string Outer(string path) =>
        path.EndsWith("[]", StringComparison.Ordinal) ? path[..^2] : path[..Math.Max(path.LastIndexOf('.'), 0)];
}
