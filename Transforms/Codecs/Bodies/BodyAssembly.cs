using System.Runtime.InteropServices;
using Iris.Transforms.Requests;

namespace Iris.Transforms.Codecs.Bodies;

/// <summary>A place in the members' texts where a client's picture is sent as base64.</summary>
/// <param name="Position">The place: the index of the byte that follows the picture.</param>
/// <param name="Content">The picture.</param>
internal readonly record struct BodyPicture(int Position, InputContent Content);

/// <summary>Assembles the members of a <see cref="BodyWriter"/> in their order, with their objects around them.</summary>
internal ref struct BodyAssembly
{
    private readonly BodyMembers _members;
    private readonly ReadOnlySpan<byte> _text;
    // In the order of their positions.
    private readonly ReadOnlySpan<BodyPicture> _pictures;
    private byte[]? _into;
    private int _length;
    private int _cut;
    private List<BodySegment>? _segments;

    private BodyAssembly(BodyMembers members, ReadOnlySpan<byte> text, ReadOnlySpan<BodyPicture> pictures)
    {
        _members = members;
        _text = text;
        _pictures = pictures;
    }

    /// <summary>Builds the body.</summary>
    /// <param name="members">The body's members.</param>
    /// <param name="text">The members' texts.</param>
    /// <param name="pictures">The pictures within the texts, in order; null for none.</param>
    public static ProviderBody Of(BodyMembers members, ReadOnlySpan<byte> text, List<BodyPicture>? pictures)
    {
        var assembly = new BodyAssembly(members, text, CollectionsMarshal.AsSpan(pictures));
        // Runs twice: first to measure, then to write into an array of the exact length.
        assembly.AddObject(BodyMembers.Body);
        assembly._into = GC.AllocateUninitializedArray<byte>(assembly._length);
        assembly._length = 0;
        assembly.AddObject(BodyMembers.Body);
        if (assembly._segments is not { } segments)
            return new ProviderBody(assembly._into);
        segments.Add(assembly.Cut());
        return new ProviderBody(segments);
    }

    private void AddObject(int owner)
    {
        Add("{"u8);
        var isFirst = true;
        for (var i = _members[owner].First; i != 0; i = _members[i].Next)
        {
            if (IsEmpty(i))
                continue;
            if (!isFirst)
                Add(","u8);
            isFirst = false;
            AddMember(i);
        }
        Add("}"u8);
    }

    private void AddMember(int index)
    {
        ref var member = ref _members[index];
        // The writer's own comma depends on the order of writing, not on the order in the body, so it is removed.
        AddText(_text[member.Start] == (byte)',' ? member.Start + 1 : member.Start, member.End);
        if (member.Kind == MemberKind.Object)
            AddObject(index);
        if (member.Outside.IsEmpty || _into is null)
            return;
        AddSegment(new BodySegment(member.Outside));
    }

    // Pictures are few, so that each member looks at all of them.
    private void AddText(int start, int end)
    {
        foreach (var picture in _pictures)
        {
            if (picture.Position <= start || picture.Position >= end)
                continue;
            Add(_text[start..picture.Position]);
            start = picture.Position;
            if (_into is not null)
                AddSegment(new BodySegment(picture.Content, asBase64: true));
        }
        Add(_text[start..end]);
    }

    private void AddSegment(BodySegment segment)
    {
        _segments ??= [];
        _segments.Add(Cut());
        _segments.Add(segment);
    }

    private void Add(ReadOnlySpan<byte> text)
    {
        if (_into is not null)
            text.CopyTo(_into.AsSpan(_length));
        _length += text.Length;
    }

    // Returns the text since the last cut as a segment.
    private BodySegment Cut()
    {
        var start = _cut;
        _cut = _length;
        return new BodySegment(_into.AsMemory(start, _length - start));
    }

    private readonly bool IsEmpty(int index)
    {
        if (_members[index].Kind != MemberKind.Object)
            return _members[index].Kind == MemberKind.Held;
        for (var i = _members[index].First; i != 0; i = _members[i].Next)
        {
            if (!IsEmpty(i))
                return false;
        }
        return true;
    }
}
