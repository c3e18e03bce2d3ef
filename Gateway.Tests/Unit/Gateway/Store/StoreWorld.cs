using System.Security.Cryptography;
using System.Text;
using Iris.Gateway.Model;
using Iris.Gateway.State;
using Iris.Gateway.Store;
using Iris.Gateway.Tests.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Iris.Gateway.Tests.Unit.Gateway.Store;

/// <summary>
/// A store in a folder of its own, with its index in each of the databases that there are: PostgreSQL where <c>IRIS_TEST_POSTGRES</c> holds a
/// connection string.
/// </summary>
internal sealed class StoreWorld : IAsyncDisposable
{
    private readonly string? _schema;

    private readonly Func<string, Blobs> _blobs;

    private StoreWorld(string? schema, Func<string, Blobs>? blobs) =>
        (_schema, _blobs) = (schema, blobs ?? (static folder => new DirectoryBlobs(Path.Combine(folder, "files"))));

    /// <summary>The databases.</summary>
    public static IEnumerable<string> Databases => Environment.GetEnvironmentVariable("IRIS_TEST_POSTGRES") is null ? ["sqlite"] : ["sqlite", "postgres"];

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 27, 8, 0, 0, TimeSpan.Zero));

    public string Folder { get; } = Directory.CreateTempSubdirectory("iris-store-").FullName;

    public StateDatabase Database { get; private set; } = null!;

    public StoreOptions Options { get; set; } = new();

    public FileStore Store { get; private set; } = null!;

    public StoreCleaner Cleaner { get; private set; } = null!;

    /// <summary>The files that lie in the folder, without those of databases.</summary>
    public string[] Files => Directory.GetFiles(Path.Combine(Folder, "files"), "*", SearchOption.AllDirectories);

    /// <summary>Starts one.</summary>
    /// <param name="database">Where the index lives.</param>
    /// <param name="blobs">Makes the place of the bytes, given a folder; null for that folder itself.</param>
    public static async Task<StoreWorld> StartAsync(string database, Func<string, Blobs>? blobs = null)
    {
        var world = new StoreWorld(database == "postgres" ? await PostgresSchema.CreateAsync() : null, blobs);
        await world.StartAgainAsync();
        return world;
    }

    /// <summary>Starts anew on what is there, as another process does.</summary>
    public async Task StartAgainAsync()
    {
        if (Database is not null)
            await Database.DisposeAsync();
        Database = _schema is null ? new SqliteDatabase(Path.Combine(Folder, "iris.db")) : new PostgresDatabase(PostgresSchema.Connection(_schema));
        await Database.MigrateAsync(default);
        Store = Create();
        Cleaner = new StoreCleaner(Store);
    }

    /// <summary>Another instance on the same index and folder.</summary>
    public FileStore Create() => new(_blobs(Folder), new FileIndex(Database, Clock), () => Options, Clock);

    /// <summary>Keeps a text as a file.</summary>
    public async Task<StoredFile> KeepAsync(string text, TimeSpan? timeToLive = null, FileKind kind = FileKind.Picture)
    {
        await using var writer = Store.Create(new NewFile(kind, "shop", timeToLive ?? TimeSpan.FromHours(1)));
        (writer.ContentType, writer.Size) = ("image/png", (64, 48));
        writer.Write(Encoding.UTF8.GetBytes(text));
        return await writer.CommitAsync(default);
    }

    /// <summary>A file's bytes; null when they are gone.</summary>
    public string? Read(StoredFile file, long offset = 0)
    {
        using var stream = Store.Open(file, offset);
        return stream is null ? null : new StreamReader(stream).ReadToEnd();
    }

    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
        if (_schema is not null)
            await PostgresSchema.DropAsync(_schema);
    }
}
