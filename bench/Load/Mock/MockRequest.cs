using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Iris.Bench.Load.Mock;

/// <summary>Reads the requests of one connection: HTTP/1.1 with a length, or with chunks of at most 1 MiB.</summary>
internal sealed class MockRequest(Socket socket)
{
    private const int Most = 1 << 20;

    private byte[] _buffer = new byte[16 * 1024];
    private int _count;

    // The beginning of an upload's body, in which its fields stand.
    private const int Fields = 4096;

    /// <summary>The answer's form.</summary>
    public MockForm Form { get; private set; }

    /// <summary>The options in the model's name.</summary>
    public MockModel Model { get; private set; }

    /// <summary>Waits for the next request; false when the peer has closed.</summary>
    public bool Read()
    {
        int headEnd;
        while ((headEnd = _buffer.AsSpan(0, _count).IndexOf("\r\n\r\n"u8)) < 0)
        {
            if (!Fill())
                return false;
        }
        headEnd += 4;
        var head = Encoding.ASCII.GetString(_buffer, 0, headEnd);
        var path = head.Split(' ', 3)[1];
        if (Header(head, "content-length") is { } declared && long.Parse(declared, CultureInfo.InvariantCulture) is > Most and var upload)
            return Skip(path, headEnd, headEnd + upload);
        var bodyEnd = Header(head, "content-length") is { } length
            ? ReadTo(headEnd + int.Parse(length, CultureInfo.InvariantCulture))
            : Header(head, "transfer-encoding") is null ? headEnd : ReadChunks(headEnd);
        if (bodyEnd < 0)
            return false;
        Understand(path, _buffer.AsSpan(headEnd, bodyEnd - headEnd));
        _buffer.AsSpan(bodyEnd, _count - bodyEnd).CopyTo(_buffer);
        _count -= bodyEnd;
        return true;
    }

    // What is more than a buffer holds is only counted.
    private bool Skip(string path, int headEnd, long bodyEnd)
    {
        if (ReadTo(headEnd + Fields) < 0)
            return false;
        Understand(path, _buffer.AsSpan(headEnd, Fields));
        var rest = bodyEnd - _count;
        _count = 0;
        if (_buffer.Length < 256 * 1024)
            _buffer = new byte[256 * 1024];
        while (rest > 0)
        {
            var read = socket.Receive(_buffer, 0, (int)Math.Min(rest, _buffer.Length), SocketFlags.None);
            if (read == 0)
                return false;
            rest -= read;
        }
        return true;
    }

    private static string? Header(string head, string name)
    {
        var at = head.IndexOf("\r\n" + name + ":", StringComparison.OrdinalIgnoreCase);
        return at < 0 ? null : head[(at + name.Length + 3)..head.IndexOf("\r\n", at + 2, StringComparison.Ordinal)].Trim();
    }

    private bool Fill()
    {
        if (_count == _buffer.Length)
        {
            if (_count >= Most)
                return false;
            Array.Resize(ref _buffer, _count * 2);
        }
        var read = socket.Receive(_buffer, _count, _buffer.Length - _count, SocketFlags.None);
        _count += read;
        return read > 0;
    }

    private int ReadTo(int end)
    {
        while (_count < end)
        {
            if (!Fill())
                return -1;
        }
        return end;
    }

    // No request contains the bytes that end a chunked body.
    private int ReadChunks(int start)
    {
        int end;
        while ((end = _buffer.AsSpan(start, _count - start).IndexOf("0\r\n\r\n"u8)) < 0)
        {
            if (!Fill())
                return -1;
        }
        return start + end + 5;
    }

    private void Understand(string path, ReadOnlySpan<byte> body)
    {
        if (path.Contains("/models/", StringComparison.Ordinal))
        {
            var model = Uri.UnescapeDataString(path[(path.IndexOf("/models/", StringComparison.Ordinal) + 8)..]);
            Form = model.Contains(":streamGenerateContent", StringComparison.Ordinal) ? MockForm.GeminiEvents
                : model.Contains(":generateContent", StringComparison.Ordinal) ? MockForm.GeminiJson : MockForm.Bytes;
            Model = MockModel.Of(model.AsSpan(0, model.IndexOf(':') is > 0 and var colon ? colon : model.Length));
            return;
        }
        Form = body.IndexOf("\"stream\":true"u8) >= 0 ? MockForm.OpenAIEvents : MockForm.OpenAIJson;
        // A form's field, or a JSON member.
        if (body.IndexOf("name=\"model\"\r\n\r\n"u8) is >= 0 and var field)
        {
            var value = body[(field + 16)..];
            Model = MockModel.Of(Encoding.ASCII.GetString(value[..value.IndexOf((byte)'\r')]));
            return;
        }
        var at = body.IndexOf("\"model\":\""u8);
        var name = at < 0 ? default : body[(at + 9)..];
        Model = MockModel.Of(Encoding.ASCII.GetString(at < 0 ? default : name[..name.IndexOf((byte)'"')]));
    }
}
