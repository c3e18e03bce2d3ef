using System.Text;

namespace Iris.Transforms.Wire.Json;

/// <summary>
/// At most 64 member names that are expected. Finding one in UTF-8 creates no string; remembering one in a <see cref="NameSet"/> takes one bit.
/// </summary>
internal sealed class KnownNames
{
    private readonly string[] _names;
    private readonly byte[][] _utf8;

    public KnownNames(params string[] names)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(names.Length, 64);
        _names = names;
        _utf8 = Array.ConvertAll(names, Encoding.UTF8.GetBytes);
    }

    /// <summary>The name that these bytes spell without an escape; null when it is not a known name.</summary>
    public string? Find(ReadOnlySpan<byte> utf8)
    {
        for (var i = 0; i < _utf8.Length; i++)
        {
            if (utf8.SequenceEqual(_utf8[i]))
                return _names[i];
        }
        return null;
    }

    /// <summary>The name's index; -1 when it is not a known name.</summary>
    public int IndexOf(string name) => Array.IndexOf(_names, name);
}

/// <summary>The names that an object has had so far.</summary>
/// <param name="known">The names that are expected.</param>
internal struct NameSet(KnownNames known)
{
    private ulong _known;
    private HashSet<string>? _others;

    /// <summary>Adds a name; false when the set already holds it.</summary>
    public bool Add(string name)
    {
        var index = known.IndexOf(name);
        if (index < 0)
            return (_others ??= new(StringComparer.Ordinal)).Add(name);
        var bit = 1UL << index;
        var isNew = (_known & bit) == 0;
        _known |= bit;
        return isNew;
    }

    /// <summary>Whether the set holds the name.</summary>
    public readonly bool Contains(string name)
    {
        var index = known.IndexOf(name);
        return index < 0 ? _others?.Contains(name) == true : (_known & (1UL << index)) != 0;
    }

    /// <summary>Removes all names.</summary>
    public void Clear()
    {
        _known = 0;
        _others?.Clear();
    }
}
