using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Unit.Transforms.Codecs;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers;

internal sealed partial class ProviderFixtureTests
{
    private static IEnumerable<FixtureCase> Edits() => FixtureCase.All("edits");

    /// <summary>The client's pictures reach the provider whole, in their order and in its own form, or the call is refused.</summary>
    [TestCaseSource(nameof(Edits))]
    public async Task Edit_OfTheClient_BecomesTheProvidersWithEveryPicture(FixtureCase fixture)
    {
        var row = fixture.Row;
        var call = fixture.Call();
        if (row["refused"] is { } told)
        {
            var refusal = call.Refuse();
            Assert.That($"{refusal?.Status} {refusal?.Code} {refusal?.Param}: {refusal?.Message}", Is.EqualTo((string)told!));
            return;
        }
        Assert.That(call.Refuse(), Is.Null);
        var request = call.Request();
        var pictures = new SentPictures(row);
        Assert.That($"{request.Method} {request.Uri.PathAndQuery}", Is.EqualTo((string)row["sent"]!));
        Assert.That(request.Accept, Is.EqualTo((string?)row["accept"] ?? "application/json"));
        if (row["form"] is { } form)
        {
            Assert.That(await pictures.FormAsync(request), Is.EqualTo(form.AsArray().Select(part => (string)part!)));
        }
        else
        {
            Assert.That(request.ContentType, Is.EqualTo("application/json"));
            Assert.That(CodecCall.Canonical(JsonNode.Parse(pictures.Json(request))), Is.EqualTo(CodecCall.Canonical(row["body"])));
        }
        Assert.That(call.Context.Dropped.Select(change => change.Param).Order(),
            Is.EqualTo((row["dropped"]?.AsArray() ?? []).Select(param => (string)param!)));
        Assert.That(
            call.Context.Converted.Select(change => $"{change.Param} {change.Sent}").Order(),
            Is.EqualTo((row["converted"]?.AsObject() ?? []).Select(entry => $"{entry.Key} {entry.Value}").Order()));
    }
}
