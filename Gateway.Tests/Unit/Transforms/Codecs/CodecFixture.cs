using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Unit.Gateway.Configuration;
using Iris.Transforms;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Codecs;

/// <summary>A provider's files under <c>Fixtures/</c>: its real wire format.</summary>
internal static class CodecFixture
{
    private static readonly string Root = Repository.PathOf(Path.Combine("Gateway.Tests", "Fixtures"));

    public static byte[] Bytes(string path) => File.ReadAllBytes(Path.Combine(Root, path));

    public static string Text(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>Names of the folders in a folder.</summary>
    public static string[] Folders(string folder) => [.. Directory.GetDirectories(Path.Combine(Root, folder)).Select(path => Path.GetFileName(path))];

    /// <summary>Names of the files in a folder; none where it is missing.</summary>
    public static string[] Files(string folder)
    {
        var path = Path.Combine(Root, folder);
        return Directory.Exists(path) ? [.. Directory.GetFiles(path).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)] : [];
    }

    /// <summary>How long a document is without the line breaks behind it.</summary>
    public static int LengthOf(byte[] bytes) => bytes.AsSpan().TrimEnd("\r\n"u8).Length;

    /// <summary>How long a document is before a text stands in it for the last time.</summary>
    public static int LengthBefore(byte[] bytes, string text) => bytes.AsSpan().LastIndexOf(Splits.Utf8(text));

    /// <summary>Reads a failed answer.</summary>
    public static ImageError ReadError(
        string provider, int status, string? contentType, ReadOnlyMemory<byte> body, TimeSpan? wait = null, string? errorType = null,
        bool insideSuccess = false) =>
        ProviderCatalog.All[provider].ReadError(
            new ErrorAnswer(status, contentType, body, wait) { ErrorType = errorType, InsideSuccess = insideSuccess });

    /// <summary>A failure as text, one member a line, as <see cref="Describe(JsonNode)"/> describes what a case expects.</summary>
    public static string Describe(ImageError error) => Describe(Told(error));

    /// <summary>A failure as a case writes it: the members that have a value; <c>retryAfter</c> in seconds.</summary>
    public static JsonObject Told(ImageError error)
    {
        var told = new JsonObject { ["status"] = error.Status, ["type"] = error.Type, ["code"] = error.Code, ["param"] = error.Param, ["message"] = error.Message,
            ["cause"] = error.Cause, ["innerCode"] = error.InnerCode };
        if (error.RetryAfter is { } wait)
            told["retryAfter"] = wait.TotalSeconds;
        if (error.ModerationDetails is { } details)
            told["moderationDetails"] = JsonNode.Parse(details.Span);
        if (error.IsGatewayFault)
            told["gatewayFault"] = true;
        foreach (var name in told.Where(member => member.Value is null).Select(member => member.Key).ToList())
            told.Remove(name);
        return told;
    }

    /// <summary>The expected failure of a case as text, one member a line.</summary>
    public static string Describe(JsonNode told) =>
        string.Join('\n', told.AsObject().OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => $"{member.Key} {CodecCall.Canonical(member.Value)}"));

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
