using System.Text.Json;
using Iris.Gateway.Tests.Unit.Transforms;
using Iris.Gateway.Tests.Unit.Transforms.Answers;
using Iris.Gateway.Tests.Unit.Transforms.Dialects.OpenAI;
using Iris.Transforms.Codecs;
using Iris.Transforms.Families.OpenAI;
using Iris.Transforms.Requests;
using Iris.Transforms.Requests.Members;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Architecture;

/// <summary>
/// The promise: an optional member of a request is one row of a table, by which the dialect reads it, the OpenAI family writes it and a report quotes
/// it.
/// </summary>
internal sealed class RequestMemberTests
{
    // The properties that are no optional member: those of every request, and derived ones.
    private static readonly string[] Others = ["Operation", "Inputs", "Mask", "Model", "Prompt", "Stream", "Fallbacks", "Extras", "Count", "Given"];

    private static readonly ImageParameters Everything = Enum.GetValues<ImageParameters>().Aggregate((sum, flag) => sum | flag);

    /// <summary>A value as JSON and as a report shows it.</summary>
    private sealed record Sample(string Json, string? Text);

    private static IEnumerable<TestCaseData> Rows => RequestMembers.All.Select(member => new TestCaseData(member).SetArgDisplayNames(member.Name));

    [Test]
    public void Table_EveryFlag_HasExactlyOneRow() => Assert.Multiple(() =>
    {
        Assert.That(RequestMembers.All.Select(member => member.Flag),
            Is.EquivalentTo(Enum.GetValues<ImageParameters>().Except([ImageParameters.None])));
        Assert.That(RequestMembers.All.Select(member => member.Name), Is.Unique);
        Assert.That(RequestMembers.All, Has.All.Matches<RequestMember>(member => ReferenceEquals(RequestMembers.Find(member.Name), member)));
        Assert.That(RequestMembers.Find("prompt"), Is.Null);
    });

    [Test]
    public void Table_EveryOptionalProperty_HasExactlyOneRow() => Assert.That(
        RequestMembers.All.Select(member => ChangedBy(member).Single()),
        Is.EquivalentTo(typeof(ImageRequest).GetProperties().Select(property => property.Name).Except(Others)));

    [TestCaseSource(nameof(Rows))]
    public void Row_EachSample_IsReadAndWrittenAsItCame(RequestMember member)
    {
        foreach (var sample in SamplesOf(member))
        {
            var request = Read(member, sample);
            Assert.That((request.Given, member.TextOf(request)), Is.EqualTo((member.Flag, sample.Text)), sample.Json);

            using var expected = JsonDocument.Parse($$"""{"model":"openai/gpt-image-2","prompt":"a kite","{{member.Name}}":{{sample.Json}}}""");
            using var written = JsonDocument.Parse(Write(request, member.Flag));
            Assert.That(JsonElement.DeepEquals(written.RootElement, expected.RootElement), written.RootElement.GetRawText());
        }
    }

    [TestCaseSource(nameof(Rows))]
    public void Row_ModelDoesNotTakeIt_IsNotWrittenAndReported(RequestMember member)
    {
        // The form is judged by itself, and more pictures become more calls.
        var isReported = member.Flag is not (ImageParameters.N or ImageParameters.ResponseFormat);
        foreach (var sample in SamplesOf(member))
        {
            var call = CallOf(Read(member, sample), ImageParameters.None);
            var context = Answer.NewContext(new FakeTimeProvider(), call.Request);
            Assert.That(CapabilityCheck.Judge(call, strict: false, context), Is.Null);
            Assert.That(context.Dropped.Select(change => (change.Param, change.Asked)),
                Is.EqualTo(isReported ? new[] { (member.Name, sample.Text) } : []));
            Assert.That(Write(call.Request, ImageParameters.None), Is.EqualTo("""{"model":"openai/gpt-image-2","prompt":"a kite"}"""));
            if (isReported)
                Assert.That(CapabilityCheck.Judge(call, strict: true, context)?.Param, Is.EqualTo(member.Name));
        }
    }

