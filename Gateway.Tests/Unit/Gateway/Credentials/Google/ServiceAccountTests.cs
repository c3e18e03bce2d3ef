using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Iris.Gateway.Calls;
using Iris.Gateway.Credentials.Google;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Credentials.Google;

/// <summary>The promise: a key file becomes a signed assertion for a trusted endpoint, and nothing in a failure shows the key.</summary>
[TestFixture]
internal sealed class ServiceAccountTests : GoogleTest
{
    [Test]
    public async Task Get_ExchangesAnAssertionThatTheAccountsPublicKeyVerifies()
    {
        Assert.That(await Tokens.GetAsync(WithAccount(), default), Is.EqualTo("ya29.first"));

        var request = Google.Requests.Single();
        Assert.That((request.Method, request.Path, request.Headers["Content-Type"]), Is.EqualTo(("POST", "/token", "application/x-www-form-urlencoded")));
        Assert.That(request.Form.Keys, Is.EquivalentTo(new[] { "grant_type", "assertion" }));
        Assert.That(request.Form["grant_type"], Is.EqualTo("urn:ietf:params:oauth:grant-type:jwt-bearer"));
        var parts = request.Form["assertion"].Split('.');
        Assert.That(parts, Has.Length.EqualTo(3).And.All.Not.Contains("="));
        using var header = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0]));
        using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
        var now = Time.GetUtcNow().ToUnixTimeSeconds();
        Assert.That(header.RootElement.ToString(), Is.EqualTo("""{"alg":"RS256","typ":"JWT","kid":"0123456789abcdef"}"""));
        Assert.That(claims.RootElement.EnumerateObject().ToDictionary(c => c.Name, c => c.Value.ToString()),
            Is.EquivalentTo(new Dictionary<string, string>
        {
            ["iss"] = TestAccount.Email, ["scope"] = "https://www.googleapis.com/auth/cloud-platform", ["aud"] = Google.TokenUri,
            ["iat"] = $"{now}", ["exp"] = $"{now + 3600}",
        }));
        using var publicKey = RSA.Create(TestAccount.Key.ExportParameters(false));
        Assert.That(publicKey.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]),
            HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1), Is.True);
    }

    [Test]
    public async Task Get_WithoutKeyId_AndWithLineEndsEscapedTwice_IsSignedAllTheSame()
    {
        await Tokens.GetAsync(WithAccount(TestAccount.Json(("private_key_id", null), ("private_key", TestAccount.Pem.Replace("\n", "\\n")))), default);

        var header = Base64Url.DecodeFromChars(Google.Requests.Single().Form["assertion"].Split('.')[0]);
        Assert.That(Encoding.UTF8.GetString(header), Is.EqualTo("""{"alg":"RS256","typ":"JWT"}"""));
    }

    [Test]
    public void Get_Refused_TellsTheCodeAndALikelyReason_AndLogsTheDescription()
    {
        Google.On("/token", """{"error":"invalid_grant","error_description":"Invalid JWT: Token must be short-lived\r\n"}""", 400);

        var failure = Assert.ThrowsAsync<CredentialException>(async () => await Tokens.GetAsync(WithAccount(), default))!;
        Assert.That(failure.Message, Is.EqualTo("Google's token endpoint refused the service account: invalid_grant"
            + " (the service account was revoked, deleted or has expired, or this machine's clock is wrong)"));
        Assert.That(failure.InnerException!.Message, Is.EqualTo("status 400: Invalid JWT: Token must be short-lived??"));
        Assert.That(failure.ToString(), Does.Not.Contain(TestAccount.KeyMaterial).And.Not.Contain(TestAccount.Email));
        Assert.That(Google.Requests, Has.Count.EqualTo(1), "a refusal does not pass by itself");
    }

    [Test]
    public void Get_EndpointEchoesTheAssertion_NothingOfItIsShown()
    {
        using var stub = new StubHandler(async (request, cancellation) =>
        {
            var form = new FakeRequest("", "", new Dictionary<string, string>(), await request.Content!.ReadAsStringAsync(cancellation)).Form;
            return StubHandler.Json($$"""{"error":"{{form["assertion"]}}","error_description":"got {{form["assertion"]}}"}""", 401);
        });
        using var tokens = new GoogleTokens(stub, new StubHandler(), _ => null, Time);

        var failure = Assert.ThrowsAsync<CredentialException>(async () => await tokens.GetAsync(WithAccount(), default))!;
        Assert.That((failure.Message, failure.InnerException), Is.EqualTo(("Google's token endpoint refused the service account with status 401", (Exception?)null)));
    }

    [TestCase("""<html>busy</html>""", "Google's token endpoint answered without a token")]
    [TestCase("""[]""", "Google's token endpoint answered without a token")]
    [TestCase("""{"access_token":"","expires_in":3599}""", "Google's token endpoint answered without a token")]
    [TestCase("""{"access_token":"\ud800","expires_in":3599}""", "Google's token endpoint answered without a token")]
    [TestCase("""{"access_token":"a\r\nb: c","expires_in":3599}""", "Google's token endpoint answered with a token that no header can carry")]
    [TestCase("""{"access_token":"a"}""", "Google's token endpoint answered with a token that has no life left")]
    [TestCase("""{"access_token":"a","expires_in":0}""", "Google's token endpoint answered with a token that has no life left")]
    [TestCase("""{"access_token":"a","expires_in":"soon"}""", "Google's token endpoint answered with a token that has no life left")]
    public void Get_AnswerWithoutAUsableToken_IsAFailure(string body, string message)
    {
        Google.On("/token", body);
        Assert.That(async () => await Tokens.GetAsync(WithAccount(), default), Throws.TypeOf<CredentialException>().With.Message.EqualTo(message));
    }

    [Test]
    public async Task Get_TokenUriNotGoogles_IsNotCalled()
    {
        using var stub = new StubHandler();
        using var tokens = new GoogleTokens(stub, new StubHandler(), _ => null, Time);
        var destination = Destination(("ServiceAccount", TestAccount.Json(("token_uri", "https://evil.example/token"))));

        Assert.That(async () => await tokens.GetAsync(destination, default),
            Throws.TypeOf<CredentialException>().With.Message.EqualTo("the service account's token endpoint is not Google's"));
        Assert.That(stub.Uris, Is.Empty);

        stub.Answer = (_, _) => Task.FromResult(StubHandler.Json(Token));
        await tokens.GetAsync(Destination(("ServiceAccount", TestAccount.Json(("token_uri", "https://www.googleapis.com/oauth2/v4/token")))), default);
        await tokens.GetAsync(Destination(("ServiceAccount", TestAccount.Json(("token_uri", null)))), default);
        Assert.That(stub.Uris, Is.EqualTo(new[] { "https://www.googleapis.com/oauth2/v4/token", "https://oauth2.googleapis.com/token" }));
    }

    [TestCase("https://oauth2.googleapis.com/token", true)]
    [TestCase("https://oauth2.us-east1.rep.googleapis.com/token", true)]
    [TestCase("https://www.googleapis.com/oauth2/v4/token", true)]
    [TestCase("https://accounts.google.com/o/oauth2/token", true)]
    [TestCase("https://accounts.google.com/elsewhere", false)]
    [TestCase("http://oauth2.googleapis.com/token", false)]
    [TestCase("https://oauth2.googleapis.com:8443/token", false)]
    [TestCase("https://oauth2.googleapis.com@evil.example/token", false)]
    [TestCase("https://user@oauth2.googleapis.com/token", false)]
    [TestCase("https://oauth2.googleapis.com.evil.example/token", false)]
    [TestCase("https://evilgoogleapis.com/token", false)]
    [TestCase("file:///oauth2.googleapis.com/token", false)]
    public void IsGoogle_OnlyGooglesOwnHosts(string uri, bool expected) =>
        Assert.That(TokenUris.IsGoogle(new Uri(uri)), Is.EqualTo(expected));

    [TestCase("""{"type":"service_account" secret""", "the service account is no JSON")]
    [TestCase("""["secret"]""", "the service account is no JSON object")]
    [TestCase("""{"type":"authorized_user","refresh_token":"secret"}""", "the service account has another type than \"service_account\"")]
    [TestCase("""{"type":"service_account","private_key":"secret"}""", "the service account has no client_email")]
    [TestCase("""{"type":"service_account","client_email":"secret"}""", "the service account has no private_key")]
    [TestCase("""{"type":"service_account","client_email":"a","private_key":"secret"}""", "the service account has a private_key that is no private RSA key in PEM")]
    [TestCase("""{"type":"service_account","client_email":"a","private_key":"k","token_uri":"secret"}""", "the service account has a token_uri that is no URL")]
    public void FindProblem_MalformedFile_NamesTheMemberAndShowsNothing(string json, string problem)
    {
        Assert.That(ServiceAccount.FindProblem(json, false), Is.EqualTo(problem));
        var failure = Assert.ThrowsAsync<CredentialException>(async () => await Tokens.GetAsync(WithAccount(json), default))!;
        Assert.That(failure.ToString(), Does.Contain(problem).And.Not.Contain("secret"));
    }

    [Test]
    public void FindProblem_PublicKeyOrCurve_IsNoPrivateRsaKey()
    {
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        foreach (var pem in new[] { TestAccount.Key.ExportSubjectPublicKeyInfoPem(), curve.ExportPkcs8PrivateKeyPem() })
            Assert.That(ServiceAccount.FindProblem(TestAccount.Json(("private_key", pem)), false), Does.EndWith("no private RSA key in PEM"));
        Assert.That(ServiceAccount.FindProblem(TestAccount.Json(), false), Is.Null);
    }
}
