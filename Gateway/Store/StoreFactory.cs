using Iris.Gateway.Calls;
using Iris.Gateway.Credentials.Aws;
using Iris.Gateway.Model;
using Iris.Gateway.State;
using Iris.Gateway.Store.S3;

namespace Iris.Gateway.Store;

/// <summary>Makes the store that the file names.</summary>
internal sealed class StoreFactory(CurrentSnapshot snapshot, AwsCredentialSource aws, RequestIds ids, TimeProvider time)
{
    private static readonly TimeSpan Connect = TimeSpan.FromSeconds(5);

    // So that a bucket's new addresses are found.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>The ids of requests.</summary>
    public RequestIds Ids => ids;

    /// <summary>Makes the store.</summary>
    /// <exception cref="InvalidOperationException">Its folder cannot be used.</exception>
    public FileStore Create(StoreOptions options, StateDatabase database) => Try(() => new FileStore(
        options.S3 is { } bucket ? BlobsOf(bucket) : new DirectoryBlobs(options.Directory!), new FileIndex(database, time),
        // A file that names no store any more does not end the one that there is; nor does it move it.
        () => snapshot().Images.Store is { } now ? now with { Directory = options.Directory, S3 = options.S3 } : options, time));

    /// <summary>Makes the addresses of its files.</summary>
    /// <exception cref="InvalidOperationException">Its key cannot be made.</exception>
    public static FileAddresses AddressesOf(FileStore files, string prefix) => Try(() =>
    {
        var keys = new SigningKeys(() => files.Options);
        keys.Prepare();
        return new FileAddresses(keys, () => files.Options, prefix);
    });

    private S3Blobs BlobsOf(S3Options bucket)
    {
        var own = bucket.AccessKeyId is null ? null : AwsCredentials.Create(bucket.AccessKeyId, bucket.SecretAccessKey, bucket.SessionToken);
        var http = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            ConnectTimeout = Connect,
            PooledConnectionLifetime = ConnectionLifetime,
        })
        {
            // Each request has its own time.
            Timeout = Timeout.InfiniteTimeSpan,
        };
        var client = new S3Client(http, bucket, cancellation => own is null ? aws.GetAsync(bucket.Profile, cancellation) : new(own), time);
        return new S3Blobs(client, () => snapshot().Images.SpoolFolder ?? Path.GetTempPath());
    }

    private static T Try<T>(Func<T> make)
    {
        try
        {
            return make();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"the folder in Images.Store.Directory cannot be used: {e.Message}", e);
        }
    }
}
