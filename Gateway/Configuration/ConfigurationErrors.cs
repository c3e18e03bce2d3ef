using System.Globalization;
using System.Text;

namespace Iris.Gateway.Configuration;

/// <summary>One error in proxy.json.</summary>
/// <param name="Path">The place, as <c>Images.Deadlines.Connect</c>; empty for the whole file.</param>
/// <param name="Message">What is wrong and, where it is known, what to write instead.</param>
/// <param name="Line">The line in the file, from 1; null when the value came from the environment or the command line.</param>
internal sealed record ConfigurationError(string Path, string Message, int? Line = null);

/// <summary>Collects all errors, so that a user corrects the file once and not error by error.</summary>
internal sealed class ConfigurationErrors
{
    private readonly List<ConfigurationError> errors = [];
    private readonly HashSet<ConfigurationError> known = [];
    private Func<string, (int? Line, bool Overridden)> locate = _ => (null, false);

    public int Count => errors.Count;

    /// <summary>
    /// Sets the locator, once there is one: it maps a configuration path (<c>a:b</c>) to its line and tells whether another source overrides the
    /// value.
    /// </summary>
    public void LocateWith(Func<string, (int? Line, bool Overridden)> locator) => locate = locator;

    public void Add(IConfigurationSection section, string message) => Add(section.Path, message);

    // The path has .NET's form, with colons.
    public void Add(string path, string message)
    {
        var (line, overridden) = locate(path);
        if (overridden)
            message += " (set by an environment variable or the command line)";
        AddAt(path, message, line);
    }

    public void AddAt(string path, string message, int? line)
    {
        var error = new ConfigurationError(Dotted(path), message, line);
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
    public IReadOnlyList<ConfigurationError> InOrder() => [.. errors.OrderBy(e => e.Line ?? int.MaxValue)];

    /// <summary>The text that a user reads when the gateway does not start, and that the log gets when a changed file is rejected.</summary>
    /// <param name="path">The file's name as the user knows it.</param>
    /// <param name="errors">At least one.</param>
    public static string Format(string path, IReadOnlyList<ConfigurationError> errors)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{path} has {errors.Count} {(errors.Count == 1 ? "error" : "errors")}:");
        foreach (var error in errors)
        {
            text.Append("\n  ").Append((error.Path.Length > 0, error.Line) switch
            {
                (true, { } line) => $"{error.Path} (line {line}): ",
                (true, null) => $"{error.Path}: ",
                (false, { } line) => $"line {line}: ",
                (false, null) => "",
            }).Append(error.Message);
        }

        return text.ToString();
    }

    // .NET's paths have an array's index as a segment of its own; people expect brackets.
    private static string Dotted(string path)
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
