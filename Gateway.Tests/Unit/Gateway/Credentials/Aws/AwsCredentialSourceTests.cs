using Iris.Gateway.Calls;
using Iris.Gateway.Credentials.Aws;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Credentials.Aws;

/// <summary>A destination's own credentials win over profile and chain, and half a pair is an error.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class AwsCredentialSourceTests
{
    private readonly List<string> _asked = [];

    private AwsCredentialSource CreateSut() => new(
        profile =>
        {
            lock (_asked)
                _asked.Add(profile ?? "(chain)");
            return Task.FromResult(new AwsCredentials("of-" + (profile ?? "chain"), "s"));
        },
        new FakeTimeProvider());

    [Test]
    public async Task Get_KeysOnTheDestination_AskNobody()
    {
        var found = await CreateSut().GetAsync(AwsDestination.WithKeys(more: [("SessionToken", "token\n"), ("Profile", "p")]), default);

        Assert.That(found, Is.EqualTo(new AwsCredentials("AKIDEXAMPLE", AwsDestination.Secret, "token")));
        Assert.That(_asked, Is.Empty);
    }

    [TestCase("AccessKeyId")]
    [TestCase("SecretAccessKey")]
    public void Get_HalfAPair_IsRefusedAndNotShown(string name)
    {
        var thrown = Assert.ThrowsAsync<CredentialException>(async () =>
            await CreateSut().GetAsync(AwsDestination.Create(settings: (name, AwsDestination.Secret)), default))!;

        Assert.That(thrown.ToString(), Does.Not.Contain(AwsDestination.Secret));
        Assert.That(_asked, Is.Empty);
    }

    [TestCase("AKID\r\nX-Evil: 1")]
    [TestCase("AKID EXAMPLE")]
    public void Get_KeyThatNoHeaderCanCarry_IsRefusedAndNotShown(string id)
    {
        var thrown = Assert.ThrowsAsync<CredentialException>(async () =>
            await CreateSut().GetAsync(AwsDestination.Create(settings: [("AccessKeyId", id), ("SecretAccessKey", "s")]), default))!;

        Assert.That(thrown.ToString(), Does.Not.Contain("AKID"));
    }

    [Test]
    public async Task Get_ProfilesAndChain_AreAskedOnceForAllDestinations()
    {
        var sut = CreateSut();
        async Task<string> IdAsync(params (string, string)[] settings) =>
            (await sut.GetAsync(AwsDestination.Create(settings: settings), default)).AccessKeyId;

        Assert.That(await IdAsync(("Profile", "a")), Is.EqualTo("of-a"));
        Assert.That(await IdAsync(("Profile", "b"), ("Region", "x-1")), Is.EqualTo("of-b"));
        Assert.That(await IdAsync(("Profile", "a"), ("Region", "y-1")), Is.EqualTo("of-a"));
        Assert.That(await IdAsync(), Is.EqualTo("of-chain"));
        Assert.That(await IdAsync(("Region", "z-1")), Is.EqualTo("of-chain"));
        Assert.That(_asked, Is.EqualTo(new[] { "a", "b", "(chain)" }));
    }

    [Test]
    public void Text_OfCredentials_HidesTheSecret() =>
        Assert.That(new AwsCredentials("AKIDEXAMPLE", AwsDestination.Secret, "token").ToString(), Does.Not.Contain(AwsDestination.Secret).And.Not.Contain("token"));
}
