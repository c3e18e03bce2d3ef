using System.Text.Json.Nodes;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Codecs;

/// <summary>A provider's files under <c>Fixtures/</c>: its real wire format.</summary>
internal static class CodecFixture
{
    private static string Root => Path.Combine(TestContext.CurrentContext.TestDirectory, "Fixtures");

    public static byte[] Bytes(string path) => File.ReadAllBytes(Path.Combine(Root, path));

    public static string Text(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>Names of the files in a folder, without their endings.</summary>
    public static IEnumerable<string> Names(string folder) =>
        Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Fixtures", folder), "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order();

    /// <summary>
    /// Holds a file of <c>requests/</c> against the codec: <c>client</c> is what the client sends, <c>sent</c> and <c>body</c> are the provider's
    /// request, <c>dropped</c> and <c>converted</c> what the answer tells about it.
    /// </summary>
    public static void CheckRequest(string provider, string name)
    {
        var expected = JsonNode.Parse(Text($"{provider}/requests/{name}.json"))!;
        var settings = expected["settings"]?.AsObject().ToDictionary(entry => entry.Key, entry => (string)entry.Value!);
        var call = CodecCall.Create(provider, (string)expected["model"]!, expected["client"]!.ToJsonString(), settings);

        Assert.That(call.Refuse(), Is.Null);
        var request = call.Request();

        Assert.Multiple(() =>
        {
            Assert.That($"{request.Method} {request.Uri.PathAndQuery}", Is.EqualTo((string)expected["sent"]!));
            Assert.That(request.Uri.AbsoluteUri, Does.StartWith("https://provider.test/"));
            Assert.That(CodecCall.Canonical(JsonNode.Parse(request.Body.Span)), Is.EqualTo(CodecCall.Canonical(expected["body"])));
            Assert.That(call.Context.Dropped.Select(change => change.Param).Order(), Is.EqualTo(expected["dropped"]!.AsArray().Select(param => (string)param!)));
            Assert.That(
                call.Context.Converted.OrderBy(change => change.Param).Select(change => $"{change.Param} {change.Sent}"),
                Is.EqualTo(expected["converted"]!.AsObject().OrderBy(entry => entry.Key).Select(entry => $"{entry.Key} {entry.Value}")));
        });
    }

    /// <summary>
    /// Reads an answer divided at every point, into both forms: what comes out is the file beside it, <c>.out.json</c> and <c>.out.sse</c>. Cut off
    /// anywhere, it is no success.
    /// </summary>
    public static void CheckAnswer(string provider, string model, string members, string file, string? contentType)
    {
        var bytes = Bytes($"{provider}/answers/{file}");
        foreach (var (form, stream) in new[] { ("json", ""), ("sse", "\"stream\":true,") })
        {
            var call = CodecCall.Create(provider, model, stream + members);
            var expected = Text($"{provider}/answers/{file}.out.{form}").TrimEnd('\n');
            Splits.ForEach(bytes, (division, feed) =>
            {
                var outcome = call.Read(contentType, feed);
                Assert.That(outcome.Failure, Is.Null, division);
                Assert.That(outcome.Output.TrimEnd('\n'), Is.EqualTo(expected), division);
            });
            CheckTorn(call, contentType, bytes);
        }
    }

    /// <summary>Cut off anywhere, an answer is no success.</summary>
    public static void CheckTorn(CodecCall call, string? contentType, byte[] bytes)
    {
        // Behind the closing brace stands a line break.
        var end = bytes.AsSpan().TrimEnd("\n"u8).Length;
        for (var cut = 0; cut < end; cut++)
        {
            var outcome = call.Read(contentType, feed => feed(bytes.AsSpan(0, cut)));
            Assert.That(outcome.Failure, Is.Not.Null, $"cut at {cut}");
            Assert.That(outcome.Next, Is.Null, $"cut at {cut}");
        }
    }
}
