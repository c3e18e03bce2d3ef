using System.IO.Enumeration;

namespace Iris.Gateway.Model.Access;

/// <summary>
/// The models that a key may use: patterns of <c>cluster/model</c> in which <c>*</c> matches any text; one that begins with <c>!</c> excludes,
/// whatever the others allow. Case is ignored. A list of exclusions alone allows everything else.
/// </summary>
internal sealed class ModelRules
{
    private readonly string[] _allowed;
    private readonly string[] _excluded;

    /// <param name="patterns">The patterns; an empty list allows nothing.</param>
    public ModelRules(IReadOnlyList<string> patterns)
    {
        Patterns = patterns;
        _excluded = [.. patterns.Where(pattern => pattern.StartsWith('!')).Select(pattern => pattern[1..])];
        _allowed = [.. patterns.Where(pattern => !pattern.StartsWith('!'))];
        if (_allowed.Length == 0 && _excluded.Length > 0)
            _allowed = ["*"];
    }

    /// <summary>Allows every model.</summary>
    public static ModelRules All { get; } = new(["*"]);

    /// <summary>The patterns as they are written.</summary>
    public IReadOnlyList<string> Patterns { get; }

    /// <summary>Whether the key may use a model.</summary>
    public bool Allows(string cluster, string model)
    {
        var name = $"{cluster}/{model}";
        return Matches(_allowed, name) && !Matches(_excluded, name);
    }

    /// <summary>Whether the key may use any model of a cluster; false only where no pattern can name one.</summary>
    public bool AllowsAnyOf(string cluster) => Array.Exists(
        _allowed, pattern =>
            FileSystemName.MatchesSimpleExpression(pattern.Split('/')[0], cluster) || !pattern.Contains('/', StringComparison.Ordinal));

    private static bool Matches(string[] patterns, string name)
    {
        foreach (var pattern in patterns)
        {
            if (FileSystemName.MatchesSimpleExpression(pattern, name))
                return true;
        }
        return false;
    }
}
