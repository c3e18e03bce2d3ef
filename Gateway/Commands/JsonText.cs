using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Iris.Gateway.Commands;

/// <summary>Writes a command's answer as JSON.</summary>
internal static class JsonText
{
    // Nothing of it reaches a page of HTML, and people read it.
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes an object.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="write">Writes its members.</param>
    public static void Write(Terminal terminal, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        terminal.Line(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }
}
