using System.Data.Common;
using System.Globalization;
using System.Text;
using Iris.Gateway.State;

namespace Iris.Gateway.CallLogs;

/// <summary>The table of calls: how a row is written and read.</summary>
internal static class CallTable
{
    // Some rows a statement: fewer round trips to a server, and still few parameters to find by their names.
    private const int RowsAtOnce = 8;

    private static readonly (string Name, Func<CallRow, object?> Of)[] Columns =
    [
        ("id", row => row.Id), ("time", row => row.Time), ("request_id", row => row.RequestId), ("key_name", row => row.Key), ("group_name", row => row.Group),
        ("client", row => row.Client), ("route", row => row.Route), ("provider", row => row.Provider), ("destination", row => row.Destination),
        ("model", row => row.Model), ("model_requested", row => row.ModelRequested), ("operation", row => row.Operation), ("stream", row => row.Stream ? 1L : 0L),
        ("asked", row => row.Asked), ("images", row => row.Images), ("size", row => row.Size), ("status", row => (long)row.Status),
        ("error_type", row => row.ErrorType), ("first_ms", row => row.FirstMilliseconds), ("total_ms", row => row.Milliseconds),
        ("bytes_in", row => row.BytesIn), ("bytes_out", row => row.BytesOut), ("tokens_in", row => row.TokensIn), ("tokens_out", row => row.TokensOut),
        ("cost_nano", row => row.CostNano), ("cost_source", row => row.CostSource), ("possibly_nano", row => row.PossiblyNano),
        ("attempts", row => (long)row.Attempts), ("prompt", row => row.Prompt),
    ];

    private static readonly string[] Inserts = [.. Enumerable.Range(1, RowsAtOnce).Select(InsertOf)];

    /// <summary>The columns in the order in which <see cref="Read"/> takes them.</summary>
    public static string All { get; } = string.Join(", ", Columns.Select(column => column.Name));

    /// <summary>Writes rows; one that is there already stays as it is.</summary>
    public static async Task InsertAsync(
        DbConnection connection, DbTransaction? transaction, IReadOnlyList<CallRow> rows, CancellationToken cancellation)
    {
        for (var at = 0; at < rows.Count; at += RowsAtOnce)
        {
            var count = Math.Min(RowsAtOnce, rows.Count - at);
            var values = new (string, object?)[count * Columns.Length];
            for (var i = 0; i < values.Length; i++)
                values[i] = (NameOf(i), Columns[i % Columns.Length].Of(rows[at + (i / Columns.Length)]));
            await connection.ExecuteAsync(transaction, Inserts[count - 1], cancellation, values);
        }
    }

    /// <summary>The row that the reader is at.</summary>
    public static CallRow Read(DbDataReader reader) => new()
    {
        Id = reader.GetString(0),
        Time = reader.GetInt64(1),
        RequestId = reader.GetString(2),
        Key = Text(reader, 3),
        Group = Text(reader, 4),
        Client = Text(reader, 5),
        Route = Text(reader, 6),
        Provider = Text(reader, 7),
        Destination = Text(reader, 8),
        Model = Text(reader, 9),
        ModelRequested = Text(reader, 10),
        Operation = reader.GetString(11),
        Stream = reader.GetInt64(12) != 0,
        Asked = Number(reader, 13),
        Images = reader.GetInt64(14),
        Size = Text(reader, 15),
        Status = (int)reader.GetInt64(16),
        ErrorType = Text(reader, 17),
        FirstMilliseconds = Number(reader, 18),
        Milliseconds = reader.GetInt64(19),
        BytesIn = Number(reader, 20),
        BytesOut = Number(reader, 21),
        TokensIn = Number(reader, 22),
        TokensOut = Number(reader, 23),
        CostNano = Number(reader, 24),
        CostSource = Text(reader, 25),
        PossiblyNano = Number(reader, 26),
        Attempts = (int)reader.GetInt64(27),
        Prompt = Text(reader, 28),
    };

    private static string InsertOf(int rows)
    {
        var text = new StringBuilder("INSERT INTO iris_calls (").AppendJoin(", ", Columns.Select(column => column.Name)).Append(") VALUES ");
        for (var row = 0; row < rows; row++)
            text.Append(row == 0 ? "(" : ", (").AppendJoin(", ", Enumerable.Range(row * Columns.Length, Columns.Length).Select(i => "@" + NameOf(i)))
                .Append(')');
        return text.Append(" ON CONFLICT (id) DO NOTHING").ToString();
    }

    private static string NameOf(int parameter) => string.Create(CultureInfo.InvariantCulture, $"p{parameter}");

    private static string? Text(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static long? Number(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetInt64(column);
}
