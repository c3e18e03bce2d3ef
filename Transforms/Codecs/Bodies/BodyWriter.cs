using System.Text;
using System.Text.Json;
using Iris.Transforms.Requests;
using Iris.Transforms.Wire.Buffers;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Codecs.Bodies;

/// <summary>
/// Writes a provider's JSON body member by member. Each name stands once in its object: the first value counts, and what is null is left out. An
/// object that is opened again goes on, so that a client's native objects and the contract's members come together; an object in which
/// nothing was put is left out. Members stand in the order in which they were first named.
/// </summary>
public sealed class BodyWriter
{
    // A larger value is not copied: it becomes a segment of its own. A smaller one is copied, which costs less than a write to the socket.
    private const int LeastOutside = 16 * 1024;

    [ThreadStatic]
    private static BodyWriter? s_idle;

    private readonly BodyMembers _members = new();
    // Lent for one body.
    private PooledBuffer _text = null!;
    private Utf8JsonWriter _writer = null!;
    private int _open = BodyMembers.Body;
    private int _current;

    private BodyWriter()
    {
    }

    /// <summary>Writes one object.</summary>
    public static ProviderBody Write(Action<BodyWriter> members) => Write(members, static (body, members) => members(body));

    /// <summary>Writes one object.</summary>
    /// <param name="state">What the members are written from.</param>
    /// <param name="members">Writes them; keeps nothing of the writer.</param>
    public static ProviderBody Write<T>(T state, Action<BodyWriter, T> members)
    {
        using var text = new PooledBuffer();
        using var loan = JsonOutput.Borrow(text);
        // A body that is written inside of this one gets another writer.
        var body = s_idle ?? new BodyWriter();
        s_idle = null;
        body._text = text;
        body._writer = loan.Writer;
        try
        {
            members(body, state);
            body._writer.Flush();
            return BodyAssembly.Of(body._members, text.WrittenSpan);
        }
        finally
        {
            body.Reset();
            s_idle = body;
        }
    }

    /// <summary>Writes a string.</summary>
    public void Text(string name, string? value)
    {
        if (value is null || !Begin(name))
            return;
        _writer.WriteStringValue(value);
        End();
    }

    /// <summary>Writes a number.</summary>
    public void Number(string name, long? value)
    {
        if (value is not { } number || !Begin(name))
            return;
        _writer.WriteNumberValue(number);
        End();
    }

    /// <summary>Writes a truth value.</summary>
    public void Flag(string name, bool value)
    {
        if (!Begin(name))
            return;
        _writer.WriteBooleanValue(value);
        End();
    }

    /// <summary>Writes a value as it came.</summary>
    public void Raw(string name, ReadOnlySpan<byte> json)
    {
        if (!Begin(name))
            return;
        _writer.WriteRawValue(json, skipInputValidation: true);
        End();
    }

    /// <summary>Writes a value as it came; a large one is not copied and must not change while the request lives.</summary>
    public void Raw(string name, ReadOnlyMemory<byte> json)
    {
        if (json.Length < LeastOutside)
            Raw(name, json.Span);
        else if (Begin(name))
            End(json);
    }

    /// <summary>Writes an array.</summary>
    public void Array(string name, Action<Utf8JsonWriter> items)
    {
        if (!Begin(name))
            return;
        _writer.WriteStartArray();
        items(_writer);
        _writer.WriteEndArray();
        End();
    }

    /// <summary>Writes members into the object of that name.</summary>
    public void Object(string name, Action<BodyWriter> members)
    {
        Open(name);
        members(this);
        Close();
    }

    /// <summary>Opens the object of that name, until <see cref="Close"/>; a value that is no object gives way to it.</summary>
    public void Open(string name)
    {
        var index = _members.Find(_open, name);
        if (index == 0 || _members[index].Kind != MemberKind.Object)
        {
            Hold(name);
            Begin(name);
            End();
            index = _current;
            _members[index].Kind = MemberKind.Object;
        }
        _open = index;
    }

    /// <summary>Ends what <see cref="Open"/> began.</summary>
    public void Close() => _open = _members[_open].Owner;

    /// <summary>Keeps the place of a member whose value follows later; a value that it has already is dropped.</summary>
    public void Hold(string name)
    {
        var index = _members.Find(_open, name);
        if (index == 0)
            index = _members.Add(_open, name);
        _members.Empty(index);
        _members[index].Kind = MemberKind.Held;
        _members[index].Outside = default;
    }

    /// <summary>Whether the open object has the member.</summary>
    public bool Has(string name) => _members.Find(_open, name) is not 0 and var index && _members[index].Kind != MemberKind.Held;

    /// <summary>Whether the open object has the member with this very text as its value.</summary>
    public bool Has(string name, ReadOnlySpan<byte> json)
    {
        var index = _members.Find(_open, name);
        if (index == 0 || _members[index].Kind != MemberKind.Value)
            return false;
        _writer.Flush();
        return _text.WrittenSpan[_members[index].Value.._members[index].End].SequenceEqual(json);
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
            if (Has(extra.Name))
                call.Report.Drop(extra.Name, TextOf(extra), "another member of the request says the same");
            else
                Raw(extra.Name, extra.Json);
        }
    }

    /// <summary>An extra's value as a report shows it.</summary>
    public static string? TextOf(RawMember extra) => extra.Json.Length <= 64 ? Encoding.UTF8.GetString(extra.Json.Span) : null;

    // Names the member whose value follows; false where it has one.
    private bool Begin(string name)
    {
        var index = _members.Find(_open, name);
        if (index == 0)
            index = _members.Add(_open, name);
        else if (_members[index].Kind != MemberKind.Held)
            return false;
        _members[index].Start = Position;
        _writer.WritePropertyName(name);
        _members[index].Value = Position;
        _current = index;
        return true;
    }

    private void End(ReadOnlyMemory<byte> outside = default)
    {
        ref var member = ref _members[_current];
        member.Kind = MemberKind.Value;
        member.End = Position;
        member.Outside = outside;
    }

    private int Position => (int)(_writer.BytesCommitted + _writer.BytesPending);

    private void Reset()
    {
        _text = null!;
        _writer = null!;
        _members.Clear();
        _open = BodyMembers.Body;
    }
}
