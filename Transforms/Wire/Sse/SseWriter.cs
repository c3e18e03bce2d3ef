using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Iris.Transforms.Wire.Sse;

/// <summary>Writes server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html).</summary>
internal static class SseWriter
{
    /// <summary>The media type.</summary>
    public const string ContentType = "text/event-stream";

    /// <summary>A comment, which keeps a connection alive.</summary>
    public static ReadOnlyMemory<byte> Heartbeat { get; } = ": heartbeat\n\n"u8.ToArray();

    /// <summary>What ends an event.</summary>
    public static ReadOnlyMemory<byte> End { get; } = "\n\n"u8.ToArray();

    /// <summary>Writes an event up to its data, which must be one line.</summary>
    /// <param name="output">Receives the bytes.</param>
    /// <param name="id">The event's id.</param>
    /// <param name="name">The event's name.</param>
    public static void Begin(IBufferWriter<byte> output, long id, string name)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(id, digits, out var count);
        output.Write("id: "u8);
        output.Write(digits[..count]);
        output.Write("\nevent: "u8);
        output.Write(Encoding.UTF8.GetBytes(name));
        output.Write("\ndata: "u8);
    }

    /// <summary>Makes a piece of a JSON text one line: a line break can only be white space there.</summary>
    public static void Flatten(Span<byte> json)
    {
        json.Replace((byte)'\n', (byte)' ');
        json.Replace((byte)'\r', (byte)' ');
    }
}
