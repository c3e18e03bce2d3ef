using System.IO.Enumeration;

namespace Iris.Gateway.Model;

/// <summary>The models that a destination serves: a comma-separated list in which <c>*</c> matches any text. Case is ignored.</summary>
internal sealed class ModelFilter
{
    private readonly string[] patterns;

    private ModelFilter(string[] patterns) => this.patterns = patterns;

    /// <summary>Allows every model.</summary>
    public static ModelFilter All { get; } = new([]);

    /// <summary>The models that are named in full, without the patterns.</summary>
    public IEnumerable<string> Names => patterns.Where(pattern => !pattern.Contains('*', StringComparison.Ordinal));

    /// <summary>Reads the metadata value <c>Models</c>. An absent or empty value, or a list with a bare <c>*</c>, allows every model.</summary>
    public static ModelFilter Parse(string? list)
    {
        var patterns = (list ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return patterns.Length == 0 || patterns.Contains("*") ? All : new(patterns);
    }

    /// <summary>Whether the destination serves the model, given without its provider prefix.</summary>
    public bool Allows(string model)
    {
        if (patterns.Length == 0)
            return true;

        foreach (var pattern in patterns)
            if (FileSystemName.MatchesSimpleExpression(pattern, model))
                return true;

        return false;
    }

    public override string ToString() => patterns.Length == 0 ? "*" : string.Join(',', patterns);
}
