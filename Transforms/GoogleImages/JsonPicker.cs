using System.Text;
using Iris.Transforms.Json;

namespace Iris.Transforms.GoogleImages;

/// <summary>What of an object matters, and what is inside it: the part of a format that a <see cref="JsonPicker"/> follows, as data.</summary>
internal sealed class JsonShape
{
    private readonly List<Entry> _entries = [];

    /// <summary>A member that is an object to be entered.</summary>
    public JsonShape Object(string name, JsonShape shape) => Add(new(Encoding.UTF8.GetBytes(name), name) { Object = shape });
    /// <summary>A member that is an array whose objects are to be entered.</summary>
    public JsonShape Array(string name, JsonShape items) => Add(new(Encoding.UTF8.GetBytes(name), name) { Items = items });
    /// <summary>A string that may be of any length: passed on in slices.</summary>
    public JsonShape Slices(string name) => Add(new(Encoding.UTF8.GetBytes(name), name) { IsSliced = true });
    /// <summary>Small members: passed on whole.</summary>
    public JsonShape Members(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            Add(new(Encoding.UTF8.GetBytes(name), name));
        return this;
    }

    /// <summary>The entry of a raw name; null when it does not matter.</summary>
    public Entry? Find(ReadOnlySpan<byte> rawName)
    {
        foreach (var entry in _entries)
        {
            if (JsonText.Equals(rawName, entry.Utf8))
                return entry;
        }
        return null;
    }

    private JsonShape Add(Entry entry)
    {
        _entries.Add(entry);
        return this;
    }

    /// <summary>A member that matters.</summary>
    internal sealed record Entry(byte[] Utf8, string Name)
    {
        public JsonShape? Object { get; init; }
        public JsonShape? Items { get; init; }
        public bool IsSliced { get; init; }
        public bool IsMember => Object is null && Items is null && !IsSliced;
    }
}

/// <summary>Receives what a <see cref="JsonPicker"/> picks.</summary>
internal interface IJsonPickerTarget
{
    /// <summary>An object of a shape begins.</summary>
    void Enter(JsonShape shape);
    /// <summary>It ends.</summary>
    void Leave(JsonShape shape);
    /// <summary>A piece of a string, raw and complete in itself; empty only when it is the last.</summary>
    void Slice(string name, ReadOnlySpan<byte> raw, bool last);
    /// <summary>A whole member that is not null.</summary>
    void Member(string name, ReadOnlySpan<byte> json);
    /// <summary>A member beyond <see cref="JsonPicker.MaxMember"/>.</summary>
    void TooLarge(string name);
}

/// <summary>
/// Follows a document token by token and picks what its shape names. All else is passed over without being stored, however long: a
/// <c>thoughtSignature</c> may have 600 KB. The document is one object, or an array of them: what Google's streaming method sends
/// without <c>alt=sse</c>.
/// </summary>
internal sealed class JsonPicker(JsonShape root, IJsonPickerTarget target) : IJsonTokenHandler
{
    /// <summary>The longest member that is collected, in bytes.</summary>
    public const int MaxMember = 64 * 1024;

    private readonly JsonCapture _capture = new(MaxMember);
    // Open containers; of an array, the shape is that of its items.
    private readonly Stack<(JsonShape Shape, bool IsArray)> _open = new();
    private JsonShape.Entry? _member;
    private int _skipped;
    private bool _capturing;

    /// <summary>Ready for the next document.</summary>
    public void Reset()
    {
        _open.Clear();
        _member = null;
        _skipped = 0;
        _capturing = false;
    }

    public void StartObject()
    {
        if (_skipped > 0)
            _skipped++;
        else if (_capturing)
            _capture.StartObject();
        else if (_open.Count == 0)
            Enter(root);
        else if (_open.Peek() is (var items, true))
            Enter(items);
        else if (_member?.Object is { } shape)
            Enter(shape);
        else if (TryCapture())
            _capture.StartObject();
        else
            _skipped = 1;
    }

    public void EndObject()
    {
        if (_skipped > 0)
        {
            _skipped--;
        }
        else if (_capturing)
        {
            _capture.EndObject();
            AfterCapture();
        }
        else
        {
            target.Leave(_open.Pop().Shape);
        }
    }

    public void StartArray()
    {
        if (_skipped > 0)
            _skipped++;
        else if (_capturing)
            _capture.StartArray();
        else if (_open.Count == 0)
            _open.Push((root, true));
        else if (!_open.Peek().IsArray && _member?.Items is { } items)
            _open.Push((items, true));
        else if (TryCapture())
            _capture.StartArray();
        else
            _skipped = 1;
    }

    public void EndArray()
    {
        if (_skipped > 0)
        {
            _skipped--;
        }
        else if (_capturing)
        {
            _capture.EndArray();
            AfterCapture();
        }
        else
        {
            _open.Pop();
        }
    }

    public void Name(ReadOnlySpan<byte> raw)
    {
        if (_capturing)
            _capture.Name(raw);
        else if (_skipped == 0)
            _member = _open.Peek().Shape.Find(raw);
    }

    public void StringSlice(ReadOnlySpan<byte> raw, bool last)
    {
        if (_skipped > 0)
            return;
        if (!_capturing && _open.Count > 0 && !_open.Peek().IsArray && _member is { IsSliced: true })
        {
            target.Slice(_member.Name, raw, last);
        }
        else if (TryCapture())
        {
            _capture.StringSlice(raw, last);
            AfterCapture();
        }
    }

    public void Literal(ReadOnlySpan<byte> raw)
    {
        if (_skipped > 0 || !TryCapture())
            return;
        _capture.Literal(raw);
        AfterCapture();
    }

    private void Enter(JsonShape shape)
    {
        _open.Push((shape, false));
        target.Enter(shape);
    }

    private bool TryCapture()
    {
        if (_capturing)
            return true;
        if (_open.Count == 0)
            throw new FormatException("the answer is not an object");
        if (_open.Peek().IsArray || _member is not { IsMember: true })
            return false;
        _capture.Reset();
        return _capturing = true;
    }

    private void AfterCapture()
    {
        if (!_capture.IsComplete)
            return;
        _capturing = false;
        if (_capture.Overflowed)
            target.TooLarge(_member!.Name);
        else if (!_capture.Raw.SequenceEqual("null"u8))
            target.Member(_member!.Name, _capture.Raw);
    }
}
