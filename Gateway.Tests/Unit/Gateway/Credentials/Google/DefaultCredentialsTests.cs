using System.Text.Json;
using Iris.Gateway.Calls;
using Iris.Gateway.Model;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Gateway.Credentials.Google;

/// <summary>The promise: what Google's own tools find on a machine, the gateway finds too, in the same order.</summary>
[TestFixture]
internal sealed class DefaultCredentialsTests : GoogleTest
{
    private const string User = """{"type":"authorized_user","client_id":"id","client_secret":"cs-secret","refresh_token":"rt-secret","quota_project_id":"payer"}""";

    [Test]
    public async Task Get_ServiceAccountFile_IsExchanged()
    {
        Environment["GOOGLE_APPLICATION_CREDENTIALS"] = Write("key.json", TestAccount.Json());
        Assert.That(await Tokens.GetAsync(Adc(), default), Is.EqualTo("ya29.first"));
        Assert.That(Google.Requests.Single().Form.Keys, Does.Contain("assertion"));
        Assert.That(await Tokens.GetProjectAsync(Adc(), default), Is.EqualTo("art-project"));
    }

    [Test]
    public async Task Get_AuthorizedUserFile_SendsTheRefreshToken()
    {
        Environment["GOOGLE_APPLICATION_CREDENTIALS"] = Write("user.json", User);
        Assert.That(await Tokens.GetAsync(Adc(), default), Is.EqualTo("ya29.first"));
        Assert.That(Google.Requests.Single().Form, Is.EquivalentTo(new Dictionary<string, string>
        {
            ["grant_type"] = "refresh_token", ["client_id"] = "id", ["client_secret"] = "cs-secret", ["refresh_token"] = "rt-secret",
        }));
        Assert.That(await Tokens.GetQuotaProjectAsync(Adc(), default), Is.EqualTo("payer"));
    }

    [Test]
    public void Get_AuthorizedUserRefused_ShowsNoSecret()
    {
        Environment["GOOGLE_APPLICATION_CREDENTIALS"] = Write("user.json", User);
        Google.On("/token", """{"error":"invalid_grant","error_description":"rt-secret was revoked"}""", 400);
        var failure = Assert.ThrowsAsync<CredentialException>(async () => await Tokens.GetAsync(Adc(), default))!;
        Assert.That(failure.Message, Does.StartWith("Google's token endpoint refused the user's login: invalid_grant"));
        Assert.That(failure.ToString(), Does.Not.Contain("secret"));
    }

    [TestCase("CLOUDSDK_CONFIG", "application_default_credentials.json")]
    [TestCase("HOME", ".config/gcloud/application_default_credentials.json")]
    public async Task Get_GcloudsFile_IsFound_AndANamedOneComesFirst(string variable, string path)
    {
        if (OperatingSystem.IsWindows() && variable == "HOME")
            (variable, path) = ("APPDATA", "gcloud/application_default_credentials.json");
        Write(path, User);
        Environment[variable] = Directory;
        await Tokens.GetAsync(Adc(), default);
        Assert.That(Google.Requests.Single().Form["grant_type"], Is.EqualTo("refresh_token"));

        Environment["GOOGLE_APPLICATION_CREDENTIALS"] = Write("key.json", TestAccount.Json());
        Time.Advance(TimeSpan.FromHours(1));
        await Tokens.GetAsync(Adc(), default);
        Assert.That(Google.Requests.Last().Form.Keys, Does.Contain("assertion"), "the file is looked for anew at each refresh");
    }

    [Test]
    public async Task Get_WithoutAFile_AsksTheMetadataServer()
    {
        Environment["HOME"] = Directory;
        Google.On(MetadataToken, Token, flavor: "Google").On(MetadataProject, "machine-project\n", flavor: "Google");
        Assert.That(await Tokens.GetAsync(Adc(), default), Is.EqualTo("ya29.first"));
        var request = Google.Requests.Single();
        Assert.That((request.Method, request.Path, request.Headers["Metadata-Flavor"]), Is.EqualTo(("GET", MetadataToken, "Google")));

        Assert.That(await Tokens.GetProjectAsync(Adc(), default), Is.EqualTo("machine-project"));
        Assert.That(await Tokens.GetProjectAsync(Adc(), default), Is.EqualTo("machine-project"));
        Assert.That(Google.Requests.Count(r => r.Path == MetadataProject), Is.EqualTo(1));
        Assert.That(await Tokens.GetQuotaProjectAsync(Adc(), default), Is.Null);
    }