    [TestCaseSource(nameof(Rows))]
    public void Row_ValueBesideItsRange_IsRefusedByName(RequestMember member)
    {
        foreach (var value in BesideRangeOf(member))
        {
            var error = ReadRequest.Bad(ReadRequest.With($"\"{member.Name}\":{value}"));
            Assert.That(error.Param, Is.EqualTo(member.Name), value);
            Assert.That(error.Message, Does.StartWith($"'{member.Name}' must be "), value);
        }
    }

    [Test]
    public void Table_AnyMembersTogether_SurviveWritingAndReading()
    {
        var random = new Random(20261126);
        for (var round = 0; round < 300; round++)
        {
            var chosen = RequestMembers.All.Where(_ => random.Next(2) == 0).ToArray();
            random.Shuffle(chosen);
            var members = chosen.Select(member => $"\"{member.Name}\":{Pick(random, SamplesOf(member)).Json}").Append("\"stream\":false");
            var request = ReadRequest.Good(ReadRequest.With(string.Join(',', members)));
            var again = ReadRequest.Good(Write(request, Everything));
            Assert.That(ReadRequest.Describe(again), Is.EqualTo(ReadRequest.Describe(request)));
        }
    }

    private static ImageRequest Read(RequestMember member, Sample sample) => ReadRequest.Good(ReadRequest.With($"\"{member.Name}\":{sample.Json}"));

    private static string Write(ImageRequest request, ImageParameters accepts) =>
        Splits.Latin(ImagesRequestWriter.Write(CallOf(request, accepts), request.Model).ToArray());

    private static ProviderCall CallOf(ImageRequest request, ImageParameters accepts) => new()
    {
        Request = request,
        Model = request.Model,
        Address = new Uri("http://provider.invalid/"),
        Settings = new Dictionary<string, string>(),
        Capabilities = new ModelCapabilities { Models = "*", Accepts = accepts },
    };

    private static IEnumerable<string> ChangedBy(RequestMember member)
    {
        var (without, with) = (new ImageRequest(), Read(member, SamplesOf(member)[0]));
        return typeof(ImageRequest).GetProperties()
            .Where(property => !Others.Contains(property.Name) && !Equals(property.GetValue(without), property.GetValue(with)))
            .Select(property => property.Name);
    }

    private static Sample[] SamplesOf(RequestMember member) => member switch
    {
        TextMember => [new("\"a b\"", "a b"), new("\"x\\u0041\\\"\"", "xA\"")],
        IntegerMember integer => [.. new[] { integer.Least, integer.Most }.Select(value => new Sample($"{value}", $"{value}"))],
        SizeMember => [new("\"1x1\"", "1x1"), new("\"65535x1\"", "65535x1"), new("\"auto\"", "auto")],
        FormMember => [new("\"b64_json\"", "b64_json"), new("\"url\"", "url")],
        JsonMember { Shape: JsonShape.Strings } => [new("[\"a\",\"b\"]", null), new("[]", null)],
        JsonMember => [new("{\"a\":[1.50,null]}", null)],
        _ => throw new InvalidOperationException($"no sample for {member.Name}"),
    };

    private static string[] BesideRangeOf(RequestMember member) => member switch
    {
        TextMember { Most: < int.MaxValue } text => ["1", $"\"{new string('x', text.Most + 1)}\""],
        TextMember => ["1", "[\"x\"]"],
        IntegerMember integer => [$"{(Int128)integer.Least - 1}", $"{(Int128)integer.Most + 1}", "1.0", "\"1\""],
        SizeMember => ["\"0x1\"", "\"100000x1\"", "\"65536x1\"", "\"16385x16384\"", "1"],
        FormMember => ["\"base64\"", "1"],
        JsonMember { Shape: JsonShape.Strings } => ["\"x\"", "[1]", "{}"],
        _ => ["[]", "\"x\""],
    };

    private static T Pick<T>(Random random, T[] items) => items[random.Next(items.Length)];
}
