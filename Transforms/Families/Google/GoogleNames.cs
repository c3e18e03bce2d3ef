using System.Text;
using System.Text.Json;

namespace Iris.Transforms.Families.Google;

/// <summary>
/// The names in Google's answers. Google sends camel case; other servers that speak its API send Protobuf's snake case (<c>inline_data</c>). Both
/// mean the same.
/// </summary>
internal static class GoogleNames
{
    /// <summary>A path in camel case, without the array into which Google may put its documents.</summary>
    public static string PathOf(string path) =>
        NativeObject.ToCamelCase(path.StartsWith("[].", StringComparison.Ordinal) ? path[3..] : path);

    /// <summary>Finds a member by its camel-case name, in either spelling.</summary>
    public static bool TryGet(JsonElement element, string name, out JsonElement value) =>
        element.TryGetProperty(name, out value) || element.TryGetProperty(SnakeCase(name), out value);

    private static string SnakeCase(string name)
    {
        var snake = new StringBuilder(name.Length + 4);
        foreach (var c in name)
        {
            if (char.IsAsciiLetterUpper(c))
                snake.Append('_');
            snake.Append(char.ToLowerInvariant(c));
        }
        return snake.ToString();
    }
}
