using System.Data.Common;

namespace Iris.Gateway.Jobs;

/// <summary>Jobs as rows, and the words of their states.</summary>
internal static class JobWords
{
    private static readonly string[] States = ["queued", "running", "completed", "failed", "cancelled", "interrupted"];

    /// <summary>The word of a state, for clients and in the table.</summary>
    public static string Of(JobState state) => States[(int)state];

    /// <summary>The row that the reader is at.</summary>
    public static Job Read(DbDataReader reader) => new()
    {
        Id = reader.GetString(0),
        Holder = reader.GetString(1),
        Key = Text(reader, 2),
        State = (JobState)Array.IndexOf(States, reader.GetString(3)),
        Version = reader.GetInt64(4),
        Created = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(5)),
        Started = Time(reader, 6),
        Ended = Time(reader, 7),
        Expires = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(8)),
        TimeToLive = TimeSpan.FromMilliseconds(reader.GetInt64(9)),
        Operation = reader.GetString(10),
        Path = reader.GetString(11),
        Headers = reader.GetString(12),
        Body = reader.GetString(13),
        Progress = Text(reader, 14),
        Status = reader.IsDBNull(15) ? null : (int)reader.GetInt64(15),
        File = Text(reader, 16),
        Webhook = Text(reader, 17),
    };

    private static string? Text(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static DateTimeOffset? Time(DbDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(column));
}
