using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Jobs;

/// <summary>A provider that takes orders, works on them and tells when it is asked.</summary>
internal sealed class TaskProvider
{
    private readonly HashSet<string> _polled = [];
    private RawProvider? _sockets;
    private int _orders;
    private int _polls;
    private int _unknown;

    public bool IsReady { get; set; }
    /// <summary>What polls are answered, in place of how far the order is.</summary>
    public string? Trouble { get; set; }
    /// <summary>How many polls from now on meet a server that does not know the order yet.</summary>
    public int Unknown { set => Volatile.Write(ref _unknown, value); }
    public int MostReceipts { get; init; } = 100;
    public int Orders => Volatile.Read(ref _orders);
    public int Polls => Volatile.Read(ref _polls);
    public int Polled { get { lock (_polled) return _polled.Count; } }

    public RawProvider Start() => _sockets = RawProvider.Start(AnswerAsync);

    /// <summary>Orders a job at a gateway that is a process, and kills it while this provider works on all of the job's orders.</summary>
    /// <returns>The job's path.</returns>
    public async Task<string> OrderAndKillAsync(string file, string request, int orders = 1, params (string, string)[] headers)
    {
        // Whoever sends a picture edits it.
        var operations = request.Contains("\"image\"", StringComparison.Ordinal) ? "/v1/async/images/edits" : JobClients.Orders;
        var directory = await GatewayProgram.DirectoryOfAsync(file);
        using var client = new HttpClient();
        await using var program = GatewayProgram.Start(directory, "--urls", "http://127.0.0.1:0");
        using var ordered = await client.AskAsync(HttpMethod.Post, new Uri(await program.UrlAsync(), operations), request, headers: headers);
        Assert.That((int)ordered.StatusCode, Is.EqualTo(202), await ordered.Content.ReadAsStringAsync());
        await Patience.UntilAsync(() => Polled == orders, "the orders are polled");
        await program.KillAsync();
        return ordered.Headers.Location!.OriginalString;
    }

    private Task AnswerAsync(RawConnection connection)
    {
        var line = connection.Request.Head[..connection.Request.Head.IndexOf("\r\n", StringComparison.Ordinal)];
        var origin = $"http://127.0.0.1:{_sockets!.Port}";
        if (line.StartsWith("POST ", StringComparison.Ordinal))
        {
            var order = Interlocked.Increment(ref _orders);
            return order > MostReceipts ? connection.HoldAsync() : connection.SendAsync(RawAnswer.Whole(
                200, $$"""{"id":"{{order}}","polling_url":"{{origin}}/v1/get_result?id={{order}}","cost":3.0}"""));
        }
        if (!line.Contains("get_result", StringComparison.Ordinal))
            return connection.SendPictureAsync();
        Interlocked.Increment(ref _polls);
        lock (_polled)
            _polled.Add(line);
        if (Interlocked.Decrement(ref _unknown) >= 0)
            return connection.SendAsync(RawAnswer.Whole(404, """{"detail":"Task not found"}"""));
        return connection.SendAsync(Trouble ?? RawAnswer.Whole(200, IsReady
            ? $$$"""{"id":"1","status":"Ready","result":{"sample":"{{{origin}}}/picture.png","seed":42}}"""
            : """{"id":"1","status":"Pending","result":null}"""));
    }
}

file static class Pictures
{
    public static async Task SendPictureAsync(this RawConnection connection)
    {
        var picture = Convert.FromBase64String(RawAnswer.Pixel);
        await connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: {picture.Length}\r\n\r\n");
        await connection.SendAsync(picture);
    }
}
