using System.Buffers;
using System.Text;
using System.Text.Json;
using Iris.Gateway.CallLogs;

namespace Iris.Gateway.Admin;

/// <summary>Writes the log row by row, as CSV (RFC 4180) or as JSON lines; the memory it takes does not grow with the log.</summary>
internal static class CallExport
{
    // What a spreadsheet takes for a formula (https://owasp.org/www-community/attacks/CSV_Injection).
    private static readonly SearchValues<char> Formulas = SearchValues.Create("=+-@\t\r");
    private static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\r\n");

    /// <summary>Writes all calls that fit, the latest first.</summary>
    /// <param name="context">The request.</param>
    /// <param name="pages">The calls.</param>
    /// <param name="isCsv">CSV, else JSON lines.</param>
    public static async Task WriteAsync(HttpContext context, IAsyncEnumerable<List<CallRow>> pages, bool isCsv)
    {
        var response = context.Response;
        var hasHead = false;
        await foreach (var page in pages)
        {
            if (!hasHead)
                Begin(response, isCsv);
            hasHead = true;
            foreach (var row in page)
            {
                if (isCsv)
                    WriteLine(response.BodyWriter,
                        string.Join(',', CallColumns.All.Select(column => Cell(column.ToText(row), column.Of(row) is string))));
                else
                    WriteJson(response.BodyWriter, row);
            }
            // The next page is read when the client has taken this one.
            await response.BodyWriter.FlushAsync(context.RequestAborted);
        }
        if (!hasHead)
            Begin(response, isCsv);
        await response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    /// <summary>A cell of a table: quoted where it must be, and never a formula.</summary>
    public static string Cell(string text, bool isText)
    {
        if (isText && text.Length > 0 && Formulas.Contains(text[0]))
            text = "'" + text;
        return text.AsSpan().ContainsAny(Quoted) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }

    private static void Begin(HttpResponse response, bool isCsv)
    {
        response.ContentType = isCsv ? "text/csv; charset=utf-8" : "application/x-ndjson";
        response.Headers.ContentDisposition = $"attachment; filename=\"iris-calls.{(isCsv ? "csv" : "jsonl")}\"";
        if (isCsv)
            WriteLine(response.BodyWriter, string.Join(',', CallColumns.All.Select(column => column.Name)));
    }

    private static void WriteLine(IBufferWriter<byte> output, string line)
    {
        Encoding.UTF8.GetBytes(line, output);
        output.Write("\r\n"u8);
    }

    private static void WriteJson(IBufferWriter<byte> output, CallRow row)
    {
        using (var writer = new Utf8JsonWriter(output))
            CallJson.Write(writer, row);
        output.Write("\n"u8);
    }
}
