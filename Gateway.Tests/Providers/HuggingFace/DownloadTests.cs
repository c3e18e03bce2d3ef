using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;
using static Iris.Gateway.Tests.Hosting.TestGateway;
using static Iris.Gateway.Tests.Hosting.LegAnswers;

namespace Iris.Gateway.Tests.Providers.HuggingFace;

/// <summary>Pictures that a provider has put somewhere, where the client wants them in the answer.</summary>
internal sealed class DownloadTests
{
    private const string AskBytes = """{"model":"huggingface/hf-inference/org/model","prompt":"a fox","response_format":"b64_json"}""";

    [Test]
    public async Task Generate_PictureIsOnTheOwnHost_IsFetchedWithTheCredential()
    {
        RawProvider? itself = null;
        await using var provider = itself = RawProvider.Start(
            connection => connection.SendAsync(RawAnswer.Whole(200, Output($"http://127.0.0.1:{itself!.Port}/files/x.png"))), SendsPictureAsync);
        await using var gateway = await HuggingFaceWorld.StartAsync(provider);

        using var response = await gateway.PostAsync(Generations, AskBytes);

        Assert.That((await response.JsonAsync()).Picture(), Is.EqualTo(RawAnswer.Pixel));
        Assert.That(provider.Lines()[1], Is.EqualTo("GET /files/x.png"));
        Assert.That(provider.Requests[1].Header("Authorization"), Is.EqualTo("Bearer test-key-123456"));
    }

    [Test]
    public async Task Generate_PictureIsOnAForeignHost_IsRefused()
    {
        await using var foreign = RawProvider.Start(SendsPictureAsync);
        await using var provider = RawProvider.Start(SaysText(Output($"http://localhost:{foreign.Port}/x.png")));
        await using var gateway = await HuggingFaceWorld.StartAsync(provider);

        using var response = await gateway.PostAsync(Generations, AskBytes);

        var envelope = await response.EnvelopeAsync(HttpStatusCode.BadGateway);
        Assert.Multiple(() =>
        {
            Assert.That((string?)envelope["error"]!["code"], Is.EqualTo("download_refused"));
            Assert.That(envelope["extra_fields"]!.Trail().Single(), Does.EndWith("billed"));
            Assert.That(foreign.Requests, Is.Empty);
        });
    }

    [Test]
    public async Task Generate_PictureIsGone_IsAFailedDownload()
    {
        RawProvider? itself = null;
        await using var provider = itself = RawProvider.Start(
            connection => connection.SendAsync(RawAnswer.Whole(200, Output($"http://127.0.0.1:{itself!.Port}/files/x.png"))), RawAnswer.Error(404));
        await using var gateway = await HuggingFaceWorld.StartAsync(provider);

        using var response = await gateway.PostAsync(Generations, AskBytes);

        var envelope = await response.EnvelopeAsync(HttpStatusCode.BadGateway);
        Assert.That((string?)envelope["error"]!["code"], Is.EqualTo("download_failed"));
        Assert.That(envelope["extra_fields"]!.Trail().Single(), Does.EndWith("billed"));
    }

    [Test]
    public async Task Generate_SecondPictureIsOnAForeignHost_TheConnectionBreaks()
    {
        RawProvider? itself = null;
        await using var provider = itself = RawProvider.Start(
            connection => connection.SendAsync(RawAnswer.Whole(
                200, $$"""{"images":[{"url":"http://127.0.0.1:{{itself!.Port}}/x.png"},{"url":"https://elsewhere.invalid/y.png"}]}""")),
            SendsPictureAsync);
        await using var gateway = await TestGateway.StartAsync(
            null, null, new JsonObject { ["huggingface"] = ProxyJson.Cluster("huggingface", provider.Address) });

        // The first picture has gone out, and a plain answer has no place for a failure.
        Assert.That(
            async () =>
            {
                using var response = await gateway.PostAsync(
                    Generations, """{"model":"huggingface/fal-ai/fal-ai/flux/dev","prompt":"a fox","n":2,"response_format":"b64_json"}""");
                await response.Content.ReadAsStringAsync().WaitAsync(Patience.Long);
            },
            Throws.InstanceOf<HttpRequestException>());
    }

    private static string Output(string address) => $$"""{"output":["{{address}}"]}""";
}
