using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Iris.Transforms.Wire.Json;

namespace Iris.Gateway.Configuration;

/// <summary>
/// A JSON file as .NET configuration sees it (path → text), with the line of every path. .NET's own JSON provider returns the same values, but it
/// stops at the first duplicate member, silently splits a name that holds a colon, and knows no lines.
/// </summary>
internal sealed class JsonOutline
{
    private static readonly JsonReaderOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private readonly Dictionary<string, int> lines = new(StringComparer.OrdinalIgnoreCase);
    private readonly Stack<Container> open = new();
    // Of what included files say; null where none is included.
    private Dictionary<string, ConfigurationPlace>? included;

    /// <summary>The values by path with colons. An empty object is null and an empty array is "", as in .NET's provider.</summary>
    public Dictionary<string, string?> Values { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The paths of objects without members, which the values do not tell from null.</summary>
    public HashSet<string> EmptyObjects { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The names of the root's members, as written.</summary>
    public List<string> TopLevel { get; } = [];

    /// <summary>The line of a path or, when the file does not hold it, of its nearest ancestor; null when the file holds neither.</summary>
    public int? LineOf(string path)
    {
        for (string? at = path; !string.IsNullOrEmpty(at); at = ConfigurationPath.GetParentPath(at))
            if (lines.TryGetValue(at, out var line))
                return line;
        return null;
    }

    /// <summary>The place of a path or of its nearest ancestor, in this file or in an included one; null when none of them holds either.</summary>
    public ConfigurationPlace? PlaceOf(string path)
    {
        for (string? at = path; !string.IsNullOrEmpty(at); at = ConfigurationPath.GetParentPath(at))
        {
            if (Find(at) is { } place)
                return place;
        }
        return null;
    }

    /// <summary>The place that says what another file says at the same path; null when nothing does. Two empty objects say nothing.</summary>
    /// <param name="path">A value's path, or that of a named thing.</param>
    /// <param name="value">The other file's value; null for an object.</param>
    public ConfigurationPlace? PlaceOfSame(string path, string? value)
    {
        var isValue = Values.TryGetValue(path, out var own);
        return isValue && string.IsNullOrEmpty(own) && string.IsNullOrEmpty(value) ? null : Find(path);
    }

    /// <summary>Adds what an included file says; a value that both have stays as it is.</summary>
    public void Add(JsonOutline other, string file)
    {
        included ??= new(StringComparer.OrdinalIgnoreCase);
        foreach (var (path, value) in other.Values)
        {
            if (!Values.TryAdd(path, value) && string.IsNullOrEmpty(Values[path]))
                Values[path] = value;
        }
        foreach (var (path, line) in other.lines)
            included.TryAdd(path, new(file, line));
        EmptyObjects.UnionWith(other.EmptyObjects);
        TopLevel.AddRange(other.TopLevel.Where(name => !TopLevel.Contains(name, StringComparer.OrdinalIgnoreCase)));
    }

    private ConfigurationPlace? Find(string path) => lines.TryGetValue(path, out var line) ? new(null, line)
        : included is not null && included.TryGetValue(path, out var place) ? place
        : null;

    /// <summary>Reads the file; reports syntax errors and duplicate members to <paramref name="errors"/>.</summary>
    /// <returns>Null when the text is not a JSON object and cannot be read further.</returns>
    public static JsonOutline? Read(ReadOnlySpan<byte> content, ConfigurationErrors errors)
    {
        if (content.StartsWith(Encoding.UTF8.Preamble))
            content = content[Encoding.UTF8.Preamble.Length..];

        if (!Utf8.IsValid(content))
        {
            errors.AddAt("", "the file is not UTF-8 text", null);
            return null;
        }

        try
        {
            var outline = new JsonOutline();
            return outline.Walk(content, errors) ? outline : null;
        }
        catch (JsonException e)
        {
            var line = (int)(e.LineNumber ?? 0) + 1;
            errors.AddAt("", $"not valid JSON at column {(e.BytePositionInLine ?? 0) + 1}: {JsonFault.ReasonOf(e)}", line);
            return null;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, written as an escape: valid JSON, but not valid text.
            errors.AddAt("", "a string holds an escape that is no character", null);
            return null;
        }
    }

    private bool Walk(ReadOnlySpan<byte> content, ConfigurationErrors errors)
    {
        var reader = new Utf8JsonReader(content, Lenient);
        var path = "";
        var (line, counted) = (1, 0);
        while (reader.Read())
        {
            line += content[counted..(int)reader.TokenStartIndex].Count((byte)'\n');
            counted = (int)reader.TokenStartIndex;

            if (open.Count == 0 && reader.TokenType != JsonTokenType.StartObject && reader.TokenType != JsonTokenType.EndObject)
            {
                errors.AddAt("", "the file must be a JSON object", line);
                return false;
            }

            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    path = Enter(ref reader, line, errors);
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    Close(open.Pop());
                    break;
                default:
                    Take(ref reader, path, line);
                    break;
            }
        }

        return true;
    }

    // Reads a member's name. Its value comes next, unless the name is refused and the value is skipped.
    private string Enter(ref Utf8JsonReader reader, int line, ConfigurationErrors errors)
    {
        var name = reader.GetString()!;
        var path = Combine(open.Peek().Path, name);
        if (Refuse(name, open.Peek()) is { } reason)
        {
            errors.AddAt(path, reason, line);
            reader.Read();
            reader.Skip();
            return path;
        }

        lines[path] = line;
        if (open.Count == 1)
            TopLevel.Add(name);
        return path;
    }

    // Takes a value or the beginning of one. An array's element has its index as its name.
    private void Take(ref Utf8JsonReader reader, string path, int line)
    {
        if (open.TryPeek(out var parent))
        {
            if (parent.Names is null)
            {
                path = Combine(parent.Path, parent.Count.ToString());
                lines[path] = line;
            }

            parent.Count++;
        }

        if (reader.TokenType == JsonTokenType.StartObject)
            open.Push(new Container(path, new HashSet<string>(StringComparer.OrdinalIgnoreCase)));
        else if (reader.TokenType == JsonTokenType.StartArray)
            open.Push(new Container(path, null));
        else
            Values[path] = Text(ref reader);
    }

    private void Close(Container closed)
    {
        if (closed.Count > 0 || closed.Path.Length == 0)
            return;
        Values[closed.Path] = closed.Names is null ? "" : null;
        if (closed.Names is not null)
            EmptyObjects.Add(closed.Path);
    }

    private static string? Refuse(string name, Container parent) =>
        name.Length == 0 ? "a member needs a name"
        : name.Contains(ConfigurationPath.KeyDelimiter, StringComparison.Ordinal) ? $"a name may not contain a colon{(parent.NamesModels ? "; write * in its place" : "")}"
        : !parent.Names!.Add(name) ? "is set twice (names ignore case)"
        : null;

    private static string? Text(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
        JsonTokenType.True => bool.TrueString,
        JsonTokenType.False => bool.FalseString,
        _ => null,
    };

    private static string Combine(string parent, string name) => parent.Length == 0 ? name : ConfigurationPath.Combine(parent, name);

    private sealed class Container(string path, HashSet<string>? names)
    {
        public string Path => path;

        /// <summary>Whether its members' names are patterns of models, which may have colons.</summary>
        public bool NamesModels => path is "Images:Capabilities" or "Images:Prices"
            || (path.StartsWith("Images:Clusters:", StringComparison.Ordinal) && path.EndsWith(":Prices", StringComparison.Ordinal));

        /// <summary>The names of the members so far; null for an array.</summary>
        public HashSet<string>? Names => names;

        public int Count { get; set; }
    }
}