    [TestCase(200, null, "what answered in the place of Google's metadata server is something else")]
    [TestCase(404, null, "what answered in the place of Google's metadata server is something else")]
    [TestCase(404, "Google", "this machine has no Google service account")]
    [TestCase(403, "Google", "Google's metadata server answered with status 403")]
    public void Get_MetadataServerHasNoToken_SaysWhy(int status, string? flavor, string message)
    {
        Google.On(MetadataToken, Token, status, flavor);
        Assert.That(async () => await Tokens.GetAsync(Adc(), default), Throws.TypeOf<CredentialException>().With.Message.EqualTo(message));
    }

    [TestCase("NO_GCE_CHECK", "True", "no Google credentials were found, neither in a file nor on a metadata server")]
    [TestCase("GCE_METADATA_HOST", "a host", "GCE_METADATA_HOST is no host")]
    public void Get_NothingAnywhere_FailsAtOnce(string variable, string value, string message)
    {
        Environment[variable] = value;
        Assert.That(async () => await Tokens.GetAsync(Adc(), default), Throws.TypeOf<CredentialException>().With.Message.EqualTo(message));
        Assert.That(Google.Requests, Is.Empty);
    }

    [Test]
    public void Get_NoMetadataServer_FailsAtOnce()
    {
        using var elsewhere = WithoutMetadataServer();
        Assert.That(async () => await elsewhere.GetAsync(Adc(), default), Throws.TypeOf<CredentialException>().With.Message.EqualTo(
            "no Google credentials were found, neither in a file nor on a metadata server").And.InnerException.TypeOf<HttpRequestException>());
    }

    [TestCase(null, "the file that GOOGLE_APPLICATION_CREDENTIALS names does not exist")]
    [TestCase("s3cr3t", "the file that GOOGLE_APPLICATION_CREDENTIALS names is no JSON")]
    [TestCase("""{"type":"authorized_user","client_id":"s3cr3t"}""", "the file that GOOGLE_APPLICATION_CREDENTIALS names has no client_secret")]
    [TestCase("""{"type":"gdch_service_account"}""",
        "the file that GOOGLE_APPLICATION_CREDENTIALS names has a type that is not supported; service_account, authorized_user and external_account are")]
    [TestCase("""{"type":"external_account","audience":"a","subject_token_type":"t","credential_source":{"environment_id":"aws1"}}""",
        "the file that GOOGLE_APPLICATION_CREDENTIALS names has a credential_source that is not supported; only file and url are")]
    public void Get_FileUnfit_SaysWhyWithoutItsPathOrContent(string? content, string message)
    {
        Environment["GOOGLE_APPLICATION_CREDENTIALS"] = content is null ? Path.Combine(Directory, "gone") : Write("file.json", content);
        var failure = Assert.ThrowsAsync<CredentialException>(async () => await Tokens.GetAsync(Adc(), default))!;
        Assert.That(failure.Message, Is.EqualTo(message));
        Assert.That(failure.ToString(), Does.Not.Contain("s3cr3t"));
        Assert.That(Google.Requests, Is.Empty, "a file that is meant is not passed over");
    }

    [Test]
    public void Get_FileTooLong_IsRefused()
    {
        Environment["GOOGLE_APPLICATION_CREDENTIALS"] = Write("long.json", new string(' ', 65537));
        Assert.That(async () => await Tokens.GetAsync(Adc(), default), Throws.TypeOf<CredentialException>().With.Message.EndsWith("is longer than 65536 bytes"));
    }

