using System.Collections.Frozen;
using System.Net;
using System.Text.Json.Nodes;
using Azure.Identity;
using Iris.Gateway.Calls;
using Iris.Gateway.Credentials;
using Iris.Gateway.Model;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Unit.Gateway.Calls;
using Iris.Gateway.Tests.Unit.Gateway.Credentials;
using Iris.Gateway.Tests.Unit.Gateway.Exchanges;
using Iris.Transforms.Providers.OpenAI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Errors;

/// <summary>The log holds what the envelope hides; secrets, prompts and pictures stand in neither of the two.</summary>
internal sealed class FailureLogTests
{
    private static readonly ImageDestination Destination = ThrowingCodec.Destination with
    {
        ApiKey = "key-of-destination",
        Settings = FrozenDictionary.ToFrozenDictionary(
            new Dictionary<string, string> { ["SecretAccessKey"] = "secret-of-aws", ["Region"] = "eu-west-1" }, StringComparer.OrdinalIgnoreCase),
        OpenSettings = ["Region"],
    };

    [TestCase("plain text, stays", "plain text, stays")]
    [TestCase("refused key-of-destination", "refused ***")]
    [TestCase("secret-of-aws in eu-west-1", "*** in eu-west-1")]
    [TestCase("cannot read 'a red fox in the snow'", "cannot read '***'")]
    [TestCase("line\r\n  two\ttabs", "line two tabs")]
    [TestCase("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4ifQ.x", "eyJhbGciOiJSUzI1NiJ9.***.x")]
    [TestCase("/var/run/secrets/kubernetes.io/serviceaccount/namespaces/token", "/var/run/secrets/kubernetes.io/serviceaccount/namespaces/token")]
    [TestCase("bad iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk/M9Q here", "bad *** here")]
    public void ForLog_Text_LosesWhatMustNotBeTold(string text, string expected) =>
        Assert.That(KnownTokens.Scrubber().ForLog(text, new OpenAIProvider(), Destination, "a red fox in the snow"), Is.EqualTo(expected));

    [Test]
    public void ForLog_LongText_IsCut() =>
        Assert.That(KnownTokens.Scrubber().ForLog(string.Concat(Enumerable.Repeat("word ", 500)), new OpenAIProvider(), Destination),
            Has.Length.EqualTo(513));

    [Test]
    public async Task Run_CodecThrowsBeforeTheFirstByte_IsLoggedWithTypeMessageAndStack()
    {
        using var logs = new LogCapture();
        var failure = await ThrowingCodec.RunAsync(new ThrowingCodec("a fault near 'a red kite' with key-of-test", throwAt: 0), logs);

        var line = logs.Entries.Single();
        Assert.Multiple(() =>
        {
            Assert.That(failure!.Type, Is.EqualTo("internal_error"));
            Assert.That(line.Level, Is.EqualTo(LogLevel.Error));
            Assert.That(line.Id.Name, Is.EqualTo("AttemptFault"));
            Assert.That(line.Message, Does.StartWith(
                "request id: the attempt at throwing, destination main, failed unexpectedly: System.InvalidOperationException: a fault near '***' with *** <- System.FormatException: inner ***\n"));
            Assert.That(line.Message, Does.Contain("at Iris.Gateway.Tests.Unit.Gateway.Exchanges.ThrowingCodec.").And.Contain("OnFeed"));
            Assert.That(line.Exception, Is.Null, "its text would go out as it is");
        });
    }

    [Test]
    public async Task Run_CodecThrowsBehindItsFirstPicture_IsLoggedAndTold()
    {
        using var logs = new LogCapture();
        string? body = null;
        var failure = await ThrowingCodec.RunAsync(
            new ThrowingCodec("a fault", throwAt: 1), logs, stream: true, read: text => Task.FromResult(body = text));

        Assert.Multiple(() =>
        {
            Assert.That(body, Does.Contain("event: image_generation.completed\n").And.Contain("event: error\n").And.Not.Contain("a fault"));
            Assert.That(failure!.Type, Is.EqualTo("internal_error"));
            Assert.That(logs.Entries.Single().Id.Name, Is.EqualTo("AttemptFault"));
        });
    }

    [Test]
    public async Task Generate_NoCredential_IsAWarningWithTheCauseAndNoSecret()
    {
        var credential = new FakeTokenCredential(() => DateTimeOffset.UtcNow.AddHours(1))
        {
            Failure = new AuthenticationFailedException("ClientSecretCredential: AADSTS7000215 at\nhttps://login.example/ with " + new string('s', 64)),
        };
        await using var gateway = await GatewayHost.StartAsync(
            ProxyJson.Create(new JsonObject { ["azure"] = ProxyJson.Cluster("azure", "http://azure.invalid/", null, ("Entra", "true")) }),
            configure: builder => builder.Services.Replace(ServiceDescriptor.Singleton(new EntraTokens(() => credential, TimeProvider.System))));
        using var response = await gateway.PostAsync("/v1/images/generations", """{"model":"azure/draw","prompt":"a red kite"}""");

        var envelope = await response.EnvelopeAsync(HttpStatusCode.BadGateway);
        var line = gateway.Logs.Entries.Single(entry => entry.Id.Name == "CredentialFailed");
        Assert.Multiple(() =>
        {
            Assert.That(envelope.ToJsonString(), Does.Not.Contain("AADSTS"));
            Assert.That(line.Level, Is.EqualTo(LogLevel.Warning));
            Assert.That(line.Message, Does.EndWith(
                "no credential for azure, destination main: no Microsoft Entra token could be obtained for the provider; cause: "
                + "Azure.Identity.AuthenticationFailedException: ClientSecretCredential: AADSTS7000215 at https://login.example/ with ***"));
        });
    }

    [Test]
    public void CredentialFailed_SharedFailure_NamesTheFirstCause()
    {
        using var logs = new LogCapture();
        using var factory = LoggerFactory.Create(builder => builder.AddProvider(logs));
        var shared = new CredentialException("told", new CredentialException("told", new InvalidDataException("the file is no JSON")));
        new FailureLog(factory.CreateLogger<FailureLog>(), KnownTokens.Scrubber(),
            new LineBudget(TimeProvider.System, NullLogger<LineBudget>.Instance)).CredentialFailed(
            "id", new ImageCluster(
                "vertex", new OpenAIProvider(), new DeadlineOptions(), new ResilienceOptions(), 1024, FrozenDictionary<string, ImageDestination>.Empty),
            Destination, shared);

        Assert.That(logs.Entries.Single().Message, Is.EqualTo(
            "request id: no credential for vertex, destination main: told; cause: System.IO.InvalidDataException: the file is no JSON"));
    }
}
