using System.Net;
using System.Text.Json.Nodes;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Hosting;

/// <summary>Reads answers and holds failures against the contract's envelope.</summary>
internal static class Answers
{
    /// <summary>The body as JSON.</summary>
    public static async Task<JsonObject> JsonAsync(this HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync().WaitAsync(Patience.Long))!.AsObject();

    /// <summary>Asserts that the answer is a failure in a whole envelope.</summary>
    /// <returns>The envelope.</returns>
    public static async Task<JsonObject> EnvelopeAsync(this HttpResponseMessage response, HttpStatusCode status)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.That(response.StatusCode, Is.EqualTo(status), text);
        Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/json"));
        var envelope = JsonNode.Parse(text)!.AsObject();
        var id = response.Headers.GetValues("x-request-id").Single();
        Assert.Multiple(() =>
        {
            Assert.That((string?)envelope["event_id"], Is.EqualTo(id));
            Assert.That((string?)envelope["type"], Is.Not.Empty);
            Assert.That(envelope["is_bifrost_error"]!.GetValueKind(), Is.AnyOf(System.Text.Json.JsonValueKind.True, System.Text.Json.JsonValueKind.False));
            Assert.That((int?)envelope["status_code"], Is.EqualTo((int)status));
            Assert.That((string?)envelope["error"]!["message"], Is.Not.Empty);
            Assert.That(envelope["extra_fields"], Is.InstanceOf<JsonObject>());
        });
        return envelope;
    }

    /// <summary>Asserts that the answer is a failure as any web server gives it: the status and its name, and nothing of the gateway's.</summary>
    public static async Task PlainAsync(this HttpResponseMessage response, HttpStatusCode status)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.That(response.StatusCode, Is.EqualTo(status), text);
        Assert.Multiple(() =>
        {
            Assert.That(response.Content.Headers.ContentType!.ToString(), Is.EqualTo("text/plain; charset=utf-8"));
            Assert.That(text, Is.EqualTo($"{(int)status} {Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase((int)status)}\n"));
            // The server's own word where it has not read the body.
            Assert.That(response.Headers.Select(header => header.Key.ToLowerInvariant()).Where(name => name != "connection"),
                Is.EquivalentTo(new[] { "date", "x-request-id" }));
        });
    }

    /// <summary>Waits for something that another thread brings about; the time only bounds a failure.</summary>
    public static async Task EventuallyAsync(Func<bool> condition, string what)
    {
        using var guard = new CancellationTokenSource(Patience.Long);
        while (!condition())
        {
            if (guard.IsCancellationRequested)
                Assert.Fail($"did not come about within a minute: {what}");
            await Task.Delay(5, CancellationToken.None);
        }
    }
}
