using Iris.Gateway.Calls;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Credentials.Google;

/// <summary>The promise: one token per credential, whoever asks; and a project without a call where one is known.</summary>
[TestFixture]
internal sealed class GoogleTokensTests : GoogleTest
{
    [Test]
    public async Task Get_FiftyCallersOfOneAccount_MakeOneExchange()
    {
        var gate = new TaskCompletionSource();
        Google.Gate = gate.Task;
        // Each with a destination of its own, as after a reload.
        var callers = Enumerable.Range(0, 50).Select(_ => Tokens.GetAsync(WithAccount(), default).AsTask()).ToArray();
        Assert.That(callers.Select(c => c.IsCompleted), Is.All.False);
        gate.SetResult();

        Assert.That(await Task.WhenAll(callers), Is.All.EqualTo("ya29.first"));
        Assert.That(Google.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Get_AheadOfExpiry_OneRefreshes_AndExpiryCountsFromTheRequest()
    {
        await Tokens.GetAsync(WithAccount(), default);
        Google.On("/token", """{"access_token":"ya29.second","expires_in":3599}""");
        Time.Advance(TimeSpan.FromSeconds(3599 - 225 - 1));
        Assert.That(await Tokens.GetAsync(WithAccount(), default), Is.EqualTo("ya29.first"));

        Time.Advance(TimeSpan.FromSeconds(1));
        var gate = new TaskCompletionSource();
        Google.Gate = gate.Task;
        var refreshing = Tokens.GetAsync(WithAccount(), default).AsTask();
        Assert.That(await Tokens.GetAsync(WithAccount(), default), Is.EqualTo("ya29.first"));
        gate.SetResult();
        Assert.That((await refreshing, Google.Requests.Count), Is.EqualTo(("ya29.second", 2)));
    }

    [Test]
    public async Task Get_RefreshRefusedWhileTheTokenIsGood_GoesOn_AndFailsAfterExpiry()
    {
        await Tokens.GetAsync(WithAccount(), default);
        Google.On("/token", """{"error":"invalid_grant"}""", 400);
        Time.Advance(TimeSpan.FromSeconds(3599 - 225));
        Assert.That(await Tokens.GetAsync(WithAccount(), default), Is.EqualTo("ya29.first"));
        Assert.That(Google.Requests, Has.Count.EqualTo(2));

        Time.Advance(TimeSpan.FromSeconds(225));
        Assert.That(async () => await Tokens.GetAsync(WithAccount(), default), Throws.TypeOf<CredentialException>());
    }

    [Test]
    public async Task Get_DifferentCredentials_AreKeptApart()
    {
        Google.On("/other", """{"access_token":"ya29.other","expires_in":3599}""").On(MetadataToken, """{"access_token":"ya29.machine","expires_in":3599}""", flavor: "Google");
        var other = Destination(("ServiceAccount", TestAccount.Json(("client_email", "b@c"))), ("TokenUri", Google.Address + "/other"));

        foreach (var _ in new[] { 1, 2 })
        {
            Assert.That(await Tokens.GetAsync(WithAccount(), default), Is.EqualTo("ya29.first"));
            Assert.That(await Tokens.GetAsync(other, default), Is.EqualTo("ya29.other"));
            Assert.That(await Tokens.GetAsync(Destination(), default), Is.EqualTo("ya29.machine"));
            Assert.That(await Tokens.GetAsync(Destination(("ServiceAccount", "")), default), Is.EqualTo("ya29.machine"));
        }
        Assert.That(Google.Requests, Has.Count.EqualTo(3));
    }

    [Test]
    public async Task GetProject_SettingThenAccountThenEnvironmentThenMachine()
    {
        Google.On(MetadataProject, "machine", flavor: "Google");
        var nameless = TestAccount.Json(("project_id", null));
        var all = Destination(("Project", "setting"), ("ServiceAccount", TestAccount.Json()));
        Environment["GOOGLE_CLOUD_PROJECT"] = "environment";

        Assert.That(await Tokens.GetProjectAsync(all, default), Is.EqualTo("setting"));
        Assert.That(await Tokens.GetProjectAsync(WithAccount(), default), Is.EqualTo("art-project"));
        Assert.That(await Tokens.GetProjectAsync(WithAccount(nameless), default), Is.EqualTo("environment"));
        Assert.That(await Tokens.GetProjectAsync(Destination(), default), Is.EqualTo("environment"));
        Assert.That(Google.Requests, Is.Empty);
        Environment.Remove("GOOGLE_CLOUD_PROJECT");
        Assert.That(await Tokens.GetProjectAsync(WithAccount(nameless), default), Is.EqualTo("machine"));
    }

    [Test]
    public async Task GetProject_NobodySays_IsNull()
    {
        Assert.That(await Tokens.GetProjectAsync(Destination(), default), Is.Null, "a machine without a project");
        using var elsewhere = WithoutMetadataServer();
        Assert.That(await elsewhere.GetProjectAsync(Destination(), default), Is.Null, "no metadata server");
        Environment["NO_GCE_CHECK"] = "true";
        Assert.That(await Tokens.GetProjectAsync(Destination(), default), Is.Null, "one that must not be asked");
    }

    [TestCase("../other/locations", "Google", "Google's metadata server answered with something that is no project")]
    [TestCase("portal", null, "what answered in the place of Google's metadata server is something else")]
    public void GetProject_AnswerThatIsNone_IsAFailure(string body, string? flavor, string message)
    {
        Google.On(MetadataProject, body, flavor: flavor);
        Assert.That(async () => await Tokens.GetProjectAsync(Destination(), default),
            Throws.TypeOf<CredentialException>().With.Message.EqualTo(message));
    }

    [Test]
    public async Task GetQuotaProject_OnlyForDefaultCredentials()
    {
        Environment["GOOGLE_CLOUD_QUOTA_PROJECT"] = "payer";
        Assert.That(await Tokens.GetQuotaProjectAsync(WithAccount(), default), Is.Null);
        Assert.That(await Tokens.GetQuotaProjectAsync(Destination(), default), Is.EqualTo("payer"));
    }

    [Test]
    public void Get_TokenUriThatIsNone_IsAFailure() =>
        Assert.That(async () => await Tokens.GetAsync(Destination(("TokenUri", "ftp://x")), default),
            Throws.TypeOf<CredentialException>().With.Message.EqualTo("TokenUri is no absolute http or https URL"));
}
