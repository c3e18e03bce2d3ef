using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Iris.Transforms.Wire.Buffers;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace Iris.Gateway.Hosting;

/// <summary>
/// The log as a line of JSON each, under the names of .NET's own formatter, with two differences: the time is RFC 3339 with its zone unless
/// <c>TimestampFormat</c> says otherwise, and <c>TraceId</c>, <c>SpanId</c> and <c>RequestId</c> stand beside the message wherever they are known,
/// scopes or no scopes.
/// </summary>
internal sealed class ConsoleJson(TimeProvider time, IOptionsMonitor<JsonConsoleFormatterOptions> options)
    : ConsoleFormatter(ConsoleFormatterNames.Json)
{
    /// <summary>The time's form: RFC 3339, milliseconds, offset.</summary>
    public const string Rfc3339 = "yyyy-MM-dd'T'HH:mm:ss.fffzzz";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var settings = options.CurrentValue;
        // No client reads it as a page: quotation marks and arrows stay legible.
        var form = settings.JsonWriterOptions with { Encoder = settings.JsonWriterOptions.Encoder ?? JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using var buffer = new PooledBuffer();
        using (var json = new Utf8JsonWriter(buffer, form))
        {
            json.WriteStartObject();
            var now = settings.UseUtcTimestamp ? time.GetUtcNow() : time.GetLocalNow();
            json.WriteString("Timestamp"u8, now.ToString(settings.TimestampFormat ?? Rfc3339, CultureInfo.InvariantCulture));
            json.WriteNumber("EventId"u8, logEntry.EventId.Id);
            if (logEntry.EventId.Name is { } name)
                json.WriteString("EventName"u8, name);
            json.WriteString("LogLevel"u8, logEntry.LogLevel.ToString());
            json.WriteString("Category"u8, logEntry.Category);
            json.WriteString("Message"u8, logEntry.Formatter(logEntry.State, logEntry.Exception));
            var members = logEntry.State as IReadOnlyList<KeyValuePair<string, object?>>;
            WriteIds(json, members);
            if (logEntry.Exception is { } exception)
                json.WriteString("Exception"u8, exception.ToString());
            if (members is not null)
                WriteMembers(json, "State", members);
            if (settings.IncludeScopes && scopeProvider is not null)
                WriteScopes(json, scopeProvider);
            json.WriteEndObject();
        }
        var text = ArrayPool<char>.Shared.Rent(buffer.Count + 1);
        var length = Encoding.UTF8.GetChars(buffer.WrittenSpan, text);
        text[length++] = '\n';
        textWriter.Write(text, 0, length);
        ArrayPool<char>.Shared.Return(text);
    }

    private static void WriteIds(Utf8JsonWriter json, IReadOnlyList<KeyValuePair<string, object?>>? members)
    {
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity)
        {
            json.WriteString("TraceId"u8, activity.TraceId.ToHexString());
            json.WriteString("SpanId"u8, activity.SpanId.ToHexString());
        }
        else if (Find(members, "TraceId") is { } trace)
        {
            json.WriteString("TraceId"u8, trace);
        }
        if (Find(members, "RequestId") is { } request)
            json.WriteString("RequestId"u8, request);
    }

    private static string? Find(IReadOnlyList<KeyValuePair<string, object?>>? members, string name)
    {
        for (var i = 0; i < members?.Count; i++)
        {
            if (members[i] is { Value: string value } member && member.Key == name)
                return value;
        }
        return null;
    }

    private static void WriteMembers(Utf8JsonWriter json, string name, IReadOnlyList<KeyValuePair<string, object?>> members)
    {
        json.WriteStartObject(name);
        for (var i = 0; i < members.Count; i++)
        {
            json.WritePropertyName(members[i].Key);
            WriteValue(json, members[i].Value);
        }
        json.WriteEndObject();
    }

    private static void WriteScopes(Utf8JsonWriter json, IExternalScopeProvider scopes)
    {
        json.WriteStartArray("Scopes"u8);
        scopes.ForEachScope(
            static (scope, json) =>
            {
                if (scope is IEnumerable<KeyValuePair<string, object?>> members)
                {
                    json.WriteStartObject();
                    json.WriteString("Message"u8, scope.ToString());
                    foreach (var (key, value) in members)
                    {
                        json.WritePropertyName(key);
                        WriteValue(json, value);
                    }
                    json.WriteEndObject();
                }
                else
                {
                    WriteValue(json, scope);
                }
            },
            json);
        json.WriteEndArray();
    }

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            default:
                json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
