using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;

namespace Iris.Gateway.Tests.Hosting;

/// <summary>
/// A provider that allocates nothing while it serves, so that what a call allocates is the gateway's: the same answer every time, from threads of its
/// own.
/// </summary>
internal sealed class LeanProvider : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly byte[] _answer;

    /// <summary>Starts to listen.</summary>
    /// <param name="answer">Head and body.</param>
    public LeanProvider(byte[] answer)
    {
        _answer = answer;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        new Thread(Accept) { IsBackground = true }.Start();
    }

    /// <summary>The port it listens on.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;
    /// <summary>The base address of its API.</summary>
    public string Address => $"http://127.0.0.1:{Port}/v1/";

    public void Dispose() => _listener.Dispose();

    private void Accept()
    {
        try
        {
            while (true)
            {
                var socket = _listener.Accept();
                new Thread(() => Serve(socket)) { IsBackground = true }.Start();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private void Serve(Socket socket)
    {
        var buffer = new byte[64 * 1024];
        using (socket)
        {
            try
            {
                socket.NoDelay = true;
                while (Take(socket, buffer))
                {
                    for (var sent = 0; sent < _answer.Length;)
                        sent += socket.Send(_answer.AsSpan(sent));
                }
            }
            catch (SocketException)
            {
                // The gateway has closed its side.
            }
        }
    }

    // Reads one request, whose head fits into the buffer; false at the connection's end.
    private static bool Take(Socket socket, byte[] buffer)
    {
        var length = 0;
        long rest;
        while ((rest = RestOf(buffer.AsSpan(0, length))) < 0)
        {
            var read = socket.Receive(buffer.AsSpan(length));
            if (read == 0)
                return false;
            length += read;
        }
        while (rest > 0)
        {
            var read = socket.Receive(buffer.AsSpan(0, (int)Math.Min(rest, buffer.Length)));
            if (read == 0)
                return false;
            rest -= read;
        }
        return true;
    }

    // The bytes of a request that are still to come; -1 while its head is not whole.
    private static long RestOf(ReadOnlySpan<byte> request)
    {
        var head = request.IndexOf("\r\n\r\n"u8);
        var at = request.IndexOf("Content-Length: "u8);
        return head >= 0 && at >= 0 && Utf8Parser.TryParse(request[(at + 16)..], out long length, out _) ? head + 4 + length - request.Length : -1;
    }
}
