using System.Security.Cryptography;
using System.Text;

namespace Iris.Gateway.Configuration;

/// <summary>Resolves <c>env:NAME</c> and <c>file:PATH</c>, and remembers the files it read, so that a changed secret is noticed.</summary>
/// <param name="environment">Returns an environment variable by its name.</param>
/// <param name="directory">The directory that relative paths start from: that of the configuration file.</param>
internal sealed class SecretValues(Func<string, string?> environment, string directory)
{
    // A service account is 2 KB of JSON; no secret is much longer.
    private const int MostBytes = 64 * 1024;
    private const string Variable = "env:";
    private const string FilePath = "file:";

    /// <summary>The beginning of the message about a variable that is not set; the name follows.</summary>
    public const string VariableMissing = "environment variable ";

    /// <summary>The beginning of the message about several variables.</summary>
    public const string VariablesMissing = "environment variables ";

    private const string NotSet = " is not set";

    private readonly Dictionary<string, string> files = [];

    /// <summary>The full path and <see cref="Fingerprint(string)"/> of every file that a value named, missing files included.</summary>
    public IReadOnlyDictionary<string, string> Files => files;

    /// <summary>Where relative paths start.</summary>
    public string Folder { get; } = directory;

    /// <summary>Whether a value is a reference, to an environment variable or a file, and so no secret itself.</summary>
    public static bool IsReference(string value) => IsVariable(value) || value.StartsWith(FilePath, StringComparison.Ordinal);

    /// <summary>A reference to a file with its full path; every other value as it is.</summary>
    /// <param name="value">The value.</param>
    /// <param name="folder">Where a relative path starts.</param>
    public static string Rooted(string value, string folder) =>
        value.StartsWith(FilePath, StringComparison.Ordinal) && value[FilePath.Length..].Trim() is { Length: > 0 } path && !path.Contains('\0')
            ? FilePath + Path.GetFullPath(path, folder) : value;

    /// <summary>Whether a value is a reference to an environment variable.</summary>
    public static bool IsVariable(string value) => value.StartsWith(Variable, StringComparison.Ordinal);

    /// <summary>The variable that a reason of <see cref="Resolve"/> is about; null when it is about something else.</summary>
    public static string? MissingVariable(string reason) =>
        reason.StartsWith(VariableMissing, StringComparison.Ordinal) && reason.EndsWith(NotSet, StringComparison.Ordinal)
            ? reason[VariableMissing.Length..^NotSet.Length]
            : null;

    /// <summary>Returns a literal unchanged, or the value that a reference points to.</summary>
    /// <param name="value">The value as written in the file.</param>
    /// <param name="missing">The reason why there is no value; never shows a value.</param>
    public string? Resolve(string value, out string? missing)
    {
        missing = null;
        if (IsVariable(value))
        {
            var name = value[Variable.Length..].Trim();
            var found = name.Length == 0 ? null : environment(name)?.Trim();
            if (string.IsNullOrEmpty(found))
                missing = $"{VariableMissing}{name}{NotSet}";
            return string.IsNullOrEmpty(found) ? null : found;
        }

        return value.StartsWith(FilePath, StringComparison.Ordinal) ? ReadFile(value[FilePath.Length..].Trim(), out missing) : value;
    }

    /// <summary>A text that changes with the file's content; the same for all files that cannot be read.</summary>
    public static string Fingerprint(string path)
    {
        try
        {
            // Of a folder the names count: each file has a fingerprint of its own.
            return Fingerprint(Directory.Exists(path)
                ? Encoding.UTF8.GetBytes(string.Join('\n', Directory.GetFiles(path, IncludedFiles.Pattern).Order(StringComparer.Ordinal)))
                : File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>The fingerprint of a content.</summary>
    public static string Fingerprint(byte[] content) => Convert.ToHexString(SHA256.HashData(content));

    private string? ReadFile(string name, out string? missing)
    {
        missing = null;
        if (name.Length == 0 || name.Contains('\0'))
        {
            missing = "file: names no file";
            return null;
        }

        var path = Path.GetFullPath(name, Folder);
        try
        {
            var content = File.ReadAllBytes(path);
            files[path] = Fingerprint(content);
            if (content.Length > MostBytes)
                missing = $"file {name} is longer than {MostBytes} bytes";
            else if (Encoding.UTF8.GetString(content).Trim() is { Length: > 0 } text)
                return text;
            else
                missing = $"file {name} is empty";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            files[path] = "";
            missing = e is FileNotFoundException or DirectoryNotFoundException ? $"file {name} does not exist" : $"file {name} cannot be read";
        }

        return null;
    }
}
