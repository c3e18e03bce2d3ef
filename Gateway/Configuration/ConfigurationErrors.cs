using System.Globalization;
using System.Text;

namespace Iris.Gateway.Configuration;

/// <summary>One error in proxy.json.</summary>
/// <param name="Path">The place, as <c>Images.Deadlines.Connect</c>; empty for the whole file.</param>
/// <param name="Message">What is wrong and, where it is known, what to write instead.</param>
/// <param name="Line">The line in the file, from 1; null when the value came from the environment or the command line.</param>
internal sealed record ConfigurationError(string Path, string Message, int? Line = null)
{
    /// <summary>The full path of the included file that holds it; null for the file itself.</summary>
    public string? File { get; init; }
}

/// <summary>A place in the configuration.</summary>
/// <param name="File">The full path of an included file; null for the file itself.</param>
/// <param name="Line">The line, from 1; null when another source than the file holds the value.</param>
/// <param name="Overridden">Whether an environment variable or the command line sets the value.</param>
internal readonly record struct ConfigurationPlace(string? File, int? Line, bool Overridden = false);

/// <summary>Collects all errors, so that a user corrects the file once and not error by error.</summary>
internal sealed class ConfigurationErrors
{
    private readonly List<ConfigurationError> errors = [];
    private readonly HashSet<ConfigurationError> known = [];
    private Func<string, ConfigurationPlace> locate = _ => default;

    public int Count => errors.Count;

    /// <summary>The included file that is being read, to which errors without a place of their own belong; null for the file itself.</summary>
    public string? ReadingFile { get; set; }

    /// <summary>
    /// Sets the locator, once there is one: it maps a configuration path (<c>a:b</c>) to its line and tells whether another source overrides the
    /// value.
    /// </summary>
    public void LocateWith(Func<string, ConfigurationPlace> locator) => locate = locator;

    /// <summary>Where a path with colons stands.</summary>
    public ConfigurationPlace Locate(string path) => locate(path);

    /// <summary>Adds an error about a value, which may be quoted in the message; what may be a secret is taken out of it.</summary>
    public void Add(IConfigurationSection section, string message)
    {
        if (section.Value is { Length: > 0 } value && (!ConfigurationSecrets.MayShow(section.Path, value) || ConfigurationSecrets.AreBelow(section.Path)))
            message = message.Replace($"\"{value}\"", "what stands there", StringComparison.Ordinal);
        Add(section.Path, message);
    }

    // The path has .NET's form, with colons.
    public void Add(string path, string message)
    {
        var place = locate(path);
        if (place.Overridden)
            message += " (set by an environment variable or the command line)";
        AddAt(path, message, place.Line, place.File);
    }

    public void AddAt(string path, string message, int? line, string? file = null)
    {
        var error = new ConfigurationError(Dotted(path), message, line) { File = file ?? ReadingFile };
        if (known.Add(error))
            errors.Add(error);
    }

    /// <summary>Whether there is already an error at this path or below it.</summary>
    public bool AnyUnder(string path)
    {
        var dotted = Dotted(path);
        return errors.Any(e => e.Path.Equals(dotted, StringComparison.OrdinalIgnoreCase)
            || e.Path.StartsWith(dotted + ".", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The errors in the order of the file; errors without a line come last.</summary>
    public IReadOnlyList<ConfigurationError> InOrder() => [.. errors.OrderBy(e => e.File, StringComparer.Ordinal).ThenBy(e => e.Line ?? int.MaxValue)];

    /// <summary>The text that a user reads when the gateway does not start, and that the log gets when a changed file is rejected.</summary>
    /// <param name="path">The file's name as the user knows it.</param>
    /// <param name="errors">At least one.</param>
    public static string Format(string path, IReadOnlyList<ConfigurationError> errors)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{path} has {errors.Count} {(errors.Count == 1 ? "error" : "errors")}:");
        foreach (var error in errors)
        {
            var line = (error.File, error.Line) switch
            {
                (null, null) => "",
                (null, { } number) => $"line {number}",
                ({ } file, null) => file,
                ({ } file, { } number) => $"{file}, line {number}",
            };
            text.Append("\n  ").Append((error.Path.Length, line.Length) switch
            {
                ( > 0, > 0) => $"{error.Path} ({line}): ",
                ( > 0, 0) => $"{error.Path}: ",
                (0, > 0) => $"{line}: ",
                _ => "",
            }).Append(error.Message);
        }

        return text.ToString();
    }

    /// <summary>A path as people write it: .NET's has an array's index as a segment of its own, and people expect brackets.</summary>
    public static string Dotted(string path)
    {
        var text = new StringBuilder(path.Length);
        foreach (var segment in path.Split(ConfigurationPath.KeyDelimiter))
        {
            if (text.Length > 0 && segment.Length > 0 && segment.All(char.IsAsciiDigit))
                text.Append('[').Append(segment).Append(']');
            else
                text.Append(text.Length > 0 ? "." : "").Append(segment);
        }

        return text.ToString();
    }
}
