using System.Runtime.InteropServices;

namespace Iris.Transforms.Codecs.Bodies;

/// <summary>The members of a body under construction, in order within each object. Index 0 is the body itself.</summary>
internal sealed class BodyMembers
{
    /// <summary>The index of the body itself, which owns the top-level members.</summary>
    public const int Body = 0;

    // Bodies have about ten members, among which a linear search costs less than a table. A client's native object may have thousands.
    private const int MostSearched = 64;

    private readonly List<BodyMember> _members = [new(Body, "")];
    private Dictionary<(int Owner, string Name), int>? _table;

    /// <summary>The member at an index; the reference is valid until a member is added.</summary>
    public ref BodyMember this[int index] => ref CollectionsMarshal.AsSpan(_members)[index];

    /// <summary>Adds a member after the others of its object.</summary>
    /// <param name="owner">The object's index.</param>
    /// <param name="name">A name that the object does not have yet.</param>
    /// <returns>The new member's index.</returns>
    public int Add(int owner, string name)
    {
        var index = _members.Count;
        _members.Add(new BodyMember(owner, name));
        ref var parent = ref this[owner];
        if (parent.Last == 0)
            parent.First = index;
        else
            this[parent.Last].Next = index;
        parent.Last = index;
        if (_table is not null)
            _table.Add((owner, name), index);
        else if (index > MostSearched)
            MakeTable();
        return index;
    }

    /// <summary>The index of an object's member; 0 when there is none.</summary>
    public int Find(int owner, string name)
    {
        if (_table is not null)
            return _table.GetValueOrDefault((owner, name));
        for (var i = this[owner].First; i != 0; i = this[i].Next)
        {
            if (this[i].Name == name)
                return i;
        }
        return 0;
    }

    /// <summary>Removes all members of an object.</summary>
    public void Empty(int index)
    {
        ref var member = ref this[index];
        for (var i = member.First; i != 0 && _table is not null; i = this[i].Next)
            _table.Remove((index, this[i].Name));
        member.First = member.Last = 0;
    }

    /// <summary>Removes all members and releases the memory of a large body.</summary>
    public void Clear()
    {
        _members.Clear();
        if (_table is not null)
            _members.TrimExcess();
        _table = null;
        _members.Add(new BodyMember(Body, ""));
    }

    private void MakeTable()
    {
        _table = [];
        for (var i = 1; i < _members.Count; i++)
            _table[(_members[i].Owner, _members[i].Name)] = i;
    }
}
