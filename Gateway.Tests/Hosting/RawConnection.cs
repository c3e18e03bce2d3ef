using System.Net.Sockets;
using System.Text;

namespace Iris.Gateway.Tests.Hosting;

/// <summary>A request as it came over the wire.</summary>
/// <param name="Head">Request line and headers.</param>
/// <param name="Body">The body, by its Content-Length.</param>
internal sealed record RawRequest(string Head, string Body)
{
    /// <summary>The body as it came.</summary>
    public byte[] Bytes { get; init; } = [];

    // The body says the same twice.
    public bool Equals(RawRequest? other) => other is not null && Head == other.Head && Body == other.Body;

    public override int GetHashCode() => HashCode.Combine(Head, Body);

    /// <summary>A header's value; null when missing.</summary>
    public string? Header(string name)
    {
        foreach (var line in Head.Split("\r\n"))
        {
            if (line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
                return line[(name.Length + 1)..].Trim();
        }
        return null;
    }
}

/// <summary>A connection of a <see cref="RawProvider"/>, with the operations of a script.</summary>
internal sealed class RawConnection(Socket socket) : IDisposable
{
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] _received = new byte[16 * 1024];
    private readonly MemoryStream _unread = new();
    private Task<RawRequest?>? _next;

    /// <summary>Completes when the gateway has closed its side, or reset the connection.</summary>
    public Task Closed => _closed.Task.WaitAsync(Patience.Long);
    /// <summary>The request being answered.</summary>
    public RawRequest Request { get; private set; } = new("", "");
    /// <summary>Bytes sent that the operating system has taken.</summary>
    public long Sent { get; private set; }
    /// <summary>Bytes that the operating system may hold for it, roughly.</summary>
    public int SendBuffer { set => socket.SendBufferSize = value; }

    /// <summary>The next request; null when there is none to come. Reading goes on while a script runs, so that the end is seen.</summary>
    public async Task<RawRequest?> NextRequestAsync()
    {
        var request = await (_next ?? ReadRequestAsync());
        if (request is not null)
            (Request, _next) = (request, ReadRequestAsync());
        return request;
    }

    /// <summary>Sends text, as UTF-8.</summary>
    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>Sends bytes; waits while the gateway does not take them.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            // In pieces, so that the count follows what is taken.
            var sent = await socket.SendAsync(bytes[..Math.Min(bytes.Length, 64 * 1024)]);
            Sent += sent;
            bytes = bytes[sent..];
        }
    }

    /// <summary>Ends its side in order: FIN.</summary>
    public void Finish() => socket.Shutdown(SocketShutdown.Send);

    /// <summary>Breaks the connection: RST.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Close();
    }

    /// <summary>Says nothing until the gateway gives up.</summary>
    public Task HoldAsync() => _closed.Task;

    public void Dispose() => socket.Dispose();

    private async Task<RawRequest?> ReadRequestAsync()
    {
        try
        {
            while (true)
            {
                if (Take() is { } request)
                    return request;
                var read = await socket.ReceiveAsync(_received);
                if (read == 0)
                    break;
                _unread.Write(_received, 0, read);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Reset, by either side.
        }
        _closed.TrySetResult();
        return null;
    }

    private RawRequest? Take()
    {
        var bytes = _unread.GetBuffer().AsSpan(0, (int)_unread.Length);
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return null;
        var head = Encoding.Latin1.GetString(bytes[..end]);
        var length = int.Parse(new RawRequest(head, "").Header("Content-Length") ?? "0");
        if (bytes.Length < end + 4 + length)
            return null;
        var body = bytes.Slice(end + 4, length).ToArray();
        var request = new RawRequest(head, Encoding.UTF8.GetString(body)) { Bytes = body };
        var rest = bytes[(end + 4 + length)..].ToArray();
        _unread.SetLength(0);
        _unread.Write(rest);
        return request;
    }
}