    [TestCase("")]
    [TestCase(""", "format": { "type": "json", "subject_token_field_name": "jwt" }""")]
    public async Task Get_FederatedIdentityFromAFile_IsExchanged(string format)
    {
        var path = Write("subject", format.Length == 0 ? "subject-token\n" : """{"jwt":"subject-token"}""");
        Environment["GOOGLE_APPLICATION_CREDENTIALS"] = Write("federated.json", Federated($$"""{ "file": {{Quoted(path)}}{{format}} }"""));
        Assert.That(await Tokens.GetAsync(Adc(), default), Is.EqualTo("ya29.first"));
        Assert.That(Google.Requests.Single().Form, Is.EquivalentTo(new Dictionary<string, string>
        {
            ["grant_type"] = "urn:ietf:params:oauth:grant-type:token-exchange",
            ["audience"] = "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q",
            ["scope"] = "https://www.googleapis.com/auth/cloud-platform",
            ["requested_token_type"] = "urn:ietf:params:oauth:token-type:access_token",
            ["subject_token_type"] = "urn:ietf:params:oauth:token-type:jwt",
            ["subject_token"] = "subject-token",
        }));
    }

    [Test]
    public async Task Get_FederatedIdentityFromAUrl_ThatActsForAServiceAccount_TakesThreeSteps()
    {
        var expires = Time.GetUtcNow().AddMinutes(30);
        Google.On("/subject", "subject-token").On("/impersonate", $$"""{"accessToken":"ya29.impersonated","expireTime":"{{expires:yyyy-MM-ddTHH:mm:ssZ}}"}""");
        Environment["GOOGLE_APPLICATION_CREDENTIALS"] = Write("federated.json", Federated(
            $$"""{ "url": "{{Google.Address}}/subject", "headers": { "X-Proof": "yes" } }, "service_account_impersonation_url": "{{Google.Address}}/impersonate" """));

        Assert.That(await Tokens.GetAsync(Adc(), default), Is.EqualTo("ya29.impersonated"));
        var requests = Google.Requests.ToArray();
        Assert.That(requests.Select(r => $"{r.Method} {r.Path}"), Is.EqualTo(new[] { "GET /subject", "POST /token", "POST /impersonate" }));
        Assert.That((requests[0].Headers["X-Proof"], requests[2].Headers["Authorization"], requests[2].Headers["Content-Type"]),
            Is.EqualTo(("yes", "Bearer ya29.first", "application/json")));
        Assert.That(requests[2].Body, Is.EqualTo("""{"scope":["https://www.googleapis.com/auth/cloud-platform"]}"""));
        Time.Advance(TimeSpan.FromMinutes(31));
        await Tokens.GetAsync(Adc(), default);
        Assert.That(Google.Requests, Has.Count.EqualTo(6), "the second token's life counts");
    }

    [Test]
    public void Get_FederatedIdentityRefused_TellsTheCode()
    {
        Google.On("/impersonate", """{"error":{"code":403,"message":"Permission 'iam.serviceAccounts.getAccessToken' denied","status":"PERMISSION_DENIED"}}""", 403);
        Environment["GOOGLE_APPLICATION_CREDENTIALS"] = Write("federated.json", Federated(
            $$"""{ "file": {{Quoted(Write("subject", "s"))}} }, "service_account_impersonation_url": "{{Google.Address}}/impersonate" """));
        Assert.That(async () => await Tokens.GetAsync(Adc(), default), Throws.TypeOf<CredentialException>().With.Message.EqualTo(
            "Google's impersonation endpoint refused the federated identity: PERMISSION_DENIED (it lacks the permission)"));
    }

    [TestCase("token_url", "https://sts.example/v1/token", "the federated identity's token endpoint is not Google's")]
    [TestCase("service_account_impersonation_url", "https://iam.example/x", "the federated identity's impersonation endpoint is not Google's")]
    public void Get_FederatedIdentityOfAnotherHost_IsSentNowhere(string member, string uri, string message)
    {
        Environment["GOOGLE_APPLICATION_CREDENTIALS"] = Write("federated.json", Federated(
            $$"""{ "url": "{{Google.Address}}/subject" }, "{{member}}": "{{uri}}" """));
        Assert.That(async () => await Tokens.GetAsync(Destination(), default), Throws.TypeOf<CredentialException>().With.Message.EqualTo(message));
        Assert.That(Google.Requests, Is.Empty);
    }

    // All tokens come from the fake, whatever address a file names.
    private ImageDestination Adc() => Destination(("TokenUri", Google.TokenUri));

    private static string Federated(string source) => $$"""
        {
          "type": "external_account",
          "audience": "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q",
          "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
          "credential_source": {{source}}
        }
        """;

    private static string Quoted(string text) => JsonSerializer.Serialize(text);
}
