using System.Text;
using System.Text.Json;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Answers;

/// <summary>A strict reader of what the SSE sink writes.</summary>
internal static class EventStream
{
    /// <summary>
    /// The data objects. Every event has one data line of valid JSON without doubled members, its last <c>event:</c> line equals its
    /// <c>type</c>, and sequence numbers count up from zero.
    /// </summary>
    public static List<JsonElement> Parse(ReadOnlySpan<byte> output)
    {
        var events = new List<JsonElement>();
        var text = Encoding.UTF8.GetString(output);
        if (text.Length == 0)
            return events;
        Assert.That(text, Does.EndWith("\n\n"), "a stream ends behind an event");
        foreach (var block in text[..^2].Split("\n\n"))
        {
            var lines = block.Split('\n');
            var data = lines.Single(line => line.StartsWith("data: ", StringComparison.Ordinal))[6..];
            using var document = JsonDocument.Parse(data, new JsonDocumentOptions { AllowDuplicateProperties = false });
            var root = document.RootElement.Clone();
            Assert.That(root.GetProperty("sequence_number").GetInt32(), Is.EqualTo(events.Count), block);
            Assert.That(
                lines.Last(line => line.StartsWith("event: ", StringComparison.Ordinal)), Is.EqualTo("event: " + root.GetProperty("type").GetString()), block);
            Assert.That(lines,
                Has.All.Matches<string>(line => line.StartsWith("data: ", StringComparison.Ordinal) || line.StartsWith("event: ", StringComparison.Ordinal)));
            events.Add(root);
        }
        return events;
    }

    /// <summary>The types of all events, one a word.</summary>
    public static string Types(this List<JsonElement> events) =>
        string.Join(' ', events.Select(item => item.GetProperty("type").GetString()!.Replace("image_generation.", "", StringComparison.Ordinal)));
}
