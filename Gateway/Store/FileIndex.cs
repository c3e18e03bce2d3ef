using System.Data.Common;
using Iris.Gateway.State;

namespace Iris.Gateway.Store;

/// <summary>
/// What files there are, in the database of the state. Files of the same bytes share one blob, which counts them. A blob without a file belongs to a
/// writer that is under way, or is to be deleted: so that whatever a crash leaves is found. One that is being deleted was touched
/// before all time: it takes no file any more. Whoever gets no answer to an addition may add again: a file is added once.
/// </summary>
internal sealed class FileIndex(StateDatabase database, TimeProvider time)
{
    private const string Columns = "id, kind, blob, sha256, bytes, content_type, width, height, created, expires, owner";

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Notes a blob that is about to be written.</summary>
    public Task AnnounceAsync(string blob, CancellationToken cancellation) => database.ExecuteAsync(
        "INSERT INTO iris_blobs (name, touched) VALUES (@name, @now) ON CONFLICT (name) DO UPDATE SET touched = @now WHERE iris_blobs.touched >= 0",
        cancellation,
        ("name", blob), ("now", Now));

    /// <summary>The blob that has these bytes; null when none has.</summary>
    public async Task<string?> FindBlobAsync(string sha256, CancellationToken cancellation)
    {
        await using var connection = await database.OpenAsync(cancellation);
        return await connection.ScalarAsync(
            null, "SELECT MIN(name) FROM iris_blobs WHERE sha256 = @sha256 AND refs > 0", cancellation, ("sha256", sha256)) as string;
    }

    /// <summary>Adds a file to a blob that has files.</summary>
    /// <returns>The file as it stands in the index; null when the blob has lost its last file meanwhile.</returns>
    public Task<StoredFile?> ShareAsync(StoredFile file, CancellationToken cancellation) =>
        AddAsync(file, "UPDATE iris_blobs SET refs = refs + 1 WHERE name = @blob AND refs > 0", cancellation);

    /// <summary>Adds the first file of a blob that is written.</summary>
    /// <returns>The file as it stands in the index; null when the blob was given up meanwhile.</returns>
    public Task<StoredFile?> AddAsync(StoredFile file, CancellationToken cancellation) =>
        AddAsync(file, "UPDATE iris_blobs SET refs = 1, sha256 = @sha256, bytes = @bytes WHERE name = @blob AND refs = 0 AND touched >= 0", cancellation);

    /// <summary>A file that has not expired; null when there is none.</summary>
    public async Task<StoredFile?> FindAsync(string id, CancellationToken cancellation) =>
        (await database.ListAsync($"SELECT {Columns} FROM iris_files WHERE id = @id AND expires > @now", Read, cancellation, ("id", id), ("now", Now)))
            .FirstOrDefault();

    /// <summary>Files that have expired, the oldest first.</summary>
    public Task<List<StoredFile>> FindExpiredAsync(int most, CancellationToken cancellation) => database.ListAsync(
        $"SELECT {Columns} FROM iris_files WHERE expires <= @now ORDER BY expires LIMIT @most", Read, cancellation, ("now", Now), ("most", (long)most));

    /// <summary>The oldest files that may go before they expire: not the requests that wait.</summary>
    public Task<List<StoredFile>> FindOldestAsync(int most, CancellationToken cancellation) => database.ListAsync(
        $"SELECT {Columns} FROM iris_files WHERE kind <> @waits ORDER BY created, id LIMIT @most", Read, cancellation,
        ("waits", TextOf(FileKind.Request)), ("most", (long)most));

    /// <summary>Takes a file out of the index.</summary>
    /// <returns>Whether it was there, and whether its blob has no file any more.</returns>
    public async Task<(bool Found, bool IsLast)> RemoveAsync(StoredFile file, CancellationToken cancellation)
    {
        await using var connection = await database.OpenAsync(cancellation);
        await using var transaction = await database.BeginWriteAsync(connection, cancellation);
        if (await connection.ExecuteAsync(transaction, "DELETE FROM iris_files WHERE id = @id", cancellation, ("id", file.Id)) == 0)
            return (false, false);
        // Whoever adds a file at the same time waits for this row.
        await connection.ExecuteAsync(
            transaction, "UPDATE iris_blobs SET refs = refs - 1, touched = 0 WHERE name = @blob", cancellation, ("blob", file.Blob));
        var isLast = await connection.ScalarAsync(
            transaction, "SELECT 1 FROM iris_blobs WHERE name = @blob AND refs = 0", cancellation, ("blob", file.Blob)) is not null;
        await transaction.CommitAsync(cancellation);
        return (true, isLast);
    }

