using Iris.Gateway.Model;

namespace Iris.Gateway.Jobs;

/// <summary>The paths of jobs (Bifrost's).</summary>
internal static class JobRoutes
{
    private const string Ordinary = "/v1/images";

    /// <summary>The operation and the id that a path names; nulls for other paths.</summary>
    public static (string? Operation, string? Id) Parse(PathString path)
    {
        if (!path.StartsWithSegments(JobOptions.Root, out var rest))
            return default;
        return (rest.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries) switch
        {
            [var operation] => (operation, null),
            [var operation, var id] => (operation, id),
            _ => default,
        };
    }

    /// <summary>The path on which a job's request is made.</summary>
    public static string PathOf(string operation) => $"{Ordinary}/{operation}";

    /// <summary>The last segment of an ordinary path where it is an operation; else null.</summary>
    public static string? OperationOf(PathString path)
    {
        var value = path.Value ?? "";
        return Array.Find(["generations", "edits", "variations"], word => value.EndsWith($"/images/{word}", StringComparison.OrdinalIgnoreCase));
    }
}
