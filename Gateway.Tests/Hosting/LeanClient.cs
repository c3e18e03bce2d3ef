using System.Net.Sockets;
using System.Text;

namespace Iris.Gateway.Tests.Hosting;

/// <summary>A client that allocates nothing while it calls: the same request every time, on one connection.</summary>
internal sealed class LeanClient : IDisposable
{
    // Before each read the buffer keeps this many bytes of the earlier ones.
    private const int Kept = 64;

    private readonly Socket _socket =
        new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 30_000 };
    private readonly byte[] _buffer = new byte[Kept + 256 * 1024];
    private readonly byte[] _request;
    private readonly byte[] _ending;

    /// <summary>Connects.</summary>
    /// <param name="port">The gateway's port.</param>
    /// <param name="json">The request's body.</param>
    /// <param name="ending">How every answer ends, and nothing within one does.</param>
    public LeanClient(int port, string json, ReadOnlySpan<byte> ending)
        : this(port, TestGateway.Generations, "application/json", Encoding.UTF8.GetBytes(json), ending)
    {
    }

    /// <summary>Connects.</summary>
    /// <param name="port">The gateway's port.</param>
    /// <param name="path">What is asked.</param>
    /// <param name="contentType">The body's media type.</param>
    /// <param name="body">The body.</param>
    /// <param name="ending">How every answer ends, and nothing within one does.</param>
    public LeanClient(int port, string path, string contentType, byte[] body, ReadOnlySpan<byte> ending)
    {
        _request =
        [
            .. Encoding.UTF8.GetBytes($"POST {path} HTTP/1.1\r\nHost: here\r\nContent-Type: {contentType}\r\nContent-Length: {body.Length}\r\n\r\n"),
            .. body,
        ];
        _ending = ending.ToArray();
        _socket.Connect("127.0.0.1", port);
    }

    /// <summary>One call to its end.</summary>
    /// <returns>The answer's length with its head; 0 for any status but 200.</returns>
    public long Call()
    {
        _socket.Send(_request);
        long count = 0;
        var isGood = false;
        _buffer.AsSpan(0, Kept).Clear();
        while (true)
        {
            var read = _socket.Receive(_buffer.AsSpan(Kept));
            if (read == 0)
                return 0;
            if (count == 0)
                isGood = _buffer.AsSpan(Kept, read).StartsWith("HTTP/1.1 200 "u8);
            count += read;
            if (_buffer.AsSpan(0, Kept + read).EndsWith(_ending))
                return isGood ? count : 0;
            _buffer.AsSpan(read, Kept).CopyTo(_buffer);
        }
    }

    public void Dispose() => _socket.Dispose();
}
