using System.Text.Json;
using Iris.Transforms.Requests;
using Iris.Transforms.Wire.Buffers;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Codecs.Bodies;

/// <summary>Writes a provider's JSON body member by member, each name once; what is null is left out.</summary>
internal sealed class BodyWriter
{
    private readonly Utf8JsonWriter _writer;
    private readonly Stack<HashSet<string>> _written = new();

    private BodyWriter(Utf8JsonWriter writer) => _writer = writer;

    /// <summary>Writes one object.</summary>
    public static ReadOnlyMemory<byte> Write(Action<BodyWriter> members)
    {
        using var buffer = new PooledBuffer();
        using (var loan = JsonOutput.Borrow(buffer))
        {
            var body = new BodyWriter(loan.Writer);
            body.Fill(members);
        }
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes a string.</summary>
    public void Text(string name, string? value)
    {
        if (value is not null && Begin(name))
            _writer.WriteStringValue(value);
    }

    /// <summary>Writes a number.</summary>
    public void Number(string name, long? value)
    {
        if (value is { } number && Begin(name))
            _writer.WriteNumberValue(number);
    }

    /// <summary>Writes a truth value.</summary>
    public void Flag(string name, bool value)
    {
        if (Begin(name))
            _writer.WriteBooleanValue(value);
    }

    /// <summary>Writes a value as it came.</summary>
    public void Raw(string name, ReadOnlySpan<byte> json)
    {
        if (Begin(name))
            _writer.WriteRawValue(json, skipInputValidation: true);
    }

    /// <summary>Whether the member has been written into the open object.</summary>
    public bool Has(string name) => _written.Peek().Contains(name);

    /// <summary>Writes an array.</summary>
    public void Array(string name, Action<Utf8JsonWriter> items)
    {
        if (!Begin(name))
            return;
        _writer.WriteStartArray();
        items(_writer);
        _writer.WriteEndArray();
    }

    /// <summary>Writes an object.</summary>
    public void Object(string name, Action<BodyWriter> members)
    {
        if (Begin(name))
            Fill(members);
    }

    /// <summary>Writes the members that the contract does not know, as they came; one whose name has been written is reported.</summary>
    /// <param name="call">The call.</param>
    /// <param name="isHere">Which of them stand in this object; null for all.</param>
    public void Extras(ProviderCall call, Func<RawMember, bool>? isHere = null)
    {
        foreach (var extra in call.Request.Extras)
        {
            if (isHere is not null && !isHere(extra))
                continue;
            if (_written.Peek().Contains(extra.Name))
                call.Report.Drop(extra.Name, TextOf(extra), "another member of the request says the same");
            else
                Raw(extra.Name, extra.Json.Span);
        }
    }

    /// <summary>An extra's value as a report shows it.</summary>
    public static string? TextOf(RawMember extra) => extra.Json.Length <= 64 ? System.Text.Encoding.UTF8.GetString(extra.Json.Span) : null;

    private void Fill(Action<BodyWriter> members)
    {
        _writer.WriteStartObject();
        _written.Push(new HashSet<string>(StringComparer.Ordinal));
        members(this);
        _written.Pop();
        _writer.WriteEndObject();
    }

    private bool Begin(string name)
    {
        if (!_written.Peek().Add(name))
            return false;
        _writer.WritePropertyName(name);
        return true;
    }
}