    /// <summary>Blobs without a file that nobody writes any more.</summary>
    /// <param name="before">Those that were announced later may still be written.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task<List<string>> FindUnusedAsync(DateTimeOffset before, int most, CancellationToken cancellation) => database.ListAsync(
        "SELECT name FROM iris_blobs WHERE refs = 0 AND touched < @before ORDER BY touched LIMIT @most", static reader => reader.GetString(0), cancellation,
        ("before", before.ToUnixTimeMilliseconds()), ("most", (long)most));

    /// <summary>Gives a blob up that has no file: none is added from here on, and its bytes may be deleted.</summary>
    /// <returns>False when it has files, or was never announced.</returns>
    public async Task<bool> GiveUpAsync(string blob, CancellationToken cancellation) => await database.ExecuteAsync(
        "UPDATE iris_blobs SET touched = -1 WHERE name = @name AND refs = 0", cancellation, ("name", blob)) > 0;

    /// <summary>Forgets a blob that was given up and whose bytes are deleted.</summary>
    public Task ForgetAsync(string blob, CancellationToken cancellation) =>
        database.ExecuteAsync("DELETE FROM iris_blobs WHERE name = @name AND refs = 0 AND touched < 0", cancellation, ("name", blob));

    /// <summary>What all files take, and how many there are.</summary>
    public async Task<(long Bytes, long Files)> SumAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenAsync(cancellation);
        return (
            await connection.CountAsync("SELECT COALESCE(SUM(bytes), 0) FROM iris_blobs WHERE refs > 0", cancellation),
            await connection.CountAsync("SELECT COUNT(*) FROM iris_files", cancellation));
    }

    private async Task<StoredFile?> AddAsync(StoredFile file, string takeBlob, CancellationToken cancellation)
    {
        await using var connection = await database.OpenAsync(cancellation);
        await using var transaction = await database.BeginWriteAsync(connection, cancellation);
        (string, object?)[] values =
        [
            ("id", file.Id), ("kind", TextOf(file.Kind)), ("blob", file.Blob), ("sha256", file.Sha256), ("bytes", file.Length),
            ("content_type", file.ContentType), ("width", (long)file.Width), ("height", (long)file.Height),
            ("created", file.Created.ToUnixTimeMilliseconds()), ("expires", file.Expires.ToUnixTimeMilliseconds()), ("owner", file.Owner),
        ];
        var taken = await connection.ExecuteAsync(transaction, takeBlob, cancellation, [.. values.Where(value => takeBlob.Contains("@" + value.Item1))]);
        const string Insert = $"""
            INSERT INTO iris_files ({Columns}) VALUES (@id, @kind, @blob, @sha256, @bytes, @content_type, @width, @height, @created, @expires, @owner)
            ON CONFLICT (id) DO NOTHING
            """;
        if (taken > 0 && await connection.ExecuteAsync(transaction, Insert, cancellation, values) > 0)
        {
            await transaction.CommitAsync(cancellation);
            return file;
        }
        // An earlier addition whose answer was lost, if there is one; what was taken for this one is not.
        return (await connection.ListAsync(transaction, $"SELECT {Columns} FROM iris_files WHERE id = @id", Read, cancellation, ("id", file.Id)))
            is [var there] ? there : null;
    }

    private static StoredFile Read(DbDataReader reader) => new()
    {
        Id = reader.GetString(0),
        Kind = KindOf(reader.GetString(1)),
        Blob = reader.GetString(2),
        Sha256 = reader.GetString(3),
        Length = reader.GetInt64(4),
        ContentType = reader.GetString(5),
        Width = (int)reader.GetInt64(6),
        Height = (int)reader.GetInt64(7),
        Created = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(8)),
        Expires = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(9)),
        Owner = reader.IsDBNull(10) ? null : reader.GetString(10),
    };

    private static string TextOf(FileKind kind) => kind switch
    {
        FileKind.Picture => "picture",
        FileKind.Request => "request",
        _ => "answer",
    };

    private static FileKind KindOf(string text) => text switch
    {
        "picture" => FileKind.Picture,
        "request" => FileKind.Request,
        _ => FileKind.Answer,
    };
}
