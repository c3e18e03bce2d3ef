using Iris.Gateway.Calls;
using Iris.Gateway.Credentials.Aws;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Credentials.Aws;

/// <summary>
/// Profiles as people have them, read by AWS's SDK. The rest of its chain lives in the process's environment, which no test touches.
/// </summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Platform(Exclude = "Win", Reason = "credential_process is run by a shell")]
internal sealed class AwsSdkChainTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("iris-aws-").FullName;
    private readonly AwsSdkChain _sut;

    public AwsSdkChainTests() => _sut = new AwsSdkChain(ProfilesFile);

    private string ProfilesFile => Path.Combine(_directory, "credentials");

    public void Dispose()
    {
        _sut.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Test]
    public async Task Resolve_ProfileWithKeys_GivesThem()
    {
        await WriteAsync("""
            [one]
            aws_access_key_id = AKIDONE
            aws_secret_access_key = secret-one
            [two]
            aws_access_key_id = AKIDTWO
            aws_secret_access_key = secret-two
            aws_session_token = token-two
            """);

        Assert.That(await _sut.ResolveAsync("one"), Is.EqualTo(new AwsCredentials("AKIDONE", "secret-one")));
        Assert.That(await _sut.ResolveAsync("two"), Is.EqualTo(new AwsCredentials("AKIDTWO", "secret-two", "token-two")));
    }

    [Test]
    public async Task Resolve_ProfileOfAProcess_KnowsItsEnd()
    {
        await File.WriteAllTextAsync(Path.Combine(_directory, "answer.json"), """
            { "Version": 1, "AccessKeyId": "AKIDPROCESS", "SecretAccessKey": "s", "SessionToken": "t", "Expiration": "2099-01-02T03:04:05Z" }
            """);
        await WriteAsync($"""
            [process]
            credential_process = cat {_directory}/answer.json
            """);

        var found = await _sut.ResolveAsync("process");

        Assert.That((found.AccessKeyId, found.SessionToken), Is.EqualTo(("AKIDPROCESS", "t")));
        // The SDK takes its own safety margin off.
        Assert.That(found.ExpiresOn, Is.EqualTo(new DateTimeOffset(2099, 1, 2, 3, 4, 5, TimeSpan.Zero)).Within(TimeSpan.FromMinutes(20)));
    }

    [Test]
    public async Task Get_ProfileRotated_IsNoticed()
    {
        var time = new FakeTimeProvider();
        var sources = new AwsCredentialSource(_sut.ResolveAsync, time);
        var destination = AwsDestination.Create(settings: ("Profile", "p"));
        await WriteAsync("[p]\naws_access_key_id = AKIDOLD\naws_secret_access_key = s\n");
        Assert.That((await sources.GetAsync(destination, default)).AccessKeyId, Is.EqualTo("AKIDOLD"));

        await WriteAsync("[p]\naws_access_key_id = AKIDNEW\naws_secret_access_key = s\n");
        File.SetLastWriteTimeUtc(ProfilesFile, DateTime.UtcNow.AddMinutes(1));

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await sources.GetAsync(destination, default)).AccessKeyId != "AKIDNEW")
        {
            time.Advance(TimeSpan.FromMinutes(1));
            await Task.Delay(1, limit.Token);
        }
    }

    [TestCase("[other]\naws_access_key_id = AKID\naws_secret_access_key = TOP-SECRET\n")]
    [TestCase("[p]\naws_access_key_id = TOP-SECRET\n")]
    [TestCase("[p]\ncredential_process = sh -c 'echo TOP-SECRET >&2; exit 3'\n")]
    [TestCase("[p]\ncredential_process = echo TOP-SECRET\n")]
    [TestCase("[p]\nsso_start_url = https://x.awsapps.com/start\nsso_region = us-east-1\nsso_account_id = 1\nsso_role_name = TOP-SECRET\n")]
    public async Task Get_UnusableProfile_SaysNothingOfIt(string profiles)
    {
        await WriteAsync(profiles);
        var sources = new AwsCredentialSource(_sut.ResolveAsync, new FakeTimeProvider());

        var thrown = Assert.ThrowsAsync<CredentialException>(async () =>
            await sources.GetAsync(AwsDestination.Create(settings: ("Profile", "p")), default))!;

        Assert.That(thrown.Message, Does.Contain("AWS credentials").And.Not.Contain("TOP-SECRET").And.Not.Contain(_directory));
    }

    private Task WriteAsync(string profiles) => File.WriteAllTextAsync(ProfilesFile, profiles);
}
