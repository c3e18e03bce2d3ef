using Iris.Gateway.Credentials.Aws;
using Iris.Gateway.Model;
using Iris.Gateway.Store;
using Iris.Gateway.Store.S3;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Unit.Gateway.Store;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Store;

/// <summary>A store in a bucket on a socket of its own.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal abstract class BucketStore : IDisposable
{
    protected HttpClient Http { get; } = new(new SocketsHttpHandler { UseProxy = false });

    protected S3Server Server { get; private set; } = null!;

    protected StoreWorld World { get; private set; } = null!;

    [SetUp]
    public async Task StartAsync()
    {
        Server = await S3Server.StartAsync();
        World = await StoreWorld.StartAsync("sqlite", folder => new S3Blobs(ClientWith(S3Server.Secret), () => folder));
    }

    [TearDown]
    public async Task StopAsync()
    {
        await World.DisposeAsync();
        await Server.DisposeAsync();
    }

    public void Dispose() => Http.Dispose();

    protected S3Client ClientWith(string secret) => ClientWith(_ => new(AwsCredentials.Create(S3Server.Id, secret)));

    protected S3Client ClientWith(Func<CancellationToken, ValueTask<AwsCredentials>> credentials) => new(
        Http, new S3Options { Address = new($"{Server.Address}{S3Server.Bucket}/"), Region = S3Server.Region, Prefix = "iris/a-b/" },
        credentials, TimeProvider.System);

    protected FileWriter Create() => World.Store.Create(new NewFile(FileKind.Answer, null, TimeSpan.FromHours(1)));

    protected async Task<int> UnusedAsync() =>
        (await World.Store.Index.FindUnusedAsync(World.Clock.GetUtcNow() + TimeSpan.FromDays(1), 100, default)).Count;

    protected async Task<string> ReadAsync(StoredFile file, long offset = 0)
    {
        await using var stream = World.Store.Open(file, offset);
        return await new StreamReader(stream!).ReadToEndAsync();
    }
}
