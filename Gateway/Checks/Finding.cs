using Iris.Gateway.Configuration;

namespace Iris.Gateway.Checks;

/// <summary>How much a finding weighs.</summary>
internal enum Severity
{
    /// <summary>The gateway does not start with it.</summary>
    Error,

    /// <summary>Legal, and likely not what was meant.</summary>
    Warning,

    /// <summary>Good to know; it is about this machine and not about the file.</summary>
    Note,
}

/// <summary>Something that a check has found in the configuration.</summary>
/// <param name="Severity">How much it weighs.</param>
/// <param name="Path">The place, as <c>Images.Models.house.Target</c>; empty for the whole file.</param>
/// <param name="Message">What is wrong, as a sentence without a full stop.</param>
/// <param name="Fix">What to do; null where the message says it.</param>
internal sealed record Finding(Severity Severity, string Path, string Message, string? Fix = null)
{
    /// <summary>Where it stands.</summary>
    public ConfigurationPlace Place { get; init; }
}

/// <summary>Collects findings, each with its line.</summary>
/// <param name="locate">Where a path with colons stands.</param>
internal sealed class Findings(Func<string, ConfigurationPlace> locate)
{
    private readonly List<Finding> _all = [];

    /// <summary>The findings, in the order of the file.</summary>
    public IReadOnlyList<Finding> InOrder => [.. _all.OrderBy(finding => finding.Severity == Severity.Note)
        .ThenBy(finding => finding.Place.File, StringComparer.Ordinal).ThenBy(finding => finding.Place.Line ?? int.MaxValue)];

    /// <summary>Adds a warning.</summary>
    /// <param name="path">The path, with colons.</param>
    /// <param name="message">What is likely wrong.</param>
    /// <param name="fix">What to do.</param>
    public void Warn(string path, string message, string fix) => Add(Severity.Warning, path, message, fix);

    /// <summary>Adds a note.</summary>
    /// <inheritdoc cref="Warn" path="/param"/>
    public void Note(string path, string message, string fix) => Add(Severity.Note, path, message, fix);

    private void Add(Severity severity, string path, string message, string fix) =>
        _all.Add(new(severity, ConfigurationErrors.Dotted(path), message, fix) { Place = locate(path) });
}
