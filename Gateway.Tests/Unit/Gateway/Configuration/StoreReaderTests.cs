using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Configuration;

/// <summary>The promise: every slip in <c>Images.Store</c> is told with its path and a way out.</summary>
internal sealed class StoreReaderTests
{
    private const string Key = "\"SigningKey\": \"0123456789abcdefghijkl\"";

    [TestCase("""{ "TimeToLive": "24:00:00" }""", "Images.Store.TimeToLive", "is not a time span; write 60s, 5m, 24h or 7d, or hh:mm:ss")]
    [TestCase("""{ "Directory": "x", "TimeToLive": "30s" }""", "Images.Store.TimeToLive", "\"30s\" is outside of 00:01:00")]
    [TestCase("{}", "Images.Store", "names no place for the files: set Directory, or S3 for a bucket")]
    [TestCase("""{ "TimeToLive": "1.00:00:00" }""", "Images.Store", "names no place for the files: set Directory, or S3 for a bucket")]
    [TestCase("""{ "Directory": "x", "Bytes": 1 }""", "Images.Store.Bytes", "1 is outside of 1048576")]
    [TestCase("""{ "Directory": "x", "Serve": "redirect" }""", "Images.Store.Serve", "needs a bucket to lead to")]
    [TestCase("""{ "Directory": "x", "Serve": "both" }""", "Images.Store.Serve", "is neither \"proxy\" nor \"redirect\"")]
    [TestCase("""{ "Directory": "x", "PublicUrl": "https://user:word@images.example.com" }""", "Images.Store.PublicUrl", "what stands there is no address")]
    [TestCase("""{ "Directory": "x", "PublicUrl": "images.example.com" }""", "Images.Store.PublicUrl", "as https://images.example.com")]
    [TestCase("""{ "Directory": "x", "SigningKey": "short" }""", "Images.Store.SigningKey", "openssl rand -base64 32 makes one")]
    [TestCase("""{ "Directory": "x", "SigningKey": [ "0123456789abcdefghijkl", "env:NOT_THERE" ] }""", "Images.Store.SigningKey[1]", "environment variable NOT_THERE is not set")]
    [TestCase("""{ "Directory": "x", "CopyUrls": "yes" }""", "Images.Store.CopyUrls", "neither true nor false")]
    [TestCase("""{ "Directory": "x", "Directry": "y" }""", "Images.Store.Directry", "did you mean \"Directory\"")]
    [TestCase("""{ "Directory": "x", KEY, "S3": { "Bucket": "pictures", "Region": "eu-central-1" } }""", "Images.Store", "names two places")]
    [TestCase("""{ "S3": { "Bucket": "pictures", "Region": "eu-central-1" } }""", "Images.Store", "SigningKey is missing")]
    [TestCase("""{ KEY, "S3": { "Region": "eu-central-1" } }""", "Images.Store.S3.Bucket", "is missing")]
    [TestCase("""{ KEY, "S3": { "Bucket": "My Pictures", "Region": "eu-central-1" } }""", "Images.Store.S3.Bucket", "is no bucket's name")]
    [TestCase("""{ KEY, "S3": { "Bucket": "pictures" } }""", "Images.Store.S3", "Region is missing")]
    [TestCase("""{ KEY, "S3": { "Bucket": "pictures", "Region": "eu/1" } }""", "Images.Store.S3.Region", "is no region's name")]
    [TestCase("""{ KEY, "S3": { "Bucket": "pictures", "Endpoint": "minio:9000" } }""", "Images.Store.S3.Endpoint", "write it as https://host:port")]
    [TestCase("""{ KEY, "S3": { "Bucket": "pictures", "Endpoint": "http://minio:9000", "Prefix": "a/../b" } }""", "Images.Store.S3.Prefix", "is no prefix of objects")]
    [TestCase("""{ KEY, "S3": { "Bucket": "pictures", "Endpoint": "http://minio:9000", "AccessKeyId": "AKID" } }""", "Images.Store.S3", "half a key")]
    [TestCase("""{ KEY, "S3": { "Bucket": "pictures", "Endpoint": "http://minio:9000", "AccessKeyId": "AKID", "SecretAccessKey": "env:NOPE" } }""", "Images.Store.S3.SecretAccessKey", "environment variable NOPE is not set")]
    public async Task Load_Slip_IsToldWithItsPathAndAWayOut(string store, string path, string message)
    {
        var loaded = await Load.Json(Load.WithImages($$"""{ "State": { "Sqlite": "iris.db" }, "Store": {{store.Replace("KEY", Key)}} }"""));
        Assert.That(loaded.Errors.Where(error => error.Path == path && error.Message.Contains(message)), Is.Not.Empty, string.Join('\n', loaded.Errors));
    }

    [TestCase("{}", "Secret is missing: receivers know by it who calls")]
    [TestCase("null", null)]
    public async Task Load_WebhooksThatSayNothing_NeedASecret(string webhooks, string? message)
    {
        var loaded = await Load.Json(Load.WithImages(
            $$"""{ "State": { "Sqlite": "iris.db" }, "Store": { "Directory": "x" }, "Jobs": { "Webhooks": {{webhooks}} } }"""));
        Assert.That(loaded.Errors.SingleOrDefault()?.Path, Is.EqualTo(message is null ? null : "Images.Jobs.Webhooks"));
        Assert.That(loaded.Errors.SingleOrDefault()?.Message ?? "", Does.StartWith(message ?? ""));
    }

    [Test]
    public async Task Load_StoreAsUrlOfARoute_NeedsAStore()
    {
        var loaded = await Load.Json(Load.Good.Replace("\"unified\"", "\"unified\", \"Url\": \"store\""));
        Assert.That(
            loaded.Errors.Select(error => (error.Path, error.Message)),
            Is.EqualTo(new[] { ("ReverseProxy.Routes.images.Metadata.Url", "\"store\" needs a store: add Images.Store (docs/store.md)") }));
    }

    [TestCase("24h")]
    [TestCase("1.00:00:00")]
    public async Task Load_TimeToLive_IsShortOrLong(string text)
    {
        var snapshot = await Load.Snapshot(Load.WithImages(
            $$"""{ "State": { "Sqlite": "iris.db" }, "Store": { "Directory": "x", "TimeToLive": "{{text}}" } }"""));
        Assert.That(snapshot.Images.Store!.TimeToLive, Is.EqualTo(TimeSpan.FromDays(1)));
    }

    [TestCase("""{ "Bucket": "pictures", "Region": "eu-central-1" }""", "https://pictures.s3.eu-central-1.amazonaws.com/")]
    [TestCase("""{ "Bucket": "pictures.example", "Region": "eu-central-1" }""", "https://s3.eu-central-1.amazonaws.com/pictures.example/")]
    [TestCase("""{ "Bucket": "pictures", "Endpoint": "http://minio:9000/" }""", "http://minio:9000/pictures/")]
    public async Task Load_Bucket_HasTheAddressOfItsObjects(string s3, string address)
    {
        var snapshot = await Load.Snapshot(Load.WithImages($$"""{ "Url": "store", "State": { "Sqlite": "iris.db" }, "Store": { {{Key}}, "S3": {{s3}} } }"""));
        Assert.That(snapshot.Images.Store!.S3!.Address.AbsoluteUri, Is.EqualTo(address));
        Assert.That($"{snapshot.Images.Store}", Does.Not.Contain("0123456789"), "no key stands in a text of it");
    }
}
