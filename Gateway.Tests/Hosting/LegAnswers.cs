using System.Text;
using System.Text.Json.Nodes;

namespace Iris.Gateway.Tests.Hosting;

/// <summary>Providers that are ordered from, polled and fetched from: one script per leg.</summary>
internal static class LegAnswers
{
    /// <summary>A script that answers with a text.</summary>
    public static Func<RawConnection, Task> SaysText(string json) => connection => connection.SendAsync(RawAnswer.Whole(200, json));

    /// <summary>A script that answers with the bytes of a picture.</summary>
    public static async Task SendsPictureAsync(RawConnection connection)
    {
        var picture = Convert.FromBase64String(RawAnswer.Pixel);
        await connection.SendAsync(Encoding.ASCII.GetBytes(
            $"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: {picture.Length}\r\n\r\n"));
        await connection.SendAsync(picture);
    }

    /// <summary>A script that breaks the connection before it has answered.</summary>
    public static Task ResetsAsync(RawConnection connection)
    {
        connection.Reset();
        return Task.CompletedTask;
    }

    /// <summary>Lets the wait before a poll pass, once it has begun.</summary>
    public static async Task PollAsync(this TestClock clock, int poll) => clock.Advance(await clock.BeforePollAsync(poll));

    /// <summary>Waits until the wait before a poll has begun: half a second, growing by half to five, and up to a fifth more.</summary>
    public static Task<TimeSpan> BeforePollAsync(this TestClock clock, int poll, int times = 1)
    {
        var least = TimeSpan.FromSeconds(Math.Min(0.5 * Math.Pow(1.5, poll), 5));
        return clock.ArmedAsync(due => due >= least && due <= least * 1.2, times);
    }

    /// <summary>Method and path of every request so far.</summary>
    public static string[] Lines(this RawProvider provider) =>
        [.. provider.Requests.Select(request => request.Head.Split("\r\n")[0].Replace(" HTTP/1.1", "", StringComparison.Ordinal))];

    /// <summary>The answer's only picture.</summary>
    public static string? Picture(this JsonObject answer) => (string?)answer["data"]!.AsArray().Single()!["b64_json"];
}
