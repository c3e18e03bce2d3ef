using System.Net;
using System.Net.Sockets;

namespace Iris.Bench.Load.Client;

/// <summary>One connection: sends a request, reads and checks the response, and repeats.</summary>
/// <param name="plan">The load.</param>
/// <param name="index">The connection's number, from 0.</param>
/// <param name="request">Head and body of every request; shared by all connections.</param>
internal sealed class Caller(LoadPlan plan, int index, byte[] request) : IDisposable
{
    private const int BufferSize = 128 * 1024;

    private readonly byte[] _buffer = new byte[BufferSize];
    private readonly EventSplitter? _events = plan.Events > 0 ? new EventSplitter() : null;
    // The reading speed in bytes per second; 0 reads as fast as possible.
    private readonly long _pace = index < plan.SlowReaders ? ((index % 4) + 1) * 1_000_000L : 0;
    private Answer? _answer;
    private Socket? _socket;

    /// <summary>The times of whole responses, first bytes and events, in nanoseconds.</summary>
    public Histogram Latencies { get; } = new();
    public Histogram FirstBytes { get; } = new();
    public Histogram EventDelays { get; } = new();
    public Dictionary<string, long> Faults { get; } = [];
    public long Good { get; private set; }
    /// <summary>The good responses that ended within the time, and their bytes.</summary>
    public long GoodInTime { get; private set; }
    public long BytesInTime { get; private set; }
    public long LastEnd { get; private set; }

    /// <summary>Opens the connection, so that the first call does not include it.</summary>
    public void Connect()
    {
        try
        {
            _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            // A small receive buffer: bytes that a slow reader has not read must not wait in this kernel, because they would count as read.
            if (_pace > 0)
                _socket.ReceiveBufferSize = BufferSize;
            _socket.ReceiveTimeout = _socket.SendTimeout = plan.Patience * 1000;
            _socket.Connect(IPAddress.Loopback, plan.Port);
        }
        catch (SocketException)
        {
            Disconnect();
        }
    }

    /// <summary>Makes one call.</summary>
    /// <param name="due">The instant when the call was due.</param>
    /// <param name="end">The end of the measured time.</param>
    public void Call(long due, long end)
    {
        var fault = Exchange(due, out var length);
        LastEnd = Clock.Now;
        if (fault is not null)
        {
            Faults[fault] = Faults.GetValueOrDefault(fault) + 1;
            Disconnect();
            return;
        }
        Good++;
        Latencies.Add(LastEnd - due);
        if (LastEnd > end)
            return;
        GoodInTime++;
        BytesInTime += length;
    }

    public void Dispose() => Disconnect();

    private void Disconnect()
    {
        _socket?.Dispose();
        _socket = null;
    }

    // Returns the fault; null when everything is correct.
    private string? Exchange(long due, out long length)
    {
        var answer = _answer ??= new Answer(_events, EventDelays);
        answer.Reset();
        length = 0;
        try
        {
            if (_socket is null)
                Connect();
            if (_socket is null)
                return "no connection";
            _socket.Send(request);
            Read(_socket, answer, due);
        }
        catch (SocketException e)
        {
            return $"{e.SocketErrorCode} after {(answer.Status == 0 ? "no head" : "the head")}";
        }
        catch (FormatException e)
        {
            return e.Message;
        }
        if (answer.Closes)
            Disconnect();
        length = answer.Length;
        return Judge(answer);
    }

    private void Read(Socket socket, Answer answer, long due)
    {
        var isFirst = true;
        long got = 0, started = 0;
        while (!answer.IsWhole)
        {
            var read = socket.Receive(_buffer);
            var now = Clock.Now;
            if (read == 0)
                throw new FormatException("closed before the end");
            if (isFirst)
            {
                FirstBytes.Add(now - due);
                started = now;
            }
            isFirst = false;
            answer.Feed(_buffer.AsSpan(0, read), now);
            got += read;
            if (_pace > 0)
                Clock.SleepUntil(started + (long)(got * 1e9 / _pace));
        }
    }

    private string? Judge(Answer answer)
    {
        if (answer.Status != 200)
            return $"{answer.Status} {answer.ErrorText.ReplaceLineEndings(" ")}";
        if (answer.Length < plan.LeastBytes || answer.Length > plan.MostBytes)
            return $"a body of another length than {plan.LeastBytes}..{plan.MostBytes} bytes, as {answer.Length}";
        if (_events is not null && (_events.Events != plan.Events || _events.IsInside))
            return $"{_events.Events} events and {(_events.IsInside ? "a torn one" : "none torn")}, not {plan.Events}";
        return null;
    }
}
