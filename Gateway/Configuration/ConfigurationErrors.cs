using System.Globalization;
using System.Text;

namespace Iris.Gateway.Configuration;

/// <summary>One thing that is wrong in proxy.json.</summary>
/// <param name="Path">Where, as <c>Images.Deadlines.Connect</c>; empty for the file as a whole.</param>
/// <param name="Message">What is wrong and, where it can be said, what to write instead.</param>
/// <param name="Line">The file's line, from 1; null when the value came from the environment or the command line.</param>
internal sealed record ConfigurationError(string Path, string Message, int? Line = null);

/// <summary>Collects everything that is wrong, so that a file is mended once and not error by error.</summary>
internal sealed class ConfigurationErrors
{
    private readonly List<ConfigurationError> errors = [];
    private Func<string, (int? Line, bool Overridden)> locate = _ => (null, false);

    public int Count => errors.Count;

    /// <summary>Once known: from a configuration path (<c>a:b</c>) to its line, or to the fact that something overrides the file there.</summary>
    public void LocateWith(Func<string, (int? Line, bool Overridden)> locator) => locate = locator;

    public void Add(IConfigurationSection section, string message) => Add(section.Path, message);

    // The path is .NET's form, with colons.
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
        if (!errors.Contains(error))
            errors.Add(error);
    }

    /// <summary>Whether something is already known to be wrong at this path or below it.</summary>
    public bool AnyUnder(string path)
    {
        var dotted = Dotted(path);
        return errors.Any(e => e.Path.Equals(dotted, StringComparison.OrdinalIgnoreCase)
            || e.Path.StartsWith(dotted + ".", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>In the order of the file; what has no line comes last.</summary>
    public IReadOnlyList<ConfigurationError> InOrder() => [.. errors.OrderBy(e => e.Line ?? int.MaxValue)];

    /// <summary>What a person reads when the gateway does not start, and the log when an edit is refused.</summary>
    /// <param name="path">The file's name as the person knows it.</param>
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

    // An array's element is a number among .NET's path segments; people expect brackets.
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
