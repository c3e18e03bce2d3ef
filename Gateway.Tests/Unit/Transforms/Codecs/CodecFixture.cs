using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Codecs;

/// <summary>A provider's files under <c>Fixtures/</c>: its real wire format.</summary>
internal static class CodecFixture
{
    private static string Root => Path.Combine(AppContext.BaseDirectory, "Fixtures");

    public static byte[] Bytes(string path) => File.ReadAllBytes(Path.Combine(Root, path));

    public static string Text(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>Names of the files in a folder; none where it is missing.</summary>
    public static string[] Files(string folder)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Fixtures", folder);
        return Directory.Exists(path) ? [.. Directory.GetFiles(path).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)] : [];
    }

    /// <summary>How long a document is without the line breaks behind it.</summary>
    public static int LengthOf(byte[] bytes) => bytes.AsSpan().TrimEnd("\r\n"u8).Length;

    /// <summary>Where a text begins in a document.</summary>
    public static int IndexOf(byte[] bytes, string text) => bytes.AsSpan().IndexOf(Splits.Utf8(text));

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
