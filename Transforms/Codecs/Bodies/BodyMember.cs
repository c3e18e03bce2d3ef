namespace Iris.Transforms.Codecs.Bodies;

/// <summary>The content of a member.</summary>
internal enum MemberKind
{
    /// <summary>No content yet; a member that gets none is left out.</summary>
    Held,
    /// <summary>A value.</summary>
    Value,
    /// <summary>An object: its members name it as their owner.</summary>
    Object,
}

/// <summary>A member of a body under construction; its text is in the writer's buffer.</summary>
/// <param name="owner">The index of the member whose object contains it.</param>
/// <param name="name">The unescaped name.</param>
internal struct BodyMember(int owner, string name)
{
    /// <summary>The index of the member whose object contains it.</summary>
    public readonly int Owner => owner;
    /// <summary>The unescaped name.</summary>
    public readonly string Name => name;
    /// <summary>The member's content.</summary>
    public MemberKind Kind { readonly get; set; }
    /// <summary>The start of its text: the writer's comma if any, the name, a colon, the value.</summary>
    public int Start { readonly get; set; }
    /// <summary>The start of its value.</summary>
    public int Value { readonly get; set; }
    /// <summary>The end of its text.</summary>
    public int End { readonly get; set; }
    /// <summary>A value that is sent from its own memory; empty when the value is in the text.</summary>
    public ReadOnlyMemory<byte> Outside { readonly get; set; }
    /// <summary>The index of an object's first member; 0 for none.</summary>
    public int First { readonly get; set; }
    /// <summary>The index of an object's last member; 0 for none.</summary>
    public int Last { readonly get; set; }
    /// <summary>The index of the next member in the same object; 0 for none.</summary>
    public int Next { readonly get; set; }
}
