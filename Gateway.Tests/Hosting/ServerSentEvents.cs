using System.Text.Json.Nodes;

namespace Iris.Gateway.Tests.Hosting;

/// <summary>One event of a stream; comments have only <see cref="Comment"/>.</summary>
internal sealed record ServerSentEvent(string? Name, string? Data, string? Comment)
{
    /// <summary>The data as JSON.</summary>
    public JsonObject Json => JsonNode.Parse(Data!)!.AsObject();
}

/// <summary>Reads a stream of server-sent events as it arrives, by the rules of the HTML standard.</summary>
internal static class ServerSentEvents
{
    /// <summary>Yields each event when its blank line has come, each comment at once.</summary>
    public static async IAsyncEnumerable<ServerSentEvent> ReadAsync(Stream stream)
    {
        using var reader = new StreamReader(stream);
        string? name = null, data = null;
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.Length == 0)
            {
                if (data is not null)
                    yield return new ServerSentEvent(name, data, null);
                name = data = null;
            }
            else if (line[0] == ':')
            {
                yield return new ServerSentEvent(null, null, line[1..].Trim());
            }
            else if (line.StartsWith("event:", StringComparison.Ordinal))
            {
                name = line[6..].TrimStart();
            }
            else if (line.StartsWith("data:", StringComparison.Ordinal))
            {
                data = (data is null ? "" : data + "\n") + (line.StartsWith("data: ", StringComparison.Ordinal) ? line[6..] : line[5..]);
            }
        }
    }

    /// <summary>All events of a response, comments left out.</summary>
    public static async Task<List<ServerSentEvent>> ReadAllAsync(HttpResponseMessage response)
    {
        var events = new List<ServerSentEvent>();
        await foreach (var item in ReadAsync(await response.Content.ReadAsStreamAsync()))
        {
            if (item.Comment is null)
                events.Add(item);
        }
        return events;
    }
}
