using System.IO.Enumeration;

namespace Iris.Gateway.Model;

/// <summary>The models a destination serves: a comma list in which <c>*</c> stands for any text. Case does not count.</summary>
internal sealed class ModelFilter
{
    private readonly string[] patterns;

    private ModelFilter(string[] patterns) => this.patterns = patterns;

    /// <summary>No limit.</summary>
    public static ModelFilter All { get; } = new([]);

    /// <summary>The models named in full, without those that a pattern covers.</summary>
    public IEnumerable<string> Names => patterns.Where(pattern => !pattern.Contains('*', StringComparison.Ordinal));

    /// <summary>Reads the metadata value <c>Models</c>; absent, empty or with a bare <c>*</c> in it, it allows all.</summary>
    public static ModelFilter Parse(string? list)
    {
        var patterns = (list ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return patterns.Length == 0 || patterns.Contains("*") ? All : new(patterns);
    }

    /// <summary>Whether the model, without its provider prefix, is served.</summary>
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
