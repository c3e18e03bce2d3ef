using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Iris.Transforms.Wire.Json;

/// <summary>Options and pooled writers for small JSON values.</summary>
internal static class JsonOutput
{
    /// <summary>
    /// The default encoder escapes every quote, plus sign and non-ASCII letter, which makes the output longer. This output is never embedded in
    /// HTML. The tests check the order of the writer's calls, so that the writer does not have to.
    /// </summary>
    public static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    // The target of an idle writer, so that it keeps no caller's buffer alive.
    private static readonly ArrayBufferWriter<byte> Nowhere = new();

    [ThreadStatic]
    private static Utf8JsonWriter? s_idle;

    /// <summary>
    /// Lends the thread's writer for one value that is written without an await. Disposing the loan flushes the value to the output.
    /// </summary>
    public static Loan Borrow(IBufferWriter<byte> output)
    {
        var writer = s_idle ?? new Utf8JsonWriter(Nowhere, Options);
        // A nested call finds no idle writer and creates a second one.
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
