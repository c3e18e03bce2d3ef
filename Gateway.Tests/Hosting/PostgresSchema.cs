using Npgsql;

namespace Iris.Gateway.Tests.Hosting;

/// <summary>A schema of a test's own in the PostgreSQL server that <c>IRIS_TEST_POSTGRES</c> names.</summary>
internal static class PostgresSchema
{
    private static string Server => Environment.GetEnvironmentVariable("IRIS_TEST_POSTGRES")!;

    /// <summary>Makes a schema; its name.</summary>
    public static async Task<string> CreateAsync()
    {
        var name = "iris_" + Guid.NewGuid().ToString("N");
        await RunAsync($"CREATE SCHEMA {name}");
        return name;
    }

    /// <summary>A connection string that leads into a schema.</summary>
    public static string Connection(string schema) => new NpgsqlConnectionStringBuilder(Server) { SearchPath = schema, Timeout = 5 }.ToString();

    /// <summary>Removes a schema with all that is in it.</summary>
    public static Task DropAsync(string schema) => RunAsync($"DROP SCHEMA {schema} CASCADE");

    private static async Task RunAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Server);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
