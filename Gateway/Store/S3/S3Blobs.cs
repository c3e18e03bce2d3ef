namespace Iris.Gateway.Store.S3;

/// <summary>A bucket. What is written lies in a file on this machine's disk, which vanishes with its writer, until the bucket has all of it.</summary>
/// <param name="client">The bucket.</param>
/// <param name="folder">Where the local files lie.</param>
internal sealed class S3Blobs(S3Client client, Func<string> folder) : Blobs
{
    /// <inheritdoc/>
    public override BlobWriter Create(string name, Func<CancellationToken, Task> announce) => new S3Writer(client, name, folder(), announce);

    /// <inheritdoc/>
    public override Stream? Open(string name, long length) => new S3Stream(client, name, length);

    /// <inheritdoc/>
    public override async ValueTask<bool> ExistsAsync(string name, long length, CancellationToken cancellation) =>
        await client.ExistsAsync(name, length, cancellation);

    /// <inheritdoc/>
    public override async ValueTask DeleteAsync(string name, CancellationToken cancellation) => await client.DeleteAsync(name, cancellation);

    /// <inheritdoc/>
    public override async ValueTask<Uri?> PresignAsync(
        HttpMethod method, string name, (string Name, string Value)[] headers, TimeSpan lifetime, CancellationToken cancellation) =>
        await client.PresignAsync(method, name, headers, lifetime, cancellation);

    public override void Dispose()
    {
        client.Dispose();
        base.Dispose();
    }
}
