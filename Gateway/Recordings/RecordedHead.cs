using System.Text;
using System.Text.Json;
using Iris.Gateway.Access;
using Iris.Transforms.Answers;

namespace Iris.Gateway.Recordings;

/// <summary>What stands before an answer's body.</summary>
/// <param name="Status">The status.</param>
/// <param name="Headers">The headers, without those that belong to one client alone.</param>
internal sealed record RecordedHead(int Status, IReadOnlyList<KeyValuePair<string, string>> Headers)
{
    private const string RequestId = "x-request-id";

    /// <summary>The failure that the answer tells, by status and type alone; null for none.</summary>
    public ImageError? Failure { get; init; }

    /// <summary>The ids of the store's files whose addresses the body names: without them it is worth nothing.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>The head of a response that is about to begin.</summary>
    public static RecordedHead Of(int status, IHeaderDictionary headers) => new(
        status,
        [.. headers.Where(header => !IsOfOneClient(header.Key)).Select(header => new KeyValuePair<string, string>(header.Key, header.Value.ToString()))]);

    /// <summary>Writes the head to a client's response that has not begun.</summary>
    public void CopyTo(IHeaderDictionary headers)
    {
        foreach (var (name, value) in Headers)
            headers[name] = value;
    }

    /// <summary>The head as JSON.</summary>
    public string ToJson()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteNumber("status"u8, Status);
            json.WriteStartObject("headers"u8);
            foreach (var (name, value) in Headers)
                json.WriteString(name, value);
            json.WriteEndObject();
            if (Failure is { } failure)
            {
                json.WriteNumber("failure"u8, failure.Status);
                json.WriteString("type"u8, failure.Type);
            }
            if (Files.Count > 0)
            {
                json.WriteStartArray("files"u8);
                foreach (var file in Files)
                    json.WriteStringValue(file);
                json.WriteEndArray();
            }
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    /// <summary>Reads what <see cref="ToJson"/> has written.</summary>
    public static RecordedHead Parse(string text)
    {
        using var json = JsonDocument.Parse(text);
        var root = json.RootElement;
        return new(
            root.GetProperty("status").GetInt32(),
            [.. root.GetProperty("headers").EnumerateObject().Select(header => new KeyValuePair<string, string>(header.Name, header.Value.GetString()!))])
        {
            Failure = root.TryGetProperty("failure", out var status)
                ? FailureOf(status.GetInt32(), root.GetProperty("type").GetString())
                : null,
            Files = root.TryGetProperty("files", out var files) ? [.. files.EnumerateArray().Select(file => file.GetString()!)] : [],
        };
    }

    /// <summary>A failure of which only its kind is kept: logs of later calls need no more.</summary>
    public static ImageError FailureOf(int status, string? type) =>
        new() { Status = status, Type = type, Message = "the answer that is given again tells a failure" };

    private static bool IsOfOneClient(string name) =>
        RateLimitHeaders.IsOne(name) || name.Equals(RequestId, StringComparison.OrdinalIgnoreCase);
}
