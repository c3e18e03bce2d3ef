using System.Runtime.InteropServices;

namespace Iris.Transforms.Codecs.Bodies;

/// <summary>The members of a body under construction, each object's in their order. Index 0 is the body itself.</summary>
internal sealed class BodyMembers
{
    /// <summary>The owner of the body's own members.</summary>
    public const int Body = 0;

    // Bodies have some ten members, among which a search costs less than a table; a client's native object may have thousands.
    private const int MostSearched = 64;

    private readonly List<BodyMember> _members = [new(Body, "")];
    private Dictionary<(int Owner, string Name), int>? _table;

    /// <summary>A member; the reference is good until one is added.</summary>
    public ref BodyMember this[int index] => ref CollectionsMarshal.AsSpan(_members)[index];

    /// <summary>Adds a member behind those of its object.</summary>
    /// <param name="owner">The object's index.</param>
    /// <param name="name">A name that is not in the object.</param>
    /// <returns>Its index.</returns>
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

    /// <summary>The index of an object's member; 0 for none.</summary>
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

    /// <summary>Drops the members of an object.</summary>
    public void Empty(int index)
    {
        ref var member = ref this[index];
        for (var i = member.First; i != 0 && _table is not null; i = this[i].Next)
            _table.Remove((index, this[i].Name));
        member.First = member.Last = 0;
    }

    /// <summary>Drops all; memory that a large body took is given back.</summary>
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
