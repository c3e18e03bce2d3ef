using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Iris.Transforms.Wire.Json;

/// <summary>How this project writes small JSON values.</summary>
internal static class JsonOutput
{
    /// <summary>
    /// The default encoder blows up every quote, plus sign and non-ASCII letter; nothing written here is ever embedded in
    /// HTML. Validation of the writer's own calls is left to the tests.
    /// </summary>
    public static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    // Where an idle writer points to: it must not keep anybody's buffer.
    private static readonly ArrayBufferWriter<byte> Nowhere = new();

    [ThreadStatic]
    private static Utf8JsonWriter? s_idle;

    /// <summary>
    /// Lends the thread's writer, for one value written without a wait in between. Disposing writes out what it holds. A writer holds nothing of a
    /// value that it has written.
    /// </summary>
    public static Loan Borrow(IBufferWriter<byte> output)
    {
        var writer = s_idle ?? new Utf8JsonWriter(Nowhere, Options);
        // Whoever writes a value inside of this one gets another.
        s_idle = null;
        writer.Reset(output);
        return new Loan(writer);
    }

    /// <summary>A writer on loan.</summary>
    public readonly ref struct Loan(Utf8JsonWriter writer) : IDisposable
    {
        /// <summary>The writer.</summary>
        public Utf8JsonWriter Writer { get; } = writer;

        public void Dispose()
        {
            Writer.Flush();
            Writer.Reset(Nowhere);
            s_idle = Writer;
        }
    }
}
