using Iris.Gateway.Model;
using Npgsql;

namespace Iris.Gateway.Configuration;

/// <summary>Reads the section <c>Images.State</c>.</summary>
/// <param name="section">The section.</param>
/// <param name="secrets">Resolves references, and relative paths from the file's folder.</param>
/// <param name="errors">Receives the errors.</param>
internal sealed class StateReader(IConfigurationSection section, SecretValues secrets, ConfigurationErrors errors)
{
    /// <summary>Reads the section.</summary>
    public StateOptions Read()
    {
        var sqlite = Resolve("Sqlite");
        var postgres = Resolve("Postgres");
        if (postgres is not null && !IsConnection(postgres))
        {
            errors.Add(
                section.GetSection("Postgres"),
                "is no connection string: write \"Host=HOST;Database=NAME;Username=NAME;Password=WORD\", best as \"env:NAME\" or \"file:PATH\"");
        }
        if (sqlite is not null && postgres is not null)
            errors.Add(section, "names two stores: keep Sqlite for one instance, or Postgres for several");
        return new StateOptions { Sqlite = sqlite is null ? null : Path.GetFullPath(sqlite, secrets.Folder), Postgres = postgres };
    }

    // What is wrong with it is not told: the words of the parser may be a part of a password.
    private static bool IsConnection(string text)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(text).Host is { Length: > 0 };
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException or InvalidCastException)
        {
            return false;
        }
    }

    private string? Resolve(string name)
    {
        var member = section.GetSection(name);
        if (member.Value is not { Length: > 0 } text)
            return null;
        if (secrets.Resolve(text, out var missing) is { } value)
            return value;
        errors.Add(member, missing!);
        return null;
    }
}
