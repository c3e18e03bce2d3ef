namespace Iris.Transforms.Codecs.Bodies;

/// <summary>What stands at a member's place.</summary>
internal enum MemberKind
{
    /// <summary>Nothing yet; where nothing follows, the member is left out.</summary>
    Held,
    /// <summary>A value.</summary>
    Value,
    /// <summary>An object: the members that name it as their owner.</summary>
    Object,
}

/// <summary>A member of a body under construction; its text lies in the writer's buffer.</summary>
/// <param name="owner">The index of the member that is its object.</param>
/// <param name="name">Its name, unescaped.</param>
internal struct BodyMember(int owner, string name)
{
    /// <summary>The index of the member that is its object.</summary>
    public readonly int Owner => owner;
    /// <summary>Its name, unescaped.</summary>
    public readonly string Name => name;
    /// <summary>What stands at its place.</summary>
    public MemberKind Kind { readonly get; set; }
    /// <summary>Where its text begins: a comma of the writer's or none, the name, a colon, a value.</summary>
    public int Start { readonly get; set; }
    /// <summary>Where its value begins.</summary>
    public int Value { readonly get; set; }
    /// <summary>Where its text ends.</summary>
    public int End { readonly get; set; }
    /// <summary>A value that is sent from where it lies; empty for one that is in the text.</summary>
    public ReadOnlyMemory<byte> Outside { readonly get; set; }
    /// <summary>An object's first member; 0 for none.</summary>
    public int First { readonly get; set; }
    /// <summary>An object's last member; 0 for none.</summary>
    public int Last { readonly get; set; }
    /// <summary>The next member of its object; 0 for none.</summary>
    public int Next { readonly get; set; }
}
