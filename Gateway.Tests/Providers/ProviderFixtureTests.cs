using Iris.Gateway.Tests.Unit.Transforms.Codecs;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers;

/// <summary>
/// The promises that every provider's fixtures are held against; a test's name ends in provider, kind and file. A provider whose data says
/// everything needs no test of its own.
/// </summary>
internal sealed partial class ProviderFixtureTests
{
    private static IEnumerable<FixtureCase> Requests() => FixtureCase.All("requests");

    /// <summary>The provider gets the client's members in its own words, or the answer names those that it did not get.</summary>
    [TestCaseSource(nameof(Requests))]
    public void Request_OfTheClient_BecomesTheProvidersWithItsReports(FixtureCase fixture)
    {
        var row = fixture.Row;
        var call = fixture.Call();
        Assert.That(call.Refuse(), Is.Null);
        var request = call.Request();

        Assert.Multiple(() =>
        {
            Assert.That($"{request.Method} {request.Uri.PathAndQuery}", Is.EqualTo((string)row["sent"]!));
            Assert.That(request.Uri.GetLeftPart(UriPartial.Authority), Is.EqualTo(call.Call.Address.GetLeftPart(UriPartial.Authority)));
            Assert.That(request.ContentType, Is.EqualTo("application/json"));
            Assert.That(request.Accept, Is.EqualTo((string?)row["accept"] ?? "application/json"));
            Assert.That(
                request.Headers.Select(header => $"{header.Name}: {header.Value}"),
                Is.EqualTo((row["headers"]?.AsObject() ?? []).Select(header => $"{header.Key}: {header.Value}")));
            Assert.That(CodecCall.Text(request), Is.EqualTo(CodecCall.Canonical(row["body"])));
            Assert.That(call.Context.Dropped.Select(change => change.Param).Order(), Is.EqualTo(row["dropped"]!.AsArray().Select(param => (string)param!)));
            Assert.That(
                call.Context.Converted.Select(change => $"{change.Param} {change.Sent}").Order(),
                Is.EqualTo(row["converted"]!.AsObject().Select(entry => $"{entry.Key} {entry.Value}").Order()));
        });
    }
}
