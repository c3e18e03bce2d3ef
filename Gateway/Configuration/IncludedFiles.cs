using System.Globalization;

namespace Iris.Gateway.Configuration;

/// <summary>
/// The files that <c>Include</c> names, read into the outline of the file that names them. Nothing overrides anything: what two files say is an error
/// that names both, and a thing with a name (a route, a cluster, an alias, a key) stands in one file.
/// </summary>
/// <param name="outline">The file that includes; receives what the others say.</param>
/// <param name="directory">Where its paths start.</param>
/// <param name="name">The name of the file that includes.</param>
/// <param name="errors">Receives the errors.</param>
internal sealed class IncludedFiles(JsonOutline outline, string directory, string name, ConfigurationErrors errors)
{
    /// <summary>The member that names files and folders.</summary>
    public const string Member = "Include";

    /// <summary>The most files.</summary>
    public const int MostFiles = 1000;

    /// <summary>The files of a folder that count.</summary>
    public const string Pattern = "*.json";

    // Whatever has a name below one of these belongs to one file.
    private static readonly string[] Named =
    [
        "ReverseProxy:Routes:", "ReverseProxy:Clusters:", "Images:Models:", "Images:Capabilities:", "Images:Prices:", "Images:Clusters:",
        "Images:Access:Keys:", "Images:Access:Groups:",
    ];

    private readonly Dictionary<string, byte[]> _contents = [];
    private readonly Dictionary<string, string> _prints = [];

    /// <summary>The content of every file that was read, by its full path, in order.</summary>
    public IReadOnlyDictionary<string, byte[]> Contents => _contents;

    /// <summary>What tells whether a file or a folder has changed (<see cref="SecretValues.Fingerprint(string)"/>), by full path.</summary>
    public IReadOnlyDictionary<string, string> Fingerprints => _prints;

    /// <summary>Reads them.</summary>
    /// <param name="kept">The contents of an earlier version, which are taken in place of the files; null reads the files.</param>
    public void Read(IReadOnlyDictionary<string, byte[]>? kept)
    {
        var entries = outline.Values.Where(value => IsEntry(value.Key)).ToArray();
        foreach (var (path, value) in entries)
        {
            if (string.IsNullOrWhiteSpace(value))
            {
                if (path.Contains(':', StringComparison.Ordinal))
                    Refuse(path, "names no file and no folder");
                continue;
            }
            foreach (var file in kept is null ? FilesOf(path, Path.GetFullPath(value, directory)) : kept.Keys.Where(file => IsOf(file, value)))
                ReadFile(path, file, kept);
        }
    }

    private static bool IsEntry(string path) =>
        path.Equals(Member, StringComparison.OrdinalIgnoreCase) || path.StartsWith(Member + ":", StringComparison.OrdinalIgnoreCase);

    private bool IsOf(string file, string entry)
    {
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(entry, directory));
        return file == path || Path.GetDirectoryName(file) == path;
    }

    private IEnumerable<string> FilesOf(string entry, string path)
    {
        if (!Directory.Exists(path))
            return [path];
        path = Path.TrimEndingDirectorySeparator(path);
        _prints[path] = SecretValues.Fingerprint(path);
        try
        {
            return Directory.GetFiles(path, Pattern).Order(StringComparer.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Refuse(entry, $"the folder cannot be read: {e.Message}");
            return [];
        }
    }

    private void ReadFile(string entry, string file, IReadOnlyDictionary<string, byte[]>? kept)
    {
        if (_contents.ContainsKey(file))
        {
            Refuse(entry, $"\"{Path.GetRelativePath(directory, file)}\" is included twice");
            return;
        }
        if (_contents.Count == MostFiles)
        {
            Refuse(entry, string.Create(CultureInfo.InvariantCulture, $"more than {MostFiles} files are included"));
            return;
        }
        byte[] content;
        try
        {
            content = kept?[file] ?? File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _prints[file] = "";
            var value = outline.Values[entry];
            Refuse(entry, !ConfigurationSecrets.MayShow(entry, value) ? "names no file and no folder that can be read; an address is none"
                : e is FileNotFoundException or DirectoryNotFoundException ? $"there is no file or folder \"{value}\" (seen from {directory})"
                : $"{file} cannot be read: {e.Message}");
            return;
        }
        _contents[file] = content;
        _prints[file] = SecretValues.Fingerprint(content);
        errors.ReadingFile = file;
        if (JsonOutline.Read(content, errors) is { } included)
            Take(included, file);
        errors.ReadingFile = null;
    }

    private void Take(JsonOutline included, string file)
    {
        var told = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var path in included.Values.Keys.Where(path => !path.Equals("$schema", StringComparison.OrdinalIgnoreCase)))
        {
            var named = NamedPart(path);
            var subject = named ?? path;
            if (!told.Add(subject))
                continue;
            if (IsEntry(path))
                errors.AddAt(path, $"has no effect in an included file: name the files in {name}", included.LineOf(path), file);
            else if (outline.PlaceOfSame(subject, included.Values.GetValueOrDefault(subject)) is { } other)
                errors.AddAt(subject, $"is set in {Tell(other)} as well: {(named is null ? "remove one of both" : "it stands in one file, whole")}", included.LineOf(subject), file);
        }
        outline.Add(included, file);
    }

    private void Refuse(string entry, string message) => errors.AddAt(entry, message, outline.LineOf(entry));

    private string Tell(ConfigurationPlace place) =>
        string.Create(CultureInfo.InvariantCulture, $"{(place.File is { } file ? Path.GetRelativePath(directory, file) : name)}, line {place.Line},");

    // The named thing that a path belongs to; null for none.
    private static string? NamedPart(string path)
    {
        foreach (var named in Named)
        {
            if (path.Length > named.Length && path.StartsWith(named, StringComparison.OrdinalIgnoreCase))
                return path.IndexOf(':', named.Length) is > 0 and var end ? path[..end] : path;
        }
        return null;
    }
}
