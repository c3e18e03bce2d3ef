using System.Text.Json;
using Iris.Transforms.Requests;
using Iris.Transforms.Wire.Buffers;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Codecs.Bodies;

/// <summary>
/// Writes a provider's JSON body member by member. Each name stands once in its object: the first value counts, and null is left out. An object
/// that is opened again is continued, so that a client's native objects and the contract's members are merged; an empty object is left out. Members
/// stand in the order in which they were first named.
/// </summary>
public sealed class BodyWriter : IMemberWriter
{
    // A value of at least this size becomes a segment of its own without a copy. Copying a smaller one costs less than another write to the socket.
    private const int LeastOutside = 16 * 1024;

    [ThreadStatic]
    private static BodyWriter? s_idle;

    private readonly BodyMembers _members = new();
    // Set while the writer writes a body.
    private PooledBuffer _text = null!;
    private Utf8JsonWriter _writer = null!;
    private List<BodyPicture>? _pictures;
    private int _open = BodyMembers.Body;
    private int _current;

    private BodyWriter()
    {
    }

    /// <summary>Writes one object.</summary>
    public static ProviderBody Write(Action<BodyWriter> members) => Write(members, static (body, members) => members(body));

    /// <summary>Writes one object.</summary>
    /// <param name="state">The state that <paramref name="members"/> receives.</param>
    /// <param name="members">Writes the members; must not keep the writer.</param>
    public static ProviderBody Write<T>(T state, Action<BodyWriter, T> members)
    {
        using var text = new PooledBuffer();
        using var loan = JsonOutput.Borrow(text);
        // A nested call finds no idle writer and creates a second one.
        var body = s_idle ?? new BodyWriter();
        s_idle = null;
        body._text = text;
        body._writer = loan.Writer;
        try
        {
            members(body, state);
            body._writer.Flush();
            return BodyAssembly.Of(body._members, text.WrittenSpan, body._pictures);
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

    /// <summary>Writes <c>true</c> or <c>false</c>.</summary>
    public void Flag(string name, bool value)
    {
        if (!Begin(name))
            return;
        _writer.WriteBooleanValue(value);
        End();
    }

    /// <summary>Writes a value unchanged.</summary>
    public void Raw(string name, ReadOnlySpan<byte> json)
    {
        if (!Begin(name))
            return;
        _writer.WriteRawValue(json, skipInputValidation: true);
        End();
    }

    /// <summary>Writes a value unchanged. A large value is not copied and must not change while the request lives.</summary>
    public void Raw(string name, ReadOnlyMemory<byte> json)
    {
        if (json.Length < LeastOutside)
            Raw(name, json.Span);
        else if (Begin(name))
            End(json);
    }

    void IMemberWriter.RawObject(string name, ReadOnlyMemory<byte> json) => Raw(name, json);

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

    /// <summary>Writes a client's picture as base64 text. Its bytes are read when the body is sent.</summary>
    /// <param name="name">The member's name.</param>
    /// <param name="picture">The picture; must have <see cref="ImageInput.Content"/>.</param>
    /// <param name="asDataUrl">Whether <c>data:image/…;base64,</c> stands before the base64.</param>
    public void Picture(string name, ImageInput picture, bool asDataUrl = false)
    {
        if (!Begin(name))
            return;
        PictureValue(picture, asDataUrl);
        End();
    }

    /// <summary>Writes the same as a value, where <see cref="Array"/> writes its items: a JSON string.</summary>
    /// <param name="picture">The picture; must have <see cref="ImageInput.Content"/>.</param>
    /// <param name="asDataUrl">Whether <c>data:image/…;base64,</c> stands before the base64.</param>
    public void PictureValue(ImageInput picture, bool asDataUrl = false)
    {
        var content = picture.Content ?? throw new ArgumentException($"'{picture.Name}' has no bytes", nameof(picture));
        _writer.WriteStringValue(asDataUrl ? $"data:{picture.MediaType};base64," : "");
        (_pictures ??= []).Add(new BodyPicture(Position - 1, content));
    }

    /// <summary>Writes members into the object with that name.</summary>
    public void Object(string name, Action<BodyWriter> members)
    {
        Open(name);
        members(this);
        Close();
    }

    /// <summary>Opens the object with that name until <see cref="Close"/>; replaces a value that is not an object.</summary>
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

    /// <summary>Closes the object that <see cref="Open"/> opened.</summary>
    public void Close() => _open = _members[_open].Owner;

    /// <summary>Reserves the place of a member whose value follows later; drops a value that it already has.</summary>
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

    /// <summary>Whether the open object has the member with exactly this text as its value.</summary>
    public bool Has(string name, ReadOnlySpan<byte> json)
    {
        var index = _members.Find(_open, name);
        if (index == 0 || _members[index].Kind != MemberKind.Value)
            return false;
        _writer.Flush();
        return _text.WrittenSpan[_members[index].Value.._members[index].End].SequenceEqual(json);
    }

    // Starts the member whose value follows; false when it already has a value.
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
        _pictures = null;
        _members.Clear();
        _open = BodyMembers.Body;
    }
}
