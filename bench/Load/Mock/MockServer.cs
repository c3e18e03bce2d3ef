using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Iris.Bench.Load.Machine;

namespace Iris.Bench.Load.Mock;

/// <summary>
/// The provider behind every contestant, in its own process. It uses one thread per connection and blocking calls, which is the least work per
/// request. It ends when its standard input ends, and then kills the processes that it was told to watch, so that a killed harness leaves no
/// process behind.
/// </summary>
internal static class MockServer
{
    private const int ThreadStack = 192 * 1024;

    public static int Run()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(4096);
        new Thread(() => Accept(listener)) { IsBackground = true }.Start();
        Console.WriteLine(((IPEndPoint)listener.LocalEndPoint!).Port.ToString(CultureInfo.InvariantCulture));
        Guard();
        return 0;
    }

    private static void Guard()
    {
        var watched = new HashSet<int>();
        while (Console.ReadLine() is { } line)
        {
            var id = int.Parse(line.AsSpan(line.IndexOf(' ') + 1), CultureInfo.InvariantCulture);
            if (line.StartsWith('+'))
                watched.Add(id);
            else
                watched.Remove(id);
        }
        foreach (var id in watched)
            ChildProcess.Kill(id);
    }

    private static void Accept(Socket listener)
    {
        while (true)
        {
            var socket = listener.Accept();
            new Thread(() => Serve(socket), ThreadStack) { IsBackground = true }.Start();
        }
    }

    private static void Serve(Socket socket)
    {
        using (socket)
        {
            try
            {
                socket.NoDelay = true;
                var request = new MockRequest(socket);
                while (request.Read())
                    Answer(socket, request.Model, MockAnswers.Get(request.Form, request.Model.Size));
            }
            catch (SocketException)
            {
                // The gateway closed the connection.
            }
        }
    }

    private static void Answer(Socket socket, MockModel model, MockAnswer answer)
    {
        if (model.Delay > 0)
            Thread.Sleep(model.Delay);
        var streams = answer.Stamps.Length > 0;
        var chunked = streams || model.Chunked;
        var head = Encoding.ASCII.GetBytes(
            $"HTTP/1.1 200 OK\r\nContent-Type: {answer.ContentType}\r\nx-request-id: req_bench\r\n"
            + (chunked ? "Transfer-Encoding: chunked\r\n\r\n" : $"Content-Length: {answer.Length}\r\n\r\n"));
        if (!chunked)
        {
            SendPlain(socket, head, answer.Parts[0]);
            return;
        }
        for (var i = 0; i < answer.Parts.Length; i++)
        {
            if (i > 0 && model.Gap > 0)
                Thread.Sleep(model.Gap);
            SendChunk(socket, i == 0 ? head : [], answer.Parts[i], streams ? answer.Stamps[i] : -1, last: i == answer.Parts.Length - 1);
        }
    }

    private static void SendPlain(Socket socket, byte[] head, byte[] body)
    {
        // A small answer goes out in one packet.
        if (body.Length < 4096)
        {
            socket.Send([.. head, .. body]);
            return;
        }
        socket.Send([head, body]);
    }

    // The shared bytes must not change, so the stamped beginning is a copy.
    private static void SendChunk(Socket socket, byte[] head, byte[] part, int stamp, bool last)
    {
        var first = stamp < 0 ? 0 : stamp + Pictures.StampLength;
        var beginning = new byte[first];
        part.AsSpan(0, first).CopyTo(beginning);
        if (stamp >= 0)
            Pictures.Stamp(Stopwatch.GetTimestamp()).CopyTo(beginning, stamp);
        socket.Send(
        [
            new ArraySegment<byte>([.. head, .. Encoding.ASCII.GetBytes($"{part.Length:x}\r\n"), .. beginning]),
            new ArraySegment<byte>(part, first, part.Length - first),
            last ? "\r\n0\r\n\r\n"u8.ToArray() : "\r\n"u8.ToArray(),
        ]);
    }
}
