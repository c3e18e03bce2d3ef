using System.Net;
using System.Text.Json;
using Iris.Sandbox;
using Iris.Sandbox.Inputs;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Sandbox;

/// <summary>No call holds a place or the processor for long, unless the operator allows it.</summary>
[TestFixture]
public sealed class SandboxBoundsTests
{
    [TestCase("painter~delay=121s", "", "model", "MostDelay")]
    [TestCase("painter~delay=60m", "", "model", "MostDelay")]
    [TestCase("painter~pace=13s", "\"n\":10", "model", "MostDelay")]
    [TestCase("painter~pace=31s", "\"stream\":true,\"partial_images\":3", "model", "MostDelay")]
    [TestCase("painter~delay=100s~pace=21s", "", "model", "MostDelay")]
    [TestCase("painter", "\"n\":10,\"size\":\"2048x2048\"", "n", "MostPixels")]
    [TestCase("painter", "\"n\":3,\"size\":\"3840x2160\"", "n", "MostPixels")]
    [TestCase("painter", "\"n\":6,\"size\":\"1024x1024\",\"stream\":true,\"partial_images\":3", "n", "MostPixels")]
    [TestCase("painter", "\"n\":3,\"size\":\"2048x2048\",\"stream\":true,\"partial_images\":3", "n", "MostPixels")]
    public async Task Send_BeyondTheBounds_Is400AndNamesTheMemberAndTheSetting(string model, string members, string param, string setting)
    {
        var size = members.Contains("size", StringComparison.Ordinal) ? "" : ",\"size\":\"64x64\"";
        var error = await SandboxCall.ErrorAsync($$"""{"model":"{{model}}","prompt":"a fox"{{size}}{{(members.Length > 0 ? "," : "")}}{{members}}}""", HttpStatusCode.BadRequest);

        Assert.That((error.GetProperty("param").GetString(), error.GetProperty("code").GetString()), Is.EqualTo((param, "invalid_value")));
        Assert.That(error.GetProperty("message").GetString(), Does.Contain($"'{param}'").And.Contain(setting));
    }

    [TestCase("painter~delay=2m", 1, 64, 0)]
    [TestCase("painter~pace=12s", 10, 64, 0)]
    [TestCase("painter", 5, 1024, 3)]
    [TestCase("painter", 10, 1024, 1)]
    [TestCase("painter", 5, 2048, 0)]
    public void Check_WithinTheDefaults_IsAllowed(string model, int count, int side, int drafts) =>
        Assert.That(SandboxBounds.Default.Check(Request(model, count, side, drafts)), Is.Null);

    [Test]
    public void Check_OnePictureTooLarge_NamesTheSize()
    {
        var error = new SandboxBounds(null, 1_000_000).Check(Request("painter", 4, 1024, 0));

        Assert.That((error!.Param, error.Status), Is.EqualTo(("size", 400)));
        Assert.That(error.Message, Does.Contain("a smaller 'size'"));
    }

    [Test]
    public void Check_TooManyPictures_SaysHowManyThereMayBe() =>
        Assert.That(SandboxBounds.Default.Check(Request("painter", 10, 2048, 0))!.Message, Does.Contain("Ask for at most 5 at once"));

    [TestCase("", 120, 20_971_520L)]
    [TestCase("?most-delay=01%3A00%3A00&most-pixels=", 3600, 20_971_520L)]
    [TestCase("?most-delay=none&most-pixels=none", null, null)]
    [TestCase("?most-delay=00:00:00&most-pixels=5", 0, 5L)]
    public void Of_TheAddress_SetsAndLiftsBounds(string query, int? seconds, long? pixels) =>
        Assert.That(
            SandboxBounds.Of(new Uri("http://sandbox/v1/images/generations" + query)),
            Is.EqualTo(new SandboxBounds(seconds is { } delay ? TimeSpan.FromSeconds(delay) : null, pixels)));

    [Test]
    public async Task Send_WithTheBoundLifted_Waits()
    {
        var time = new FakeTimeProvider();
        var answer = SandboxCall.SendAsync(SandboxCall.Body(model: "painter~delay=60m"), time, "images/generations?most-delay=none");
        time.Advance(TimeSpan.FromMinutes(59));
        Assert.That(answer.IsCompleted, Is.False);

        time.Advance(TimeSpan.FromMinutes(1));

        using var response = await answer.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    private static SandboxRequest Request(string model, int count, int side, int drafts)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(
            new { model, prompt = "a fox", n = count, size = $"{side}x{side}", stream = drafts > 0, partial_images = drafts });
        Assert.That(SandboxRequest.Parse(json, SandboxOperation.Generation, SandboxInputs.None, out var request), Is.Null);
        return request!;
    }
}
