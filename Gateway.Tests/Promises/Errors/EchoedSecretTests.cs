using System.Text.Json.Nodes;
using Iris.Gateway.Credentials;
using Iris.Gateway.Credentials.Aws;
using Iris.Gateway.Credentials.Google;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Unit.Gateway.Credentials;
using Iris.Gateway.Tests.Unit.Gateway.Credentials.Google;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Errors;

/// <summary>
/// Providers that send back what they were sent: key, token, access key and signature reach neither the client nor the log, in an error or in an
/// event, also when the token has been renewed in the meantime.
/// </summary>
internal sealed class EchoedSecretTests
{
    private const string AccessKey = "AKIAIOSFODNN7EXAMPLE";
    private const string SecretKey = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    private const string Session = "IQoJb3JpZ2luX2VjEJr//////////wEaCXVzLWVhc3QtMSJH+session==";

    private static readonly string[] Forms = ["error", "event", "JSON with 200"];

    private static IEnumerable<TestCaseData> Cases() =>
        from provider in (string[])["openai", "bedrock", "bedrock chain", "vertex", "azure"]
        from form in Forms
        // Bedrock's streams are no events of a client's kind.
        where form != "event" || !provider.StartsWith("bedrock", StringComparison.Ordinal)
        select new TestCaseData(provider, form);

