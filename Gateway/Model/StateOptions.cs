namespace Iris.Gateway.Model;

/// <summary>
/// The section <c>Images.State</c>: where usage and the log of calls live; in memory where it names nothing. In force from the start on.
/// </summary>
internal sealed record StateOptions
{
    /// <summary>The full path of a SQLite file, for one instance; null for none.</summary>
    public string? Sqlite { get; init; }

    /// <summary>The connection string of a PostgreSQL database, which several instances share; null for none. Never log it.</summary>
    public string? Postgres { get; init; }

    /// <summary>Replaces the record's own text, which would write the password to the log.</summary>
    public override string ToString() => Sqlite is not null ? "SQLite" : Postgres is not null ? "PostgreSQL" : "memory";
}