    [TestCaseSource(nameof(Cases))]
    public async Task Generate_ProviderEchoesTheHeaders_NoSecretIsTold(string provider, string form)
    {
        var credential = new FakeTokenCredential(() => DateTimeOffset.UtcNow.AddHours(1));
        await using var server = RawProvider.Start(connection => EchoAsync(connection, form));
        await using var google = (await FakeGoogle.StartAsync()).On("/token", """{"access_token":"ya29.first/token+of-google","expires_in":3599,"token_type":"Bearer"}""");
        await using var gateway = await GatewayHost.StartAsync(
            ProxyJson.Create(new JsonObject { ["p"] = Cluster(provider, server, google) }, TestGateway.Calm), configure: builder =>
                Install(builder, credential));

        using var response =
            await gateway.PostAsync(TestGateway.Generations, $$"""{"model":"p/{{Model(provider)}}","prompt":"a red kite","stream":{{(form == "event" ? "true" : "false")}}}""");
        var told = await response.Content.ReadAsStringAsync();

        Assert.That(told, Does.Contain("***"), told);
        AssertClean(told, gateway);
        Assert.That(server.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task PassThrough_ProviderAnswersWithABadHeader_TheLogHasOneLineWithoutTheKey()
    {
        await using var server = RawProvider.Start(connection => connection.SendAsync("HTTP/1.1 200 OK\r\nBad Header Bearer test-key-123456\r\n\r\n"));
        await using var gateway = await PassThrough.PassThroughWorld.StartAsync(server);

        using var response = await gateway.Client.SendAsync(PassThrough.PassThroughWorld.Post("/openai/v1/chat/completions"));

        Assert.That((int)response.StatusCode, Is.EqualTo(502));
        var lines = gateway.Logs.Entries.Where(entry => $"{entry.Message} {entry.Exception}".Contains("Bad Header", StringComparison.Ordinal)
            && !entry.Category.StartsWith("Yarp", StringComparison.Ordinal)).ToArray();
        Assert.That(lines, Has.Length.EqualTo(1));
        AssertClean(await response.Content.ReadAsStringAsync(), gateway);
    }

    [Test]
    public async Task PassThrough_BodyBreaksWithTheKeyInIt_TheLogIsClean()
    {
        await using var server = RawProvider.Start(async connection =>
        {
            await connection.SendAsync(RawAnswer.JsonInChunks + RawAnswer.Chunk("{") + "test-key-123456\r\n");
            connection.Finish();
        });
        await using var gateway = await PassThrough.PassThroughWorld.StartAsync(server);

        using var response = await gateway.Client.SendAsync(PassThrough.PassThroughWorld.Post("/openai/v1/chat/completions"), HttpCompletionOption.ResponseHeadersRead);

        Assert.That((int)response.StatusCode, Is.EqualTo(502));
        await Answers.EventuallyAsync(() => gateway.Logs.Entries.Any(entry => entry.Id.Name == "PassThrough"), "the access line");
        Assert.That(gateway.Logs.Entries.Where(entry => entry.Id.Name == "ForwardingFailed").Select(entry => entry.Message), Has.None.Contain("test-key-123456"));
    }

    // The shipped levels keep YARP's own lines out; here every level is on.
    private static void AssertClean(string told, GatewayHost gateway)
    {
        foreach (var secret in (string[])["test-key-123456", AccessKey, SecretKey, Session, "ya29.first", "token-1", "IQoJb3", "AKIA"])
        {
            Assert.That(told, Does.Not.Contain(secret));
            Assert.That(gateway.Logs.Entries.Select(entry => $"{entry.Message} {entry.Exception}").Where(line => line.Contains(secret, StringComparison.Ordinal)), Is.Empty);
        }
    }

    private static JsonObject Cluster(string provider, RawProvider server, FakeGoogle google)
    {
        var root = $"http://127.0.0.1:{server.Port}/";
        return provider switch
        {
            "bedrock" => ProxyJson.Cluster("bedrock", root, null, ("AccessKeyId", AccessKey), ("SecretAccessKey", SecretKey), ("SessionToken", Session), ("Region", "eu-west-1")),
            "bedrock chain" => ProxyJson.Cluster("bedrock", root, null, ("Profile", "drawing"), ("Region", "eu-west-1")),
            "vertex" => ProxyJson.Cluster("vertex", root + "v1/", null, ("ServiceAccount", TestAccount.Json()), ("TokenUri", google.TokenUri), ("Location", "us-central1")),
            "azure" => ProxyJson.Cluster("azure", root, null, ("Entra", "true")),
            _ => ProxyJson.Cluster("openai", server.Address),
        };
    }

    private static string Model(string provider) => provider switch
    {
        "vertex" => "gemini-3-pro-image",
        "openai" or "azure" => "gpt-image-2",
        _ => "amazon.nova-canvas-v1:0",
    };

    private static void Install(WebApplicationBuilder builder, FakeTokenCredential credential)
    {
        builder.Services.Replace(ServiceDescriptor.Singleton(_ => new GoogleTokens(
            new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }, new StubHandler(), _ => null, TimeProvider.System)));
        builder.Services.Replace(ServiceDescriptor.Singleton(_ => new EntraTokens(() => credential, TimeProvider.System)));
        builder.Services.Replace(ServiceDescriptor.Singleton(_ => new AwsCredentialSource(
            _ => Task.FromResult(AwsCredentials.Create(AccessKey, SecretKey, Session)), TimeProvider.System)));
    }

    private static Task EchoAsync(RawConnection connection, string form)
    {
        var request = connection.Request;
        var echo = $"refused: Authorization: {request.Header("Authorization")}; x-amz-security-token:{request.Header("x-amz-security-token")} {request.Header("api-key")} "
            + Uri.EscapeDataString($"{request.Header("Authorization")} {request.Header("x-amz-security-token")}");
        var error = new JsonObject { ["message"] = echo, ["type"] = "invalid_request_error", ["code"] = "bad" };
        var body = new JsonObject { ["error"] = error, ["message"] = echo }.ToJsonString();
        return form switch
        {
            "event" => connection.SendAsync(RawAnswer.EventsInChunks + RawAnswer.Chunk($"event: error\ndata: {body}\n\n") + RawAnswer.LastChunk),
            "error" => connection.SendAsync(RawAnswer.Whole(401, body)),
            _ => connection.SendAsync(RawAnswer.Whole(200, body)),
        };
    }
}
